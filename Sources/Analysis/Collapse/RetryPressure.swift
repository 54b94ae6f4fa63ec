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
    /// Attempts that one order, or one message of `queue`, can become at most by all the tries on the way to it.
    public var compounded: Double
    /// Times that the callee does the work for them at most: fewer where an idempotency key answers some of them.
    public var work: Double
    /// The queue whose messages that way begins with, their deliveries counted; nil: it begins with the journey. What fails
    /// behind a queue makes nobody before it try again.
    public var queue: QueueID?
    /// Whether somebody on the way gives up waiting, which is what feeds a storm.
    public var isImpatient: Bool
    /// Attempts by calls at the loads of the curve, ascending.
    public var points: [Point]
    /// Attempts by calls that no retry, redelivery or fallback before them caused: what all the tries on the way, before a queue as
    /// well, made of one wish. Loads at which there were such calls.
    public var compoundedPoints: [Point]
    /// The callee's busiest workers that the link asks; nil: nobody is held.
    public var pool: PoolID?
    /// Where those workers would be full if nothing were tried twice, in times of the forecast; nil: not to be told.
    public var capacity: Double?

    /// Below this every stumble heals by itself, in times of the forecast: capacity / work (N. Bronson et al., HotOS 2021).
    public var hiddenCapacity: Double? { stability?.hiddenCapacity }

    /// Where a load lies, in times of the forecast; nil: the capacity is not known.
    public func region(_ factor: Double) -> RetryStability.Region? { stability?.region(factor) }

    /// The load with all its retries, in shares of the capacity; nil: that is not known.
    func vulnerability(_ factor: Double) -> Double? { stability?.vulnerability(factor) }

    private var stability: RetryStability? {
        capacity.flatMap { RetryStability(capacity: $0, amplification: work) }
    }
}

extension RetryPressure {
    /// Of links that are asked more than once, for what they or those before them try.
    static func all(_ plan: Plan, _ readings: [(factor: Double, reading: TrialReading)]) -> [RetryPressure] {
        let chains = TryChains(plan)
        func points(_ link: LinkID, by calls: (TrialReading.Amplification) -> Int64) -> [Point] {
            readings.compactMap { factor, reading in
                guard let entry = reading.amplifications.first(where: { $0.link == link }), calls(entry) > 0 else {
                    return nil
                }
                return Point(factor: factor, amplification: Double(entry.attempts) / Double(calls(entry)))
            }
        }
        return plan.links.indices.compactMap { link in
            guard let chain = chains.links[link], chain.attempts > 1 else { return nil }
            let measured = points(link, by: \.calls)
            guard !measured.isEmpty else { return nil }
            let busiest = plan.busiestPool(of: link, readings)
            return RetryPressure(
                link: link, most: plan.links[link].mostAttempts, compounded: chain.attempts, work: chain.runs,
                queue: chain.queue, isImpatient: chain.isImpatient, points: measured,
                compoundedPoints: points(link, by: \.first), pool: busiest?.pool, capacity: busiest?.full)
        }
    }
}

extension Plan {
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
