import Kernel
import Testing

@testable import Analysis

/// References: SciPy 1.17.1 (`mannwhitneyu`, `ks_2samp`, `binomtest`, `false_discovery_control`), and counting by hand.
@Suite("Statistics: comparison of two samples")
struct ComparisonTests {
    let first: [Double] = [19, 22, 16, 29, 24]
    let second: [Double] = [20, 11, 17, 12]
    let longFirst = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30, 2.01, 3.1]
    let longSecond = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.07, 3.14, 1.31]

    @Test("Mann-Whitney: exact, asymptotic with and without correction for continuity")
    func mannWhitney() throws {
        let exact = try #require(MannWhitneyTest(first, second))
        #expect(exact.method == .exact && exact.u == 17 && exact.superiority == 0.85)
        #expect(agree(exact.pValue, 1.0 / 9))
        let corrected = MannWhitneyTest(first, second, method: .asymptotic(continuity: true))
        #expect(agree(corrected?.pValue, 0.11134688653314041))
        let plain = MannWhitneyTest(first, second, method: .asymptotic(continuity: false))
        #expect(agree(plain?.pValue, 0.0864107329737, within: 1e-11))
        let apart = try #require(MannWhitneyTest([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]))
        #expect(apart.u == 0 && agree(apart.pValue, 2.0 / 252))
        let long = try #require(MannWhitneyTest(longFirst, longSecond))
        #expect(long.u == 72 && agree(long.pValue, 0.09517742319599905))
    }

    @Test("Mann-Whitney with ties: the cases that a naive judge passes wrongly")
    func ties() throws {
        let slow = try #require(
            MannWhitneyTest([Double](repeating: 100, count: 7) + [1, 1, 1], [Double](repeating: 1, count: 10)))
        #expect(slow.method == .asymptotic(continuity: true) && slow.u == 85)
        #expect(agree(slow.pValue, 0.001616772830620606))
        let sparse = try #require(MannWhitneyTest([0, 1, 2, 1, 0, 0], [0, 0, 0, 0, 0, 0]))
        #expect(agree(sparse.pValue, 0.07313979965890892))
        #expect(MannWhitneyTest([1, 1], [1, 1])?.pValue == 1)
        #expect(MannWhitneyTest([], [1]) == nil)
        #expect(MannWhitneyTest([1, 2], [2, 3], method: .exact) == nil)
    }

    @Test("The Hodges-Lehmann shift and its exact interval, against all differences and all arrangements")
    func hodgesLehmann() throws {
        let small = try #require(HodgesLehmannShift(first, second)).interval
        #expect(small.estimate == 7 && small.lower == -1 && small.upper == 17)
        let long = try #require(HodgesLehmannShift(longFirst, longSecond)).interval
        #expect(agree(long.estimate, 0.672) && agree(long.lower, -0.08) && agree(long.upper, 1.232))
        let tiny = try #require(HodgesLehmannShift([1, 2], [0])).interval
        #expect(tiny.estimate == 1.5 && tiny.lower == -.infinity && tiny.upper == .infinity)
    }

    @Test("Ranked differences equal the sorted table of all of them")
    func differences() {
        for seed in 0..<50 as Range<UInt64> {
            var generator = RandomKey(seed).generator
            let one = (0..<(1 + Int(seed) % 13)).map { _ in generator.uniform() * 4 - 2 }.sorted()
            let two = (0..<(1 + Int(seed) % 7)).map { _ in (generator.uniform() * 8).rounded() / 4 }.sorted()
            let table = one.flatMap { a in two.map { a - $0 } }.sorted()
            let lazy = PairwiseDifferences(one, two)
            #expect(table.indices.allSatisfy { lazy.ranked($0 + 1) == table[$0] })
        }
    }

    @Test("The interval of the shift covers it in 93-97 % of 400 seeds")
    func shiftCoverage() {
        let covered = (0..<400).count { seed in
            var generator = RandomKey(seed: 4, path: "shift").child(UInt64(seed)).generator
            let one = (0..<60).map { _ in 3 - Elementary.log(generator.uniform()) }
            let two = (0..<80).map { _ in -Elementary.log(generator.uniform()) }
            return HodgesLehmannShift(one, two)?.interval.contains(3) ?? false
        }
        #expect((372...388).contains(covered), "\(covered) of 400")
    }

    @Test("Kolmogorov-Smirnov: exact for small samples, the limit distribution for large ones")
    func kolmogorovSmirnov() throws {
        let small = try #require(KolmogorovSmirnovTest(first, second))
        #expect(agree(small.distance, 0.6) && agree(small.pValue, 2.0 / 7))
        let one = (1...40).map { Elementary.pow(Double($0), 1.1) }
        let two = (1...30).map { Double($0) * 1.7 + 3.3 }
        let middle = try #require(KolmogorovSmirnovTest(one, two))
        #expect(agree(middle.distance, 0.1) && agree(middle.pValue, 0.9899269956492308) && middle.isExact)
        // Equal halves of 2,000 values, one moved by 86 places: distance 0.086, sqrt(500) 0.086 = 1.923.
        let many = (0..<1_000).map(Double.init)
        let moved = try #require(KolmogorovSmirnovTest(many, many.map { $0 + 86 }))
        #expect(!moved.isExact && agree(moved.distance, 0.086))
        #expect(agree(moved.pValue, KolmogorovDistribution.upperTail(0.086 * 500.0.squareRoot())))
        // A change of spread alone, which a rank test passes.
        let wide = many.map { ($0 - 499.5) * 3 + 499.5 }
        #expect(try #require(KolmogorovSmirnovTest(many, wide)).pValue < 1e-12)
        #expect(try #require(MannWhitneyTest(many, wide)).pValue > 0.9)
    }

    @Test(
        "McNemar's exact test",
        arguments: [
            (2, 9, 0.0654296875, 0.03271484375), (0, 6, 0.03125, 0.015625), (5, 5, 1, 0.623046875),
            (10, 25, 0.016673847800120715, 0.008336923900060357),
        ])
    func mcNemar(few: Int, many: Int, both: Double, one: Double) {
        #expect(agree(McNemarTest(onlyFirst: few, onlySecond: many).pValue, both))
        #expect(agree(McNemarTest(onlyFirst: many, onlySecond: few).pValue, both))
        #expect(agree(McNemarTest(onlyFirst: many, onlySecond: few).pValueFirstMore, one))
        #expect(McNemarTest(onlyFirst: 0, onlySecond: 0).pValue == 1)
    }

    @Test("Benjamini and Hochberg's adjusted values agree with SciPy's")
    func falseDiscovery() {
        let pValues = [0.074, 0.001, 0.205, 0.008, 0.216, 0.039, 0.041, 0.212, 0.042, 0.06]
        let reference = [0.74 / 7, 0.01, 0.216, 0.04, 0.216, 0.084, 0.084, 0.216, 0.084, 0.1]
        let adjusted = FalseDiscovery.adjusted(pValues)
        #expect(zip(adjusted, reference).allSatisfy { agree($0, $1) })
        #expect(FalseDiscovery.discoveries(pValues, rate: 0.05) == [1, 3])
        #expect(FalseDiscovery.adjusted([]).isEmpty)
    }

    @Test("Bounds of a share: Clopper and Pearson, and the rule of three")
    func shares() throws {
        // SciPy 1.17.1: binomtest(k, n).proportion_ci(.95, 'exact').
        let cases = [
            (0, 3_000, 0, 0.0012288708038255011), (3, 100, 0.006229971538306227, 0.08517605297428028),
            (10, 10, 0.6915028921812371, 1), (7, 50, 0.05819170033997344, 0.26739600249700846),
        ]
        for (seen, trials, lower, upper) in cases {
            let interval = try #require(RateBound.share(seen, of: trials))
            #expect(agree(interval.lower, lower, within: 1e-10) && agree(interval.upper, upper, within: 1e-10))
        }
        for (trials, percent) in [(100, 2.951), (300, 0.9936), (1_000, 0.2991), (3_000, 0.0998)] {
            let bound = try #require(RateBound.atMost(0, of: trials))
            #expect((bound * 100 - percent).magnitude < 0.00051, "\(trials): \(bound)")
        }
        #expect(RateBound.trialsToShow(atMost: 0.001) == 2_995)
        #expect(agree(RateBound.atLeast(10, of: 10), 0.7411344491069477))  // 0.05^(1/10)
        #expect(RateBound.share(0, of: 0) == nil)
    }
}
