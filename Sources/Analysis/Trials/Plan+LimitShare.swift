import Kernel

extension Plan {
    /// What a limit let through over what it lets through in the long run, in points; nil: it counts what is under way, or for several
    /// by themselves.
    /// - Parameters:
    ///   - admitted: requests.
    ///   - time: in which it could have let through its count over and over.
    func share(admitted: Int64, by limiter: LimiterID, in time: Nanoseconds) -> Double? {
        let limit = limiters[limiter]
        let perSecond = limit.kind.perSecond ?? LongRunLimit(limit)?.perSecond
        let asking = operations.indices.filter { operations[$0].limiters.contains(limiter) }
        let isOne =
            switch limit.scope {
            case .account: true
            case .operation: asking.count == 1
            case .channel: demand.channels.weights.count <= 1
            case .warehouse: demand.warehouses.weights.count <= 1
            }
        let points = Set(asking.map { operations[$0].points })
        guard isOne, let perSecond, perSecond > 0, points.count == 1, let each = points.first else { return nil }
        return Double(admitted) * Double(each) / (perSecond * Double(max(1, time)) / Double(Nanoseconds.second))
    }
}
