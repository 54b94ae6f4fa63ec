import Kernel
import Testing

@testable import Analysis

/// References: SciPy 1.17.1, `ttest_ind` and `ttest_rel` with their intervals.
@Suite("Comparison: several runs of each side")
struct RunSpreadTests {
    @Test("Student's t of two sides with a common variance, and in pairs")
    func references() throws {
        let apart = try #require(RunSpread([10, 12, 14], [13, 15, 17], arePaired: false, level: 0.95))
        #expect(agree(apart.interval.estimate, 3) && agree(apart.pValue, 0.14006598491201777, within: 1e-9))
        #expect(agree(apart.interval.lower, -1.5339158710550382, within: 1e-9))
        let pairs = try #require(RunSpread([10, 12, 14], [13, 15, 18], arePaired: true, level: 0.95))
        #expect(agree(pairs.pValue, 0.00985245702332569, within: 1e-9))
        #expect(agree(pairs.interval.lower, 1.8991157567501793, within: 1e-9))
        let two = try #require(RunSpread([10, 12], [20], arePaired: true, level: 0.95))
        #expect(!two.arePaired && agree(two.pValue, 0.12103771832367673, within: 1e-9))
    }

    @Test("One run a side, and a figure that is missing, tell nothing; equal figures leave no doubt")
    func edges() throws {
        #expect(RunSpread([10], [12], arePaired: false, level: 0.95) == nil)
        #expect(RunSpread([10, nil], [12, 13], arePaired: false, level: 0.95) == nil)
        let same = try #require(RunSpread([5, 5], [5, 5], arePaired: false, level: 0.95))
        #expect(same.pValue == 1 && same.interval.lower == 0 && same.interval.upper == 0)
        #expect(try #require(RunSpread([5, 5], [6, 6], arePaired: false, level: 0.95)).pValue == 0)
    }

    /// Runs of one build whose machine is disturbed for the whole of a run now and then: all times are longer by a share.
    private func run(_ slower: Double) -> Recording {
        HandMade.legs { _ in (0..<10).map { Nanoseconds((100 + 10 * Double($0)) * slower) * .millisecond } }
    }

    @Test("Runs that differ by what their machine did are no regression where several of each are there to show it")
    func disturbed() throws {
        let alone = RunComparison(run(1), run(1.3))
        #expect(alone.status == .regression)
        let several = RunComparison(run(1), [run(1.25), run(0.9)], run(1.3), [run(1), run(1.1)])
        #expect(several.measures(.worse).isEmpty)
        let leg = try #require(several.measures.first { $0.measure == Measure(.leg("order release"), .quantile(0.5)) })
        #expect(leg.outcome == .unknown && leg.spread?.baseRuns == 3 && leg.needed == nil)
        // A difference far beyond what runs of one side differ by is found all the same.
        let slow = RunComparison(run(1), [run(1.02), run(0.98)], run(1.5), [run(1.52), run(1.48)])
        #expect(slow.status == .regression)
    }

    @Test("With several runs cut-offs are judged by what runs differ by")
    func singles() throws {
        func run(_ late: Int64, seed: UInt64) -> Recording {
            var plan = HandMade.plan()
            plan.seed = seed
            var made = HandMade(plan)
            made.orders(1_000)
            made.cutoff(0, met: 1_000 - late, late: late)
            return made.recording
        }
        let comparison = RunComparison(
            run(10, seed: 1), [run(14, seed: 2), run(12, seed: 3)], run(60, seed: 4),
            [run(66, seed: 5), run(63, seed: 6)])
        let missed = try #require(comparison.measures.first { $0.measure.kind == .missedCutoff })
        #expect(missed.outcome == .worse && missed.basis == .runs)
        #expect(agree(missed.base, 0.012) && agree(missed.run, 0.063))
    }
}
