import Kernel
import Testing

@testable import Analysis

@Suite("Statistics: means of runs")
struct MeanTests {
    /// Numbers that remember: x_i = r x_(i-1) + e, with standard normal e, in balance from the first. Their true mean is 0.
    static func remembering(_ r: Double, count: Int, _ key: RandomKey) -> [Double] {
        var generator = key.generator
        var x = NormalDistribution.quantile(generator.uniform()) / (1 - r * r).squareRoot()
        return (0..<count).map { _ in
            x = r * x + NormalDistribution.quantile(generator.uniform())
            return x
        }
    }

    /// Waits of the customers of an M/M/1 queue (Lindley's recursion), utilisation rho, service rate 1, in balance from the
    /// first: it waits not at all with probability 1 - rho, else exponentially at rate 1 - rho.
    static func waits(_ rho: Double, count: Int, _ key: RandomKey) -> [Double] {
        var generator = key.generator
        var wait = generator.uniform() < rho ? -Elementary.log(generator.uniform()) / (1 - rho) : 0
        return (0..<count).map { _ in
            let now = wait
            wait = max(0, wait - Elementary.log(generator.uniform()) + Elementary.log(generator.uniform()) / rho)
            return now
        }
    }

    @Test("The interval of five repetitions is SciPy's")
    func replications() throws {
        // SciPy 1.17.1: t.interval(.95, 4, mean, sem).
        let interval = try #require(Replications.mean([4.2, 5.1, 3.9, 4.8, 5.5]))
        #expect(agree(interval.estimate, 4.7))
        #expect(agree(interval.lower, 3.8905341076456486))
        #expect(agree(interval.upper, 5.509465892354352))
        #expect(Replications.needed(for: interval.halfWidth / 2, having: interval, of: 5) == 20)
        #expect(Replications.needed(for: interval.halfWidth * 2, having: interval, of: 5) == 5)
    }

    @Test("Without two repetitions there is no interval, and a number that is none gives none")
    func absent() {
        #expect(Replications.mean([4.2]) == nil)
        #expect(Replications.mean([]) == nil)
        #expect(Replications.mean([1, 2, .infinity]) == nil)
        #expect(BatchMeans([Double](repeating: 1, count: 15)) == nil)
        #expect(WarmUp([Double](repeating: 1, count: 49)) == nil)
    }

    @Test("Intervals of ten repetitions cover the truth in 93-97 % of 400 seeds")
    func replicationCoverage() {
        let covered = (0..<400).count { seed in
            let key = RandomKey(seed: 7, path: "replications").child(UInt64(seed))
            let results = (0..<10).map { repetition in
                let run = MeanTests.remembering(0.9, count: 200, key.child(UInt64(repetition)))
                return run.reduce(0, +) / 200
            }
            return Replications.mean(results)?.contains(0) ?? false
        }
        #expect((372...388).contains(covered), "\(covered) of 400")
    }

    @Test(
        "Batch means of one long run cover the truth in 93-97 % of 400 seeds, whatever its memory",
        arguments: [0, 0.6, 0.9])
    func batchCoverage(memory: Double) {
        let covered = (0..<400).count { seed in
            let key = RandomKey(seed: 3, path: "batches").child(UInt64(seed))
            return BatchMeans(MeanTests.remembering(memory, count: 4_000, key))?.interval.contains(0) ?? false
        }
        #expect((372...388).contains(covered), "\(covered) of 400")
    }

    @Test("Batch means of the waits of an M/M/1 queue cover its mean wait in 93-97 % of 400 seeds")
    func queueCoverage() {
        // rho / (1 - rho) at service rate 1.
        let truth = 0.5 / 0.5
        let covered = (0..<400).count { seed in
            let key = RandomKey(seed: 5, path: "queue").child(UInt64(seed))
            return BatchMeans(MeanTests.waits(0.5, count: 10_000, key))?.interval.contains(truth) ?? false
        }
        #expect((372...388).contains(covered), "\(covered) of 400")
    }

    @Test("A run too short for its memory says so, and one of independent numbers counts in full")
    func independence() throws {
        let slow = (0..<100).count { seed in
            let run = MeanTests.remembering(0.999, count: 2_000, RandomKey(UInt64(seed)))
            return BatchMeans(run)?.isIndependent == false
        }
        #expect(slow > 60, "\(slow) of 100")
        let free = try #require(BatchMeans(MeanTests.remembering(0, count: 32_000, RandomKey(1))))
        #expect(free.isIndependent && free.batches == 32 && free.batchSize == 1_000)
        // The ratio of variances has 31 degrees of freedom: within a factor of two.
        #expect(free.effectiveCount > 16_000)
        // Memory r leaves (1 - r) / (1 + r) of the numbers.
        let bound = try #require(BatchMeans(MeanTests.remembering(0.9, count: 64_000, RandomKey(2))))
        #expect(bound.effectiveCount > 64_000 / 19 / 2 && bound.effectiveCount < 64_000 / 19 * 2)
    }

    @Test("MSER-5 cuts a warm-up that is there and little of one that is not")
    func warmUp() throws {
        var run = MeanTests.remembering(0.3, count: 2_000, RandomKey(9))
        for i in 0..<300 { run[i] += 20 * (1 - Double(i) / 300) }
        let cut = try #require(WarmUp(run))
        #expect(cut.isSettled)
        #expect((230...330).contains(cut.count), "cut \(cut.count)")
        #expect(cut.count % 5 == 0)
        let steady = try #require(WarmUp(MeanTests.remembering(0.3, count: 2_000, RandomKey(10))))
        #expect(steady.isSettled && steady.count < 500, "cut \(steady.count)")
        #expect(WarmUp([Double](repeating: 3, count: 100)) == WarmUp([Double](repeating: 4, count: 100)))
        #expect(WarmUp([Double](repeating: 3, count: 100))?.count == 0)
    }

    @Test("A run that never settles has no trusted cut")
    func unsettled() throws {
        let cut = try #require(WarmUp((0..<400).map { Double($0) }))
        #expect(!cut.isSettled)
    }

    @Test("MSER-5 of a run worked by hand: the cut that makes the rest constant wins")
    func warmUpByHand() throws {
        let run = [Double](repeating: 50, count: 10) + [Double](repeating: 2, count: 50)
        #expect(try #require(WarmUp(run)).count == 10)
    }
}
