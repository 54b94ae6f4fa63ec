internal import ArgumentParser
internal import Scenario

/// How a scenario is found and read; common to all commands that read one.
struct ScenarioOptions: ParsableArguments {
    @OptionGroup var presets: PresetOptions

    @Option(
        name: .customLong("with"),
        help: ArgumentHelp(
            "A file with some of a scenario's keys, laid over it as it is over a preset; may be repeated.",
            valueName: "file"))
    var overlays: [String] = []

    /// Reads a scenario.
    /// - Throws: a failure with all problems in its message.
    func load(_ path: String, seed: UInt64? = nil) throws -> ScenarioFile {
        let (scenario, problems) = ScenarioFile.load(
            path, presets: Places.presets(presets.folders), seed: seed, with: overlays)
        guard let scenario else { throw CommandFailure(Problem.text(problems), code: .usage) }
        return scenario
    }
}
