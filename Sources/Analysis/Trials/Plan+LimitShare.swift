import Kernel

extension Plan {
    /// What a limit let through over what it lets through in the long run, in points; nil: it counts what is under way, or for several
    /// by themselves.
    /// - Parameters:
    ///   - admitted: requests.
    ///   - time: in which it could have let through its count over and over.
    func share(admitted: Int64, by limiter: LimiterID, in time: Nanoseconds) -> Double? {
        let limit = limiters[limiter]
        let (count, period): (Double, Nanoseconds)
        switch limit.kind {
        case .fixedWindow(let each, let cycle), .slidingWindow(let each, let cycle),
            .tokenBucket(let each, let cycle, _),
            .gcra(let each, let cycle, _):
            (count, period) = (Double(each), cycle)
        case .quota:
            guard let found = LongRunLimit(limit) else { return nil }
            (count, period) = (found.points, found.cycle)
        case .concurrency: return nil
        }
        let asking = operations.indices.filter { operations[$0].limiters.contains(limiter) }
        let isOne =
            switch limit.scope {
            case .account: true
            case .operation: asking.count == 1
            case .channel: demand.channels.weights.count <= 1
            case .warehouse: demand.warehouses.weights.count <= 1
            }
        let points = Set(asking.map { operations[$0].points })
        guard isOne, count > 0, period > 0, points.count == 1, let each = points.first else { return nil }
        return Double(admitted) * Double(each) * Double(period) / (count * Double(max(1, time)))
    }
}
