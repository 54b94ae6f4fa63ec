import Kernel
import Testing

@testable import Analysis

@Suite("Figures behind the answers, worked out by hand")
struct FindingsTests {
    @Test("A limit binds from the first interval on in which it refuses more than 5 %, and the next one as well")
    func binding() throws {
        var hand = HandMade(HandMade.plan())
        func ask(_ passed: Int64, _ refused: Int64, in interval: Int) {
            hand.add(passed, { $0.limiterAdmitted(0) }, in: interval)
            hand.add(refused, { $0.limiterRefused(0) }, in: interval)
        }
        ask(95, 5, in: 10)  // 5 %: not more
        ask(90, 10, in: 20)  // 10 %, but not the next one
        ask(100, 0, in: 21)
        ask(10, 5, in: 25)  // too few to tell
        ask(60, 40, in: 30)
        ask(60, 20, in: 31)
        hand.add(70, { $0.attempts(0, .rateLimited) }, in: 31)
        let limiter = Findings(hand.recording).limiters[0]
        #expect(limiter.admitted == 415)
        #expect(limiter.refused == 80)
        #expect(limiter.refusedAtCallers == 70)
        #expect(limiter.bindingSince == 30 * .minute)
        #expect(limiter.boundFor == 4 * .minute)
        // 90 + 10 + 60 + 60 in four minutes.
        #expect(limiter.effectivePerHour == 3_300)
        #expect(limiter.documentedPerHour == 3_600)
        #expect(limiter.worst == .init(span: Span(start: 30 * .minute, end: 31 * .minute), value: 0.4))
        #expect(Findings(hand.recording).firstToBind == 0)
    }

    @Test("Retries by link: amplification, compounded, causes, hidden capacity, where it was worst")
    func retries() throws {
        var hand = HandMade(HandMade.plan())
        for (interval, attempts) in [(10, Int64(100)), (11, 180), (12, 160), (13, 110)] {
            hand.add(100, { $0.calls(0, .ok) }, in: interval)
            hand.add(80, { $0.primaryCalls(0) }, in: interval)
            hand.add(attempts, { $0.attempts(0, .ok) }, in: interval)
        }
        hand.add(100, { $0.extraAttempts(0, cause: .rateLimited) }, in: 11)
        hand.add(50, { $0.extraAttempts(0, cause: .timeout) }, in: 12)
        hand.add(7, { $0.wasted(0) }, in: 12)
        hand.add(40, { $0.calls(1, .ok) }, in: 12)
        hand.add(40, { $0.attempts(1, .ok) }, in: 12)
        hand.add(30, { $0.queueRedelivered(0) }, in: 12)
        hand.add(90, { $0.queueTaken(0) }, in: 12)
        let findings = Findings(hand.recording)
        #expect(findings.retries.map(\.link) == [0, 1])
        let ups = findings.retries[0]
        #expect(ups.calls == 400)
        #expect(ups.attempts == 550)
        #expect(ups.extra == 150)
        #expect(ups.amplification == 1.375)
        #expect(ups.compounded == 550.0 / 320)
        #expect(ups.causes.map(\.outcome) == [.rateLimited, .timeout])
        #expect(ups.hiddenShare == 150.0 / 550)
        #expect(ups.wasted == 7)
        #expect(ups.worst == .init(span: Span(start: 11 * .minute, end: 13 * .minute), value: 1.7))
        #expect(findings.redeliveries == [.init(queue: 0, taken: 90, redelivered: 30, dead: 0)])
    }

    @Test("Stocks: peak, when, and when a twentieth was left")
    func stocks() throws {
        var hand = HandMade(HandMade.plan())
        hand.add(100, { $0.indicatorIn(0) }, in: 5)
        hand.add(100, { $0.indicatorIn(0) }, in: 6)
        hand.add(189, { $0.indicatorOut(0) }, in: 20)
        hand.add(1, { $0.indicatorOut(0) }, in: 30)
        let stock = try #require(Findings(hand.recording).indicators.first)
        #expect(stock.peak == 200)
        #expect(stock.peakAt == 7 * .minute)
        // 11 are left at 21 min, 10 at 31 min.
        #expect(stock.drained == 31 * .minute)
        #expect(stock.atEnd == 10)
        hand.add(1, { $0.indicatorIn(0) }, in: 30)
        #expect(Findings(hand.recording).indicators.first?.drained == nil)
    }

    @Test("Orders on their way to the promised event: due, less dispatched, failed and cancelled")
    func orders() throws {
        var hand = HandMade(HandMade.plan())
        hand.add(500, { $0.ordersDue }, in: 5)
        hand.add(380, { $0.events(2) }, in: 9)
        hand.add(70, { $0.ordersEnded(.failed) }, in: 9)
        hand.add(25, { $0.ordersEnded(.cancelled) }, in: 9)
        let stock = try #require(Findings(hand.recording).backlog.orders)
        #expect(stock.kind == .ordersToPromise)
        #expect(stock.peak == 500)
        #expect(stock.peakAt == 6 * .minute)
        #expect(stock.drained == 10 * .minute)
        #expect(stock.atEnd == 25)
    }

