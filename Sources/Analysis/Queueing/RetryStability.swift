/// Whether a stumble can turn into a collapse that does not end by itself: callers that give up and try again, before a
/// first-come-first-served line.
///
/// A capacity C under load lambda with up to n attempts a call is safe below its hidden capacity C / n (C / (1 + r) with a
/// retry budget): even if every call needs all its attempts, the line drains. Between that and C it works until
/// something makes waits longer than callers' patience, and then feeds itself (N. Bronson et al., "Metastable failures
/// in distributed systems", HotOS 2021; L. Huang et al., OSDI 2022).
public struct RetryStability: Sendable, Hashable {
    /// In which region a load lies.
    public enum Region: String, Sendable, Hashable, CaseIterable {
        /// It recovers from any stumble.
        case stable
        /// A stumble that is long enough trips it for good.
        case vulnerable
        /// It fails without any stumble.
        case overloaded
    }

    /// Attempts that can be answered in a unit of time.
    public var capacity: Double
    /// How many attempts a call can become at most: n, or 1 + r with a budget.
    public var amplification: Double

    /// A capacity and the largest amplification before it.
    /// - Returns: nil for a capacity that is not positive or an amplification below one.
    public init?(capacity: Double, amplification: Double) {
        guard capacity > 0, capacity.isFinite, amplification >= 1, amplification.isFinite else { return nil }
        self.capacity = capacity
        self.amplification = amplification
    }

    /// The load below which every stumble heals.
    public var hiddenCapacity: Double { capacity / amplification }

    /// Where a load lies.
    public func region(_ load: Double) -> Region {
        if load >= capacity { return .overloaded }
        return load < hiddenCapacity ? .stable : .vulnerable
    }

    /// The load with all its retries, in shares of the capacity: above 1 it is vulnerable.
    public func vulnerability(_ load: Double) -> Double { load * amplification / capacity }

    /// How long a backlog takes to drain while every call is tried to the last: Q / (C - load amplification).
    /// - Returns: nil where it never does.
    public func recovery(backlog: Double, load: Double) -> Double? {
        let spare = capacity - load * amplification
        guard spare > 0 else { return nil }
        return max(backlog, 0) / spare
    }

    /// The largest retry budget under which a load is stable: r below C / load - 1. Nil where no budget saves it.
    public func safeBudget(_ load: Double) -> Double? {
        guard load > 0 else { return .infinity }
        return load < capacity ? capacity / load - 1 : nil
    }
}
