import Kernel
import Testing

@testable import Analysis

@Suite("The shift of pairs")
struct SignedRankShiftTests {
    @Test("One to ten: the median of the 55 means is 5.5, the eighth from either end are 3 and 8")
    func means() throws {
        // 55 / 2 - 1.96 sqrt(10 x 11 x 21 / 24) = 8.27: the eighth smallest and largest mean of two.
        let interval = try #require(SignedRankShift.interval((1...10).map(Double.init)))
        #expect(interval.estimate == 5.5)
        #expect(interval.lower == 3)
        #expect(interval.upper == 8)
    }

    @Test("A shift that all pairs have is found exactly, and five pairs are too few")
    func exact() {
        let all = SignedRankShift.interval([Double](repeating: 4.25, count: 2_000))
        #expect(all?.lower == 4.25 && all?.upper == 4.25 && all?.estimate == 4.25)
        #expect(SignedRankShift.interval([1, 2, 3, 4, 5]) == nil)
        #expect(SignedRankShift.interval([1, 2, 3, 4, 5, .nan, 7]) == nil)
    }

    @Test("Its interval covers the shift of a skewed time's symmetric differences in 93 to 97 % of 400 samples")
    func coverage() throws {
        var covered = 0
        for sample in 0..<400 {
            var generator = RandomKey(UInt64(sample) &+ 7).generator
            // The difference of two exponential times is symmetric about the shift.
            let differences = (0..<300).map { _ in
                2 - Elementary.log(generator.uniform()) + Elementary.log(generator.uniform())
            }
            let interval = try #require(SignedRankShift.interval(differences))
            if interval.contains(2) { covered += 1 }
        }
        #expect((372...388).contains(covered), "\(covered) of 400")
    }

    @Test("It covers the shift in 90 to 99 % of 200 samples in which 60 neighbours share what delays them")
    func shared() throws {
        var covered = 0
        for sample in 0..<200 {
            var generator = RandomKey(UInt64(sample) &+ 70_000).generator
            /// Lognormal times, of which most is shared by 60 orders.
            func times() -> [Double] {
                var shared = 0.0
                return (0..<3_000).map { order in
                    if order % 60 == 0 { shared = NormalDistribution.quantile(generator.uniform()) }
                    return Elementary.exp(shared + 0.5 * NormalDistribution.quantile(generator.uniform()))
                }
            }
            // The difference of two such times is symmetric about the shift.
            let differences = zip(times(), times()).map { 2 + $0 - $1 }
            let interval = try #require(SignedRankShift.interval(differences))
            if interval.contains(2) { covered += 1 }
        }
        #expect((180...198).contains(covered), "\(covered) of 200")
    }

    @Test("Means of all pairs are ranked without being made")
    func ranked() {
        let values: [Double] = [-3, -1, 0, 0, 2.5, 7, 7, 11]
        var means: [Double] = []
        for i in values.indices { for j in i..<values.count { means.append(values[i] / 2 + values[j] / 2) } }
        means.sort()
        let pairs = PairMeans(values)
        #expect(pairs.count == 36)
        #expect((1...36).map(pairs.ranked) == means)
    }
}
