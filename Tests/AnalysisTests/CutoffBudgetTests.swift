import Kernel
import Testing

@testable import Analysis

@Suite("Cut-offs judged")
struct CutoffBudgetTests {
    private func hand(_ budget: Budget, calendars: [CalendarPlan] = []) -> HandMade {
        var hand = HandMade(budget: budget, calendars: calendars)
        hand.orders(1_000)
        // 120 min: 490 of 500 met; 240 min: 497 of 500.
        hand.cutoff(0, warehouse: 0, carrier: 0, met: 250, late: 8, missing: 2)
        hand.cutoff(0, warehouse: 1, carrier: 1, met: 240)
        hand.cutoff(1, warehouse: 0, carrier: 1, met: 297, late: 3)
        hand.cutoff(1, warehouse: 1, carrier: 2, met: 200)
        return hand
    }

    private func verdict(_ hand: HandMade) throws -> Verdict { try #require(Findings(hand.recording).verdicts.first) }

    @Test("The share of orders that made it, with who missed")
    func whole() throws {
        let verdict = try verdict(hand(.on(.cutoffShare, .orders, .greaterOrEqual, 0.987)))
        #expect(verdict.value == 0.987)
        #expect(verdict.status == .pass)
        #expect(verdict.orders == 13)
        #expect(verdict.worst?.span.start == 120 * .minute)
        let parts: [Verdict.Part] = [
            .cutoff(0), .cutoff(1), .warehouse(0), .warehouse(1), .carrier(0), .carrier(1), .carrier(2),
        ]
        #expect(verdict.members.map(\.part) == parts)
        // 250 + 297 of 260 + 300.
        #expect(verdict.members[2].value == 547.0 / 560)
    }

    @Test("A cut-off at the end of a dispatch window belongs to it")
    func during() throws {
        let calendars = [HandMade.calendar([60..<120])]
        let verdict = try verdict(hand(.on(.cutoffShare, .orders, .greater, 0.98, during: 0), calendars: calendars))
        #expect(verdict.value == 0.98)
        #expect(verdict.samples == 500)
        #expect(verdict.status == .fail)
    }

    @Test("For any stretch of time the worst cut-off, or cut-offs together, decide")
    func anyWindow() throws {
        let one = try verdict(hand(.on(.cutoffShare, .orders, .greaterOrEqual, 0.981, anyWindow: .hour)))
        #expect(one.value == 0.98)
        #expect(one.status == .fail)
        let two = try verdict(hand(.on(.cutoffShare, .orders, .greaterOrEqual, 0.987, anyWindow: 3 * .hour)))
        #expect(two.value == 0.987)
        #expect(two.status == .pass)
    }

    @Test("Backlog is a threat when a cut-off loses more than half a percent, and each cut-off is told")
    func threat() {
        let findings = Findings(hand(.on(.cutoffShare, .orders, .greater, 0)).recording)
        #expect(findings.backlog.threat == .yes)
        #expect(findings.backlog.missed == 13)
        #expect(findings.backlog.worst?.cutoff == 0)
        #expect(findings.backlog.cutoffs.map(\.missed) == [10, 3])
        #expect(findings.backlog.cutoffs.map(\.missing) == [2, 0])
        #expect(findings.warehouses.map(\.warehouse) == [0, 1])
        #expect(findings.warehouses.map(\.missed) == [13, 0])
        var few = HandMade(HandMade.plan())
        few.orders(1_000)
        few.cutoff(0, met: 995, late: 5)
        #expect(Findings(few.recording).backlog.threat == .slight)
        few.cutoff(0, met: 0, late: 1)
        #expect(Findings(few.recording).backlog.threat == .yes)
        var all = HandMade(HandMade.plan())
        all.orders(1_000)
        all.cutoff(0, met: 1_000)
        #expect(Findings(all.recording).backlog.threat == .no)
        #expect(Findings(HandMade(HandMade.plan()).recording).backlog.threat == .unknown)
    }
}
