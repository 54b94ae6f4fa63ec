import Testing

@testable import Analysis

/// Samples of known distributions, in ns: the form is recognised and its parameters are right.
@Suite("Fits of service times")
struct ServiceFitTests {
    private static func fit(_ count: Int, _ seed: UInt64 = 1, _ draw: (inout Draws) -> Double) throws -> ServiceFit {
        var draws = Draws(seed)
        return try #require(ServiceFit(TimeSample((0..<count).map { _ in draw(&draws) })))
    }

    @Test("Times that are all but the same are fixed")
    func fixed() throws {
        let fit = try Self.fit(200) { 20e6 + $0.uniform() * 1e6 }
        guard case .fixed(let mean) = fit.form else { throw Unexpected(fit.form) }
        #expect(agree(mean, 20.5e6, within: 0.01) && fit.distance == nil && fit.variation < 0.05)
    }

    @Test("Exponential times are exponential, and not the gamma that is a little nearer", arguments: 1...10)
    func exponential(_ seed: UInt64) throws {
        let fit = try Self.fit(2_000, seed) { $0.exponential(40e6) }
        guard case .exponential(let mean) = fit.form else { throw Unexpected(fit.form) }
        // Four standard errors of 1/sqrt(2000).
        #expect(agree(mean, 40e6, within: 0.09))
        #expect(fit.count == 2_000 && (fit.distance ?? 1) < 0.04)
    }

    @Test("Lognormal times have their median and spread", arguments: 1...10)
    func lognormal(_ seed: UInt64) throws {
        let fit = try Self.fit(2_000, seed) { $0.lognormal(median: 30e6, sigma: 0.8) }
        guard case .lognormal(let mu, let sigma) = fit.form else { throw Unexpected(fit.form) }
        #expect(abs(mu - 17.216_7) < 3 * 0.8 / 44.7 && abs(sigma - 0.8) < 3 * 0.8 / 63.2)
    }

    @Test("Gamma times have their mean and shape", arguments: 1...10)
    func gamma(_ seed: UInt64) throws {
        let fit = try Self.fit(3_000, seed) { $0.gamma(50e6, shape: 2) }
        guard case .gamma(let mean, let shape) = fit.form else { throw Unexpected(fit.form) }
        #expect(agree(mean, 50e6, within: 3 * 0.707 / 54.8) && agree(shape, 2, within: 0.15))
    }

    @Test("Where no form fits, quantiles are taken as measured, and keep the mean")
    func measured() throws {
        let fit = try Self.fit(2_000) { $0.uniform() < 0.7 ? 10e6 + $0.uniform() * 1e6 : 90e6 + $0.uniform() * 9e6 }
        guard case .measured(let quantiles) = fit.form else { throw Unexpected(fit.form) }
        #expect(quantiles.first?.share == 0 && quantiles.last?.share == 1)
        #expect(quantiles.first { $0.share == 0.5 }.map { (10_000_000...11_000_000).contains($0.time) } == true)
        #expect(quantiles.first { $0.share == 0.9 }.map { (90_000_000...99_000_000).contains($0.time) } == true)
        // 0.7 * 10.5 + 0.3 * 94.5 ms; quantiles are ten per cent apart where the gap is.
        #expect(agree(fit.mean.estimate, 35.7e6, within: 0.06) && agree(fit.form.mean, 35.7e6, within: 0.15))
    }

    @Test("Thirty times are fitted, fewer are not")
    func few() {
        #expect(ServiceFit(TimeSample((1...29).map(Double.init))) == nil)
        #expect(ServiceFit(TimeSample((1...30).map(Double.init))) != nil)
    }

    @Test("The interval of the mean covers it in about 95 of 100 samples")
    func coverage() throws {
        let covered = try (1...200).filter { seed in
            try Self.fit(100, UInt64(seed)) { $0.gamma(20e6, shape: 3) }.mean.contains(20e6)
        }.count
        // Binomial(200, 0.95): 190 with a deviation of 3.1.
        #expect((180...199).contains(covered), "\(covered) of 200")
    }

    private struct Unexpected: Error, CustomStringConvertible {
        let description: String
        init(_ form: ServiceForm) { description = "\(form)" }
    }
}
