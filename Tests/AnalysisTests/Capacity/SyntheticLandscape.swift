import Kernel

@testable import Analysis

/// A landscape with a limit that is known, and a judge whose measurements are noisy.
struct SyntheticLandscape {
    enum Kind: String, CaseIterable {
        /// Share of waits above a bound in M/M/c, over the share allowed; everybody waits too long in overload.
        case shareOfWaits
        /// The p99 of the wait in M/M/c over a bound; without end in overload.
        case quantileOfWaits
        /// (load / limit)^e, from nearly flat to nearly a wall.
        case power
        /// Good up to the limit, bad beyond it, and no slope to go by.
        case cliff
        /// A response time that is there at rest and grows as one over what is free.
        case response
        /// A budget that is nearly used up at any load, and two that grow: slowly, and like a wall. The tightest changes with
        /// the load.
        case several
    }

    let kind: Kind
    let limit: Double
    let saturation: Double?
    /// Whether its judge tells budgets apart.
    var knowsParts = true
    /// The margin of each budget.
    private let parts: (Double) -> [Double]

    private func margin(_ load: Double) -> Double { parts(load).max() ?? 0 }

    init(_ kind: Kind, limit: Double, _ u: Double, _ v: Double) {
        self.kind = kind
        self.limit = limit
        switch kind {
        case .shareOfWaits, .quantileOfWaits:
            let servers = 1 + Int(u * 40)
            let bound = 0.2 + 2 * v
            let share = kind == .shareOfWaits ? 0.02 : 0.01
            let exact =
                MultiServerQueue.largestArrivalRate(
                    serviceRate: 1, servers: servers, waitingLongerThan: bound, share: share) ?? 0
            let scale = limit / exact
            saturation = Double(servers) * scale
            parts = { load in
                let queue = MultiServerQueue(arrivalRate: load / scale, serviceRate: 1, servers: servers)
                if kind == .shareOfWaits { return [(queue?.waitTail(bound) ?? 1) / share] }
                return [queue?.waitQuantile(1 - share).map { $0 / bound } ?? 1e5]
            }
        case .power:
            let exponent = Elementary.exp(u * 4.5 - 1.2)
            saturation = nil
            parts = { [Elementary.pow($0 / limit, exponent)] }
        case .cliff:
            saturation = nil
            parts = { [$0 <= limit ? 0.05 + 0.8 * u : 2 + 200 * v] }
        case .response:
            let rest = 0.1 + 0.5 * u
            let full = limit / (1 - rest)
            saturation = full
            parts = { [$0 < full ? rest / (1 - $0 / full) : 1e6] }
        case .several:
            saturation = nil
            let wall = limit * (1 + 0.2 * v)
            parts = { [0.9 + 0.09 * u, Elementary.pow($0 / limit, 1 + v), Elementary.pow($0 / wall, 20)] }
        }
    }

    /// A random one whose limit lies within a factor of twenty of 1,000.
    static func random(_ kind: Kind, _ key: RandomKey) -> SyntheticLandscape {
        let limit = 1_000 * Elementary.exp((key.child(0).uniform * 2 - 1) * Elementary.log(20))
        return SyntheticLandscape(kind, limit: limit, key.child(1).uniform, key.child(2).uniform)
    }

    /// Holds a load and judges it at two standard errors. The noise is the relative standard error after a hold of one.
    func judge(_ load: Double, _ duration: Double, noise: Double, saturation: Double?, _ key: RandomKey) -> LoadLevel {
        let error = noise / duration.squareRoot()
        let measured = margin(load) * Elementary.exp(error * NormalDistribution.quantile(key.uniform))
        var verdict: LoadLevel.Verdict = measured <= 1 + 1e-12 ? .kept : .broken
        if noise > 0 && Elementary.log(max(measured, 1e-9)).magnitude < 2 * error { verdict = .undecided }
        var level = LoadLevel(
            load: load, duration: duration, margin: measured, error: error, verdict: verdict,
            saturation: saturation)
        let all = parts(load)
        if all.count > 1, knowsParts {
            // The noise of what decides is that of all: it is the same orders.
            for (budget, part) in all.enumerated() { level.parts[budget] = part * measured / margin(load) }
        }
        return level
    }

    /// Lets a search run to its end.
    func run(
        _ search: LoadSearch, noise: Double = 0, saturation: Double? = nil, _ key: RandomKey = RandomKey(0)
    ) -> (history: [LoadLevel], reason: LoadSearch.StopReason) {
        var history: [LoadLevel] = []
        while true {
            let own = key.child(UInt64(history.count))
            switch search.next(after: history) {
            case .step(let load, let duration), .hold(let load, let duration):
                history.append(judge(load, duration, noise: noise, saturation: saturation, own))
            case .stop(let reason): return (history, reason)
            }
        }
    }
}
