public import Kernel

/// How retries over a link multiply with load, and how much capacity they hide.
public struct RetryPressure: Sendable, Codable, Hashable {
    /// Attempts by calls at a load.
    public struct Point: Sendable, Codable, Hashable {
        /// In times of the forecast.
        public var factor: Double
        /// Attempts by calls that sent one.
        public var amplification: Double
    }

    /// Which link.
    public var link: LinkID
    /// Attempts that one call can become at most: tries, or what the retry budget allows.
    public var most: Double
    /// The same for all the tries along the way from the journey.
    public var compounded: Double
    /// Attempts by calls at the loads of the curve, ascending.
    public var points: [Point]
    /// Attempts by calls at the loads of the curve, of this link and of those that lead to it, multiplied.
    public var compoundedPoints: [Point]
    /// The callee's busiest workers that the link asks; nil: nobody is held.
    public var pool: PoolID?
    /// Where those workers would be full if nothing were tried twice, in times of the forecast; nil: not to be told.
    public var capacity: Double?

    /// Below this every stumble heals by itself, in times of the forecast: capacity / attempts (N. Bronson et al., HotOS 2021).
    public var hiddenCapacity: Double? { stability?.hiddenCapacity }

    /// Where a load lies, in times of the forecast; nil: the capacity is not known.
    public func region(_ factor: Double) -> RetryStability.Region? { stability?.region(factor) }

    /// The load with all its retries, in shares of the capacity; nil: that is not known.
    func vulnerability(_ factor: Double) -> Double? { stability?.vulnerability(factor) }

    private var stability: RetryStability? {
        capacity.flatMap { RetryStability(capacity: $0, amplification: compounded) }
    }
}

extension RetryPressure {
    /// Of links that try more than once.
    static func all(_ plan: Plan, _ readings: [(factor: Double, reading: TrialReading)]) -> [RetryPressure] {
        var amplification: [LinkID: [Point]] = [:]
        for (factor, reading) in readings {
            for entry in reading.amplifications where entry.calls > 0 {
                amplification[entry.link, default: []].append(
                    Point(factor: factor, amplification: Double(entry.attempts) / Double(entry.calls)))
            }
        }
        return plan.links.indices.filter { plan.links[$0].mostAttempts > 1 && amplification[$0] != nil }.map { link in
            let way = plan.worstWay(to: link)
            let points = amplification[link] ?? []
            let compounded = points.enumerated().map { place, point in
                way.reduce(Point(factor: point.factor, amplification: 1)) { so, link in
                    let known = amplification[link]?.first { $0.factor == point.factor }?.amplification
                    return Point(factor: so.factor, amplification: so.amplification * (known ?? 1))
                }
            }
            let busiest = plan.busiestPool(of: link, readings)
            return RetryPressure(
                link: link, most: plan.links[link].mostAttempts,
                compounded: way.reduce(1) { $0 * plan.links[$1].mostAttempts }, points: points,
                compoundedPoints: compounded, pool: busiest?.pool, capacity: busiest?.full)
        }
    }
}

extension LinkPlan {
    /// Attempts that one call can become at most: tries, or with a budget one and its share of retries.
    var mostAttempts: Double {
        let tries = Double(max(1, attempts))
        return budget.map { min(tries, 1 + $0.ratio) } ?? tries
    }
}

extension Plan {
    /// The links from the journey to this one, it included, over which most tries multiply. Circles end it.
    func worstWay(to link: LinkID, _ passed: Set<LinkID> = []) -> [LinkID] {
        guard let caller = links[link].caller, !passed.contains(link) else { return [link] }
        let before = links.indices.filter { links[$0].callee == caller && !passed.contains($0) && $0 != link }
            .map { worstWay(to: $0, passed.union([link])) }
        func product(_ way: [LinkID]) -> Double { way.reduce(1) { $0 * links[$1].mostAttempts } }
        return (before.max { product($0) < product($1) } ?? []) + [link]
    }

    /// The busiest workers that a link asks, and where they would be full, in times of the forecast: by the lowest load at which
    /// they were busy at all, where hardly anything is tried twice.
    fileprivate func busiestPool(
        of link: LinkID, _ readings: [(factor: Double, reading: TrialReading)]
    ) -> (pool: PoolID, full: Double)? {
        let asked = Set(edges.filter { $0.link == link }.compactMap { operations[$0.operation].pool })
        let full = asked.compactMap { pool -> (pool: PoolID, full: Double)? in
            for (factor, reading) in readings {
                if let use = reading.lightUse(of: pool) { return (pool, factor / use) }
            }
            return nil
        }
        return full.min { ($0.full, $0.pool) < ($1.full, $1.pool) }
    }
}
