import Kernel
import Testing

@testable import Analysis

@Suite("Clusters")
struct DesignEffectTests {
    @Test("Independent cases: the effect is 1 but for chance; cases by tens: ten times less")
    func effect() {
        for size in [1, 10] {
            var sum = 0.0
            for run in 0..<100 {
                var generator = RandomKey(UInt64(run) &+ 50).generator
                var seen = [Int32](repeating: 0, count: 240)
                // 24,000 units; on average 240 cases.
                for unit in stride(from: 0, to: 24_000, by: size) where generator.uniform() < 0.01 {
                    seen[unit / 100] += Int32(size)
                }
                sum += DesignEffect.of(seen, among: [Int32](repeating: 100, count: 240))
            }
            let mean = sum / 100
            #expect((Double(size) * 0.95...Double(size) * 1.25).contains(mean), "\(mean) for \(size)")
        }
    }

    @Test(
        "Bounds of what comes in clusters cover the share in 90 % of 300 samples or more, where independent ones would not in half"
    )
    func coverage() {
        var covered = (clustered: 0, plain: 0)
        for run in 0..<300 {
            var generator = RandomKey(UInt64(run) &+ 7_000).generator
            var seen = [Int32](repeating: 0, count: 240)
            var cases = 0
            // Disturbances of 20 units each, by chance 1 % of all units.
            for stretch in 0..<1_200 where generator.uniform() < 0.01 {
                seen[stretch / 5] += 20
                cases += 20
            }
            let effect = DesignEffect.of(seen, among: [Int32](repeating: 100, count: 240))
            let own = ShareBound(seen: cases, of: 24_000, level: 0.95, isWatched: false, effect: effect)
            let plain = ShareBound(seen: cases, of: 24_000, level: 0.95, isWatched: false)
            if own.lower <= 0.01, 0.01 <= own.upper { covered.clustered += 1 }
            if plain.lower <= 0.01, 0.01 <= plain.upper { covered.plain += 1 }
        }
        #expect(covered.clustered >= 270, "\(covered.clustered) of 300")
        #expect(covered.plain < 200, "\(covered.plain) of 300")
    }

    @Test("None seen, all seen and nothing judged have no effect")
    func none() {
        #expect(DesignEffect.of([0, 0], among: [5, 5]) == 1)
        #expect(DesignEffect.of([5, 5], among: [5, 5]) == 1)
        #expect(DesignEffect.of([], among: []) == 1)
    }
}
