import Kernel
import Testing

@testable import Analysis

/// The whole chain on a queue that is simulated: cut the warm-up, batch means, verdict, search, against the closed form.
@Suite("Capacity: the search against a simulated queue")
struct LoadSearchQueueTests {
    /// At most 10 % of the customers of an M/M/1 queue may wait longer than two mean services.
    static let share = 0.1
    static let longest = 2.0

    /// Whether customers waited too long, one after the other, from an empty queue (Lindley's recursion).
    static func late(_ load: Double, customers: Int, _ key: RandomKey) -> [Double] {
        var generator = key.generator
        var wait = 0.0
        return (0..<customers).map { _ in
            let now = wait
            wait = max(0, wait - Elementary.log(generator.uniform()) + Elementary.log(generator.uniform()) / load)
            return now > longest ? 1 : 0
        }
    }

    static func judge(_ load: Double, _ duration: Double, _ key: RandomKey) -> LoadLevel {
        var run = late(load, customers: Int(duration * 20_000), key)
        if let cut = WarmUp(run), cut.isSettled { run.removeFirst(cut.count) }
        guard let means = BatchMeans(run), means.interval.estimate > 0 else {
            return LoadLevel(load: load, duration: duration, margin: 0, verdict: .kept)
        }
        let interval = means.interval
        let isSure = means.isIndependent && !interval.contains(share)
        return LoadLevel(
            load: load, duration: duration, margin: interval.estimate / share,
            error: interval.halfWidth / 2 / interval.estimate,
            verdict: !isSure ? .undecided : interval.upper < share ? .kept : .broken)
    }

    @Test("The found limit is the exact one to 2 %, wherever the search says so, in 5 of 6 seeds at least")
    func found() throws {
        let exact = try #require(
            MultiServerQueue.largestArrivalRate(
                serviceRate: 1, servers: 1, waitingLongerThan: Self.longest, share: Self.share))
        var right = 0
        for seed in 0..<6 as Range<UInt64> {
            let search = try #require(LoadSearch(guess: seed % 2 == 0 ? 0.05 : 4, longestHold: 10))
            var history: [LoadLevel] = []
            var reason: LoadSearch.StopReason?
            while reason == nil {
                switch search.next(after: history) {
                case .step(let load, let duration), .hold(let load, let duration):
                    let key = RandomKey(seed: 23, path: "queue").child(seed)
                    history.append(Self.judge(load, duration, key.child(UInt64(history.count))))
                case .stop(let why): reason = why
                }
            }
            guard case .between(let bracket)? = search.limit(after: history) else { continue }
            if (bracket.estimate / exact - 1).magnitude <= 0.02 { right += 1 }
            #expect(reason == .precisionReached || reason == .outOfLevels)
        }
        #expect(right >= 5, "\(right) of 6")
    }
}
