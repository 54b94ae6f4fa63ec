import Kernel
import Testing

@testable import Analysis

@Suite("Breaches that are certain before the end")
struct BreachTests {
    private func isCertain(
        _ budget: Budget, calendars: [CalendarPlan] = [], orders: Int? = 1_000, _ fill: (inout HandMade) -> Void
    ) -> Bool {
        var hand = HandMade(budget: budget, calendars: calendars)
        hand.recording.reached = 150 * .minute
        fill(&hand)
        return Breach(Readings(hand.recording), orders: orders).isCertain(of: budget)
    }

    @Test("A maximum above its ceiling, a depth, an age")
    func ceilings() {
        #expect(isCertain(.on(.maximum, .leg(0), .less, 1e9)) { $0.record([2 * .second], .leg(0), in: 3) })
        #expect(!isCertain(.on(.maximum, .leg(0), .less, 3e9)) { $0.record([2 * .second], .leg(0), in: 3) })
        #expect(!isCertain(.on(.maximum, .leg(0), .greater, 3e9)) { $0.record([2 * .second], .leg(0), in: 3) })
        let deep = Budget.on(.depth, .queue(0), .less, 100, during: 0)
        func fill(_ hand: inout HandMade) {
            hand.add(100, { $0.queueArrived(0) }, in: 10)
            hand.raise(100, { $0.queueDepth(0) }, in: 10)
            hand.add(100, { $0.queueTaken(0) }, in: 11)
        }
        #expect(isCertain(deep, calendars: [HandMade.calendar([0..<60])], fill))
        #expect(!isCertain(deep, calendars: [HandMade.calendar([60..<90])], fill))
    }

    @Test("Too many orders past their cut-off, given how many there are in all")
    func cutoffs() {
        let budget = Budget.on(.cutoffShare, .orders, .greaterOrEqual, 0.99)
        #expect(!isCertain(budget) { $0.add(10, { $0.delayedIn }, in: 120) })
        #expect(isCertain(budget) { $0.add(11, { $0.delayedIn }, in: 120) })
        #expect(!isCertain(budget, orders: nil) { $0.add(500, { $0.delayedIn }, in: 120) })
    }

    @Test("Too many orders failed")
    func endings() {
        let failed = Budget.on(.endingShare(.failed), .orders, .less, 0.01)
        #expect(isCertain(failed) { $0.add(10, { $0.ordersEnded(.failed) }, in: 1) })
        #expect(!isCertain(failed) { $0.add(9, { $0.ordersEnded(.failed) }, in: 1) })
        let completed = Budget.on(.endingShare(.completed), .orders, .greater, 0.99)
        #expect(isCertain(completed) { $0.add(10, { $0.ordersEnded(.cancelled) }, in: 1) })
        #expect(!isCertain(completed) { $0.add(9, { $0.ordersEnded(.cancelled) }, in: 1) })
    }

    @Test("A window that lies behind, not one that is still under way")
    func windows() {
        let budget = Budget.on(.quantile(0.5), .leg(0), .less, 1e9, anyWindow: 2 * .minute)
        #expect(isCertain(budget) { $0.record([2 * .second], .leg(0), in: 148, count: 10) })
        #expect(!isCertain(budget) { $0.record([2 * .second], .leg(0), in: 148, count: 9) })
        #expect(!isCertain(budget) { $0.record([2 * .second], .leg(0), in: 150, count: 10) })
    }

    @Test("A quantile of a leg with more samples above the bound than all orders allow")
    func quantiles() {
        let budget = Budget.on(.quantile(0.99), .leg(0), .less, 1e9)
        #expect(!isCertain(budget) { $0.record([2 * .second], .leg(0), in: 1, count: 10) })
        #expect(isCertain(budget) { $0.record([2 * .second], .leg(0), in: 1, count: 11) })
        let calls = Budget.on(.quantile(0.99), .edges([0]), .less, 1e9)
        #expect(!isCertain(calls) { $0.record([2 * .second], .call(0), in: 1, count: 900) })
    }

    @Test("A mean whose samples so far make up more than all orders may")
    func means() {
        // 1,000 orders may take 2,000 s together.
        let budget = Budget.on(.mean, .leg(0), .less, 2e9)
        #expect(!isCertain(budget) { $0.record([2 * .second], .leg(0), in: 1, count: 999) })
        #expect(isCertain(budget) { $0.record([4 * .second], .leg(0), in: 1, count: 500) })
        #expect(!isCertain(budget, orders: nil) { $0.record([4 * .second], .leg(0), in: 1, count: 500) })
        #expect(!isCertain(.on(.mean, .leg(0), .greater, 2e9)) { $0.record([1], .leg(0), in: 1, count: 900) })
    }

    @Test("A quantile above its floor is lost when too many samples lie below")
    func floors() {
        let budget = Budget.on(.quantile(0.9), .leg(0), .greater, 1e9)
        #expect(!isCertain(budget) { $0.record([1_000], .leg(0), in: 1, count: 900) })
        #expect(isCertain(budget) { $0.record([1_000], .leg(0), in: 1, count: 901) })
    }

