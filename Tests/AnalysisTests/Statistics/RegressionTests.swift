import Testing

@testable import Analysis

/// References: SciPy 1.17.1 (`linregress`) and NumPy 2.4.6 (normal equations of well-conditioned problems).
@Suite("Statistics: least squares")
struct RegressionTests {
    @Test("A straight line with its errors")
    func line() throws {
        let fit = try #require(LineFit(x: [1, 2, 3, 4, 5], y: [2.1, 3.9, 6.2, 7.8, 10.1]))
        #expect(agree(fit.slope, 1.99) && agree(fit.intercept, 0.05, within: 1e-10))
        #expect(agree(fit.slopeError, 0.059721576223897795, within: 1e-10))
        #expect(agree(fit.interceptError, 0.19807406022327906, within: 1e-10))
        #expect(agree(fit.explained, 0.997305328900977))
        #expect(agree(fit.value(at: 10), 19.95))
    }

    @Test("A weighted line with its errors")
    func weighted() throws {
        let fit = try #require(
            LineFit(x: [1, 2, 3, 4, 5], y: [2.1, 3.9, 6.2, 7.8, 10.1], weights: [1, 2, 1, 4, 0.5]))
        #expect(agree(fit.slope, 1.94752475, within: 1e-8) && agree(fit.intercept, 0.08712871, within: 1e-7))
        #expect(agree(fit.slopeError, 0.06542275, within: 1e-7))
        #expect(agree(fit.interceptError, 0.21813996, within: 1e-7))
        #expect(agree(fit.residualStandardError, 0.2255173736291308, within: 1e-10))
    }

    @Test("A parabola with its errors")
    func parabola() throws {
        let fit = try #require(
            LeastSquares(
                rows: (0..<7).map { [1, Double($0), Double($0 * $0)] }, values: [1, 2.7, 5.8, 6.6, 7.5, 9.9, 12.1]))
        for (value, reference) in zip(fit.coefficients, [1.17380952, 1.82142857, -0.00952381]) {
            #expect((value - reference).magnitude < 1e-8)
        }
        for (value, reference) in zip(try #require(fit.standardErrors), [0.60870481, 0.47517004, 0.0760881]) {
            #expect((value - reference).magnitude < 1e-8)
        }
        #expect(agree(fit.residualStandardError, 0.6973589633822196, within: 1e-10) && fit.degreesOfFreedom == 4)
    }

    @Test("No line through one place, columns that depend on each other, or numbers that are none")
    func refused() {
        #expect(LineFit(x: [2, 2, 2], y: [1, 2, 3]) == nil)
        #expect(LineFit(x: [1], y: [1]) == nil)
        #expect(LineFit(x: [1, 2], y: [1]) == nil)
        #expect(LineFit(x: [1, .nan], y: [1, 2]) == nil)
        #expect(LeastSquares(rows: [[1, 2], [2, 4], [3, 6]], values: [1, 2, 3]) == nil)
        #expect(LineFit(x: [1, 2], y: [3, 5])?.slopeError == nil)
        #expect(agree(LineFit(x: [1, 2], y: [3, 5])?.slope, 2))
    }
}
