import Testing

@testable import Analysis

/// The gamma distribution against closed forms: sums of exponentials, chi-square, and known constants.
@Suite("Gamma distribution")
struct GammaDistributionTests {
    @Test("Shares of whole shapes are one less a sum of Poisson terms")
    func whole() {
        #expect(agree(GammaDistribution.cdf(1, shape: 1), 0.632_120_558_828_557_7, within: 1e-13))
        #expect(agree(GammaDistribution.cdf(2, shape: 3), 0.323_323_583_816_936_5, within: 1e-13))
        // 1 - e^-10 (1 + 10 + 50 + 500/3 + 10000/24)
        #expect(agree(GammaDistribution.cdf(10, shape: 5), 0.970_747_311_923_039, within: 1e-13))
    }

    @Test("Shape one half is the square of a normal: P(|Z| <= 1) and P(|Z| <= 2)")
    func half() {
        #expect(agree(GammaDistribution.cdf(0.5, shape: 0.5), 0.682_689_492_137_085_9, within: 1e-12))
        #expect(agree(GammaDistribution.cdf(2, shape: 0.5), 0.954_499_736_103_641_6, within: 1e-12))
    }

    @Test("Nothing lies below zero, all below infinity, and what is no number gives none")
    func ends() {
        #expect(GammaDistribution.cdf(-1, shape: 2) == 0 && GammaDistribution.cdf(.infinity, shape: 2) == 1)
        #expect(GammaDistribution.cdf(.nan, shape: 2).isNaN)
    }

    @Test("Digamma and trigamma at one and one half")
    func digamma() {
        #expect(agree(GammaDistribution.digamma(1), -0.577_215_664_901_532_9, within: 1e-12))
        #expect(agree(GammaDistribution.digamma(0.5), -1.963_510_026_021_423_5, within: 1e-12))
        #expect(agree(GammaDistribution.trigamma(1), 1.644_934_066_848_226_4, within: 1e-12))
        #expect(agree(GammaDistribution.trigamma(0.5), 4.934_802_200_544_679, within: 1e-12))
    }

    @Test("The likeliest shape solves ln k - digamma(k) = s", arguments: [0.05, 0.5, 1, 4, 400])
    func shape(_ shape: Double) {
        let s = LogDigamma.difference(shape)
        #expect(agree(GammaDistribution.shape(logMeanLessMeanLog: s), shape, within: 1e-6))
    }

    /// ln k - digamma(k) by a sum: digamma(k) = -gamma + sum over n of 1/(n+1) - 1/(n+k), its rest by an integral.
    private enum LogDigamma {
        static func difference(_ k: Double) -> Double {
            var sum = -0.577_215_664_901_532_9
            let terms = 400_000
            for n in 0..<terms { sum += 1 / Double(n + 1) - 1 / (Double(n) + k) }
            sum += Elementarily.log((Double(terms) + k - 0.5) / (Double(terms) + 0.5))
            return Elementarily.log(k) - sum
        }
    }
}
