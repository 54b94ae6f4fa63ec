import Kernel
import Testing

@testable import Analysis

@Suite("Failures are followed down to their cause")
struct CauseTests {
    @Test("In a chain without trouble nobody is named and nothing is out")
    func clean() throws {
        let findings = Findings(ChainLandscape().run())
        #expect(findings.status == .pass)
        #expect(findings.release?.culprit == nil)
        #expect(findings.dispatch?.culprit == nil)
        #expect(findings.outages.isEmpty)
        #expect(findings.help == nil)
        #expect(findings.verdicts[1].beside == nil)
    }

    @Test(
        "A shop that only passes the gateway's refusals on is not the culprit, and neither is the desk where they land")
    func limit() throws {
        // Thirty orders a minute against ten: most are refused three times, put aside, and begin anew.
        let findings = Findings(ChainLandscape(gatewayLimit: .fixedWindow(count: 10, period: .minute)).run())
        let culprit = try #require(findings.release?.culprit)
        #expect(culprit.system == ChainLandscape.gateway)
        #expect(culprit.reason == .rateLimited)
        #expect(culprit.limiter == 0)
        #expect(culprit.share > 0.95)
        #expect(findings.backlog.threat == .yes)
        guard case .limit(0, let factor) = findings.help?.measure else {
            Issue.record("\(String(describing: findings.help))")
            return
        }
        #expect(factor > 2.5)
        let warehouse = try #require(findings.warehouses.first)
        #expect(warehouse.missed > 1_000)
        #expect(warehouse.others.first?.system != ChainLandscape.desk)
    }

