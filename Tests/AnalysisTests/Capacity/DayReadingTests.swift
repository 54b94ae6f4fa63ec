import Kernel
import Testing

@testable import Analysis

/// What is kept of a day: who still waits, and how each cut-off was met.
@Suite("Days as they are read")
struct DayReadingTests {
    /// One desk that serves 60 orders an hour, with room for twenty that wait; whoever finds none has failed.
    private static func plan(perHour: Double, promise: Bool) -> Plan {
        var plan = Stations(
            stations: [.init(name: "desk", service: .fixed(.minute), waiting: 20)],
            perHour: perHour, window: 10 * .hour, drain: 4 * .hour
        ).plan
        if promise {
            plan.journey.events.append(.init(name: "dispatched"))
            plan.promise.event = 1
            plan.steps.removeLast()
            plan.steps += [.emit(1), .finish(.completed)]
        }
        return plan
    }

    @Test("Who has failed waits no longer, whether something is promised or not", arguments: [false, true])
    func failed(promise: Bool) throws {
        var laboratory = Laboratory(Self.plan(perHour: 40, promise: promise))
        // At three times 120 orders an hour come to a desk for 60: half of them fail.
        let reading = laboratory.reading(of: Trial(.day(times: 3)))
        let (done, lost) = (reading.hours.done.reduce(0, +), reading.hours.lost.reduce(0, +))
        #expect(reading.due == 1_200 && lost > 540 && done > 560)
        // Twenty wait and one is served, whatever has become of the hundreds that failed.
        #expect(try #require(reading.hours.open.max()) <= 21)
        // 21 minutes after the last order nobody waits.
        let gone = try #require(reading.drained)
        #expect(gone > 10 * .hour && gone < 11 * .hour)
    }

    @Test("What fails after it was done is not taken out twice")
    func failedLater() throws {
        var plan = Self.plan(perHour: 40, promise: true)
        plan.steps.removeLast()
        plan.steps.append(.finish(.failed))
        var laboratory = Laboratory(plan)
        let reading = laboratory.reading(of: Trial(.day(times: 1)))
        #expect(reading.hours.done.reduce(0, +) >= 395 && reading.hours.lost.allSatisfy { $0 == 0 })
        #expect(reading.hours.open.allSatisfy { $0 >= 0 && $0 < 20 })
    }

    @Test("Steady loads settle although orders fail: MSER-5 looks at those still under way")
    func settles() throws {
        var laboratory = Laboratory(Self.plan(perHour: 40, promise: false))
        let hold = Trial.Hold(from: 0, warmUp: .hour, length: 9 * .hour)
        let reading = laboratory.reading(of: Trial(.steady(perHour: 120, hold)))
        // Twenty minutes fill the line; those that failed since would pile up for ever.
        #expect(try #require(reading.warmUp) <= 90 * .minute)
    }

    @Test("A day whose work is left when its run ends is not kept, whatever budgets mind")
    func left() {
        var plan = Self.plan(perHour: 40, promise: true)
        plan.pools[0].waitingBound = nil
        var laboratory = Laboratory(plan)
        // 60 an hour are served in 14 hours: 840 of 800, and of 1,200.
        let double = laboratory.reading(of: Trial(.day(times: 2)))
        #expect(double.isWorkedOff && double.isKept != false)
        let triple = laboratory.reading(of: Trial(.day(times: 3)))
        #expect(!triple.isWorkedOff && triple.isKept == false)
        // A desk that turns people away has no work left.
        laboratory = Laboratory(Self.plan(perHour: 40, promise: true))
        #expect(laboratory.reading(of: Trial(.day(times: 3))).isWorkedOff)
    }

    @Test("Cut-offs by moment, by carrier and by warehouse")
    func cutoffs() {
        var plan = Plan(title: "cut-offs", seed: 1, window: 24 * .hour, end: 24 * .hour)
        plan.promise.cutoffs = Moments([10 * .hour, 13 * .hour, 17 * .hour])
        plan.demand.carriers = ["ups", "dhl"]
        var tally = CutoffTally(plan: plan)
        // One warehouse; two carriers and those without one.
        tally.cells[tally.index(cutoff: 0, warehouse: 0, carrier: 0)].met = 5
        tally.cells[tally.index(cutoff: 2, warehouse: 0, carrier: 0)].met = 7
        tally.cells[tally.index(cutoff: 2, warehouse: 0, carrier: 0)].late = 1
        tally.cells[tally.index(cutoff: 2, warehouse: 0, carrier: 2)].missing = 2
        tally.cells[tally.index(cutoff: 2, warehouse: 0, carrier: 1)].open = 4
        let cutoff = TrialReading.Cutoff(tally)
        #expect(cutoff.judged == 15 && cutoff.met == 12)
        #expect(
            cutoff.moments == [
                .init(at: 10 * .hour, judged: 5, met: 5),
                .init(
                    at: 17 * .hour, judged: 10, met: 7,
                    parts: [
                        .init(who: .carrier(0), judged: 8, met: 7), .init(who: .carrier(2), judged: 2, met: 0),
                    ]),
            ])
    }
}
