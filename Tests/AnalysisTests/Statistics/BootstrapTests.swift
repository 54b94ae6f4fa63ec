import Kernel
import Testing

@testable import Analysis

@Suite("Statistics: block bootstrap")
struct BootstrapTests {
    /// Latencies that remember: e^(s x) of a normal series with memory r, in balance. Their q-quantile is e^(s z(q)).
    static func latencies(_ r: Double, count: Int, _ key: RandomKey) -> [Double] {
        MeanTests.remembering(r, count: count, key).map { Elementary.exp(0.4 * $0 * (1 - r * r).squareRoot()) }
    }

    @Test(
        "The difference of two p90s is covered in 92-98 % of 300 seeds, with and without memory",
        arguments: [0, 0.6])
    func coverage(memory: Double) {
        let bootstrap = BlockBootstrap(repetitions: 120)
        let truth = 0.2 * Elementary.exp(0.4 * NormalDistribution.quantile(0.9))
        let covered = (0..<300).count { seed in
            let key = RandomKey(seed: 16, path: "bootstrap").child(UInt64(seed))
            let slow = BootstrapTests.latencies(memory, count: 600, key.child(0)).map { $0 * 1.2 }
            let base = BootstrapTests.latencies(memory, count: 600, key.child(1))
            return bootstrap.quantileDifference(slow, base, quantile: 0.9, key: key.child(2))?.interval?.contains(truth)
                ?? false
        }
        #expect((276...294).contains(covered), "\(covered) of 300")
    }

    @Test("Pairs take out what both sides have in common")
    func pairs() throws {
        let base = BootstrapTests.latencies(0.8, count: 3_000, RandomKey(1))
        let slow = base.map { $0 * 1.02 }
        let bootstrap = BlockBootstrap(repetitions: 200)
        let paired = bootstrap.quantileDifference(slow, base, quantile: 0.9, paired: true, key: RandomKey(2))
        let apart = bootstrap.quantileDifference(slow, base, quantile: 0.9, key: RandomKey(2))
        let one = try #require(paired?.interval)
        let two = try #require(apart?.interval)
        #expect(one.lower > 0 && one.halfWidth < two.halfWidth / 5)
        #expect(two.contains(0))
    }

    @Test("The same key gives the same interval, another one another")
    func keyed() {
        let one = BootstrapTests.latencies(0.5, count: 500, RandomKey(3))
        let two = BootstrapTests.latencies(0.5, count: 600, RandomKey(4))
        let bootstrap = BlockBootstrap(repetitions: 100)
        let result = bootstrap.quantileDifference(one, two, quantile: 0.5, key: RandomKey(5))
        #expect(result == bootstrap.quantileDifference(one, two, quantile: 0.5, key: RandomKey(5)))
        #expect(result != bootstrap.quantileDifference(one, two, quantile: 0.5, key: RandomKey(6)))
    }

    @Test("Too few values, or too few for their dependence, give the number that would do")
    func insufficient() throws {
        let few = (0..<200).map(Double.init)
        let bootstrap = BlockBootstrap(repetitions: 100)
        #expect(
            bootstrap.quantileDifference(few, few, quantile: 0.99, key: RandomKey(1))
                == .insufficient(count: 200, needed: 368))
        let slow = MeanTests.remembering(0.99, count: 1_000, RandomKey(7))
        guard
            case .insufficient(let count, let needed)? = bootstrap.quantileDifference(
                slow, slow, quantile: 0.99, key: RandomKey(1))
        else {
            Issue.record("1,000 values that hardly change must not do for a p99")
            return
        }
        #expect(count == 1_000 && needed > 1_000)
        #expect(bootstrap.quantileDifference(few, [1], quantile: 0.5, paired: true, key: RandomKey(1)) == nil)
    }

    @Test("Block lengths grow with memory, and independent values need none")
    func blockLengths() {
        func mean(_ memory: Double) -> Double {
            let lengths = (0..<20).map {
                BlockLength(MeanTests.remembering(memory, count: 2_000, RandomKey($0))).length
            }
            return Double(lengths.reduce(0, +)) / 20
        }
        // By the rule's limit for such a series, b = (6 r^2 n / (1 - r^2)^2)^(1/3): 17.5 for r = 0.5, 64.6 for
        // r = 0.9.
        let (none, some, much) = (mean(0), mean(0.5), mean(0.9))
        #expect(none < 6, "\(none)")
        #expect((10...25).contains(some), "\(some)")
        #expect((45...90).contains(much), "\(much)")
    }
}
