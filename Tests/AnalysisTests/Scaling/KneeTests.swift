import Kernel
import Testing

@testable import Analysis

/// References: kneed 0.9.0 (`KneeLocator`) on the same points.
@Suite("Scaling: knees")
struct KneeTests {
    @Test("The curve of the paper's figure 2: 5 - 1 / (x + 0.1)")
    func paper() throws {
        let x = (0..<10).map { Double($0) / 9 }
        let knee = try #require(Knee(x: x, y: x.map { 5 - 1 / ($0 + 0.1) }, shape: .concaveIncreasing))
        #expect(agree(knee.x, 2.0 / 9) && agree(knee.y, 1.8965517241379306))
        #expect(agree(knee.height, 0.5363984674329503) && agree(knee.threshold, 0.42528735632183917))
    }

    @Test(
        "All four shapes",
        arguments: [
            (Knee.Shape.convexIncreasing, [1, 2, 3, 4, 5, 10, 15, 20, 40, 100], 7.0),
            (.convexDecreasing, [100, 40, 20, 15, 10, 5, 4, 3, 2, 1], 2),
            (.concaveDecreasing, [99, 98, 97, 96, 95, 90, 85, 80, 60, 0], 7),
            (.concaveIncreasing, [0, 60, 80, 85, 90, 95, 96, 97, 98, 99], 2),
        ] as [(Knee.Shape, [Double], Double)])
    func shapes(shape: Knee.Shape, y: [Double], place: Double) throws {
        let knee = try #require(Knee(x: (0..<10).map(Double.init), y: y, shape: shape))
        #expect(knee.x == place)
        #expect(agree(knee.height, 0.5858585858585859, within: 1e-6))
        // The same curve over a tenth of the distance.
        #expect(Knee(x: (0..<10).map { Double($0) / 10 }, y: y, shape: shape)?.x == place / 10)
    }

    @Test(
        "All four shapes over uneven distances",
        arguments: [
            (Knee.Shape.concaveDecreasing, [10, 9.9, 9.7, 9.2, 8, 5, 1, 0], 128.0),
            (.convexIncreasing, [1, 1.1, 1.3, 1.6, 2.2, 3.6, 8, 30], 64),
            (.concaveIncreasing, [1, 2, 4, 7, 10, 11, 11.5, 11.6], 16),
            (.convexDecreasing, [30, 16, 8, 5, 4, 3.6, 3.4, 3.3], 8),
        ] as [(Knee.Shape, [Double], Double)])
    func uneven(shape: Knee.Shape, y: [Double], place: Double) {
        #expect(Knee(x: [1, 2, 4, 8, 16, 32, 64, 128], y: y, shape: shape)?.x == place)
    }

    @Test(
        "Sensitivity: the larger, the later a ripple is taken for a knee, until there is none",
        arguments: [(0, 6.0), (1, 6), (2, 13), (5, 27), (10, 27), (20, 27), (40, nil)] as [(Double, Double?)])
    func sensitivity(sensitivity: Double, place: Double?) {
        let x = (1...60).map(Double.init)
        let y = x.map { Elementary.log($0) + 0.25 * ($0.truncatingRemainder(dividingBy: 7) / 7) }
        #expect(Knee(x: x, y: y, shape: .concaveIncreasing, sensitivity: sensitivity)?.x == place)
    }

    @Test(
        "A falling curve with teeth",
        arguments: [(0, 122.0), (1, 122), (3, 122), (5, 150), (10, 150), (100, nil)] as [(Double, Double?)])
    func teeth(sensitivity: Double, place: Double?) {
        // Quantiles of a gamma distribution of shape 1/2, z^2 / 2.
        let x = (1...1_000).map(Double.init)
        let smooth = x.map { rank in
            let z = NormalDistribution.quantile(1 - (rank - 0.5) / 2_000)
            return z * z / 2
        }
        let y = zip(x, smooth).map { $0.1 + 0.02 * ($0.0.truncatingRemainder(dividingBy: 50) / 50) }
        #expect(Knee(x: x, y: y, shape: .convexDecreasing, sensitivity: sensitivity)?.x == place)
        #expect(Knee(x: x, y: smooth, shape: .convexDecreasing, sensitivity: sensitivity)?.x == 129)
    }

    @Test("A line has no knee, and what is no curve has none either")
    func absent() {
        let x = (0..<10).map(Double.init)
        #expect(Knee(x: x, y: x.map { 2 * $0 }, shape: .convexIncreasing) == nil)
        #expect(Knee(x: x, y: x.map { _ in 3 }, shape: .concaveIncreasing) == nil)
        #expect(Knee(x: [1, 2], y: [1, 2], shape: .concaveIncreasing) == nil)
        #expect(Knee(x: [1, 3, 2], y: [1, 2, 2], shape: .concaveIncreasing) == nil)
        #expect(Knee(x: [1, 2, 3], y: [1, .nan, 2], shape: .concaveIncreasing) == nil)
    }
}
