public import Kernel

/// How many workers take a system's requests, fitted to which of them were under way together.
public struct WorkerFit: Sendable, Hashable {
    /// Whose workers; nil: the scenario has none for these operations.
    public var pool: PoolID?
    /// The system.
    public var system: SystemID
    /// What the pool is called.
    public var name: String
    /// What the scenario says; nil: any number, or it changes with the time of day.
    public var modelled: Int?
    /// The most likely number; nil: not identified.
    public var workers: Int?
    /// The least number that the run speaks for (95 %).
    public var least: Int
    /// The largest one; nil: any number would do.
    public var most: Int?
    /// Requests under way together at most.
    public var together: Int
    /// Requests that found all workers busy, as far as the number is identified.
    public var waited: Int
    /// What a request takes besides its work, there and back, in ns with its 95 % interval: how much longer those that did
    /// not have to wait took than those that did, after their wait. Nil: not told apart.
    public var way: ConfidenceInterval?
    /// Answers it is fitted to.
    public var count: Int
    /// Why it was not identified; empty: it was.
    public var reason: String
}

extension WorkerFit {
    /// Numbers of workers and how likely they make what was seen.
    struct Likelihood: Sendable {
        /// The most likely number; one more than were ever under way before another stands for any number from there on.
        var best: Int
        /// All that are within three units of log likelihood of it: one in twenty.
        var least: Int
        var most: Int
    }

    /// The share of times that fits no form: hiccups of the machine, attempts that others overtook on the way.
    private static let strange = 0.01

    /// How likely each number of workers makes what was seen.
    ///
    /// Under the right number the time at work does not hang on whether a request had to wait; under a smaller one those
    /// that waited seem to have been at work too short or not at all, under a larger one too long. Each number is judged by
    /// the likelihood of the times at work that follow from it, by operation, under the likelier of a lognormal and a gamma
    /// distribution.
    static func likelihood(of line: WaitingLine, way: Double) -> Likelihood {
        let operations = Set(line.attempts.filter { $0.outcome == .ok }.map(\.operation)).sorted()
        let end = min(line.most, WaitingLine.limit) + 1
        var scores: [Double] = []
        for workers in 1...end {
            let services = line.services(workers: workers, way: way).map(\.time)
            scores.append(
                operations.reduce(0) { sum, operation in
                    let own = zip(line.attempts, services).filter { $0.0.operation == operation && $0.0.outcome == .ok }
                    return sum + score(own.map(\.1), range: own.map { Double($0.0.took) }.max() ?? 1)
                })
        }
        let top = scores.max() ?? 0
        let near = scores.indices.filter { scores[$0] >= top - 3 }
        let best = scores.lastIndex { $0 >= top - 1e-9 } ?? 0
        return Likelihood(best: best + 1, least: (near.first ?? 0) + 1, most: (near.last ?? 0) + 1)
    }

    /// Fewer that waited, or did not, tell nothing of the way.
    private static let leastToTell = 20
    /// What is known less surely than to this share of the time at work is not used: it would cost more than it gives.
    private static let surely = 0.05
    /// Fewer that seem to have waited may have been slow together for another reason.
    static let leastWaited = 10

    /// How much longer those took that did not wait.
    /// - Returns: nil where it cannot be told from none, or not exactly enough.
    static func way(of line: WaitingLine, workers: Int) -> ConfidenceInterval? {
        let services = line.services(workers: workers, way: 0)
        let answered = zip(line.attempts, services).filter { $0.0.outcome == .ok && $0.1.time > 0 }
        var found: ConfidenceInterval?
        for operation in Set(answered.map(\.0.operation)).sorted() {
            let own = answered.filter { $0.0.operation == operation }.map(\.1)
            let waited = own.filter(\.hasWaited).map(\.time)
            let direct = own.filter { !$0.hasWaited }.map(\.time)
            guard min(waited.count, direct.count) >= leastToTell,
                let shift = HodgesLehmannShift(direct, waited)?.interval, shift.lower > 0,
                shift.halfWidth <= surely * SampleMoments(waited).mean
            else { continue }
            if shift.halfWidth < found?.halfWidth ?? .infinity { found = shift }
        }
        return found
    }

    private static func score(_ services: [Double], range: Double) -> Double {
        let sorted = services.sorted()
        let middle = sorted[sorted.count / 2]
        // What can be no time at work has no say in what times at work are like.
        let sample = TimeSample(services.filter { $0 > 0.02 * middle })
        guard sample.times.count > 1 else { return -Double(services.count) * 1e3 }
        let floor = strange / max(range, 1)
        return [sample.lognormal, sample.gamma].map { form in
            services.reduce(0) { sum, time in
                let density = time > 0 ? (1 - strange) * Elementary.exp(form.logDensity(time)) : 0
                return sum + Elementary.log(density + floor)
            }
        }.max() ?? 0
    }
}