    /// One call an order on edge 0, tried three times at the most.
    private func isCertainOfCalls(_ budget: Budget, _ fill: (inout HandMade) -> Void) -> Bool {
        var plan = HandMade.plan()
        plan.links[0].attempts = 3
        plan.calls = [CallPlan(target: .edge(0))]
        plan.journey.entry = plan.steps.count
        plan.steps += [.call(0), .finish(.completed)]
        plan.budgets = [budget]
        var hand = HandMade(plan)
        hand.recording.reached = 150 * .minute
        fill(&hand)
        return Breach(Readings(hand.recording), orders: 1_000).isCertain(of: budget)
    }

    @Test("Calls that an order makes a known number of times: quantiles, amplification, shares of attempts")
    func calls() {
        let quantile = Budget.on(.quantile(0.99), .edges([0]), .less, 1e9)
        #expect(!isCertainOfCalls(quantile) { $0.record([2 * .second], .call(0), in: 1, count: 10) })
        #expect(isCertainOfCalls(quantile) { $0.record([2 * .second], .call(0), in: 1, count: 11) })
        // 1,000 calls may have 1,300 attempts.
        let amplification = Budget.on(.amplification, .edges([0]), .lessOrEqual, 1.3)
        #expect(!isCertainOfCalls(amplification) { $0.add(1_300, { $0.attempts(0, .timeout) }, in: 1) })
        #expect(isCertainOfCalls(amplification) { $0.add(1_301, { $0.attempts(0, .timeout) }, in: 1) })
        // There are 3,000 attempts at the most.
        let errors = Budget.on(.outcomeShare(Outcome.Set([.timeout])), .edges([0]), .lessOrEqual, 0.1)
        #expect(!isCertainOfCalls(errors) { $0.add(300, { $0.attempts(0, .timeout) }, in: 1) })
        #expect(isCertainOfCalls(errors) { $0.add(301, { $0.attempts(0, .timeout) }, in: 1) })
        let success = Budget.on(.outcomeShare(Outcome.Set([.ok])), .edges([0]), .greaterOrEqual, 0.9)
        #expect(!isCertainOfCalls(success) { $0.add(300, { $0.attempts(0, .timeout) }, in: 1) })
        #expect(isCertainOfCalls(success) { $0.add(301, { $0.attempts(0, .timeout) }, in: 1) })
    }

    @Test("A stretch that will not come again decides, not one that is still to come")
    func afterCalendar() {
        func fill(_ hand: inout HandMade) {
            hand.record([2 * .second], .call(0), in: 100, count: 20)
            hand.add(30, { $0.attempts(0, .ok) }, in: 100)
            hand.add(10, { $0.calls(0, .ok) }, in: 100)
        }
        let budgets = [
            Budget.on(.quantile(0.5), .edges([0]), .less, 1e9, during: 0),
            .on(.mean, .edges([0]), .less, 1e9, during: 0),
            .on(.amplification, .edges([0]), .less, 2, during: 0), .on(.rate, .edges([0]), .greater, 100, during: 0),
        ]
        for budget in budgets {
            #expect(isCertain(budget, calendars: [HandMade.calendar([90..<120])], fill))
            #expect(isCertain(budget, calendars: [HandMade.calendar([90..<150])], fill))
            #expect(!isCertain(budget, calendars: [HandMade.calendar([90..<151])], fill))
            #expect(!isCertain(budget, calendars: [HandMade.calendar([90..<120, 200..<210])], fill))
        }
    }

    @Test("A window in which too little was done, between the first success and the last")
    func rates() {
        let budget = Budget.on(.rate, .journey, .greaterOrEqual, 60, anyWindow: 10 * .minute)
        func fill(_ hand: inout HandMade, pause: Int) {
            for interval in 100..<140 where interval != pause {
                hand.add(1, { $0.ordersEnded(.completed) }, in: interval)
            }
        }
        #expect(isCertain(budget) { fill(&$0, pause: 120) })
        // After the last success nobody knows yet.
        #expect(!isCertain(budget) { fill(&$0, pause: 139) })
    }

    @Test("The watch looks once an interval, and only for budgets that ask for it")
    func watch() {
        var hand = HandMade(budget: .on(.maximum, .leg(0), .less, 1e9, aborts: true))
        hand.record([2 * .second], .leg(0), in: 0)
        hand.recording.reached = 61 * .second
        let recording = hand.recording
        var looks = 0
        var watch = BudgetWatch(recording.plan)
        #expect(watch.isNeeded)
        func look() -> Recording {
            looks += 1
            return recording
        }
        #expect(watch.breach(at: 59 * .second, snapshot: look) == nil)
        #expect(looks == 0)
        #expect(watch.breach(at: 61 * .second, snapshot: look) == .aborted(budget: 0))
        #expect(watch.breach(at: 62 * .second, snapshot: look) == nil)
        #expect(looks == 1)
        var plan = recording.plan
        plan.budgets[0].abortsOnBreach = false
        var idle = BudgetWatch(plan)
        #expect(!idle.isNeeded)
        #expect(idle.breach(at: .hour, snapshot: look) == nil)
        #expect(looks == 1)
    }
}
