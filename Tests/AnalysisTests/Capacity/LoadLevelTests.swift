import Kernel
import Testing

@testable import Analysis

@Suite("Capacity: levels judged by repetitions")
struct LoadLevelTests {
    @Test("Five repetitions by hand: geometric mean and Student's t over the logarithms")
    func byHand() throws {
        // Logarithms -0.3, -0.1, -0.2, -0.25, -0.15: mean -0.2, standard error 0.0353553; t(0.975, 4) = 2.7764451.
        let margins = [-0.3, -0.1, -0.2, -0.25, -0.15].map { Elementary.exp($0) }
        let level = try #require(LoadLevel(load: 10, margins: margins))
        #expect(level.verdict == .kept && level.duration == 5)
        #expect(agree(level.margin, 0.8187307530779818))
        #expect(agree(level.error, 0.03535533905932738 * 2.7764451051977934 / 1.959963984540054, within: 1e-9))
    }

    @Test("Two that lie close together by luck decide nothing; one alone has no error; equal ones are exact")
    func few() throws {
        #expect(LoadLevel(load: 1, margins: [0.9, 0.92])?.verdict == .undecided)
        let one = try #require(LoadLevel(load: 1, margins: [0.9]))
        #expect(one.verdict == .kept && one.error == nil)
        let equal = try #require(LoadLevel(load: 1, margins: [1.5, 1.5, 1.5]))
        #expect(equal.verdict == .broken && equal.error == 0)
        #expect(LoadLevel(load: 1, margins: []) == nil)
        #expect(agree(LoadLevel(load: 1, margins: [0, 0])?.margin, 1e-6))
    }

    @Test("On the edge itself at most 5 % of levels are decided, however few the repetitions", arguments: [2, 3, 8])
    func onTheEdge(count: Int) {
        let decided = (0..<1_000).count { seed in
            let key = RandomKey(seed: 25, path: "edge").child(UInt64(seed))
            let margins = (0..<count).map {
                Elementary.exp(0.2 * NormalDistribution.quantile(key.child(UInt64($0)).uniform))
            }
            return LoadLevel(load: 1, margins: margins)?.verdict != .undecided
        }
        // Three standard errors above 5 %.
        #expect(decided <= 71, "\(decided) of 1000")
    }

    @Test(
        "A search that is judged by one to eight repetitions finds a steep limit to 2 % in at least 95 % of 200 seeds")
    func search() throws {
        let search = try #require(LoadSearch(guess: 1_000, hold: 1, longestHold: 8))
        var (right, repetitions) = (0, 0.0)
        for seed in 0..<200 as Range<UInt64> {
            let key = RandomKey(seed: 26, path: "repetitions").child(seed)
            let landscape = SyntheticLandscape.random(.shareOfWaits, key)
            var history: [LoadLevel] = []
            loop: while true {
                switch search.next(after: history) {
                case .step(let load, let duration), .hold(let load, let duration):
                    let count = Int(duration.rounded(.up))
                    let margins = (0..<count).map { repetition in
                        // The same load and repetition draw the same number, as the same seed does.
                        let own = RandomKey(seed: key.value, path: "\(load)").child(UInt64(repetition))
                        return landscape.judge(load, 1, noise: 0.1, saturation: nil, own).margin
                    }
                    history.append(try #require(LoadLevel(load: load, margins: margins)))
                case .stop: break loop
                }
            }
            repetitions += Dictionary(grouping: history, by: \.load).values.reduce(0) { $0 + ($1.last?.duration ?? 0) }
            guard case .between(let bracket)? = search.limit(after: history) else { continue }
            if (bracket.estimate / landscape.limit - 1).magnitude <= 0.02 { right += 1 }
        }
        #expect(right >= 190, "\(right) of 200")
        #expect(repetitions / 200 < 40, "\(repetitions / 200)")
    }
}
