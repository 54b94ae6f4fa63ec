import Kernel
import Testing

@testable import Analysis

@Suite("Comparison: sums by blocks")
struct BlockSumTests {
    @Test("Independent values of variance 1/12: the error of their sum is its root times their number")
    func independent() throws {
        var squares = 0.0
        for seed in 0..<200 as Range<UInt64> {
            var generator = RandomKey(seed).generator
            let block = try #require(BlockSum((0..<320).map { _ in generator.uniform() }))
            squares += block.standardError * block.standardError
        }
        // Mean of two hundred estimates with 31 degrees of freedom or fewer: within a tenth.
        #expect(agree(squares / 200, 320.0 / 12, within: 320.0 / 120))
    }

    @Test("A disturbance over half of the run is one case: its blocks are not independent, and it is not sure")
    func disturbance() throws {
        let values = (0..<300).map { $0 < 190 ? 1.0 : 0 }
        let block = try #require(BlockSum(values))
        #expect(!block.isIndependent && block.correlation > 0.5)
        #expect(block.pValue(of: 190) > 0.05)
        // The same amount spread over the run is sure.
        let spread = try #require(BlockSum((0..<300).map { $0 * 7 % 30 < 19 ? 1.0 : 0 }))
        #expect(spread.pValue(of: 190) < 1e-6)
    }

    @Test("Equal values leave no doubt; too few, and such as are not finite, have no error")
    func edges() throws {
        let equal = try #require(BlockSum([Double](repeating: 2, count: 40)))
        #expect(equal.standardError == 0 && equal.pValue(of: 80) == 0 && equal.pValue(of: 0) == 1)
        #expect(BlockSum([Double](repeating: 1, count: 15)) == nil)
        #expect(BlockSum([Double](repeating: 1, count: 30) + [.nan]) == nil)
        #expect(BlockSum.active([0, 3, 0, 0], [0, 0, 0, 1]) == 1..<4)
        #expect(BlockSum.active([0, 0], [0, 0]).isEmpty)
    }
}
