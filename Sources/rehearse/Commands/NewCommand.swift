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
        try NewFile.write(Template.newScenario(name: title), to: path)
        Streams.say("\(path) written. Next: rehearse run \(path)")
    }
}
