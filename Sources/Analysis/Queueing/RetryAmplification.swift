internal import Kernel

/// How many attempts reach the last of some layers for each call of a user, where every layer tries again on failure.
///
/// Attempts fail independently with probability p, each layer makes up to n of them, and d layers stand on one another.
/// Layer i sees failures with probability p^(n^i); the product of the layers' means telescopes to (1 - p^(n^d)) / (1 - p).
/// The worst case n^d holds only where everything fails.
public struct RetryAmplification: Sendable, Hashable {
    /// Probability that one attempt at the last layer fails.
    public var failure: Double
    /// Attempts each layer makes at most: retries + 1.
    public var attempts: Int
    /// How many layers try again.
    public var layers: Int

    /// An amplification.
    /// - Returns: nil for a probability outside 0...1, no attempt, or a negative number of layers.
    public init?(failure: Double, attempts: Int, layers: Int = 1) {
        guard failure >= 0, failure <= 1, attempts >= 1, layers >= 0 else { return nil }
        self.failure = failure
        self.attempts = attempts
        self.layers = layers
    }

    /// n^d, what one call becomes where everything fails. A Double: it may be large.
    public var worst: Double {
        var product = 1.0
        for _ in 0..<layers where product.isFinite && attempts > 1 { product *= Double(attempts) }
        return product
    }

    /// Mean attempts at the last layer for one call.
    public var mean: Double {
        let success = 1 - failure
        guard success > 0 else { return worst }
        guard failure > 0 else { return 1 }
        // 1 - p^k by its logarithm: for p near one both parts of the quotient are small.
        return -Elementary.expm1(worst * Elementary.log1p(-success)) / success
    }

    /// Probability that the user's call fails all the same: p^(n^d).
    public var userFailure: Double { Elementary.pow(failure, worst) }
}
