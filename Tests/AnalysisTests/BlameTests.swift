import Kernel
import Testing

@testable import Analysis

@Suite("Who is to blame, in cases made so that the answer is known")
struct BlameTests {
    @Test("A landscape with room to spare: nobody is named, nothing is missed, nothing would have helped")
    func clean() throws {
        let findings = Findings(Landscape().run())
        #expect(findings.status == .pass)
        #expect(findings.release?.culprit == nil)
        #expect(findings.dispatch?.culprit == nil)
        #expect(findings.backlog.threat == .no)
        #expect(findings.help == nil)
        #expect(findings.firstToBind == nil)
        let release = try #require(findings.release)
        #expect(release.orders == 7_200)
        // Odoo takes 200 ms, UPS 500 ms, and nobody waits.
        #expect(release.neededPerOrder == 700 * .millisecond)
        #expect(release.lostPerOrder == 0)
        #expect(findings.warehouses.map(\.missed) == [0])
        #expect(findings.retries.allSatisfy { $0.extra == 0 && $0.amplification == 1 })
    }

    @Test("A quota at UPS: orders wait in the middleware, because its workers wait for UPS")
    func quota() throws {
        let findings = Findings(Landscape(upsLimit: .fixedWindow(count: 30, period: .minute)).run())
        let release = try #require(findings.release)
        let culprit = try #require(release.culprit)
        #expect(culprit.system == Landscape.ups)
        #expect(culprit.reason == .rateLimited)
        #expect(culprit.limiter == 0)
        #expect(culprit.queue == 0)
        #expect(culprit.share > 0.9)
        // The first window of a minute is spent in its first half; 30 s is the recording's interval.
        #expect(culprit.trouble?.since == 30 * .second)
        #expect(findings.firstToBind == 0)
        // 30 a minute from the start on: 5,400 labels in three hours, picked a minute later.
        let missed = findings.backlog.missed
        #expect(missed >= 1_800 && missed <= 1_860)
        #expect(findings.backlog.threat == .yes)
        #expect(findings.status == .fail)
        let warehouse = try #require(findings.warehouses.first)
        #expect(!warehouse.isLateByWork)
        #expect(warehouse.others.first?.system == Landscape.ups)
        // 60 orders a minute against 30 labels.
        guard case .limit(0, let factor) = findings.help?.measure else {
            Issue.record("\(String(describing: findings.help))")
            return
        }
        #expect(factor > 1.9 && factor < 2.1)
        let limiter = findings.limiters[0]
        #expect(limiter.admitted == 7_200)
        #expect(limiter.refused == limiter.refusedAtCallers)
        #expect(limiter.documentedPerHour == 1_800)
        let retries = try #require(findings.retries.first)
        #expect(retries.link == 1)
        #expect(retries.extra == limiter.refused)
        #expect(retries.causes == [.init(outcome: .rateLimited, attempts: limiter.refused)])
    }

    @Test("Too few workers in the middleware: its own work is to blame, and the factor is what was missing")
    func starved() throws {
        let findings = Findings(Landscape(middlewareWorkers: 2, middlewareWork: 3 * .second).run())
        let culprit = try #require(findings.release?.culprit)
        #expect(culprit.system == Landscape.middleware)
        #expect(culprit.reason == .workers)
        #expect(culprit.queue == nil)
        // Two workers, 3.71 s a message: 1,940 an hour of 3,600.
        guard case .workers(0, let factor) = findings.help?.measure else {
            Issue.record("\(String(describing: findings.help))")
            return
        }
        #expect(factor > 1.84 && factor < 1.87)
        #expect(findings.backlog.queues.first?.kind == .messages(0))
        // 7,200 orders less 3,881 taken in two hours.
        let peak = try #require(findings.backlog.queues.first?.peak)
        #expect(peak > 3_300 && peak < 3_340)
    }

