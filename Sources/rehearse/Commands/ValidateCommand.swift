internal import ArgumentParser
internal import Scenario

/// `rehearse validate FILE…`
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check scenario files; tells every problem with its place.",
        discussion: "Exit code 2 if there is any problem. With --format json an array of problems is printed.")

    @Argument(help: ArgumentHelp("Scenario files.", valueName: "file"))
    var files: [String]

    @OptionGroup var options: ScenarioOptions

    @Option(help: "What is printed: lines for people, or JSON for tools.")
    var format = OutputFormat.text

    func run() throws {
        var all: [Problem] = []
        for file in files {
            let (scenario, problems) = ScenarioFile.load(
                file, presets: Places.presets(options.presets.folders), with: options.overlays)
            all += problems
            if let scenario, format == .text { Streams.say("\(file): \(Describe.line(scenario))") }
        }
        switch format {
        case .json: Streams.say(Problem.json(all))
        case .text where !all.isEmpty: Streams.complain(Problem.text(all))
        case .text: break
        }
        if !all.isEmpty { throw CommandFailure(code: .usage) }
    }
}
