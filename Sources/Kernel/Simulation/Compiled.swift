/// The parts of a link's policy that every call reads, without the strings.
struct LinkCore: BitwiseCopyable {
    let timeout: Nanoseconds
    let deadline: Nanoseconds
    let attempts: Int
    let base: Double
    let cap: Double
    let factor: Double
    let jitter: UInt8
    let retries: Outcome.Set
    let honoursRetryAfter: Bool
    let idempotent: Bool
    let hasBudget: Bool
    let hasBreaker: Bool
    let hasPacing: Bool
    let bulkhead: Int
    let bulkheadWaiting: Int
    let latency: Int

    /// - Parameter isReal: whether the callee is out there, so that the network between is no model but itself.
    init(_ plan: LinkPlan, isReal: Bool) {
        timeout = plan.timeout ?? .never
        deadline = plan.deadline ?? .never
        attempts = plan.attempts
        base = Double(plan.backoff.base)
        cap = Double(max(plan.backoff.cap, plan.backoff.base))
        factor = plan.backoff.factor
        jitter = UInt8(Backoff.Jitter.allCases.firstIndex(of: plan.backoff.jitter) ?? 0)
        retries = plan.retries
        honoursRetryAfter = plan.honoursRetryAfter
        idempotent = plan.idempotent
        hasBudget = plan.budget != nil
        hasBreaker = plan.breaker != nil
        hasPacing = plan.pacing != nil
        bulkhead = plan.bulkhead?.limit ?? .max
        bulkheadWaiting = plan.bulkhead?.waiting ?? 0
        latency = isReal ? -1 : plan.latency ?? -1
    }
}

/// The parts of an operation that every request reads.
struct OperationCore: BitwiseCopyable {
    let system: Int
    let pool: Int
    let entry: Int
    let points: Int
    let price: Int64
    let firstLimiter: Int
    let limiterCount: Int
    let hasFaults: Bool
    /// Whether calls of it leave this machine.
    let isOutside: Bool
}

/// A piece of work without optionals; -1: none.
struct WorkCore: BitwiseCopyable {
    let base: Int
    let perLine: Int
    let perUnit: Int
    let contention: Int

    init(_ plan: WorkPlan) {
        base = plan.base
        perLine = plan.perLine ?? -1
        perUnit = plan.perUnit ?? -1
        contention = plan.contention ?? -1
    }
}

/// The parts of a queue that every message reads.
struct QueueCore: BitwiseCopyable {
    let system: Int
    let pool: Int
    let entry: Int
    let bound: Int
    let attempts: Int
    let deadLetter: Int
    /// Whether its messages are calls that nobody waits for.
    let isBackground: Bool
}

/// Pauses between tries, by the formulas of `Backoff`.
enum Pause {
    /// The pause before try `k` + 1 (k = 1 after the first failure).
    static func next(_ link: LinkCore, k: Int, previous: Nanoseconds, key: RandomKey) -> Nanoseconds {
        next(
            base: link.base, cap: link.cap, factor: link.factor, jitter: link.jitter, k: k, previous: previous, key: key
        )
    }

    /// The pause from a plan's backoff.
    static func next(_ backoff: Backoff, k: Int, previous: Nanoseconds, key: RandomKey) -> Nanoseconds {
        next(
            base: Double(backoff.base), cap: Double(max(backoff.cap, backoff.base)), factor: backoff.factor,
            jitter: UInt8(Backoff.Jitter.allCases.firstIndex(of: backoff.jitter) ?? 0), k: k, previous: previous,
            key: key)
    }

    private static func next(
        base: Double, cap: Double, factor: Double, jitter: UInt8, k: Int, previous: Nanoseconds, key: RandomKey
    ) -> Nanoseconds {
        guard base > 0 else { return 0 }
        if jitter == 3 {
            let upper = max(base, 3 * Double(previous == 0 ? Int64(base) : previous))
            return Int64(min(cap, base + (upper - base) * key.uniform))
        }
        var pause = base
        for _ in 1..<max(k, 1) where pause < cap { pause *= factor }
        pause = min(pause, cap)
        switch jitter {
        case 1: return Int64(pause * key.uniform)
        case 2: return Int64(pause / 2 + pause / 2 * key.uniform)
        default: return Int64(pause)
        }
    }
}