    @Test("A queue's backlog is what is not done: waiting, at work or pausing, less done and dead")
    func messages() throws {
        var plan = HandMade.plan()
        plan.journey.events[1].slot = 0
        var hand = HandMade(plan)
        hand.add(100, { $0.queueArrived(0) }, in: 5)
        hand.add(40, { $0.queueDone(0) }, in: 8)
        hand.add(10, { $0.queueDead(0) }, in: 119)
        // Orders waited in it before the promised event, so it is on the way.
        hand.add(1, { $0.phaseTime(1, queue: 0) }, in: 8)
        hand.cutoff(0, met: 1, late: 1)
        let backlog = Findings(hand.recording).backlog
        #expect(backlog.queues.map(\.kind) == [.messages(0)])
        #expect(backlog.queues.map(\.peak) == [100])
        #expect(backlog.queues.map(\.atEnd) == [50])
        let waiting = try #require(backlog.cutoffs.first?.waiting.first)
        #expect(waiting.messages == 50)
        // The swell began with 100 at six minutes and was never worked off.
        #expect(waiting.peak == 100)
        #expect(waiting.peakAt == 6 * .minute)
        #expect(waiting.drained == nil)
        hand.add(46, { $0.queueDone(0) }, in: 150)
        #expect(Findings(hand.recording).backlog.cutoffs.first?.waiting.first?.drained == 151 * .minute)
    }

    @Test("Exceptions by reason, warehouse and carrier")
    func exceptions() {
        var plan = HandMade.plan()
        plan.parks = [ParkPlan(reason: "label refused", review: nil, resumption: .journey(0))]
        var hand = HandMade(plan)
        hand.add(9, { $0.parkedIn(0) }, in: 3)
        hand.add(4, { $0.parkedOut(0) }, in: 4)
        hand.add(9, { $0.warehouseExceptionsIn(1) }, in: 3)
        hand.add(9, { $0.carrierExceptionsIn(2) }, in: 3)
        let found = Findings(hand.recording).exceptions
        #expect(found.map(\.kind) == [.exceptions(park: 0), .warehouseExceptions(1), .carrierExceptions(2)])
        #expect(found.map(\.peak) == [9, 9, 9])
        #expect(found.map(\.atEnd) == [5, 9, 9])
    }

    @Test("Latencies: exact counts, means and maxima, quantiles within a cell; links take their edges together")
    func latencies() throws {
        var hand = HandMade(HandMade.plan())
        hand.record((1...100).map { Nanoseconds($0) * 10 * .millisecond }, .call(0), in: 3)
        hand.record([100 * .millisecond], .attempt(0), in: 3)
        hand.record([5 * .second], .failedCall(0), in: 3)
        let rows = Findings(hand.recording).latencies
        #expect(rows.map(\.subject) == [.link(0), .edge(0)])
        let response = try #require(rows[0].response)
        #expect(response.count == 100)
        #expect(response.mean == 505e6)
        #expect(response.maximum == .second)
        for (value, exact) in [(response.p50, 500), (response.p90, 900), (response.p99, 990), (response.p999, 1_000)] {
            let exact = Double(exact) * 1e6
            #expect(Double(value) >= exact && Double(value) <= exact * (1 + 1 / 1_024))
        }
        #expect(rows[0].service?.count == 1)
        #expect(rows[0].failed?.mean == 5e9)
    }

    @Test("The order of events follows programs that run side by side, and what legs say")
    func order() {
        let order = EventOrder(Landscape().plan)
        #expect(order.before(1) == [0])
        #expect(order.before(2) == [0, 1])
        var silent = Landscape().plan
        silent.journey.legs = []
        silent.journey.indicators = []
        // Without legs the programs alone tell the same.
        #expect(EventOrder(silent).before(2) == [0, 1])
        #expect(EventOrder(silent).before(0) == [])
    }

    @Test("Ages of waiting messages; a queue that carries stock levels is known by its name")
    func ages() {
        var plan = HandMade.plan()
        plan.queues.append(QueuePlan(name: "inventory updates", system: 0, pool: 0, entry: 0))
        plan.journey.indicators.append(.init(name: "stock levels under way", from: 1, to: 2))
        var hand = HandMade(plan)
        hand.raise(90 * .second, { $0.queueAge(1) }, in: 44)
        hand.raise(7 * .minute, { $0.indicatorAge(1) }, in: 45)
        let ages = Findings(hand.recording).ages
        #expect(
            ages.map(\.kind) == [.messages(0), .messages(1), .orders(indicator: 0), .orders(indicator: 1)])
        #expect(ages.map(\.isInventory) == [false, true, false, true])
        #expect(ages[1].highest == 90 * .second)
        #expect(ages[1].highestAt == 44 * .minute)
        #expect(ages[3].highest == 7 * .minute)
        #expect(ages[3].series[44...46] == [0, 7 * .minute, 0])
    }
}
