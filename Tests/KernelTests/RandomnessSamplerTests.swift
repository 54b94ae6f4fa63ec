import Foundation
import Testing

@testable import Kernel

@Suite("Sampling")
struct RandomnessSamplerTests {
    /// The Kolmogorov-Smirnov distance of n draws from a distribution function, times the square root of n.
    ///
    /// Above 1.95 the hypothesis is rejected at the level 0.001; seeds are fixed, so the tests are not flaky.
    private func distance(
        _ distribution: Distribution, seed: UInt64, tables: [EmpiricalTable] = [], _ cdf: (Double) -> Double
    ) -> Double {
        let n = 20_000
        let sampler = Sampler(distribution, tables: tables)
        let root = RandomKey(seed)
        let draws = (0..<n).map { Double(sampler.sample(root.child(UInt64($0)))) }.sorted()
        var worst = 0.0
        for (i, draw) in draws.enumerated() {
            let expected = cdf(draw)
            worst = max(worst, expected - Double(i) / Double(n), Double(i + 1) / Double(n) - expected)
        }
        return worst * Double(n).squareRoot()
    }

    private let critical = 1.95

    @Test("Fixed draws are the value itself, whatever it is")
    func fixed() {
        for value in [0, 1, 250_000_000, Int64.max, Int64.min] {
            #expect(Sampler(.fixed(value), tables: []).sample(RandomKey(1)) == value)
        }
    }

    @Test("Uniform draws follow the uniform distribution", arguments: 1...3)
    func uniform(seed: UInt64) {
        let worst = distance(.uniform(low: -2_000_000, high: 6_000_000), seed: seed) { ($0 + 2_000_000) / 8_000_000 }
        #expect(worst < critical)
    }

    @Test("Uniform draws reach both ends and nothing beyond")
    func uniformEnds() {
        let sampler = Sampler(.uniform(low: 3, high: 6), tables: [])
        let draws = Set((0..<1_000).map { sampler.sample(RandomKey($0)) })
        #expect(draws == [3, 4, 5, 6])
        _ = Sampler(.uniform(low: .min, high: .max), tables: []).sample(RandomKey(1))
    }

    @Test("Exponential draws follow the exponential distribution", arguments: 1...3)
    func exponential(seed: UInt64) {
        let mean = 40_000_000.0
        let worst = distance(.exponential(mean: Int64(mean)), seed: seed) { 1 - Foundation.exp(-$0 / mean) }
        #expect(worst < critical)
    }

    @Test("Lognormal draws have the median and the p99 they were made from", arguments: 1...3)
    func lognormal(seed: UInt64) {
        let median = 120_000_000.0
        let p99 = 900_000_000.0
        let mu = Foundation.log(median)
        let sigma = Foundation.log(p99 / median) / 2.3263478740408408
        let worst = distance(.lognormal(mu: mu, sigma: sigma), seed: seed) {
            0.5 * erfc(-(Foundation.log($0) - mu) / sigma / 2.0.squareRoot())
        }
        #expect(worst < critical)
    }

    @Test("Gamma draws of whole shapes follow the Erlang distribution", arguments: [1, 2, 5, 30])
    func erlang(shape: Int) {
        let scale = 3_000_000.0
        let worst = distance(.gamma(shape: Double(shape), scale: scale), seed: 9) { value in
            // 1 - exp(-x) sum of x^k / k!
            let x = value / scale
            var term = 1.0
            var sum = 0.0
            for k in 0..<shape {
                sum += term
                term *= x / Double(k + 1)
            }
            return 1 - Foundation.exp(-x) * sum
        }
        #expect(worst < critical)
    }

    @Test("Gamma draws of shape one half follow the chi-squared distribution with one degree of freedom")
    func chiSquared() {
        let scale = 8e12
        let worst = distance(.gamma(shape: 0.5, scale: scale), seed: 5) { erf(($0 / scale).squareRoot()) }
        #expect(worst < critical)
    }

    @Test("Pareto draws follow the truncated distribution and stay within its ends", arguments: [0.5, 1.2, 3])
    func pareto(shape: Double) {
        let (low, high) = (2_000_000.0, 400_000_000.0)
        let cut = 1 - Foundation.pow(low / high, shape)
        let distribution = Distribution.pareto(minimum: Int64(low), shape: shape, maximum: Int64(high))
        let worst = distance(distribution, seed: 4) { (1 - Foundation.pow(low / $0, shape)) / cut }
        #expect(worst < critical)
        let sampler = Sampler(distribution, tables: [])
        for raw in 0..<5_000 as Range<UInt64> {
            let draw = sampler.sample(RandomKey(raw))
            #expect(draw >= Int64(low) && draw <= Int64(high))
        }
    }

    @Test("Table draws are linear between quantiles")
    func empirical() {
        let table = EmpiricalTable(
            probabilities: [0, 0.5, 0.9, 1], values: [10_000, 1_000_000, 5_000_000, 50_000_000])
        let worst = distance(.empirical(0), seed: 6, tables: [table]) {
            switch $0 {
            case ..<1_000_000: ($0 - 10_000) / 990_000 * 0.5
            case ..<5_000_000: 0.5 + ($0 - 1_000_000) / 4_000_000 * 0.4
            default: 0.9 + ($0 - 5_000_000) / 45_000_000 * 0.1
            }
        }
        #expect(worst < critical)
    }

