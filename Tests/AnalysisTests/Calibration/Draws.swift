import Foundation

/// Random numbers of the tests' own: a linear congruential generator (Knuth's MMIX constants), so that what is fitted was
/// not drawn by what is tested.
struct Draws {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<8 { _ = uniform() }
    }

    /// In 0..<1, never 0.
    mutating func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (Double(state >> 11) + 0.5) / Double(1 << 53 as UInt64)
    }

    mutating func exponential(_ mean: Double) -> Double { -log(uniform()) * mean }

    /// A gamma of a whole shape: a sum of exponentials.
    mutating func gamma(_ mean: Double, shape: Int) -> Double {
        (0..<shape).reduce(0) { sum, _ in sum + exponential(mean / Double(shape)) }
    }

    /// By Box and Muller.
    mutating func lognormal(median: Double, sigma: Double) -> Double {
        median * exp(sigma * (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()))
    }
}
