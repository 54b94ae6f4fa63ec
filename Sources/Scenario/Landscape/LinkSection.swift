internal import Kernel

/// The policy of a link as the scenario writes it.
struct LinkSection {
    var timeout: Located<Nanoseconds>?
    var deadline: Nanoseconds?
    var attempts: Int
    var backoff: Backoff
    var honoursRetryAfter: Bool
    var retryOn: [Outcome]?
    var budget: LinkPlan.RetryBudget?
    var breaker: LinkPlan.Breaker?
    var bulkhead: LinkPlan.Bulkhead?
    var pacing: LinkPlan.Pacing?
    var idempotent: Bool
    var latency: DistributionSpec?
    var cache: CacheSection?
    var async: Located<AsyncCalls>?
    var fallback: RoutePlan.Fallback?
    var item: Item

    static let shape = Shape<LinkSection>.mapping(
        "link", "How a caller calls: patience, retries, protections.", isInherited: true
    ) {
        fields in
        let timeout = fields.optional(
            "timeout", Shape<Nanoseconds>.positiveDuration.located, "How long an attempt may take.")
        let deadline = fields.optional("deadline", .positiveDuration, "How long the call may take, retries included.")
        let attempts = fields.optional("attempts", .count(1...100), "Tries at most; one if left out.", or: 1)
        let backoff = fields.optional("backoff", backoff, "Pause between tries.", or: Backoff())
        let after = fields.optional("retry after", .yesNo, "Whether a Retry-After is honoured.", or: true)
        let retryOn = fields.optional(
            "retry on", .oneOrMore(Shape<Outcome>.choice(OutcomeWords.failures), of: "outcomes"), "What is tried again."
        )
        let budget = fields.optional("retry budget", budget, "How many retries it may add.")
        let breaker = fields.optional("breaker", breaker, "Circuit breaker.")
        let bulkhead = fields.optional("bulkhead", bulkhead, "How many attempts may be in flight.")
        let pace = fields.optional("pace", pacing, "Attempts are sent no faster than this.")
        let idempotent = fields.optional("idempotent", .yesNo, "Whether attempts carry one idempotency key.", or: false)
        let latency = fields.optional("latency", .time, "Network time, one way.")
        let cache = fields.optional("cache", CacheSection.shape, "What the caller answers itself.")
        let async = fields.optional(
            "async", AsyncCalls.shape.located, "Calls that the caller does not wait for: yes for all, or operations.")
        let fallback = fields.optional(
            "fallback", .choice(of: RoutePlan.Fallback.self), "What follows a failed call to a member of a group.")
        guard !fields.isIncomplete else { return nil }
        if let timeout, let deadline, timeout.value > deadline {
            timeout.item.refuse(
                "\(TimeNotation.text(timeout.value)) is longer than the whole call may take (deadline \(TimeNotation.text(deadline)))"
            )
            return nil
        }
        if let cache, let patience = deadline ?? timeout?.value, cache.answersIn > patience {
            fields.place(of: "cache").refuse(
                "an answer from the cache takes \(TimeNotation.text(cache.answersIn)), longer than a call may take (\(TimeNotation.text(patience)))"
            )
            return nil
        }
        if let deadline, attempts > 1 {
            let pauses = backoff.leastPauses(attempts: attempts)
            guard pauses < deadline else {
                fields.place(of: "attempts").refuse(
                    "\(attempts) attempts cannot fit into the deadline of \(TimeNotation.text(deadline)): the pauses between them alone take \(TimeNotation.text(pauses)) at least"
                )
                return nil
            }
        }
        if attempts == 1 {
            for key in ["backoff", "retry budget", "retry on"] where fields.has(key) && fields.has("attempts") {
                fields.place(of: key).refuseKey("\(quoted(key)) means nothing with one attempt")
                return nil
            }
        }
        return LinkSection(
            timeout: timeout, deadline: deadline, attempts: attempts, backoff: backoff, honoursRetryAfter: after,
            retryOn: retryOn, budget: budget, breaker: breaker, bulkhead: bulkhead, pacing: pace,
            idempotent: idempotent, latency: latency, cache: cache, async: async, fallback: fallback, item: fields.item)
    }

    /// `{ from: 500ms, to: 30s, jitter: full }`
    static let backoff = Shape<Backoff>.either(
        "a duration, or { from: 500ms, to: 30s, jitter: full }",
        scalar: Shape<Nanoseconds>.duration.map { Backoff(base: $0, cap: $0, factor: 1, jitter: .none) },
        mapping: .mapping("backoff", "Pause between tries: it grows from one to the next.", isInherited: true) {
            fields in
            let from = fields.required("from", .duration, "The first pause.")
            let to = fields.optional("to", .duration, "The longest pause.")
            let factor = fields.optional(
                "factor", .factor(1...100), "Growth from one to the next; doubled if left out.", or: 2)
            let jitter = fields.optional(
                "jitter", .choice(of: Backoff.Jitter.self), "How it is spread.", or: Backoff.Jitter.full)
            guard let from, !fields.isIncomplete else { return nil }
            if let to, to < from {
                fields.place(of: "to").refuse("the longest pause is shorter than the first")
                return nil
            }
            return Backoff(base: from, cap: to ?? from, factor: factor, jitter: jitter)
        })

