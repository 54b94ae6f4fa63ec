public import Kernel

/// A system that failed most of its calls for a while, whether or not anybody lost time by it.
public struct OutageFinding: Sendable, Hashable {
    /// Who.
    public var system: SystemID
    /// From when until when.
    public var trouble: Trouble
    /// Calls to it that ended in that time.
    public var calls: Int64
    /// Those of them that failed for good.
    public var failed: Int64
    /// The share of all calls to it, in the whole run, that failed so, 0...1.
    public var shareOfRun: Double
    /// How most of them failed; calls that an open breaker refused count by what opened it.
    public var outcome: Outcome
    /// Failed calls, of the whole run, for which another member of their route was asked.
    public var movedOn: Int64
    /// Whether all other members of its routes were out as well.
    public var isWithoutSubstitute: Bool

    /// The share of calls that must fail.
    public static let leastShare = 0.5
    /// The share of all calls to a system from which on its outage is no side matter.
    public static let mainShare = 0.05
    /// Calls that must fail.
    public static let leastFailed: Int64 = 20
}

extension OutageFinding {
    /// All systems that failed most of their calls for two intervals at least, most failed calls first.
    static func all(_ readings: Readings, _ origins: inout FailureOrigins) -> [OutageFinding] {
        var found: [OutageFinding] = []
        for system in readings.plan.systems.indices where readings.plan.systems[system].role != .desk {
            if let finding = OutageFinding(system, readings, &origins) { found.append(finding) }
        }
        let out = found.map(\.system)
        for k in found.indices {
            let edges = readings.edges(to: found[k].system)
            let others = readings.plan.routes.filter { route in edges.contains { route.edges.contains($0) } }
                .flatMap(\.edges).filter { !edges.contains($0) }
            found[k].isWithoutSubstitute = others.allSatisfy { out.contains(readings.callee($0)) }
        }
        return found.enumerated().sorted { ($0.element.failed, $1.offset) > ($1.element.failed, $0.offset) }
            .map(\.element)
    }

    private init?(_ system: SystemID, _ readings: Readings, _ origins: inout FailureOrigins) {
        let meters = readings.meters
        let plan = readings.plan
        let edges = readings.edges(to: system)
        var counts: [(meter: Int, edge: EdgeID)] = []
        var attempts: [Int] = []
        for edge in edges {
            for outcome in Outcome.allCases where outcome != .ok && outcome != .businessError {
                let meter = meters.calls(edge, outcome)
                // A failure that it only passes on is another system's.
                guard readings.totals[meter] > 0, origins.causes(of: outcome, on: edge).sum(of: system) >= 0.5 else {
                    continue
                }
                counts.append((meter, edge))
                attempts.append(outcome == .breakerOpen ? meter : meters.attempts(edge, outcome))
            }
        }
        let failing = readings.series(counts.map(\.meter))
        let calls = readings.series(readings.callMeters(edges))
        let tries =
            readings.attemptMeters(edges)
            + attempts.filter { edges.map { meters.calls($0, .breakerOpen) }.contains($0) }
        guard failing.reduce(0, &+) >= OutageFinding.leastFailed,
            let trouble = readings.trouble(
                readings.series(attempts), of: readings.series(tries), above: OutageFinding.leastShare)
        else { return nil }
        self.system = system
        self.trouble = Onset(readings).ended(trouble, at: system)
        let first = readings.axis.index(of: trouble.since)
        let end = trouble.until.map { readings.axis.index(of: max(0, $0 - 1)) + 1 } ?? readings.observed.upperBound
        let span = first..<max(first + 1, min(end, calls.count))
        self.calls = span.reduce(0) { $0 &+ calls[$1] }
        failed = span.reduce(0) { $0 &+ failing[$1] }
        shareOfRun = Double(failing.reduce(0, &+)) / Double(max(1, calls.reduce(0, &+)))
        let sent = Outcome.failures.map { outcome in
            (readings.total(edges.map { meters.attempts($0, outcome) }), outcome)
        }
        outcome = sent.max { ($0.0, $1.1.rawValue) < ($1.0, $0.1.rawValue) }?.1 ?? .connection
        var moved = 0.0
        for (route, member) in plan.routes.enumerated() {
            let own = counts.filter { member.edges.contains($0.edge) }.reduce(0) { $0 &+ readings.totals[$1.meter] }
            let all =
                readings.total(readings.callMeters(member.edges))
                &- readings.total(member.edges.map { meters.calls($0, .ok) })
            let fallbacks = readings.totals[meters.fallbacks(route)]
            if all > 0 { moved += Double(own) / Double(all) * Double(fallbacks) }
        }
        movedOn = Int64(moved.rounded())
        isWithoutSubstitute = false
    }
}
