import Testing

/// Independent replications of a measurement, and the confidence interval for its mean.
struct Replications {
    let values: [Double]

    /// Measures once for each of ten seeds.
    init(_ measure: (UInt64) throws -> Double) rethrows {
        values = try (1...10).map { try measure(UInt64($0)) }
    }

    /// Replications already made: ten or twenty.
    init(_ values: [Double]) { self.values = values }

    var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// Half the width of the 99.9 % interval: Student's t with nine degrees of freedom is 4.7809, with nineteen 3.8834.
    var halfWidth: Double {
        precondition(values.count == 10 || values.count == 20, "Student's t is known for ten and twenty")
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
        return (values.count == 10 ? 4.7809 : 3.8834) * (variance / Double(values.count)).squareRoot()
    }

    /// Expects the exact value inside the interval, and the interval so narrow that a wrong model would fall outside.
    func expect(
        _ exact: Double, within share: Double, _ name: String = "", location: SourceLocation = #_sourceLocation
    ) {
        #expect(
            abs(mean - exact) <= halfWidth, "\(name): mean \(mean) ± \(halfWidth), exact \(exact)",
            sourceLocation: location)
        #expect(
            halfWidth <= share * exact, "\(name): ± \(halfWidth) is more than \(share) of \(exact)",
            sourceLocation: location)
    }
}
