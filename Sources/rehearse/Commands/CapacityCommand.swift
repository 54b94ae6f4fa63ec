internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Scenario

/// `rehearse capacity SCENARIO`
struct CapacityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity", abstract: "Find how much peak the landscape can take, and what gives first.")

    @Argument(help: ArgumentHelp("The scenario file.", valueName: "scenario"))
    var path: String

    @OptionGroup var options: ScenarioOptions

    @Option(help: ArgumentHelp("Root of all randomness, instead of the scenario's.", valueName: "number"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Threads to use; the result does not depend on it.", valueName: "number"))
    var threads: Int = ProcessInfo.processInfo.activeProcessorCount

    func run() throws {
        let scenario = try options.load(path, seed: seed)
        Interrupts.catchThem(1)
        let runner = TrialRunner(
            CapacityStudy(scenario.plan), replaying: scenario.replayFile, known: [:], journal: nil
        ) { progress in
            Streams.complain(
                "\(progress.made) made, \(progress.wanted) wanted, \(progress.events / 1_000_000) M events")
        }
        let findings = try runner.run(threads: threads)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        Streams.say(String(decoding: try encoder.encode(findings), as: UTF8.self))
    }
}
