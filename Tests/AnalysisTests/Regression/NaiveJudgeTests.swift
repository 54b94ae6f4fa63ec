import Kernel
import Testing

@testable import Analysis

/// Cases that judges by ranks of a few values a minute are known to pass (Kayenta: Spinnaker #6278, Kayenta #426 and #780).
@Suite("Comparison: what naive judges pass")
struct NaiveJudgeTests {
    private func verdict(_ comparison: RunComparison, _ kind: Measure.Kind) -> MeasureVerdict? {
        comparison.measures.first { $0.measure.kind == kind && $0.measure.subject != .journey }
    }

    @Test("Seven of ten values a hundred times as high: the lower end of the shift is zero, yet the run is worse")
    func mostlySlow() throws {
        let slow = [Double](repeating: 100, count: 7) + [1, 1, 1]
        let fast = [Double](repeating: 1, count: 10)
        // The naive judge: sure by ranks, but its interval reaches down to less than a quarter of the shift, so it passes.
        let shift = try #require(HodgesLehmannShift(slow, fast)).interval
        let ranks = try #require(MannWhitneyTest(slow, fast))
        #expect(ranks.pValue < 0.05 && shift.lower < 0.25 * shift.estimate)
        let base = HandMade.legs { _ in [Nanoseconds](repeating: .millisecond, count: 5) }
        // Seven of every ten minutes, in no order: 3 and 10 have no common divisor.
        let run = HandMade.legs { minute in
            [Nanoseconds](repeating: minute * 3 % 10 < 7 ? 100 * .millisecond : .millisecond, count: 5)
        }
        let comparison = RunComparison(base, run)
        #expect(comparison.status == .regression)
        for quantile in MeasureJudge.quantiles {
            let found = try #require(verdict(comparison, .quantile(quantile)))
            #expect(found.outcome == .worse)
            // A hundred and one, to the cell of the histogram.
            #expect(agree(found.difference, 99e6, within: 0.2e6))
        }
    }

    @Test("Sparse errors, 0 1 2 1 0 0 a minute against none: too few for ranks, worse over the run")
    func sparse() throws {
        let pattern: [Int64] = [0, 1, 2, 1, 0, 0]
        let ranks = try #require(MannWhitneyTest(pattern.map { Double($0) }, [0, 0, 0, 0, 0, 0]))
        #expect(ranks.pValue > 0.05)
        func recording(_ failed: (Int) -> Int64) -> Recording {
            var made = HandMade(HandMade.plan())
            for minute in 0..<300 { made.calls(100, failed: failed(minute), in: minute) }
            made.recording.books.due = 1
            return made.recording
        }
        let base = recording { _ in 0 }
        let whole = RunComparison(base, recording { pattern[$0 % 6] })
        let found = try #require(verdict(whole, .failedCalls))
        // Four errors in every six hundred calls.
        #expect(found.outcome == .worse && found.base == 0 && agree(found.run, 4.0 / 600))
        #expect(whole.status == .regression)
        // Six minutes of it in five hours are four errors in thirty thousand calls: within a tenth of a point.
        let little = RunComparison(base, recording { $0 < 6 ? pattern[$0] : 0 })
        let four = try #require(verdict(little, .failedCalls))
        #expect(four.outcome == .same && agree(four.run, 4.0 / 30_000))
        // Of six hundred calls they are beyond it, and too few to tell: that is said, it is not passed as the same.
        func few(_ failed: (Int) -> Int64) -> Recording {
            var made = HandMade(HandMade.plan())
            for minute in 0..<300 { made.calls(2, failed: failed(minute), in: minute) }
            made.recording.books.due = 1
            return made.recording
        }
        let unsure = try #require(verdict(RunComparison(few { _ in 0 }, few { $0 % 75 == 1 ? 1 : 0 }), .failedCalls))
        #expect(unsure.outcome == .unknown && (unsure.needed ?? 0) > 600)
        // Four against none of as many: SciPy's `poisson_means_test(4, 600, 0, 600)`.
        #expect(agree(unsure.pValue, 0.041258596065445435, within: 1e-8))
    }

    @Test("A wider spread around the same median: ranks see nothing, the upper quantiles are worse")
    func spread() throws {
        let narrow = [Double](repeating: 100, count: 10)
        let wide: [Double] = [50, 150, 50, 150, 50, 150, 50, 150, 50, 150]
        let ranks = try #require(MannWhitneyTest(wide, narrow))
        #expect(ranks.pValue > 0.9)
        let base = HandMade.legs { _ in narrow.map { Nanoseconds($0) * .millisecond } }
        let run = HandMade.legs { _ in wide.map { Nanoseconds($0) * .millisecond } }
        let comparison = RunComparison(base, run)
        for quantile in [0.9, 0.99] {
            let found = try #require(verdict(comparison, .quantile(quantile)))
            #expect(found.outcome == .worse && agree(found.difference, 50e6, within: 0.3e6))
        }
        #expect(comparison.status == .regression)
    }
}
