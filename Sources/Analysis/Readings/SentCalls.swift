public import Kernel

/// Calls that sent an attempt: what amplification is measured against.
///
/// A call that an open breaker refused, or for which no place or slot was free, never became an attempt; counted, it would
/// hide the retries of the others. By outcome: `breakerOpen` is the last word of such calls only. A call that found no
/// place or slot ends as shed or timed out like others, so on links with a bulkhead or a pace the calls that ended so beyond
/// the attempts that did are taken for those.
public struct SentCalls: Sendable {
    private let plan: Plan
    private let meters: MeterLayout

    /// For recordings of a plan.
    public init(_ plan: Plan) {
        self.plan = plan
        meters = MeterLayout(plan)
    }

    /// The calls on some edges that ended in one interval and had sent an attempt.
    /// - Parameter row: the interval's meters.
    public func count(_ edges: [EdgeID], _ row: [Int64]) -> Int64 { count(edges) { row[$0] } }

    /// The same with the interval's meters looked up one by one.
    func count(_ edges: [EdgeID], _ amount: (Int) -> Int64) -> Int64 {
        var count: Int64 = 0
        for edge in edges {
            for outcome in Outcome.allCases where outcome != .breakerOpen {
                count &+= amount(meters.calls(edge, outcome))
            }
            let link = plan.links[plan.edges[edge].link]
            guard link.bulkhead != nil || link.pacing != nil else { continue }
            for outcome in [Outcome.shed, .timeout] {
                count &-= max(0, amount(meters.calls(edge, outcome)) &- amount(meters.attempts(edge, outcome)))
            }
        }
        return count
    }

    /// The same for a whole recording.
    public func total(_ edges: [EdgeID], _ recording: Recording) -> Int64 {
        recording.meters.reduce(0) { $0 &+ count(edges, $1) }
    }
}
