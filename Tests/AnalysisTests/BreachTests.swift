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

    @Test("Means and ratios of a whole run can always be mended")
    func never() {
        #expect(!isCertain(.on(.mean, .leg(0), .less, 1)) { $0.record([.hour], .leg(0), in: 1, count: 900) })
        #expect(
            !isCertain(.on(.amplification, .edges([0]), .less, 1.1)) {
                $0.add(100, { $0.calls(0, .ok) }, in: 1)
                $0.add(900, { $0.attempts(0, .ok) }, in: 1)
            })
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
