extension ScalabilityFit {
    /// The fit of measured points.
    /// - Parameters:
    ///   - loads: N, positive, at least three different ones.
    ///   - throughputs: X measured at each, positive.
    /// - Returns: nil for fewer than three different N, lengths that differ, or numbers that are not positive.
    public init?(loads: [Double], throughputs: [Double]) {
        guard loads.count == throughputs.count, Set(loads).count >= 3,
            loads.allSatisfy({ $0 > 0 && $0.isFinite }), throughputs.allSatisfy({ $0 > 0 && $0.isFinite }),
            var parameters = ScalabilityFit.start(loads, throughputs)
        else { return nil }
        let settled = ScalabilityFit.descend(&parameters, loads, throughputs)
        let rows = loads.map { ScalabilityFit.gradient(parameters, $0) }
        let residuals = zip(loads, throughputs).map { $0.1 - ScalabilityFit.model(parameters, $0.0) }
        guard let last = LeastSquares(rows: rows, values: residuals) else { return nil }
        degreesOfFreedom = loads.count - 3
        let squares = residuals.reduce(0) { $0 + $1 * $1 }
        residualStandardError = degreesOfFreedom > 0 ? (squares / Double(degreesOfFreedom)).squareRoot() : nil
        covariance = last.covariance
        alpha = Parameter(value: parameters[0], standardError: last.standardErrors?[0])
        beta = Parameter(value: parameters[1], standardError: last.standardErrors?[1])
        gamma = Parameter(value: parameters[2], standardError: last.standardErrors?[2])
        warnings = []
        warnings = doubts(loads, throughputs, settled: settled)
    }

    private func doubts(_ loads: [Double], _ throughputs: [Double], settled: Bool) -> [ScalabilityWarning] {
        var doubts: [ScalabilityWarning] = []
        if loads.count < 6 { doubts.append(.fewPoints(loads.count)) }
        // A point counts as above linear only by more than the scatter of the points explains.
        let scatter = 2 * (residualStandardError ?? 0)
        let above = zip(loads, throughputs).filter { $0.1 - scatter > gamma.value * $0.0 * (1 + 1e-9) }.map(\.0)
        if !above.isEmpty { doubts.append(.superlinear(at: above)) }
        if beta.value <= 0 { doubts.append(.noMaximum) }
        if alpha.value < 0 { doubts.append(.negativeContention) }
        if let peak, let largest = loads.max(), peak > largest {
            doubts.append(.peakBeyondData(peak: peak, largest: largest))
        }
        if beta.value > 0, let error = beta.standardError, error >= beta.value / 2 {
            doubts.append(.uncertainCrosstalk)
        }
        if !settled { doubts.append(.notConverged) }
        return doubts
    }

    private static func model(_ p: [Double], _ n: Double) -> Double {
        p[2] * n / (1 + p[0] * (n - 1) + p[1] * n * (n - 1))
    }

    /// Derivatives of X(N) by alpha, beta and gamma.
    private static func gradient(_ p: [Double], _ n: Double) -> [Double] {
        let divisor = 1 + p[0] * (n - 1) + p[1] * n * (n - 1)
        let slope = -p[2] * n / (divisor * divisor)
        return [slope * (n - 1), slope * n * (n - 1), n / divisor]
    }

    /// N / X = (1 + alpha (N - 1) + beta N (N - 1)) / gamma is linear in 1 / gamma, alpha / gamma and beta / gamma. An error e
    /// of X is one of e N / X^2 of N / X, hence the weights.
    private static func start(_ loads: [Double], _ throughputs: [Double]) -> [Double]? {
        let rows = loads.map { [1, $0 - 1, $0 * ($0 - 1)] }
        let values = zip(loads, throughputs).map { $0.0 / $0.1 }
        let weights = zip(loads, throughputs).map { ($0.1 * $0.1 / $0.0) * ($0.1 * $0.1 / $0.0) }
        guard let fit = LeastSquares(rows: rows, values: values, weights: weights) else { return nil }
        let c = fit.coefficients
        if c[0] > 0 { return [c[1] / c[0], c[2] / c[0], 1 / c[0]] }
        // Points so scattered that one would have no throughput: begin with straight growth.
        let gamma = zip(loads, throughputs).map { $0.1 / $0.0 }.max() ?? 1
        return [0.1, 0.001, gamma]
    }

    private static func squares(_ p: [Double], _ loads: [Double], _ throughputs: [Double]) -> Double {
        var sum = 0.0
        for (n, x) in zip(loads, throughputs) {
            let divisor = 1 + p[0] * (n - 1) + p[1] * n * (n - 1)
            // Beyond a pole the law means nothing.
            guard divisor > 0, p[2] > 0 else { return .infinity }
            sum += (x - p[2] * n / divisor) * (x - p[2] * n / divisor)
        }
        return sum
    }

    /// Least squares by damped Gauss-Newton steps; false if they did not settle in 500.
    private static func descend(_ p: inout [Double], _ loads: [Double], _ throughputs: [Double]) -> Bool {
        var damping = 1e-4
        var best = squares(p, loads, throughputs)
        guard best.isFinite else { return false }
        let scale = throughputs.reduce(0) { $0 + $1 * $1 }
        for _ in 0..<500 {
            if best <= 1e-28 * scale { return true }
            let jacobian = loads.map { gradient(p, $0) }
            let residuals = zip(loads, throughputs).map { $0.1 - model(p, $0.0) }
            // Marquardt's damping as three more rows: sqrt(damping) times the length of each column.
            let lengths = (0..<3).map { column in
                jacobian.reduce(0) { $0 + $1[column] * $1[column] }.squareRoot() * damping.squareRoot()
            }
            let extra = (0..<3).map { row in (0..<3).map { $0 == row ? lengths[row] : 0 } }
            guard let step = LeastSquares(rows: jacobian + extra, values: residuals + [0, 0, 0]) else { return false }
            let next = zip(p, step.coefficients).map { $0 + $1 }
            let reached = squares(next, loads, throughputs)
            guard reached <= best else {
                damping *= 10
                if damping > 1e12 { return true }
                continue
            }
            let small = zip(step.coefficients, p).allSatisfy { $0.magnitude <= 1e-12 * max($1.magnitude, 1e-12) }
            p = next
            best = reached
            damping = max(damping / 10, 1e-15)
            if small { return true }
        }
        return false
    }
}
