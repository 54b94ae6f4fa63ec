import Testing

@testable import Analysis

/// References: R package usl 3.0 (test data of its SPEC SDM91 example) and SciPy 1.17.1 `curve_fit` on the same points.
@Suite("Scaling: Universal Scalability Law")
struct ScalabilityTests {
    let loads: [Double] = [1, 18, 36, 72, 108, 144, 216]
    let throughputs: [Double] = [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2]

    @Test("The SPEC SDM91 benchmark: parameters, errors, peak, limit and optimum")
    func benchmark() throws {
        let fit = try #require(ScalabilityFit(loads: loads, throughputs: throughputs))
        #expect(agree(fit.alpha.value, 0.02772847537738899, within: 1e-7))
        #expect(agree(fit.beta.value, 0.00010436548318831962, within: 1e-7))
        #expect(agree(fit.gamma.value, 89.99523256709408, within: 1e-7))
        #expect(agree(fit.alpha.standardError, 0.009121732232106163, within: 1e-6))
        #expect(agree(fit.beta.standardError, 1.9875272069639626e-05, within: 1e-6))
        #expect(agree(fit.gamma.standardError, 14.213489693380533, within: 1e-6))
        #expect(agree(fit.residualStandardError, 82.84582002738183, within: 1e-8) && fit.degreesOfFreedom == 4)
        // The figures of the R package, to its digits.
        let peak = try #require(fit.peak)
        #expect((peak - 96.51956).magnitude < 5e-6)
        #expect((fit.throughput(peak) - 1883.9).magnitude < 0.05)
        #expect((try #require(fit.amdahlLimit) - 3245.589).magnitude < 5e-4)
        #expect((try #require(fit.optimum) - 36.06401).magnitude < 5e-6)
        #expect(fit.warnings.isEmpty, "\(fit.warnings)")
    }

    @Test("The interval of the peak is its linearised error times Student's t")
    func peakInterval() throws {
        let fit = try #require(ScalabilityFit(loads: loads, throughputs: throughputs))
        // NumPy 2.4.6: gradient and covariance of SciPy's fit give a standard error of 8.98795; t(0.975, 4) = 2.776445.
        let interval = try #require(fit.peakInterval())
        #expect(agree(interval.halfWidth, 8.987953054357478 * 2.7764451051977934, within: 1e-6))
        #expect(fit.amdahlInterval() != nil && fit.optimumInterval() != nil)
    }

    @Test("Points made by the law give its parameters back")
    func synthetic() throws {
        let rounded = try #require(
            ScalabilityFit(loads: [1, 2, 4, 6, 8, 10], throughputs: [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557]))
        // SciPy's fit of the rounded points.
        #expect(agree(rounded.alpha.value, 0.02000576132810103, within: 1e-6))
        #expect(agree(rounded.beta.value, 0.01999966527816183, within: 1e-6))
        #expect(agree(rounded.gamma.value, 1.000005121732799, within: 1e-7))
        let exact = (1...40).map { Double($0 * 10) }
        let fit = try #require(
            ScalabilityFit(
                loads: exact, throughputs: exact.map { 500 * $0 / (1 + 0.001 * ($0 - 1) + 1e-5 * $0 * ($0 - 1)) }))
        #expect(agree(fit.peak, 316.06961258558215, within: 1e-8))
        #expect(fit.warnings.isEmpty, "\(fit.warnings)")
    }

    @Test("A fit that is not to be trusted says why")
    func warnings() throws {
        let linear = try #require(ScalabilityFit(loads: [1, 2, 4], throughputs: [10, 19, 34]))
        #expect(linear.warnings.contains(.fewPoints(3)))
        #expect(linear.residualStandardError == nil && linear.peakInterval() == nil)
        let contended = [1.0, 2, 4, 8, 16, 32].map { 100 * $0 / (1 + 0.05 * ($0 - 1)) }
        let amdahl = try #require(ScalabilityFit(loads: [1, 2, 4, 8, 16, 32], throughputs: contended))
        #expect((amdahl.alpha.value - 0.05).magnitude < 1e-9)
        #expect(amdahl.warnings.contains { $0 == .noMaximum || $0 == .uncertainCrosstalk || isBeyond($0) })
        let early = try #require(
            ScalabilityFit(loads: Array(loads.prefix(3)) + [50], throughputs: [64.9, 995.9, 1652.4, 1790]))
        #expect(early.warnings.contains { isBeyond($0) })
        let warming = [1.0, 2, 4, 6, 8, 10, 12]
        let cache = try #require(
            ScalabilityFit(loads: warming, throughputs: warming.map { $0 * (1 + 0.05 * ($0 - 1)) }))
        #expect(cache.warnings.contains(.negativeContention))
        #expect(cache.warnings.contains { if case .superlinear = $0 { true } else { false } })
    }

    private func isBeyond(_ warning: ScalabilityWarning) -> Bool {
        if case .peakBeyondData = warning { true } else { false }
    }

    @Test("Points that cannot be fitted give none")
    func absent() {
        #expect(ScalabilityFit(loads: [1, 2], throughputs: [1, 2]) == nil)
        #expect(ScalabilityFit(loads: [1, 2, 2], throughputs: [1, 2, 2]) == nil)
        #expect(ScalabilityFit(loads: [1, 2, 4], throughputs: [1, 2]) == nil)
        #expect(ScalabilityFit(loads: [1, 2, 4], throughputs: [1, 2, 0]) == nil)
        #expect(ScalabilityFit(loads: [1, 2, .nan], throughputs: [1, 2, 3]) == nil)
    }
}
