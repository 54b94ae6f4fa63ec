import Kernel
import Testing

@testable import Analysis

@Suite("Signs of blocks")
struct SignFlipTests {
    @Test("Single pairs that do not lean the same way: the exact test of McNemar")
    func single() {
        // 6 for the new side, 2 for the old one: P(6 or more of 8) = 37 / 256.
        let test = SignFlipTest([1, 0, 1, 1, -1, 0, 1, 1, -1, 1, 0], blockLength: 1)
        #expect(test.blocks.count == 8)
        #expect((test.pValue - 37.0 / 256).magnitude < 1e-12)
        #expect((test.pValue - McNemarTest(onlyFirst: 6, onlySecond: 2).pValueFirstMore).magnitude < 1e-12)
    }

    @Test("Blocks by hand: of the eight signs of 5, 2 and -1 only two come to 6 or more")
    func blocks() {
        let test = SignFlipTest([5, 0, 2, 0, -1, 0], blockLength: 1)
        #expect(test.sum == 6)
        // 5 + 2 - 1 = 6 and 5 + 2 + 1 = 8.
        #expect(test.pValue == 0.25)
        #expect(SignFlipTest([], blockLength: 1).pValue == 1)
        #expect(SignFlipTest([0, 0, 0]).pValue == 1)
    }

    @Test("Large sums are rounded, and their probability is the normal one to a hundredth")
    func large() {
        var generator = RandomKey(3).generator
        let values = (0..<200).map { _ in Int((generator.uniform() - 0.45) * 1_000_000) }
        let test = SignFlipTest(values, blockLength: 1)
        let squares = values.reduce(0.0) { $0 + Double($1) * Double($1) }
        let normal = 1 - NormalDistribution.cdf(Double(test.sum) / squares.squareRoot())
        #expect((test.pValue - normal).magnitude < 0.01, "\(test.pValue) beside \(normal)")
    }

    /// How often two sides that are alike are called different, of 400: what disturbs them lasts for some orders.
    private func alarms(_ neighbours: Int, share: Double) -> (blocks: Int, pairs: Int) {
        let orders = 8_000
        var found = (blocks: 0, pairs: 0)
        for run in 0..<400 {
            var generator = RandomKey(UInt64(run) &+ UInt64(neighbours) &* 1_000).generator
            func side() -> [Bool] {
                let disturbed = (0...orders / neighbours).map { _ in generator.uniform() < share }
                return (0..<orders).map { disturbed[$0 / neighbours] }
            }
            let (new, again) = (side(), side())
            var balance = [Int](repeating: 0, count: 240)
            var (onlyNew, onlyAgain) = (0, 0)
            for order in 0..<orders where new[order] != again[order] {
                balance[order * 240 / orders] += new[order] ? 1 : -1
                if new[order] { onlyNew += 1 } else { onlyAgain += 1 }
            }
            if SignFlipTest(balance).pValue <= 0.05 { found.blocks += 1 }
            if McNemarTest(onlyFirst: onlyNew, onlySecond: onlyAgain).pValueFirstMore <= 0.05 { found.pairs += 1 }
        }
        return found
    }

    @Test(
        "Disturbances of 1, 40 and 200 orders: alarms in 5 % of runs, where pairs taken for independent give up to half"
    )
    func dependence() {
        for neighbours in [1, 40, 200] {
            let found = alarms(neighbours, share: 0.1)
            // Of 400 runs at 5 % more than 33 come about with a probability of one in 500.
            #expect(found.blocks <= 33, "\(found.blocks) of 400 with \(neighbours) neighbours")
            if neighbours > 1 { #expect(found.pairs > 100, "\(found.pairs) of 400") }
        }
    }

    @Test("What happens all the time on one side only is found, dependent or not")
    func power() {
        var found = 0
        for run in 0..<100 {
            var generator = RandomKey(UInt64(run) &+ 900_000).generator
            var balance = [Int](repeating: 0, count: 240)
            for order in 0..<8_000 {
                let (new, again) = (generator.uniform() < 0.06, generator.uniform() < 0.04)
                if new != again { balance[order * 240 / 8_000] += new ? 1 : -1 }
            }
            if SignFlipTest(balance).pValue <= 0.05 { found += 1 }
        }
        // 160 more of about 760 that differ: 5.8 standard deviations.
        #expect(found >= 99)
    }
}
