import Testing

@testable import Kernel

@Suite("How often an order makes a call at the most")
struct CallBoundsTests {
    /// A front that asks a back; the link to the front tries three times, that to the back twice.
    private func chain(frontSteps: (inout PlanBuilder, Step) -> [Step], journey: (Step) -> [Step]) -> Plan {
        var builder = PlanBuilder(window: .minute)
        let front = builder.system("front")
        let back = builder.system("back")
        let work = builder.work(.fixed(1))
        let deep = builder.operation(back, [work])
        let inner = builder.edge(from: front, to: deep)
        let callBack = builder.call(inner)
        let steps = frontSteps(&builder, callBack)
        let ask = builder.operation(front, steps)
        let outer = builder.edge(from: nil, to: ask)
        builder.plan.links[builder.plan.edges[inner].link].attempts = 2
        builder.plan.links[builder.plan.edges[outer].link].attempts = 3
        let call = builder.call(outer)
        builder.journey(journey(call))
        return builder.plan
    }

    @Test("Attempts of a caller multiply the calls behind it")
    func nested() {
        // Two calls to the front, three tries each, each asking the back twice, two tries each.
        let plan = chain(frontSteps: { [$1, $1] }, journey: { [$0, $0] })
        let bounds = CallBounds(plan)
        #expect(bounds.calls == [12, 2])
        #expect(bounds.attempts == [24, 6])
    }

    @Test("What an order may come back to has no bound")
    func loop() {
        var plan = chain(frontSteps: { [$1] }, journey: { [$0] })
        // A parked order starts anew.
        plan.parks = [ParkPlan(reason: "r", review: nil, resumption: .journey(plan.journey.entry))]
        let entry = plan.steps.count
        plan.steps += [plan.steps[plan.journey.entry], .park(0)]
        plan.journey.entry = entry
        plan.parks[0].resumption = .journey(entry)
        let bounds = CallBounds(plan)
        #expect(bounds.calls == [nil, nil])
        // Parked further down, it goes on.
        plan.parks[0].resumption = .journey(entry + 2)
        #expect(CallBounds(plan).calls == [3, 1])
    }

    @Test("When a breach can be known, and why not before the end")
    func early() {
        let plan = chain(frontSteps: { [$1] }, journey: { [$0] })
        func early(
            _ measure: Budget.Measure, _ subject: Budget.Subject, _ comparison: Budget.Comparison = .less,
            during: CalendarID? = nil, anyWindow: Nanoseconds? = nil, ordersKnown: Bool = true
        ) -> EarlyBreach {
            plan.earlyBreach(
                of: Budget(
                    text: "b", subjectText: "s", measure: measure, subject: subject, comparison: comparison, bound: 1,
                    during: during, anyWindow: anyWindow), ordersKnown: ordersKnown)
        }
        #expect(early(.quantile(0.99), .edges([0, 1])) == .beyondRecovery(perOrder: 4))
        #expect(early(.outcomeShare(Outcome.Set([.timeout])), .edges([0])) == .beyondRecovery(perOrder: 6))
        #expect(early(.amplification, .edges([0])) == .beyondRecovery(perOrder: 3))
        #expect(early(.amplification, .edges([0]), .greater) == .atTheEnd(.mayBeMended))
        #expect(early(.quantile(0.99), .edges([0]), ordersKnown: false) == .atTheEnd(.ordersUnknown))
        #expect(early(.quantile(0.99), .leg(0)) == .beyondRecovery(perOrder: 1))
        #expect(early(.mean, .journey, .greater) == .atTheEnd(.mayBeMended))
        #expect(early(.rate, .orders, .greater) == .atTheEnd(.throughput))
        #expect(early(.rate, .orders, .greater, during: 0) == .afterCalendar)
        #expect(early(.rate, .orders, .greater, during: 0, anyWindow: 1) == .afterWindow)
        #expect(early(.maximum, .leg(0), during: 0) == .atOnce)
        #expect(early(.depth, .queue(0), .greater) == .atTheEnd(.mayBeMended))
        #expect(early(.depth, .queue(0), .greater, anyWindow: 1) == .afterWindow)
        #expect(early(.parkedShare, .orders) == .atTheEnd(.countedThen))
        #expect(early(.cutoffShare, .orders, .greater) == .beyondRecovery(perOrder: 1))
        #expect(early(.cutoffShare, .orders, .greater, during: 0) == .atTheEnd(.cutoffs))
        #expect(early(.endingShare(.failed), .orders) == .beyondRecovery(perOrder: 1))
    }
}
