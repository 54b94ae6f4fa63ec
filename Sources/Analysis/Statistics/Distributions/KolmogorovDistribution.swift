internal import Kernel

/// The limit distribution of the Kolmogorov-Smirnov statistic.
enum KolmogorovDistribution {
    /// The share above x: 2 sum (-1)^(k-1) e^(-2 k^2 x^2); for small x Jacobi's transformed series, which converges there.
    static func upperTail(_ x: Double) -> Double {
        guard x > 0 else { return 1 }
        if x < 1.18 {
            let factor = -(Double.pi * Double.pi) / (8 * x * x)
            var sum = 0.0
            for k in stride(from: 1.0, through: 15, by: 2) { sum += Elementary.exp(k * k * factor) }
            return 1 - (2 * Double.pi).squareRoot() / x * sum
        }
        var sum = 0.0
        var sign = 1.0
        for k in 1...10 {
            sum += sign * Elementary.exp(-2 * Double(k * k) * x * x)
            sign = -sign
        }
        return min(2 * sum, 1)
    }
}
