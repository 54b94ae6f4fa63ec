internal import ArgumentParser
internal import Foundation

/// How two landscapes are compared and what is made of it; common to all commands that end in a decision.
struct DecisionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The day by which signed exceptions have run out or not, such as 2026-11-27; today if left out.",
            valueName: "date"))
    var today: String?

    @Option(help: "The least decision that is success: cut-over or ramp.")
    var accept = AcceptedDecision.cutOver

    @Option(help: ArgumentHelp("Threads to use; the result does not depend on it.", valueName: "number"))
    var threads: Int = min(8, ProcessInfo.processInfo.activeProcessorCount)

    @Flag(name: .shortAndLong, help: "Print nothing but problems; the exit code tells the decision.")
    var quiet = false

    @Option(help: "What is printed: the decision in words, or parallel.json.")
    var format = OutputFormat.text

    func validate() throws {
        guard (1...64).contains(threads) else {
            throw ValidationError("--threads: expected 1 to 64, found \(threads)")
        }
    }
}