    private static let budget = Shape<LinkPlan.RetryBudget>.either(
        "a share such as 20%, or { share: 20%, at least: 10/s, over: 10s }",
        scalar: Shape<Double>.share(upTo: 10).map { LinkPlan.RetryBudget(ratio: $0) },
        mapping: .mapping("retry budget", "How many retries a link may add to its calls.", isInherited: true) {
            fields in
            let share = fields.required("share", .share(upTo: 10), "Retries allowed per call.")
            let least = fields.optional("at least", .rate, "Retries allowed regardless.")
            let over = fields.optional("over", .positiveDuration, "How long a call counts.", or: 10 * .second)
            guard let share, !fields.isIncomplete else { return nil }
            return LinkPlan.RetryBudget(ratio: share, minimumPerSecond: least?.perSecond ?? 0, lifetime: over)
        })

    private static let breaker = Shape<LinkPlan.Breaker>.mapping(
        "breaker", "Circuit breaker over the last attempts.", isInherited: true
    ) {
        fields in
        let open = fields.required("open at", openAt, "It opens when this share of the last attempts failed.")
        let wait = fields.required("for", .positiveDuration, "How long it stays open.")
        let minimum = fields.optional("after", .count(1...1_000_000), "Attempts before it may open.")
        let trials = fields.optional("trials", .count(1...10_000), "Attempts let through when half open.", or: 10)
        let counts = fields.optional("counts rate limits", .yesNo, "Whether a rate limit is a failure.", or: false)
        guard let open, let wait, !fields.isIncomplete else { return nil }
        return LinkPlan.Breaker(
            failureShare: open.share, window: open.window, minimumAttempts: min(minimum ?? open.window, open.window),
            openFor: wait, trials: trials, countsRateLimited: counts)
    }

    private static let openAt = Shape<(share: Double, window: Int)>.scalar(
        "a share of attempts such as 50% of 100", pattern: "^\\s*[0-9.]+\\s*%\\s*of\\s+[0-9]+\\s*$"
    ) { text throws(ValueError) in
        guard let range = text.firstRange(of: "of") else { throw .unreadable }
        let share = try ShareNotation.parse(String(text[..<range.lowerBound]).filter { $0 != " " })
        let window = try CountNotation.parse(String(text[range.upperBound...]))
        guard share > 0, share <= 1, (1...100_000).contains(window) else {
            throw .refused("expected a share above 0% and up to 100% of 1 to 100000 attempts, found \(quoted(text))")
        }
        return (share, window)
    }

    private static let bulkhead = Shape<LinkPlan.Bulkhead>.either(
        "a number of attempts, or { calls: 25, waiting: 100 }",
        scalar: Shape<Int>.count(1...1_000_000).map { LinkPlan.Bulkhead(limit: $0, waiting: 0) },
        mapping: .mapping("bulkhead", "How many attempts may be in flight.", isInherited: true) { fields in
            let calls = fields.required("calls", .count(1...1_000_000), "Attempts in flight at most.")
            let waiting = fields.optional("waiting", .count(0...10_000_000), "Calls that may wait for a place.", or: 0)
            return calls.map { LinkPlan.Bulkhead(limit: $0, waiting: waiting) }
        })

    private static let pacing = Shape<LinkPlan.Pacing>.either(
        "a rate such as 5/s, or { rate: 5/s, burst: 10 }",
        scalar: Shape<Rate>.rate.map { LinkPlan.Pacing(count: $0.count, period: $0.period) },
        mapping: .mapping("pace", "Attempts are sent no faster than this.", isInherited: true) { fields in
            let rate = fields.required("rate", .rate, "So many in so long, evenly.")
            let burst = fields.optional("burst", .count(1...1_000_000), "So many at once after a quiet spell.", or: 1)
            return rate.map { LinkPlan.Pacing(count: $0.count, period: $0.period, burst: burst) }
        })
}

extension Backoff {
    /// The least time that all pauses between so many attempts take together; jitter takes what it can.
    fileprivate func leastPauses(attempts: Int) -> Nanoseconds {
        var sum = 0.0
        var pause = Double(base)
        for _ in 1..<max(attempts, 2) {
            let reached = min(pause, Double(cap))
            switch jitter {
            case .none: sum += reached
            case .equal: sum += reached / 2
            case .decorrelated: sum += Double(base)
            case .full: break
            }
            pause = min(pause * factor, Double(cap))
        }
        return sum < Double(TimeNotation.limit) ? Nanoseconds(sum) : TimeNotation.limit
    }
}
