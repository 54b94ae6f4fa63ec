import Kernel
import Testing

@testable import Analysis

/// References: SciPy 1.17.1 (`binom.cdf`, `mstats.hdquantiles`).
@Suite("Statistics: quantiles")
struct QuantileTests {
    @Test(
        "Ranks that enclose a quantile, with the smallest tails on either side",
        arguments: [
            (368, 0.99, 360, 368, 0.9624158204), (500, 0.99, 490, 500, 0.9801859499),
            (1_000, 0.99, 983, 997, 0.9760947635), (2_000, 0.99, 1_971, 1_989, 0.9578313971),
            (5_000, 0.99, 4_936, 4_964, 0.9537403179), (10_000, 0.99, 9_880, 9_920, 0.9557546828),
            (100_000, 0.99, 98_938, 99_062, 0.9512338613), (1_000, 0.95, 936, 964, 0.9580952682),
            (1_000, 0.5, 469, 532, 0.9537088026),
        ])
    func ranks(count: Int, quantile: Double, lower: Int, upper: Int, coverage: Double) throws {
        let ranks = try #require(RankInterval(count: count, quantile: quantile))
        #expect(ranks.lower == lower && ranks.upper == upper)
        #expect(agree(ranks.coverage, coverage, within: 1e-9))
    }

    @Test(
        "Smallest samples: any upper bound, and an interval with equal tails",
        arguments: [(0.9, 29, 36), (0.95, 59, 72), (0.99, 299, 368), (0.999, 2_995, 3_688)])
    func minimum(quantile: Double, bound: Int, interval: Int) {
        #expect(RankInterval.minimumCountOfUpperBound(quantile: quantile) == bound)
        #expect(RankInterval.minimumCount(quantile: quantile) == interval)
        #expect(RankInterval.upperBound(count: bound, quantile: quantile) == bound)
        #expect(RankInterval.upperBound(count: bound - 1, quantile: quantile) == nil)
        #expect(RankInterval(count: interval, quantile: quantile) != nil)
        #expect(RankInterval(count: interval - 1, quantile: quantile) == nil)
        #expect(RankInterval.minimumCount(quantile: 1 - quantile) == interval)
    }

    @Test("Samples for a precision in ranks")
    func precision() {
        #expect(RankInterval.count(quantile: 0.99, within: 0.005) == 1_522)
        #expect(RankInterval.count(quantile: 0.99, within: 0.001) == 38_031)
        #expect(RankInterval.count(quantile: 0.999, within: 0.0001) == 383_762)
    }

    @Test("Samples for ± 5 % of the value of a p99: exponential and lognormal times")
    func precisionOfValue() {
        // SciPy 1.17.1's norm.ppf. x f(x): of exponential times 0.01 ln 100, of lognormal ones the normal density at z over sigma.
        let z = NormalDistribution.quantile(0.99)
        let normal = Elementary.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        for (density, count) in [
            (0.01 * Elementary.log(100), 7_173), (normal / 0.4, 3_427), (normal, 21_416),
        ] {
            #expect(
                RankInterval.count(quantile: 0.99, withinShareOfValue: 0.05, densityTimesValue: density) == count)
        }
    }

    @Test("A sample too small for its quantile gives no number but the size that would do")
    func insufficient() throws {
        let values = (1...367).map(Double.init)
        #expect(QuantileEstimate.ofSorted(values, quantile: 0.99) == .insufficient(count: 367, needed: 368))
        #expect(QuantileEstimate.ofSorted([], quantile: 0.5) == .insufficient(count: 0, needed: 6))
        let enough = QuantileEstimate.ofSorted(values + [368], quantile: 0.99)
        #expect(try #require(enough?.interval).estimate == 365)
        #expect(enough?.interval?.lower == 360 && enough?.interval?.upper == 368)
        #expect(QuantileEstimate.ofSorted(values, quantile: 1) == nil)
    }

    @Test("Intervals of the p90 of 200 exponential values cover it at least as often as they say")
    func coverage() {
        // The exact coverage of the ranks is 0.9555...; three standard errors of 2,000 repetitions are 1.4 points.
        let truth = -Elementary.log(0.1)
        let covered = (0..<2_000).count { seed in
            var generator = RandomKey(seed: 2, path: "quantiles").child(UInt64(seed)).generator
            let values = (0..<200).map { _ in -Elementary.log(generator.uniform()) }.sorted()
            return QuantileEstimate.ofSorted(values, quantile: 0.9)?.interval?.contains(truth) ?? false
        }
        #expect(covered >= 1_870, "\(covered) of 2000")
    }

    @Test("Harrell and Davis's estimates agree with SciPy's")
    func harrellDavis() {
        let ten = (1...10).map(Double.init)
        for (q, reference) in [(0.5, 5.5), (0.9, 9.435115177), (0.95, 9.792057246), (0.99, 9.972251511)] {
            #expect(agree(HarrellDavis.quantile(ofSorted: ten, q), reference, within: 1e-9))
        }
        #expect(agree(HarrellDavis.quantile(ofSorted: (1...100).map(Double.init), 0.99), 99.419825936, within: 1e-10))
        let skewed: [Double] = [12, 15, 15, 18, 21, 22, 30, 45, 90, 250]
        for (q, reference) in [(0.5, 24.594175953), (0.9, 180.84072467), (0.99, 246.152063464)] {
            #expect(agree(HarrellDavis.quantile(ofSorted: skewed, q), reference, within: 1e-10))
        }
        let long = (1...2_000).map { Elementary.pow(Double($0), 1.5) }
        #expect(agree(HarrellDavis.quantile(ofSorted: long, 0.99), 88137.98043323, within: 1e-12))
        #expect(agree(HarrellDavis.quantile(ofSorted: long, 0.5), 31652.42005757, within: 1e-12))
        #expect(HarrellDavis.quantile(ofSorted: [], 0.5) == nil)
        #expect(agree(HarrellDavis.quantile(ofSorted: [7], 0.5), 7))
    }
}
