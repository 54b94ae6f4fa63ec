import Kernel
import Testing

@testable import Analysis

/// References: SciPy 1.17.1 (`scipy.special`, `scipy.stats`), and closed forms where named.
@Suite("Statistics: distributions")
struct DistributionTests {
    @Test(
        "The logarithm of the gamma function agrees with SciPy's",
        arguments: [
            (0.001, 6.907178885383853), (0.1, 2.252712651734206), (0.5, 0.5723649429247001),
            (1.5, -0.12078223763524526), (2.5, 0.2846828704729192), (3, 0.6931471805599453),
            (10.25, 13.368023671476045), (100.5, 361.43554046777757), (1e5, 1051287.7089736569),
            (1e8, 1742068066.1038349),
        ])
    func logGamma(x: Double, reference: Double) {
        #expect(agree(GammaFunction.log(x), reference, within: 1e-13))
    }

    @Test("The gamma function at one and two is one")
    func logGammaRoots() {
        #expect(GammaFunction.log(1).magnitude < 1e-14)
        #expect(GammaFunction.log(2).magnitude < 1e-14)
        #expect(GammaFunction.log(0) == .infinity)
        #expect(GammaFunction.log(-1).isNaN)
    }

    @Test(
        "The incomplete beta function agrees with SciPy's",
        arguments: [
            (0.1, 0.5, 0.5, 0.20483276469913345), (0.3, 2, 3, 0.3483), (0.99, 10, 0.5, 0.6579281751567845),
            (0.5, 100, 100, 0.5), (0.98, 980, 21, 0.5590956057638856),
            (0.001, 0.5, 200, 0.4727558929747644), (0.999, 50_000, 50, 0.47840360258185427),
        ])
    func incompleteBeta(x: Double, a: Double, b: Double, reference: Double) {
        #expect(agree(BetaDistribution.cdf(x, a, b), reference))
        #expect(agree(BetaDistribution.upperTail(x, a, b), 1 - reference))
    }

    @Test(
        "The inverse of the incomplete beta function agrees with SciPy's",
        arguments: [
            (0.025, 3, 8, 0.06673951117773447), (0.975, 0.5, 0.5, 0.9984586668665639),
            (0.05, 1, 300, 0.00017096303211345723), (0.5, 200, 2, 0.9916640894770359),
            (1e-6, 5, 2, 0.0444269519698183),
        ])
    func inverseBeta(p: Double, a: Double, b: Double, reference: Double) {
        #expect(agree(BetaDistribution.quantile(p, a, b), reference))
    }

    @Test("The inverse gives back the share for shapes from 0.4 to 100,000")
    func inverseGivesBack() {
        var generator = RandomKey(11).generator
        for _ in 0..<1_000 {
            let a = Elementary.exp(generator.uniform() * 12.4 - 0.9)
            let b = Elementary.exp(generator.uniform() * 12.4 - 0.9)
            let p = generator.uniform()
            let x = BetaDistribution.quantile(p, a, b)
            // Where the share jumps within one step of floating point, either side is right.
            let below = BetaDistribution.cdf(x.nextDown.nextDown, a, b) - 1e-10
            let above = BetaDistribution.cdf(min(x.nextUp.nextUp, 1), a, b) + 1e-10
            #expect(below <= p && p <= above, "a \(a), b \(b), p \(p), x \(x)")
        }
    }

    @Test(
        "Shares of the normal distribution agree with SciPy's",
        arguments: [
            (-10, 7.61985302416047e-24), (-5, 2.866515718791933e-07), (-3.2, 0.0006871379379158471),
            (-1, 0.15865525393145707), (-0.1, 0.460172162722971), (0, 0.5), (0.7, 0.758036347776927),
            (2, 0.9772498680518208), (4, 0.9999683287581669), (7, 0.9999999999987201),
        ])
    func normal(x: Double, reference: Double) {
        #expect(agree(NormalDistribution.cdf(x), reference))
        #expect(agree(NormalDistribution.quantile(NormalDistribution.cdf(x)), x, within: 1e-4) || x == 0)
    }

    @Test("The normal share has no step where its two formulas meet")
    func normalSeam() {
        #expect(agree(NormalDistribution.upperTail(3.0.nextDown), NormalDistribution.upperTail(3)))
        #expect(NormalDistribution.upperTail(.infinity) == 0)
        #expect(NormalDistribution.cdf(.nan).isNaN)
    }

    @Test(
        "Student's t agrees with SciPy's",
        arguments: [
            (0.5, 1, 0.6475836176504333), (2, 3, 0.9303370157205785), (-1.7, 10, 0.059984672954510175),
            (3.3, 29, 0.9987165428853957), (6, 2.5, 0.9923591350572385),
        ])
    func studentShares(t: Double, degrees: Double, reference: Double) {
        #expect(agree(StudentT.cdf(t, degreesOfFreedom: degrees), reference))
    }

    @Test(
        "Quantiles of Student's t agree with SciPy's",
        arguments: [
            (0.975, 1, 12.706204736174694), (0.975, 4, 2.7764451051977934), (0.95, 9, 1.833112932656237),
            (0.995, 29, 2.756385903670605), (0.6, 3, 0.2766706623326898), (0.9995, 2, 31.599054576445365),
            (0.975, 1e6, 1.959966356814107),
        ])
    func studentQuantiles(p: Double, degrees: Double, reference: Double) {
        #expect(agree(StudentT.quantile(p, degreesOfFreedom: degrees), reference, within: 1e-10))
        #expect(agree(StudentT.quantile(1 - p, degreesOfFreedom: degrees), -reference, within: 1e-10))
    }

    @Test(
        "Binomial shares agree with SciPy's",
        arguments: [
            (3, 10, 0.3, 0.6496107184), (0, 20, 0.1, 0.12157665459056925),
            (98_950, 100_000, 0.99, 0.05870091529906223), (499, 1_000, 0.5, 0.48738749091081973),
            (9, 10, 0.99, 0.09561792499119559),
        ])
    func binomial(k: Int, n: Int, p: Double, reference: Double) {
        #expect(agree(BinomialDistribution.cdf(k, trials: n, p), reference, within: 1e-10))
        #expect(agree(BinomialDistribution.upperTail(k, trials: n, p), 1 - reference, within: 1e-10))
    }

    @Test("Binomial probabilities agree with SciPy's and add up to one")
    func binomialProbabilities() {
        #expect(agree(BinomialDistribution.probability(3, trials: 10, 0.3), 0.266827932))
        #expect(agree(BinomialDistribution.probability(98_950, trials: 100_000, 0.99), 0.0035731288500990247))
        #expect(agree(BinomialDistribution.probability(0, trials: 20, 0.1), 0.12157665459056925))
        #expect(agree(BinomialDistribution.probability(20, trials: 20, 0.9), 0.12157665459056925))
        let sum = (0...50).reduce(0) { $0 + BinomialDistribution.probability($1, trials: 50, 0.37) }
        #expect(agree(sum, 1))
    }

    @Test(
        "The limit distribution of Kolmogorov agrees with SciPy's",
        arguments: [
            (0.3, 0.9999906941986655), (0.6, 0.8642827790506042), (1, 0.26999967167735456),
            (1.36, 0.049485876755377876), (2, 0.0006709252557796953),
        ])
    func kolmogorov(x: Double, reference: Double) {
        #expect(agree(KolmogorovDistribution.upperTail(x), reference, within: 1e-11))
    }
}
