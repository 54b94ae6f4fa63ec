import Testing

/// Independent replications of a measurement, and the confidence interval for its mean.
struct Replications {
    let values: [Double]

    /// Measures once for each of ten seeds.
    init(_ measure: (UInt64) throws -> Double) rethrows {
        values = try (1...10).map { try measure(UInt64($0)) }
    }

    var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// Half the width of the 99.9 % interval: Student's t with nine degrees of freedom, 4.7809.
    var halfWidth: Double {
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
        return 4.7809 * (variance / Double(values.count)).squareRoot()
    }

    /// Expects the exact value inside the interval, and the interval so narrow that a wrong model would fall outside.
    func expect(_ exact: Double, within share: Double, location: SourceLocation = #_sourceLocation) {
        #expect(abs(mean - exact) <= halfWidth, "mean \(mean) ± \(halfWidth), exact \(exact)", sourceLocation: location)
        #expect(
            halfWidth <= share * exact, "± \(halfWidth) is more than \(share) of \(exact)", sourceLocation: location)
    }
}
