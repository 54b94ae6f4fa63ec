/// A circuit breaker: closed, open, half-open, over a sliding window of the last attempts.
struct Breaker {
    /// Where it stands.
    enum State: Equatable {
        /// Lets everything through. Can go to `open`.
        case closed
        /// Lets nothing through before `until`. Can go to `halfOpen`.
        case open(until: Instant)
        /// Lets a few trials through: `left` may still be sent, `failed` of `done` failed. Can go to `closed` and `open`.
        case halfOpen(left: Int, done: Int, failed: Int)
    }

    /// What an answer changed.
    enum Change { case none, opened, closed }

    private(set) var state = State.closed
    private var failures: [Bool] = []
    private var position = 0
    private var failed = 0

    /// Whether an attempt would be let through now; takes nothing.
    func wouldAllow(at now: Instant) -> Bool {
        switch state {
        case .closed: true
        case .open(let until): now >= until
        case .halfOpen(let left, _, _): left > 0
        }
    }

    /// Asks for permission to send an attempt.
    mutating func allow(_ plan: LinkPlan.Breaker, at now: Instant) -> Bool {
        switch state {
        case .closed: return true
        case .open(let until):
            guard now >= until else { return false }
            state = .halfOpen(left: plan.trials - 1, done: 0, failed: 0)
            return true
        case .halfOpen(let left, let done, let failed):
            guard left > 0 else { return false }
            state = .halfOpen(left: left - 1, done: done, failed: failed)
            return true
        }
    }

    /// Takes a permission back: the attempt was not sent after all.
    mutating func giveBack() {
        if case .halfOpen(let left, let done, let failed) = state {
            state = .halfOpen(left: left + 1, done: done, failed: failed)
        }
    }

    /// Learns how an attempt that was let through ended.
    mutating func note(failure: Bool, _ plan: LinkPlan.Breaker, at now: Instant) -> Change {
        switch state {
        case .open: return .none
        case .halfOpen(let left, let earlier, let earlierFailed):
            let done = earlier + 1
            let failed = earlierFailed + (failure ? 1 : 0)
            guard done >= plan.trials else {
                state = .halfOpen(left: left, done: done, failed: failed)
                return .none
            }
            guard Double(failed) >= plan.failureShare * Double(done), failed > 0 else {
                state = .closed
                return .closed
            }
            state = .open(until: now + plan.openFor)
            return .opened
        case .closed:
            if failures.count < plan.window {
                failures.append(failure)
            } else {
                if failures[position] { failed -= 1 }
                failures[position] = failure
                position = (position + 1) % plan.window
            }
            if failure { failed += 1 }
            guard failures.count >= plan.minimumAttempts,
                Double(failed) >= plan.failureShare * Double(failures.count), failed > 0
            else { return .none }
            state = .open(until: now + plan.openFor)
            failures.removeAll(keepingCapacity: true)
            position = 0
            failed = 0
            return .opened
        }
    }
}