    @Test("Both carriers dead: both are named by their share, not the desk where the cases lie")
    func bothDead() throws {
        let faults = [ChainLandscape.out(ChainLandscape.ups), ChainLandscape.out(ChainLandscape.dhl)]
        let findings = Findings(ChainLandscape(faults: faults, fallback: .cheapestWithQuota).run())
        #expect(findings.release?.culprit == nil)
        #expect(findings.backlog.missed == 3_600)
        let help = try #require(findings.help)
        guard case .health(let first, .errors) = help.measure else {
            Issue.record("\(help)")
            return
        }
        #expect(Set([first] + help.also) == [ChainLandscape.ups, ChainLandscape.dhl])
        #expect(help.share > 0.95)
        #expect(Set(findings.outages.map(\.system)) == [ChainLandscape.ups, ChainLandscape.dhl])
        #expect(
            findings.outages.allSatisfy { $0.failed == $0.calls && $0.isWithoutSubstitute && $0.trouble.until == nil })
    }

    @Test("UPS dead and DHL standing in: nobody loses time to speak of, and still it is known that UPS failed")
    func standIn() throws {
        let dead = ChainLandscape(faults: [ChainLandscape.out(ChainLandscape.ups)], fallback: .cheapestWithQuota)
        let recording = dead.run()
        let findings = Findings(recording)
        #expect(findings.backlog.missed == 0)
        let outage = try #require(findings.outages.first)
        #expect(findings.outages.count == 1)
        #expect(outage.system == ChainLandscape.ups)
        #expect(outage.outcome == .connection)
        #expect(outage.failed == outage.calls)
        #expect(outage.movedOn == outage.failed)
        #expect(!outage.isWithoutSubstitute)
        // 60 % of 3,600, drawn order by order: within four standard deviations.
        #expect(outage.failed > 2_040 && outage.failed < 2_280)
        #expect(outage.trouble == Trouble(since: 0, until: nil, inForce: outage.trouble.inForce, again: 0))
    }

    @Test("Maintenance from 0:30 to 1:30: the cause, its beginning and its end; the breaker hides no retries")
    func maintenance() throws {
        let closed = Intervals([.init(start: 30 * .minute, end: 90 * .minute)])
        let recording = ChainLandscape(
            faults: [ChainLandscape.out(ChainLandscape.ups, during: closed)],
            breaker: .init(failureShare: 0.5, window: 20, minimumAttempts: 10, openFor: 30 * .second)
        ).run()
        let findings = Findings(recording)
        let culprit = try #require(findings.dispatch?.culprit)
        #expect(culprit.system == ChainLandscape.ups)
        #expect(culprit.reason == .errors)
        let trouble = try #require(culprit.trouble)
        #expect(trouble.since == 30 * .minute)
        #expect(trouble.again == 0)
        // The breaker stays open for up to half a minute more; the cause ended here.
        #expect(trouble.until == 90 * .minute)
        #expect(trouble.inForce >= 59 * .minute && trouble.inForce <= 62 * .minute)
        #expect(findings.help?.measure == .health(ChainLandscape.ups, .errors))
        let meters = MeterLayout(recording.plan)
        let refused = recording.total(meters.calls(2, .breakerOpen))
        #expect(refused > 500)
        #expect(culprit.kept == refused)
        let verdict = findings.verdicts[1]
        #expect(try #require(verdict.value) >= 1)
        #expect(verdict.beside?.refusedByBreaker == refused)
        #expect(verdict.beside?.putBack == recording.total(meters.queueRedelivered(0)))
        let outage = try #require(findings.outages.first)
        #expect(
            outage.system == ChainLandscape.ups && outage.trouble.since == 30 * .minute
                && outage.trouble.until == 90 * .minute
        )
        #expect(outage.movedOn == 0)
    }

    @Test("Cases that no failure opened are the desk's own")
    func ownCases() throws {
        var plan = ChainLandscape(agents: 1).plan
        // Half of the orders are put aside for their own sake, after release and before the label.
        let entry = plan.queues[0].entry
        plan.conditions = [.chance(0.5), .parkedAtMost(0)]
        plan.parks.append(ParkPlan(reason: "address", review: 1, resumption: .queue(0)))
        let consumer = plan.steps.count
        plan.steps += [
            .branch(1, otherwise: consumer + 3), .branch(0, otherwise: consumer + 3), .park(2), .jump(entry),
        ]
        plan.queues[0].entry = consumer
        var orders = OrderSchedule(plan)
        let findings = Findings(VirtualDriver.run(plan, orders: &orders))
        #expect(findings.backlog.threat == .yes)
        guard case .workers(1, _) = findings.help?.measure else {
            Issue.record("\(String(describing: findings.help))")
            return
        }
    }

    @Test("A limit that binds for a time: from when, until when")
    func until() throws {
        var hand = HandMade(HandMade.plan())
        for interval in 30..<60 {
            hand.add(60, { $0.limiterAdmitted(0) }, in: interval)
            hand.add(40, { $0.limiterRefused(0) }, in: interval)
        }
        #expect(Findings(hand.recording).limiters[0].binding?.until == nil)
        hand.add(19, { $0.limiterAdmitted(0) }, in: 61)
        // Too few to say that it is over.
        #expect(Findings(hand.recording).limiters[0].binding?.until == nil)
        hand.add(1, { $0.limiterAdmitted(0) }, in: 70)
        let limiter = Findings(hand.recording).limiters[0]
        #expect(limiter.bindingSince == 30 * .minute)
        #expect(limiter.binding == Trouble(since: 30 * .minute, until: 60 * .minute, inForce: 30 * .minute, again: 0))
        // Three hours later again.
        hand.add(90, { $0.limiterAdmitted(0) }, in: 240)
        hand.add(10, { $0.limiterRefused(0) }, in: 240)
        let twice = Findings(hand.recording).limiters[0]
        #expect(twice.binding == Trouble(since: 30 * .minute, until: 60 * .minute, inForce: 30 * .minute, again: 1))
        #expect(twice.boundFor == 31 * .minute)
    }

    @Test("Amplification counts calls that sent an attempt: an open breaker does not lower it")
    func amplification() throws {
        var hand = HandMade(budget: .on(.amplification, .edges([0]), .less, 1.3))
        hand.orders(10)
        // Ten calls: six refused by the breaker, four sent, and two of these tried again.
        hand.add(4, { $0.calls(0, .ok) }, in: 3)
        hand.add(6, { $0.calls(0, .breakerOpen) }, in: 3)
        hand.add(4, { $0.attempts(0, .ok) }, in: 3)
        hand.add(2, { $0.attempts(0, .timeout) }, in: 3)
        hand.add(2, { $0.extraAttempts(0, cause: .timeout) }, in: 3)
        let findings = Findings(hand.recording)
        #expect(findings.verdicts[0].value == 1.5)
        #expect(findings.verdicts[0].samples == 4)
        #expect(findings.verdicts[0].status == .fail)
        #expect(findings.verdicts[0].beside == .init(refusedByBreaker: 6, putBack: 0))
        #expect(findings.retries[0].amplification == 1.5)
        #expect(findings.retries[0].refusedByBreaker == 6)
    }

    @Test("Throughput of orders: those dispatched, from the first one due until a twentieth was left")
    func throughput() throws {
        var hand = HandMade(budget: .on(.rate, .orders, .greaterOrEqual, 95))
        hand.orders(100)
        // 98 in the first hour, stragglers hours later; completed later still.
        for interval in 10..<59 { hand.add(2, { $0.events(2) }, in: interval) }
        hand.add(2, { $0.events(2) }, in: 290)
        let verdict = try #require(Findings(hand.recording).verdicts.first)
        // Five may be left: two stragglers and the two of the last minute are. The minute in which it came to that is not told
        // apart, so it does not count either.
        #expect(verdict.measuredOver == Span(start: 0, end: 57 * .minute))
        #expect(verdict.samples == 94)
        #expect(verdict.value == 94.0 * 60 / 57)
    }

    @Test(
        "Throughput for any window: the intervals where work begins and ends, which it may fill in part, do not lower it"
    )
    func throughputForAnyWindow() throws {
        var hand = HandMade(budget: .on(.rate, .orders, .greaterOrEqual, 115, anyWindow: 10 * .minute))
        hand.orders(62)
        // Two a minute, from half past the tenth minute to half past the forty-first.
        hand.add(1, { $0.events(2) }, in: 10)
        for interval in 11..<41 { hand.add(2, { $0.events(2) }, in: interval) }
        hand.add(1, { $0.events(2) }, in: 41)
        let verdict = try #require(Findings(hand.recording).verdicts.first)
        #expect(verdict.value == 120)
        #expect(verdict.status == .pass)
    }
}