    @Test("Senseless parameters never trap")
    func senseless() {
        let all: [Distribution] = [
            .uniform(low: 5, high: 1), .exponential(mean: -1), .exponential(mean: .max),
            .lognormal(mu: .nan, sigma: 1), .lognormal(mu: 1e300, sigma: 1), .gamma(shape: -1, scale: 1),
            .gamma(shape: .nan, scale: .nan), .gamma(shape: 1e300, scale: 1e300), .gamma(shape: 1e-300, scale: 1),
            .pareto(minimum: 0, shape: 1, maximum: 10), .pareto(minimum: .max, shape: 1e9, maximum: .max),
            .pareto(minimum: 1, shape: 1e-300, maximum: .max), .empirical(3), .empirical(-1),
        ]
        for distribution in all {
            for raw in 0..<50 as Range<UInt64> {
                _ = Sampler(distribution, tables: []).sample(RandomKey(raw))
            }
        }
        let empty = EmpiricalTable(probabilities: [], values: [])
        #expect(Sampler(.empirical(0), tables: [empty]).sample(RandomKey(1)) == 0)
    }

    @Test("Draws grow with the uniform number behind their key, so landscapes can share random numbers")
    func monotone() {
        let keys = (0..<2_000).map { RandomKey(UInt64($0)) }.sorted { $0.uniform < $1.uniform }
        let table = EmpiricalTable(probabilities: [0, 0.5, 1], values: [0, 10_000, 1_000_000])
        let inverted: [Distribution] = [
            .uniform(low: 0, high: 1 << 40), .lognormal(mu: 16, sigma: 1),
            .empirical(0), .pareto(minimum: 1_000, shape: 1.1, maximum: 1 << 40),
        ]
        for distribution in inverted {
            let sampler = Sampler(distribution, tables: [table])
            let draws = keys.map { sampler.sample($0) }
            let monotone =
                zip(draws, draws.dropFirst()).allSatisfy { $0 <= $1 }
                || zip(draws, draws.dropFirst()).allSatisfy { $0 >= $1 }
            #expect(monotone, "\(distribution)")
        }
    }

    /// Pearson's chi-squared statistic as a normal number (Wilson and Hilferty 1931); above 3.5 once in 4,000 seeds.
    private func surprise(_ counts: [Int], _ shares: [Double]) -> Double {
        let n = Double(counts.reduce(0, +))
        var statistic = 0.0
        var cells = 0.0
        for (count, share) in zip(counts, shares) where share > 0 {
            let expected = n * share
            statistic += (Double(count) - expected) * (Double(count) - expected) / expected
            cells += 1
        }
        let freedom = cells - 1
        return (cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / (2 / (9 * freedom)).squareRoot()
    }

    @Test("Alias tables draw by weight")
    func alias() throws {
        let weights = [5.0, 0, 1, 0.25, 30, 2, 2, 0, 9.75, 50]
        let table = try #require(AliasTable(weights: weights))
        var counts = [Int](repeating: 0, count: weights.count)
        for raw in 0..<200_000 as Range<UInt64> { counts[table.index(RandomKey(raw))] += 1 }
        #expect(counts[1] == 0 && counts[7] == 0)
        #expect(surprise(counts, weights.map { $0 / 100 }) < 3.5)
    }

    @Test("Alias tables of odd weights")
    func oddWeights() throws {
        #expect(AliasTable(weights: []) == nil)
        #expect(AliasTable(weights: [0, -1, .nan, .infinity]) == nil)
        let one = try #require(AliasTable(weights: [0, 3, 0]))
        for raw in 0..<1_000 as Range<UInt64> { #expect(one.index(RandomKey(raw)) == 1) }
        let huge = try #require(AliasTable(weights: [1e308, 1e308, 1e308]))
        var counts = [0, 0, 0]
        for raw in 0..<30_000 as Range<UInt64> { counts[huge.index(RandomKey(raw))] += 1 }
        #expect(surprise(counts, [1.0 / 3, 1.0 / 3, 1.0 / 3]) < 3.5)
    }

    @Test("Zipf ranks have the shares of the law", arguments: [0, 0.5, 1, 1.1, 2, 3.5])
    func zipf(exponent: Double) {
        let count = 60
        let sampler = ZipfSampler(count: count, exponent: exponent)
        var counts = [Int](repeating: 0, count: count)
        for raw in 0..<200_000 as Range<UInt64> { counts[sampler.rank(RandomKey(raw))] += 1 }
        let weights = (1...count).map { Foundation.pow(Double($0), -exponent) }
        let total = weights.reduce(0, +)
        // Rare ranks are pooled, so that every cell expects enough.
        let kept = weights.prefix { $0 / total * 200_000 > 10 }.count
        let shares = weights.map { $0 / total }
        let pooled = Array(counts.prefix(kept)) + [counts.dropFirst(kept).reduce(0, +)]
        let pooledShares = Array(shares.prefix(kept)) + [shares.dropFirst(kept).reduce(0, +)]
        #expect(surprise(pooled, pooledShares) < 3.5)
    }

    @Test("Zipf samplers of odd sizes and exponents stay in range")
    func oddZipf() {
        for count in [-1, 0, 1, 2, 3, 1_000_000_000] {
            for exponent in [-1, 0, 0.999_999_999_999, 1, 1.000_000_000_001, 50, .nan, .infinity] {
                let sampler = ZipfSampler(count: count, exponent: exponent)
                for raw in 0..<100 as Range<UInt64> {
                    let rank = sampler.rank(RandomKey(raw))
                    #expect(rank >= 0 && rank < max(count, 1))
                }
            }
        }
    }
}
