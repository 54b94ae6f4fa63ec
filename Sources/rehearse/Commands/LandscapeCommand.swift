internal import ArgumentParser
internal import Foundation
internal import Scenario

/// `rehearse landscape [PRESET]`
struct LandscapeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landscape", abstract: "List the presets of systems and journeys, or show one of them.")

    @Argument(help: "A preset: its file is printed, with the source of each figure.")
    var preset: String?

    @OptionGroup var presets: PresetOptions

    func run() throws {
        let places = Places.presets(presets.folders)
        let (catalog, problems) = LandscapeCatalog.load(presets: places)
        guard problems.isEmpty else { throw CommandFailure(Problem.text(problems), code: .usage) }
        guard !catalog.entries.isEmpty else {
            throw CommandFailure("no presets found; name their folder with --presets", code: .usage)
        }
        guard let preset else { return Streams.say(catalog.text) }
        guard catalog.entries.contains(where: { $0.name == preset }),
            let file = places.map({ "\($0)/\(preset).yaml" }).first(where: FileManager.default.fileExists),
            let data = FileManager.default.contents(atPath: file)
        else {
            let names = catalog.entries.map(\.name).joined(separator: ", ")
            throw CommandFailure("no preset \"\(preset)\"; there are: \(names)", code: .usage)
        }
        Streams.say(String(decoding: data, as: UTF8.self), terminator: "")
    }
}
