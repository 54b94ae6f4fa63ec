import Kernel
import Testing

@testable import Analysis

@Suite("Quantiles that are watched")
struct AlwaysValidQuantileTests {
    @Test(
        "Over a whole stream, looked at after every value, the bounds leave out the true quantile in at most 5 % of streams"
    )
    func coverage() {
        var missed = 0
        let streams = 300
        for stream in 0..<streams {
            var generator = RandomKey(UInt64(stream) &+ 91).generator
            var sorted: [Double] = []
            var hasMissed = false
            for count in 1...600 {
                let value = generator.uniform()
                let place = sorted.firstIndex { $0 > value } ?? sorted.count
                sorted.insert(value, at: place)
                guard count % 5 == 0,
                    let interval = AlwaysValidQuantile.interval(ofSorted: sorted, quantile: 0.9, level: 0.95)
                else { continue }
                // The p90 of a uniform number is 0.9.
                if !interval.contains(0.9) { hasMissed = true }
            }
            if hasMissed { missed += 1 }
        }
        #expect(Double(missed) / Double(streams) <= 0.05, "\(missed) of \(streams)")
    }

    @Test("One look needs fewer values than all looks: the ranks lie outside those of a single look")
    func width() throws {
        for quantile in [0.5, 0.9, 0.99] {
            let once = try #require(RankInterval(count: 5_000, quantile: quantile))
            let always = try #require(AlwaysValidQuantile.ranks(count: 5_000, quantile: quantile, level: 0.95))
            #expect(always.lower < once.lower)
            #expect(always.upper > once.upper)
        }
        #expect(AlwaysValidQuantile.ranks(count: 100, quantile: 0.99, level: 0.95) == nil)
        guard
            case .insufficient(let count, let needed)? = AlwaysValidQuantile.difference(
                ofSorted: [1, 2, 3], [1, 2, 3], quantile: 0.99)
        else {
            Issue.record("three values bound no p99")
            return
        }
        #expect(count == 3)
        #expect(AlwaysValidQuantile.ranks(count: needed, quantile: 0.99, level: 0.975) != nil)
        #expect(AlwaysValidQuantile.ranks(count: needed - 1, quantile: 0.99, level: 0.975) == nil)
    }
}
