internal import ArgumentParser
internal import Scenario

/// How a scenario is found and read; common to all commands that read one.
struct ScenarioOptions: ParsableArguments {
    @Option(
        name: .customLong("presets"),
        help: ArgumentHelp("A folder with presets, asked before the shipped ones.", valueName: "dir"))
    var presets: [String] = []

    /// Reads a scenario.
    /// - Throws: a failure with all problems in its message.
    func load(_ path: String, seed: UInt64? = nil) throws -> ScenarioFile {
        let (scenario, problems) = ScenarioFile.load(path, presets: Places.presets(presets), seed: seed)
        guard let scenario else { throw CommandFailure(Problem.text(problems), code: .usage) }
        return scenario
    }
}