    @Test("Too few pickers: the warehouse is late by its own work, no partner is")
    func warehouse() throws {
        let findings = Findings(Landscape(pickerShifts: [.init(from: 0, workers: 30)]).run())
        #expect(findings.release?.culprit == nil)
        #expect(findings.dispatch?.culprit == nil)
        let warehouse = try #require(findings.warehouses.first)
        #expect(warehouse.systems == [Landscape.warehouse])
        #expect(!warehouse.isShared)
        #expect(warehouse.isLateByWork)
        // 30 pickers, a minute each: 5,400 less those in hand at three hours.
        #expect(warehouse.missed >= 1_800 && warehouse.missed <= 1_860)
        #expect(Double(warehouse.missedByWork) > 0.95 * Double(warehouse.missed))
        #expect(warehouse.pool == Landscape.pickers)
        // The line grows by 30 a minute for two hours.
        let line = try #require(warehouse.line)
        #expect(line.peak >= 3_560 && line.peak <= 3_620)
        #expect(line.peakAt >= 7_140 * .second && line.peakAt <= 7_230 * .second)
        guard case .workers(Landscape.pickers, let factor) = findings.help?.measure else {
            Issue.record("\(String(describing: findings.help))")
            return
        }
        #expect(factor > 1.9 && factor < 2.1)
    }

    @Test("A shift that ends too early: nobody on duty, and that is what would have helped")
    func shift() throws {
        let shifts = [
            PoolPlan.Capacity(from: 0, workers: 100), .init(from: .hour, workers: 0),
            .init(from: 4 * .hour, workers: 100),
        ]
        let findings = Findings(Landscape(pickerShifts: shifts).run())
        let warehouse = try #require(findings.warehouses.first)
        // Who came in the second hour, and those in the hand of nobody at its beginning.
        #expect(warehouse.missed >= 3_600 && warehouse.missed <= 3_680)
        #expect(warehouse.isLateByWork)
        #expect(findings.help?.measure == .shifts(Landscape.pickers))
        // Most wait when the next shift comes: all of the second hour.
        #expect(findings.backlog.orders?.kind == .ordersToPromise)
        #expect(findings.backlog.orders?.peak == warehouse.missed)
        let delayed = findings.backlog.delayed
        #expect(delayed.peak == warehouse.missed)
        // 100 a minute from four hours on: a twentieth is left after 35 minutes; intervals are five minutes long by then.
        let drained = try #require(delayed.drained)
        #expect(drained > 4 * .hour + 33 * .minute && drained < 4 * .hour + 41 * .minute)
    }

    @Test("UPS slow behind Odoo: Odoo's workers are held, the middleware's as well, and still UPS is named")
    func nested() throws {
        let slow = FaultPlan(
            name: "brown-out", system: Landscape.ups, effect: .slow(permille: 20_000),
            during: Intervals([.init(start: 30 * .minute, end: 75 * .minute)]))
        let findings = Findings(Landscape(faults: [slow], labelsInOdoo: true).run())
        let culprit = try #require(findings.release?.culprit)
        #expect(culprit.system == Landscape.ups)
        #expect(culprit.reason == .slow)
        #expect(culprit.share > 0.8)
        #expect(culprit.queue == 0)
        #expect(findings.help == nil || findings.help?.measure == .health(Landscape.ups, .slow))
    }

    @Test("A recording in which nothing happened answers nothing, and does not fall over")
    func empty() {
        let recording = Recording(plan: Plan(title: "Nothing", seed: 1, window: .hour, end: .hour))
        let findings = Findings(recording)
        #expect(findings.release == nil)
        #expect(findings.dispatch == nil)
        #expect(findings.retries.isEmpty)
        #expect(findings.backlog.orders == nil)
        #expect(findings.backlog.threat == .unknown)
        #expect(findings.help == nil)
        #expect(findings.latencies.isEmpty)
        #expect(findings.status == .noData)
        let planned = Findings(Recording(plan: Landscape().plan))
        #expect(planned.release?.orders == 0)
        #expect(planned.release?.culprit == nil)
        #expect(planned.backlog.threat == .unknown)
        #expect(planned.warehouses.map(\.missed) == [0])
    }

    @Test("A run is stopped as soon as a budget is certainly breached, and says so")
    func aborted() throws {
        var plan = Landscape(upsLimit: .fixedWindow(count: 30, period: .minute)).plan
        plan.budgets[1].abortsOnBreach = true
        var orders = OrderSchedule(plan)
        var watch = BudgetWatch(plan)
        let recording = VirtualDriver.run(plan, orders: &orders) { progress, look in
            watch.breach(at: progress.now, snapshot: look).map { .stop($0) } ?? .carryOn
        }
        #expect(recording.stop == .aborted(budget: 1))
        #expect(recording.reached < 2 * .hour)
        let findings = Findings(recording)
        #expect(findings.verdicts[1].status == .fail)
        #expect(findings.verdicts[0].status == .noData)
        #expect(findings.status == .fail)
    }
}
