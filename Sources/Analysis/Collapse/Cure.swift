public import Kernel

/// Something that keeps a stumble from becoming a collapse, tried on one that does.
public struct Cure: Sendable, Codable, Hashable {
    /// What is tried.
    public enum Kind: Sendable, Codable, Hashable {
        /// No call is tried twice.
        case noRetries
        /// Retries are a share of calls at most.
        case retryBudget(Double)
        /// Callers stop for a while at such a share of failures.
        case breaker(Double)
        /// No more wait than are served while their callers do.
        case queueBound(Int)
        /// Last come, first served.
        case lifo
        /// Who has given up is not served.
        case dropExpired
        /// The system turns away what it cannot serve in time.
        case loadShedding(Int)
    }

    /// What is tried.
    public var kind: Kind
    /// What came of it, on each seed on which a freeze trips the landscape without it.
    public var readings: [StumbleReading]

    /// Whether it heals on every seed.
    public var isHealed: Bool { !readings.isEmpty && readings.allSatisfy(\.isHealed) }

    /// How long that takes, on the slowest seed; nil: on one of them longer than was watched, or for ever.
    public var recovery: Nanoseconds? {
        let times = readings.compactMap(\.recovery)
        return times.count == readings.count ? times.max() : nil
    }

    /// What came of it on the seed on which it did worst; nil: it was tried on none.
    public var worst: StumbleReading? {
        readings.max { a, b in
            func rank(_ reading: StumbleReading) -> (Int, Nanoseconds, Double) {
                (reading.isHealed ? 0 : 1, reading.recovery ?? .max, -(reading.after ?? 0))
            }
            return rank(a) < rank(b)
        }
    }
}

extension Cure.Kind {
    /// Those that say something new about a pool and the links that lead to it.
    /// - Parameter patience: requests that the pool serves while the most impatient of its callers waits.
    static func all(_ plan: Plan, _ pool: PoolID, patience: Double?) -> [Cure.Kind] {
        let links = plan.links(to: pool)
        func any(_ isSo: (LinkPlan) -> Bool) -> Bool { links.contains { isSo(plan.links[$0]) } }
        var kinds: [Cure.Kind] = []
        if any({ $0.attempts > 1 }) { kinds.append(.noRetries) }
        for ratio in [0.2, 0.1] where any({ $0.attempts > 1 && ($0.budget?.ratio ?? .infinity) > ratio }) {
            kinds.append(.retryBudget(ratio))
        }
        if any({ $0.breaker == nil }) { kinds.append(.breaker(0.5)) }
        if let patience {
            let bound = max(1, Int((patience / 2).rounded()))
            if plan.pools[pool].waitingBound.map({ $0 > bound }) ?? true { kinds.append(.queueBound(bound)) }
            let workers = plan.pools[pool].capacity.map(\.workers).max() ?? 1
            kinds.append(.loadShedding(workers + max(1, Int((patience / 4).rounded()))))
        }
        if plan.pools[pool].discipline != .lifo { kinds.append(.lifo) }
        if plan.pools[pool].discipline != .dropExpired { kinds.append(.dropExpired) }
        return kinds
    }

    /// What it changes.
    func changes(_ plan: Plan, _ pool: PoolID) -> [PlanChange] {
        let links = plan.links(to: pool)
        return switch self {
        case .noRetries: links.map { .attempts($0, 1) }
        case .retryBudget(let ratio):
            links.filter { plan.links[$0].attempts > 1 }.map { .retryBudget($0, LinkPlan.RetryBudget(ratio: ratio)) }
        case .breaker(let share):
            links.filter { plan.links[$0].breaker == nil }.map { .breaker($0, .usual(at: share)) }
        case .queueBound(let bound): [.waiting(pool, atMost: bound)]
        case .lifo: [.discipline(pool, .lifo)]
        case .dropExpired: [.discipline(pool, .dropExpired)]
        case .loadShedding(let bound): [.underWay(plan.pools[pool].system, atMost: bound)]
        }
    }
}

extension Plan {
    /// Links over which a pool is asked.
    func links(to pool: PoolID) -> [LinkID] {
        Set(edges.filter { operations[$0.operation].pool == pool }.map(\.link)).sorted()
    }
}
