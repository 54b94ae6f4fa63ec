internal import ArgumentParser
internal import Foundation
internal import Scenario

/// `rehearse new NAME`
struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Write a small commented scenario that runs.",
        discussion: "Writes NAME.yaml here; a file that is there already is never written over.")

    @Argument(help: "Its name, or a path that ends in .yaml.")
    var name: String

    func run() throws {
        let path = name.hasSuffix(".yaml") || name.hasSuffix(".yml") ? name : "\(name).yaml"
        let title = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        guard !title.isEmpty, !title.hasPrefix(".") else {
            throw CommandFailure("new: expected a name such as peak, found \"\(name)\"", code: .usage)
        }
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o666)
        guard file >= 0 else {
            guard errno == EEXIST else {
                throw CommandFailure("cannot write \(path): \(String(cString: strerror(errno)))", code: .usage)
            }
            throw CommandFailure("\(path) is there already; choose another name or remove it", code: .usage)
        }
        do {
            try FileHandle(fileDescriptor: file, closeOnDealloc: true).write(
                contentsOf: Data(Template.newScenario(name: title).utf8))
        } catch {
            throw CommandFailure("cannot write \(path): \(error.localizedDescription)")
        }
        Streams.say("\(path) written. Next: rehearse run \(path)")
    }
}
