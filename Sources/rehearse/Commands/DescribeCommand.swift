internal import ArgumentParser
internal import Scenario

/// `rehearse describe FILE`
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Say in sentences what a scenario will run, and how many calls it makes of whom.")

    @Argument(help: ArgumentHelp("The scenario file.", valueName: "file"))
    var path: String

    @OptionGroup var options: ScenarioOptions

    func run() throws { Streams.say(Describe.text(of: try options.load(path)), terminator: "") }
}
