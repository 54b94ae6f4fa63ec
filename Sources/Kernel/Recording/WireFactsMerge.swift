extension WireFacts {
    /// Adds what went over the wire in another part of the same run.
    ///
    /// Counts add up. Of two first words about the same thing the first by the alphabet is kept: shards have no common
    /// order in time, and the order of merging must not matter.
    mutating func merge(_ other: WireFacts) {
        systems.merge(other.systems) { $0.merged(with: $1) }
        inbox = InboxFacts.merged(inbox, other.inbox)
    }

    /// Facts of two parts of a run, either of which may have none.
    static func merged(_ one: WireFacts?, _ other: WireFacts?) -> WireFacts? {
        guard var result = one, let other else { return one ?? other }
        result.merge(other)
        return result
    }

    /// Adds counts under the same names.
    fileprivate static func add<Key>(_ counts: [Key: Int64], to all: inout [Key: Int64]) {
        all.merge(counts) { $0 &+ $1 }
    }

    /// Keeps one of two words about the same thing.
    fileprivate static func keep(_ words: [String: String], in all: inout [String: String]) {
        all.merge(words) { min($0, $1) }
    }
}

extension WireFacts.System {
    fileprivate func merged(with other: WireFacts.System) -> WireFacts.System {
        var result = self
        result.sent &+= other.sent
        WireFacts.add(other.statuses, to: &result.statuses)
        WireFacts.add(other.failures, to: &result.failures)
        WireFacts.keep(other.words, in: &result.words)
        WireFacts.keep(other.details, in: &result.details)
        result.reused &+= other.reused
        result.bytesUp &+= other.bytesUp
        result.bytesDown &+= other.bytesDown
        result.keptBack &+= other.keptBack
        result.met &+= other.met
        for (part, times) in other.parts { result.parts[part, default: CompactTimes()].merge(times) }
        result.received &+= other.received
        result.strangers &+= other.strangers
        result.immediate &+= other.immediate
        result.tokens &+= other.tokens
        result.refusedTokens &+= other.refusedTokens
        result.webhooks = WebhookFacts.merged(webhooks, other.webhooks)
        result.limits.merge(other.limits) { $0.merged(with: $1) }
        result.attempts = AttemptLog.merged(attempts, other.attempts)
        return result
    }
}

extension AttemptLog {
    fileprivate static func merged(_ one: AttemptLog?, _ other: AttemptLog?) -> AttemptLog? {
        guard var result = one, let other else { return one ?? other }
        result.merge(other)
        return result
    }
}

extension LimitFacts {
    /// Counts add up. What was inferred cannot be: half the rate seen by each of two shards is neither shard's limit. So it
    /// stays whole from one of them, the one that explains more of its decisions, and a limit that was found goes before
    /// one that was not. That does not depend on how much had been merged before, so the order of merging does not matter.
    fileprivate func merged(with other: LimitFacts) -> LimitFacts {
        var result = other.isSurer(than: self) ? other : self
        result.admitted = admitted &+ other.admitted
        result.refused = refused &+ other.refused
        return result
    }

    private func isSurer(than other: LimitFacts) -> Bool {
        if (sustained != nil) != (other.sustained != nil) { return sustained != nil }
        if confidence != other.confidence { return confidence > other.confidence }
        let mine = (sustained ?? 0, burst ?? 0)
        let theirs = (other.sustained ?? 0, other.burst ?? 0)
        if mine != theirs { return mine > theirs }
        return (practice, announced ?? "", documented ?? "", announcedRate ?? 0)
            < (other.practice, other.announced ?? "", other.documented ?? "", other.announcedRate ?? 0)
    }
}

extension WebhookFacts {
    fileprivate static func merged(_ one: WebhookFacts?, _ other: WebhookFacts?) -> WebhookFacts? {
        guard var result = one, let other else { return one ?? other }
        result.events &+= other.events
        result.copies &+= other.copies
        result.sent &+= other.sent
        result.retried &+= other.retried
        result.delivered &+= other.delivered
        result.lost &+= other.lost
        result.gaveUp &+= other.gaveUp
        result.dropped &+= other.dropped
        result.overflowed &+= other.overflowed
        result.pending &+= other.pending
        result.disabled &+= other.disabled
        result.keptBack &+= other.keptBack
        WireFacts.add(other.failures, to: &result.failures)
        WireFacts.keep(other.words, in: &result.words)
        return result
    }
}

extension InboxFacts {
    fileprivate static func merged(_ one: InboxFacts?, _ other: InboxFacts?) -> InboxFacts? {
        guard var result = one, let other else { return one ?? other }
        result.received &+= other.received
        result.kept &+= other.kept
        result.unstored &+= other.unstored
        WireFacts.add(other.refused, to: &result.refused)
        WireFacts.keep(other.words, in: &result.words)
        result.duplicate &+= other.duplicate
        result.met &+= other.met
        result.metEarly &+= other.metEarly
        result.late &+= other.late
        result.orphan &+= other.orphan
        result.unawaited &+= other.unawaited
        result.neverArrived &+= other.neverArrived
        result.withdrawn &+= other.withdrawn
        result.waiting.merge(other.waiting)
        return result
    }
}
