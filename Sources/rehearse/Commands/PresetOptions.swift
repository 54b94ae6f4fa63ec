internal import ArgumentParser

/// Where presets are looked for.
struct PresetOptions: ParsableArguments {
    @Option(
        name: .customLong("presets"),
        help: ArgumentHelp("A folder with presets, asked before the shipped ones.", valueName: "dir"))
    var folders: [String] = []
}
