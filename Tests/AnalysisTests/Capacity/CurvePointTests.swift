import Foundation
import Kernel
import Testing

@testable import Analysis

/// Loads tried with several seeds, and searches that are told where to look.
@Suite("Curve and hints")
struct CurvePointTests {
    private static let stations = Stations(
        stations: [.init(name: "queue", service: .exponential(mean: 9 * .second))],
        budgets: [
            Budget(
                text: "p95 < 60s", subjectText: "queue", measure: .quantile(0.95), subject: .edges([0]),
                comparison: .lessOrEqual, bound: 60e9, during: nil, anyWindow: nil, severity: .critical,
                abortsOnBreach: false)
        ])
    private static let hold = Trial.Hold(from: 0, warmUp: .hour, length: 100 * .hour)

    private static func finder(_ plan: Plan) -> LimitFinder {
        LimitFinder(
            question: .hour(peakPerHour: 100, hold), plan: plan, settings: CapacitySettings(), cap: 64, seeds: 1)
    }

    @Test("Of two seeds the mean is told, and Student's interval of one degree of freedom: 12.706 standard errors")
    func interval() throws {
        var laboratory = Laboratory(Self.stations.plan)
        var one = laboratory.reading(of: Self.finder(Self.stations.plan).trial(1))
        var two = one
        (one.donePerHour, two.donePerHour) = (100, 110)
        (one.latency, two.latency) = ([1_000, 2_000, 3_000], [1_000, 2_200, 3_600])
        let point = try #require(CurvePoint(1, [one, two]))
        #expect(point.seeds == 2 && point.done == 105 && point.latency == [1_000, 2_100, 3_300])
        let spread = try #require(point.spread)
        // The standard error of 100 and 110 is 5.
        #expect(abs(try #require(spread.done).halfWidth - 12.7062 * 5) < 0.01)
        #expect(spread.latency?.map { ($0.halfWidth / 12.7062).rounded() } == [0, 100, 300])
        #expect(CurvePoint(1, [one])?.spread == nil && CurvePoint(1, []) == nil)
    }

    @Test(
        "A hint is the second load that is tried where it lies on the side that the first one points to, and no other")
    func hint() throws {
        // The exact limit is 220.3 orders an hour, 2.2 times 100.
        var laboratory = Laboratory(Self.stations.plan)
        var finder = Self.finder(laboratory.variants.plan)
        let plain = try #require(laboratory.answer { finder.limit(&$0) })
        finder.hint = 2.2
        let hinted = try #require(laboratory.answer { finder.limit(&$0) })
        #expect(hinted.levels.prefix(2).map(\.load) == [1, 2.2])
        #expect(hinted.levels.count <= plain.levels.count)
        // One seed of a hundred hours: chance moves its edge by a few per cent.
        for found in [plain, hinted] { #expect(abs(try #require(found.factor) / 2.203 - 1) < 0.04) }
        finder.hint = 0.5
        #expect(try #require(laboratory.answer { finder.limit(&$0) }).levels == plain.levels)
        finder.hint = 1_000
        #expect(try #require(laboratory.answer { finder.limit(&$0) }).levels.prefix(2).map(\.load) == [1, 6.25])
    }
}
