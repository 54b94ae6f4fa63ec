internal import Kernel

/// How many calls a scenario makes of each operation, and how many a second at its busiest, if everything answers.
public struct CallForecast: Sendable {
    /// Orders in all.
    public let orders: Int
    /// Calls in all, by operation.
    public let calls: [Double]
    /// Calls a second in the busiest second of arrivals, by operation: what is queued on the way spreads them out.
    public let peaks: [Double]

    /// Looks ahead; goes through all orders once.
    /// - Throws: `ReplayError` if its order file cannot be read.
    public init(_ scenario: ScenarioFile) throws(ReplayError) {
        var source = try scenario.orders()
        var count = 0
        var busiest = 0
        var second: Instant = -1
        var within = 0
        while let order = source.next() {
            count += 1
            let now = order.due / .second
            within = now == second ? within + 1 : 1
            second = now
            busiest = max(busiest, within)
        }
        let expected = ExpectedCalls(scenario.plan).byOperation
        orders = count
        calls = expected.map { $0 * Double(count) }
        peaks = expected.map { $0 * Double(busiest) }
    }
}
