import Analysis
import Kernel

/// What is to be said of a run over the wire.
struct WireStory: Sendable, Hashable {
    /// A system in a row of figures.
    struct Row: Sendable, Hashable {
        /// Its name for people.
        var name: String
        var requests: Int64
        var answered: Int64
        var unanswered: Int64
        /// Mean time to the first byte in words; "-" where nothing was answered.
        var firstByte: String
    }

    /// What it is made of.
    var findings: WireFindings
    /// A row for each system that was called.
    var rows: [Row]
    /// The worst, and the limits that were found.
    var lines: [WireWords.Line]

    init(_ plan: Plan, _ findings: WireFindings) {
        self.findings = findings
        rows = findings.systems.filter { $0.requests > 0 }.map { system in
            Row(
                name: plan.systems[system.system].label, requests: system.requests, answered: system.answered,
                unanswered: system.unanswered,
                firstByte: system.part(.firstByte).map { Figures.duration(Nanoseconds($0.mean)) } ?? "-")
        }
        lines = WireWords(plan, findings).lines
    }
}
