import Kernel
import Testing

@testable import Analysis

@Suite("Comparison: verdicts")
struct RunComparisonTests {
    /// Ten times a minute around a middle, the same pattern in every minute.
    private func times(_ middle: Nanoseconds) -> [Nanoseconds] {
        (0..<10).map { middle + (Nanoseconds($0) - 5) * middle / 20 }
    }

    private func leg(_ comparison: RunComparison, _ quantile: Double) -> MeasureVerdict? {
        comparison.measures.first { $0.measure == Measure(.leg("order release"), .quantile(quantile)) }
    }

    @Test("A run and itself are identical, and every measure is the same")
    func identical() {
        let run = ChainLandscape().run()
        let comparison = RunComparison(run, run)
        #expect(comparison.isIdentical && !comparison.hasChance && comparison.status == .pass)
        #expect(comparison.measures.count > 10)
        #expect(comparison.measures.allSatisfy { $0.outcome == .same || $0.basis == .fewSamples })
        #expect(comparison.gone.isEmpty && comparison.new.isEmpty)
    }

    @Test("Four per cent slower is within five, six is worse, six faster is better; a tolerance of ten forgives it")
    func tolerance() throws {
        let base = HandMade.legs { _ in times(100 * .millisecond) }
        func outcome(_ middle: Nanoseconds, _ settings: ComparisonSettings = .init()) throws -> MeasureVerdict.Outcome {
            let run = HandMade.legs { _ in times(middle * .millisecond) }
            return try #require(leg(RunComparison(base, run, settings: settings), 0.5)).outcome
        }
        #expect(try outcome(104) == .same)
        #expect(try outcome(107) == .worse)
        #expect(try outcome(93) == .better)
        #expect(try outcome(107, ComparisonSettings(tolerance: 0.1)) == .same)
    }

    @Test("Half a millisecond more is no regression, whatever part of the base it is")
    func floor() throws {
        let base = HandMade.legs { _ in times(.millisecond) }
        let run = HandMade.legs { _ in times(1_500 * .microsecond) }
        #expect(try #require(leg(RunComparison(base, run), 0.5)).outcome == .same)
        let settings = ComparisonSettings(floor: 100 * .microsecond)
        #expect(try #require(leg(RunComparison(base, run, settings: settings), 0.5)).outcome == .worse)
    }

    @Test("A p99 of 300 samples is not told: 368 are needed; one that happened in ten minutes needs sixteen")
    func few() throws {
        let thin = HandMade.legs { _ in [100 * .millisecond] }
        let found = try #require(leg(RunComparison(thin, thin), 0.99))
        #expect(found.outcome == .unknown && found.basis == .fewSamples && found.needed == 368)
        #expect(found.shift == nil && found.pValue == nil)
        let short = HandMade.legs { $0 < 10 ? [Nanoseconds](repeating: .second, count: 100) : [] }
        let brief = try #require(leg(RunComparison(short, short), 0.5))
        #expect(brief.outcome == .unknown && brief.basis == .fewIntervals(10, needed: 16))
    }

    @Test("A budget that held and fails now is a regression, however small the difference; a warning is told")
    func budgets() throws {
        func run(_ late: Int64, _ severity: Budget.Severity) -> Recording {
            var made = HandMade(
                budget: .on(.cutoffShare, .orders, .greaterOrEqual, 0.99, severity: severity))
            made.orders(1_000)
            made.cutoff(0, met: 1_000 - late, late: late)
            return made.recording
        }
        let broken = RunComparison(run(10, .critical), run(11, .critical))
        #expect(broken.status == .regression && broken.brokenBudgets.count == 1)
        #expect(broken.measures(.worse).isEmpty)
        #expect(RunComparison(run(11, .critical), run(10, .critical)).budgets.first?.isMended == true)
        let warned = RunComparison(run(10, .warning), run(11, .warning))
        #expect(warned.brokenBudgets.isEmpty && warned.status != .regression)
        #expect(warned.budgets.first?.isBroken == true)
    }

    @Test("Cut-offs and backlogs are judged where no chance lies between the runs, and told where it does")
    func singles() throws {
        func run(_ late: Int64, seed: UInt64 = 1) -> Recording {
            var plan = HandMade.plan()
            plan.seed = seed
            var made = HandMade(plan)
            made.orders(1_000)
            made.cutoff(0, met: 1_000 - late, late: late)
            return made.recording
        }
        func missed(_ comparison: RunComparison) throws -> MeasureVerdict {
            try #require(comparison.measures.first { $0.measure.kind == .missedCutoff })
        }
        #expect(try missed(RunComparison(run(10), run(60))).outcome == .worse)
        // Ten by chance are ten, give or take three times their root.
        #expect(try missed(RunComparison(run(10), run(19))).outcome == .same)
        #expect(try missed(RunComparison(run(10), run(20))).outcome == .worse)
        #expect(try missed(RunComparison(run(10), run(60, seed: 2))).outcome == .told)
    }

