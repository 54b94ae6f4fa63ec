/// The linear least-squares solution of y = A c, with what it says about its own precision.
///
/// By Householder reflections (Golub and Van Loan, Matrix Computations, 5.3), which do not square the condition of the
/// problem as normal equations do. Columns are scaled to unit length first.
public struct LeastSquares: Sendable, Hashable {
    /// One coefficient a column.
    public var coefficients: [Double]
    /// Their standard errors; nil where there are as many rows as columns.
    public var standardErrors: [Double]?
    /// The covariance of the coefficients, row by row; nil likewise.
    public var covariance: [[Double]]?
    /// The weighted sum of squared residuals.
    public var residualSquares: Double
    /// Rows less columns.
    public var degreesOfFreedom: Int

    /// sqrt(residual squares / degrees of freedom); nil without any left.
    public var residualStandardError: Double? {
        degreesOfFreedom > 0 ? (residualSquares / Double(degreesOfFreedom)).squareRoot() : nil
    }

    /// The fit of some rows.
    /// - Parameters:
    ///   - rows: one row of A for each value.
    ///   - values: y.
    ///   - weights: of the squared residuals, proportional to 1 / variance; nil: all alike.
    /// - Returns: nil where rows are fewer than columns, columns depend on each other, lengths differ, a weight is
    ///   negative, or a number is not finite.
    public init?(rows: [[Double]], values: [Double], weights: [Double]? = nil) {
        guard let columns = rows.first?.count, columns > 0, rows.count >= columns, rows.count == values.count,
            weights.map({ $0.count == values.count && $0.allSatisfy { $0 >= 0 } }) ?? true,
            rows.allSatisfy({ $0.count == columns && $0.allSatisfy(\.isFinite) }), values.allSatisfy(\.isFinite)
        else { return nil }
        let roots = weights.map { $0.map { $0.squareRoot() } } ?? [Double](repeating: 1, count: rows.count)
        guard roots.allSatisfy(\.isFinite) else { return nil }
        let scales = (0..<columns).map { column in
            rows.indices.reduce(0) { $0 + (rows[$1][column] * roots[$1]) * (rows[$1][column] * roots[$1]) }.squareRoot()
        }
        guard scales.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        var matrix = rows.indices.map { row in
            (0..<columns).map { rows[row][$0] * roots[row] / scales[$0] } + [values[row] * roots[row]]
        }
        for column in 0..<columns {
            guard LeastSquares.reflect(&matrix, column) else { return nil }
        }
        let solved = LeastSquares.solve(matrix, columns)
        coefficients = zip(solved, scales).map { $0 / $1 }
        let residuals = (columns..<rows.count).reduce(0) { $0 + matrix[$1][columns] * matrix[$1][columns] }
        residualSquares = residuals
        degreesOfFreedom = (weights.map { $0.count { $0 > 0 } } ?? rows.count) - columns
        guard degreesOfFreedom > 0 else { return }
        let inverse = LeastSquares.inverse(matrix, columns)
        let variance = residuals / Double(degreesOfFreedom)
        let covariance = (0..<columns).map { i in
            (0..<columns).map { j in
                let product = (0..<columns).reduce(0) { $0 + inverse[i][$1] * inverse[j][$1] }
                return variance * product / (scales[i] * scales[j])
            }
        }
        self.covariance = covariance
        standardErrors = (0..<columns).map { covariance[$0][$0].squareRoot() }
    }

    /// One reflection that clears a column below its diagonal; false where nothing is left to clear by.
    private static func reflect(_ matrix: inout [[Double]], _ column: Int) -> Bool {
        let length = (column..<matrix.count).reduce(0) { $0 + matrix[$1][column] * matrix[$1][column] }.squareRoot()
        // Columns have unit length: what remains below rounding is dependence.
        guard length > 1e-13 else { return false }
        let diagonal = matrix[column][column] > 0 ? -length : length
        matrix[column][column] -= diagonal
        let square = (column..<matrix.count).reduce(0) { $0 + matrix[$1][column] * matrix[$1][column] }
        let width = matrix[column].count
        for other in (column + 1)..<width {
            let product = (column..<matrix.count).reduce(0) { $0 + matrix[$1][column] * matrix[$1][other] }
            let factor = 2 * product / square
            for row in column..<matrix.count { matrix[row][other] -= factor * matrix[row][column] }
        }
        for row in column..<matrix.count { matrix[row][column] = row == column ? diagonal : 0 }
        return true
    }

    private static func solve(_ matrix: [[Double]], _ columns: Int) -> [Double] {
        var solution = [Double](repeating: 0, count: columns)
        for i in stride(from: columns - 1, through: 0, by: -1) {
            var rest = matrix[i][columns]
            for j in (i + 1)..<max(columns, i + 1) { rest -= matrix[i][j] * solution[j] }
            solution[i] = rest / matrix[i][i]
        }
        return solution
    }

    /// The inverse of the triangle R; (A'A)^-1 is its product with its transpose.
    private static func inverse(_ matrix: [[Double]], _ columns: Int) -> [[Double]] {
        var inverse = [[Double]](repeating: [Double](repeating: 0, count: columns), count: columns)
        for k in 0..<columns {
            for i in stride(from: k, through: 0, by: -1) {
                var rest = i == k ? 1.0 : 0
                for j in (i + 1)..<max(columns, i + 1) { rest -= matrix[i][j] * inverse[j][k] }
                inverse[i][k] = rest / matrix[i][i]
            }
        }
        return inverse
    }
}
