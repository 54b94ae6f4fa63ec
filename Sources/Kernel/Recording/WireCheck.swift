extension WireFacts {
    /// More requests than any run sends; sums of as many counts as a recording holds stay within 64 bits.
    private static let most: Int64 = 1 << 40
    /// More bytes than any run moves.
    private static let mostBytes: Int64 = 1 << 56

    /// The first count that does not fit a plan, or that no run ever has, in words; nil: all do. For facts read from disk.
    public func firstFlaw(under plan: Plan) -> String? {
        for (name, system) in systems.sorted(by: { $0.key < $1.key }) {
            guard plan.systems.contains(where: { $0.name == name }) else {
                return "a system \"\(name)\" that the plan lacks"
            }
            if let flaw = system.firstFlaw ?? system.attempts?.firstFlaw(under: plan) { return "\(name): \(flaw)" }
        }
        return inbox?.firstFlaw.map { "inbox: \($0)" }
    }

    /// The first of some counts that no run ever has.
    fileprivate static func flaw(_ counts: [(Int64, String)]) -> String? {
        counts.first { $0.0 < 0 || $0.0 > most }.map { "\($0.0) \($0.1)" }
    }

    /// The first of some counts by name that no run ever has.
    fileprivate static func flaw(_ counts: [String: Int64], _ words: String) -> String? {
        flaw(counts.sorted { $0.key < $1.key }.map { ($0.value, "\(words) \"\($0.key)\"") })
    }

    fileprivate static func flaw(bytes: Int64, _ words: String) -> String? {
        bytes < 0 || bytes > mostBytes ? "\(bytes) bytes \(words)" : nil
    }

    fileprivate static func flaw(_ times: CompactTimes, _ words: String) -> String? {
        if let flaw = flaw([(times.count, "times \(words)")]) { return flaw }
        let (bound, overflow) = times.count.multipliedReportingOverflow(by: max(0, times.most))
        // Below, the longest time alone; above, that time every time.
        guard times.most >= 0, times.sum >= times.most, overflow || times.sum <= bound else {
            return "\(times.count) times \(words) of \(times.sum) ns together, the longest \(times.most) ns"
        }
        return nil
    }

    fileprivate static func sum(_ counts: some Collection<Int64>) -> Int64 { counts.reduce(0, &+) }
}

extension WireFacts.System {
    fileprivate var firstFlaw: String? {
        let counts: [(Int64, String)] = [
            (sent, "requests sent"), (reused, "requests over open connections"), (keptBack, "requests kept back"),
            (met, "requests that met the limit of requests under way"), (received, "requests received"),
            (strangers, "requests from strangers"), (immediate, "requests answered without the model"),
            (tokens, "tokens fetched"), (refusedTokens, "tokens refused"),
        ]
        if let flaw = WireFacts.flaw(counts) { return flaw }
        for (status, count) in statuses.sorted(by: { $0.key < $1.key }) {
            guard (100...999).contains(status) else { return "answers with status \(status)" }
            if let flaw = WireFacts.flaw([(count, "answers with status \(status)")]) { return flaw }
        }
        if let flaw = WireFacts.flaw(failures, "failures by") ?? WireFacts.flaw(bytes: bytesUp, "sent")
            ?? WireFacts.flaw(bytes: bytesDown, "received")
        {
            return flaw
        }
        for (part, times) in parts.sorted(by: { $0.key < $1.key }) {
            if let flaw = WireFacts.flaw(times, "of \"\(part)\"") { return flaw }
        }
        for (operation, limit) in limits.sorted(by: { $0.key < $1.key }) {
            if let flaw = limit.firstFlaw { return "limit of \(operation): \(flaw)" }
        }
        return contradiction ?? webhooks?.firstFlaw.map { "webhooks: \($0)" }
    }

    /// A part that is more than its whole.
    private var contradiction: String? {
        let answers = WireFacts.sum(statuses.values)
        if answers > sent { return "\(answers) answers to \(sent) requests sent" }
        if reused > sent { return "\(reused) of \(sent) requests over open connections" }
        if refusedTokens > tokens { return "\(refusedTokens) of \(tokens) tokens fetched after a refusal" }
        if strangers + immediate > received {
            return "\(strangers) requests from strangers and \(immediate) without the model of \(received) received"
        }
        return nil
    }
}

extension LimitFacts {
    fileprivate var firstFlaw: String? {
        let counts: [(Int64, String)] = [(admitted, "requests let through"), (refused, "requests refused")]
        if let flaw = WireFacts.flaw(counts) { return flaw }
        if !(0...1).contains(confidence) { return "a share of \(confidence) explained" }
        for (figure, words) in [
            (sustained, "requests a second"), (burst, "requests at once"),
            (announcedRate, "requests a second announced"),
        ] {
            if let figure, !(figure >= 0 && figure < 1e15) { return "\(figure) \(words)" }
        }
        return nil
    }
}

extension WebhookFacts {
    fileprivate var firstFlaw: String? {
        WireFacts.flaw([
            (events, "events"), (copies, "copies"), (sent, "requests sent"), (retried, "retries"),
            (delivered, "deliveries"), (lost, "events lost"), (gaveUp, "deliveries given up"), (dropped, "dropped"),
            (overflowed, "events without room"), (pending, "deliveries to be made"),
            (disabled, "subscriptions disabled"), (keptBack, "requests kept back"),
        ]) ?? WireFacts.flaw(failures, "failures by")
    }
}

extension InboxFacts {
    fileprivate var firstFlaw: String? {
        let counts: [(Int64, String)] = [
            (received, "requests"), (kept, "events kept"), (unstored, "events not stored"), (duplicate, "duplicates"),
            (met, "awaits met"), (metEarly, "awaits met by earlier events"), (late, "late events"),
            (orphan, "orphans"), (unawaited, "events nobody awaited"), (neverArrived, "events never arrived"),
            (withdrawn, "awaits withdrawn"),
        ]
        if let flaw = WireFacts.flaw(counts) ?? WireFacts.flaw(refused, "requests refused by")
            ?? WireFacts.flaw(waiting, "waited")
        {
            return flaw
        }
        let settled = kept + unstored + WireFacts.sum(refused.values)
        if settled > received { return "\(settled) of \(received) requests kept or refused" }
        return metEarly > met ? "\(metEarly) of \(met) awaits met by earlier events" : nil
    }
}
