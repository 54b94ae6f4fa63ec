/// The state of one limiter for one key of its scope, in exact integer arithmetic.
///
/// Token bucket and GCRA are the same machine (GCRA with tolerance (burst - 1) * T is a bucket of `burst` tokens): the level is
/// kept in units of 1 / (1000 * period) tokens, so a refill of `dt` ns at the effective rate adds exactly
/// `dt * count * permille` units.
struct Limiter {
    private var level: Int128 = -1
    private var refilled: Instant = 0
    private var used = 0
    private var window: Int64 = .min
    private var log = Ring<Admission>()
    private var lockedUntil: Instant = .min

    private struct Admission: BitwiseCopyable {
        var at: Instant
        var points: Int
    }

    /// What the limiter says to a request.
    enum Answer: Equatable {
        /// There is room.
        case room
        /// There is none before this instant (`Instant.never`: not known).
        case full(until: Instant)
    }

    /// Whether a request of `points` would pass now; takes nothing. Instants never go back.
    mutating func peek(_ plan: UnsafePointer<LimiterPlan>, points: Int, at now: Instant, permille: Int) -> Answer {
        if now < lockedUntil { return .full(until: lockedUntil) }
        switch plan.pointee.kind {
        case .fixedWindow(let count, let period):
            let current = (now + plan.pointee.phase) / period
            if current != window {
                window = current
                used = 0
            }
            return used + points <= Limiter.effective(count, permille)
                ? .room : .full(until: (current + 1) * period - plan.pointee.phase)
        case .slidingWindow(let count, let period):
            while let first = log.first, first.at <= now - period {
                used -= first.points
                _ = log.popFirst()
            }
            if used + points <= Limiter.effective(count, permille) { return .room }
            return .full(until: log.first.map { $0.at + period } ?? .never)
        case .tokenBucket(let count, let period, let burst), .gcra(let count, let period, let burst):
            refill(count: count, period: period, burst: burst, permille: permille, now: now)
            let needed = Int128(points) * 1000 * Int128(period)
            if level >= needed { return .room }
            let rate = Int128(count) * Int128(permille)
            guard rate > 0, points <= burst else { return .full(until: .never) }
            let wait = (needed - level + rate - 1) / rate
            return .full(until: wait < Int128(Int64.max - now) ? now + Int64(wait) : .never)
        case .concurrency(let count):
            return used < Limiter.effective(count, permille) ? .room : .full(until: .never)
        case .quota(let count):
            let next = plan.pointee.resets.index(from: now + 1)
            if Int64(next) != window {
                window = Int64(next)
                used = 0
            }
            if used + points <= Limiter.effective(count, permille) { return .room }
            return .full(until: next < plan.pointee.resets.instants.count ? plan.pointee.resets.instants[next] : .never)
        }
    }

    /// Takes what `peek` found room for at the same instant.
    mutating func take(_ plan: UnsafePointer<LimiterPlan>, points: Int, at now: Instant) {
        switch plan.pointee.kind {
        case .fixedWindow, .quota: used += points
        case .slidingWindow:
            used += points
            log.append(Admission(at: now, points: points))
        case .tokenBucket(_, let period, _), .gcra(_, let period, _): level -= Int128(points) * 1000 * Int128(period)
        case .concurrency: used += 1
        }
    }

    /// Gives a place back (concurrency limits only).
    mutating func giveBack() { used -= 1 }

    /// Starts a lock-out after a refusal. Refusals during a lock-out do not prolong it, or it would never end.
    /// - Returns: when the lock-out in force ends.
    mutating func lock(for penalty: Nanoseconds, at now: Instant) -> Instant {
        if now >= lockedUntil { lockedUntil = now + penalty }
        return lockedUntil
    }

    private mutating func refill(count: Int, period: Nanoseconds, burst: Int, permille: Int, now: Instant) {
        let full = Int128(burst) * 1000 * Int128(period)
        if level < 0 {
            level = full
        } else if now > refilled {
            level = min(full, level + Int128(now - refilled) * Int128(count) * Int128(permille))
        }
        refilled = max(refilled, now)
    }

    /// The effective limit, rounded down.
    static func effective(_ count: Int, _ permille: Int) -> Int {
        permille == 1000 ? count : Int(truncatingIfNeeded: Int128(count) * Int128(permille) / 1000)
    }
}
