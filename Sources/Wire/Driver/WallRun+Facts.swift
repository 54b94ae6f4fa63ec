internal import Kernel

extension WallRun {
    /// What went over the wire.
    /// - Parameter isLast: whether limits are inferred as well, which takes time.
    func wireFacts(isLast: Bool) -> WireFacts {
        for system in tokenSystems {
            guard let keeper = partners[system]?.tokens?.keeper else { continue }
            ledger.noteTokens(system, Int64(keeper.fetches), Int64(keeper.forcedFetches))
        }
        for case let partner? in partners {
            guard let opened = partner.access?.renewals, opened > 0 else { continue }
            ledger.noteTokens(partner.system, opened, opened)
        }
        for (system, outlets) in Dictionary(grouping: outlets, by: \.system) {
            var facts = WebhookFacts()
            for outlet in outlets { outlet.add(to: &facts) }
            ledger.note(facts, system: system)
        }
        if isLast {
            for system in plan.systems.indices { ledger.note(limits.facts(system, plan), system: system) }
            ledger.noteAttempts()
        }
        var facts = ledger.facts(plan)
        facts.inbox = inboxDesk?.result
        return facts
    }

    func snapshot() -> Recording {
        var recording = machine.snapshot()
        recording.wire = wireFacts(isLast: false)
        // Those under way count as such: nobody has looked which of them are parked.
        recording.books = machine.books
        recording.books.inFlight = machine.underWay
        return recording
    }
}
