import Testing

@testable import Analysis

/// References: SciPy 1.17.1, `scipy.stats.poisson_means_test`.
@Suite("Statistics: two counts of rare events")
struct PoissonMeansTests {
    @Test("The E-test gives SciPy's values, that of its documentation among them")
    func references() {
        let cases: [(Int, Double, Int, Double, Double)] = [
            (0, 100, 3, 100, 0.08837900945483518), (4, 6000, 0, 6000, 0.041258596065445435),
            (10, 200, 30, 400, 0.23436668330366175), (7, 50, 9, 80, 0.6761721319871107),
        ]
        for (first, n, second, m, expected) in cases {
            let found = PoissonMeansTest.pValue(first, second, exposure: (n, m))
            #expect(agree(found, expected, within: 1e-8), "\(first) of \(n), \(second) of \(m)")
        }
        // All 90,000 pairs of counts below 300 summed up; SciPy says 1.276e-12, as it leaves out pairs far in the tail.
        let many = PoissonMeansTest.pValue(40, 0, exposure: (6000, 6000))
        #expect(agree(many, 1.3907670900267426e-12, within: 1e-12))
    }

    @Test("Nothing on either side is no difference; nonsense has no p-value")
    func edges() {
        #expect(PoissonMeansTest.pValue(0, 0, exposure: (10, 10)) == 1)
        #expect(PoissonMeansTest.pValue(-1, 0, exposure: (10, 10)) == nil)
        #expect(PoissonMeansTest.pValue(1, 0, exposure: (0, 10)) == nil)
        #expect(PoissonMeansTest.pValue(9_000, 9_000, exposure: (10, 10)) == nil)
    }
}
