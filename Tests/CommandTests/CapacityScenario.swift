import Foundation
import Testing

/// Small scenarios for `rehearse capacity`.
enum CapacityScenario {
    /// A day of 2,400 orders, 100 an hour, to one or more stations of exponential service.
    static func text(_ systems: String, calls: [String], budget: String) -> String {
        """
        rehearse: 1
        name: Known
        clock: { from: 2026-11-27 00:00, for: 24h, drain: 1h, zone: Europe/Brussels }
        seed: 11
        orders: { total: 2400 }
        systems:
        \(systems)
        journey: { steps: [ \(calls.map { "{ call: \($0) }" }.joined(separator: ", ")) ] }
        budgets:
          - \(budget)

        """
    }

    static func station(_ name: String, workers: Int, mean: String, waiting: Int? = nil) -> String {
        let bound = waiting.map { ", waiting: \($0)" } ?? ""
        let steps = "[ { work: exponential \(mean) } ]"
        return "  \(name): { role: other, workers: \(workers)\(bound), operations: { ask: { steps: \(steps) } } }"
    }

    /// Studies a scenario and reads what was found.
    static func study(_ scenario: String, _ options: [String], in folder: URL) throws -> (
        Program.Result, CapacityAnswer
    ) {
        let file = folder.appending(path: "known.yaml")
        try Data(scenario.utf8).write(to: file)
        let out = folder.appending(path: "out-\(UUID())")
        let (process, output, errors) = try Program.debug.start(
            ["capacity", file.path, "--out", out.path] + options, in: folder)
        process.waitUntilExit()
        return (try Program.result(process, output, errors), try CapacityAnswer(out))
    }
}