    @Test("A run that a budget stopped is compared by its budgets alone; one without anything to tell is not passed")
    func stopped() {
        var stopped = HandMade(budget: .on(.cutoffShare, .orders, .greaterOrEqual, 0.5, aborts: true))
        stopped.orders(1_000)
        stopped.cutoff(0, met: 1_000)
        let base = stopped.recording
        stopped = HandMade(budget: .on(.cutoffShare, .orders, .greaterOrEqual, 0.5, aborts: true))
        stopped.orders(1_000)
        stopped.cutoff(0, met: 100, late: 900)
        stopped.recording.stop = .aborted(budget: 0)
        let comparison = RunComparison(base, stopped.recording)
        #expect(comparison.status == .regression && comparison.measures.isEmpty)
        var one = HandMade(HandMade.plan())
        one.recording.plan.seed = 2
        one.recording.books.due = 3
        var other = HandMade(HandMade.plan())
        other.recording.books.due = 2
        #expect(RunComparison(one.recording, other.recording).status == .unknown || one.recording == other.recording)
    }

    @Test("More retries for the same work are found by attempts a call, with theory's ratio")
    func retries() throws {
        // A tenth of the calls fail once and are tried again: 1.1 attempts a call.
        func run(_ extra: (Int) -> Int64) -> Recording {
            var made = HandMade(HandMade.plan())
            for minute in 0..<300 {
                made.calls(100, in: minute)
                made.add(extra(minute), { $0.attempts(0, .timeout) }, in: minute)
            }
            made.recording.books.due = 1
            return made.recording
        }
        let comparison = RunComparison(run { _ in 0 }, run { 10 + Int64($0 % 3) - 1 })
        let found = try #require(comparison.measures.first { $0.measure.kind == .amplification })
        #expect(found.outcome == .worse && found.base == 1 && agree(found.run, 1.1))
        // The same in every three minutes: nothing is left to chance.
        #expect(agree(found.shift?.lower, 0.1, within: 1e-9) && agree(found.shift?.upper, 0.1, within: 1e-9))
        let timeouts = try #require(comparison.measures.first { $0.measure.kind == .outcome(.timeout) })
        #expect(timeouts.outcome == .worse && agree(timeouts.run, 10.0 / 110))
    }
}

extension RunComparisonTests {
    @Test("A backlog is judged by its peak, and by when it was down for good to a twentieth of the base's")
    func backlog() throws {
        // A thousand orders awaiting shipment, worked off at so many a minute from the hundredth minute on.
        func run(_ perMinute: Int64, orders: Int64 = 1_000) -> Recording {
            var made = HandMade(HandMade.plan())
            made.orders(1_000)
            made.add(orders, { $0.indicatorIn(0) }, in: 50)
            for minute in 0..<Int(orders / perMinute) {
                made.add(perMinute, { $0.indicatorOut(0) }, in: 100 + minute)
            }
            return made.recording
        }
        let subject = Measure.Subject.stock("orders awaiting shipment")
        func verdict(_ comparison: RunComparison, _ kind: Measure.Kind) throws -> MeasureVerdict {
            try #require(comparison.measures.first { $0.measure == Measure(subject, kind) })
        }
        let slower = RunComparison(run(20), run(10))
        // Three times the root of a thousand is 94.9: above a twentieth. More than 94 are left at the ends of 45 minutes, and of 90.
        let drained = try verdict(slower, .drained)
        #expect(drained.outcome == .worse)
        #expect(drained.base == Double(145 * Nanoseconds.minute) && drained.run == Double(190 * Nanoseconds.minute))
        #expect(try verdict(slower, .peak).outcome == .same)
        #expect(try verdict(RunComparison(run(20), run(20, orders: 1_200)), .peak).outcome == .worse)
        // Nobody asks when ten orders were gone.
        let small = RunComparison(run(2, orders: 10), run(1, orders: 10))
        #expect(!small.measures.contains { $0.measure == Measure(subject, .drained) })
        #expect(try verdict(small, .peak).outcome == .same)
    }
}
