internal import Kernel

/// The levels of a search by load, each with its last judgement.
struct JudgedLoads: Sendable {
    /// Ascending by load.
    private(set) var levels: [LoadLevel] = []
    /// The loads in the order in which they were first judged.
    private(set) var order: [Double] = []
    /// The level judged last.
    let last: LoadLevel?

    init(_ history: [LoadLevel]) {
        for level in history {
            if let index = levels.firstIndex(where: { $0.load == level.load }) {
                levels[index] = level
            } else {
                levels.insert(level, at: levels.firstIndex { $0.load > level.load } ?? levels.count)
                order.append(level.load)
            }
        }
        last = history.last
    }

    /// How long all levels were held.
    var time: Double { levels.reduce(0) { $0 + $1.duration } }

    /// The lowest load that breaks a budget.
    var broken: LoadLevel? { levels.first { !$0.isKept } }

    /// The largest load below it that keeps all.
    var kept: LoadLevel? {
        guard let first = levels.firstIndex(where: { !$0.isKept }) else { return levels.last }
        return first > 0 ? levels[first - 1] : nil
    }

    /// The largest load that is kept with confidence, below every one that is broken with confidence.
    var surelyKept: LoadLevel? {
        let lowest = levels.first { $0.verdict == .broken }?.load ?? .infinity
        return levels.last { $0.verdict == .kept && $0.load < lowest }
    }

    /// The lowest load that is broken with confidence.
    var surelyBroken: LoadLevel? { levels.first { $0.verdict == .broken } }

    /// Whether a level between the sure ones is undecided.
    var hasUndecided: Bool {
        let low = surelyKept?.load ?? 0
        let high = surelyBroken?.load ?? .infinity
        return levels.contains { $0.verdict == .undecided && $0.load > low && $0.load < high }
    }

    func level(at load: Double) -> LoadLevel? { levels.first { $0.load == load } }

    /// Levels that contradict each other: broken ones below a kept one, kept ones above a broken one.
    var contradictions: [LoadLevel] {
        guard let lowestBroken = broken?.load, let highestKept = levels.last(where: \.isKept)?.load else { return [] }
        return levels.filter { $0.isKept ? $0.load > lowestBroken : $0.load < highestKept }
    }

    /// The first bracket there was and how many new loads were asked for since, by the judgements that count now.
    var firstBracket: (width: Double, since: Int)? {
        var (low, high) = (-Double.infinity, Double.infinity)
        for (index, load) in order.enumerated() {
            guard let level = level(at: load) else { continue }
            if level.isKept { low = max(low, load) } else { high = min(high, load) }
            if low.isFinite && high.isFinite && low < high {
                return (Elementary.log(high / low), order.count - index - 1)
            }
        }
        return nil
    }

    /// Where the first budget crosses its bound between two levels.
    ///
    /// Each is interpolated on the logarithm of the load by (m - 1) / (m + 1), which is half the margin's logarithm near the
    /// bound and bounded far from it, so that a line that grows without end does not drown what the other end says.
    func crossing(_ kept: LoadLevel, _ broken: LoadLevel) -> Double {
        func height(_ logMargin: Double) -> Double {
            let margin = Elementary.exp(logMargin)
            return (margin - 1) / (margin + 1)
        }
        func share(_ low: Double, _ high: Double) -> Double {
            let (low, high) = (min(height(low), -1e-9), max(height(high), 1e-9))
            return low / (low - high)
        }
        let shares = kept.logParts(with: broken).filter { $0.there > 0 }.map { share($0.here, $0.there) }
        let first = shares.min() ?? share(kept.logMargin, broken.logMargin)
        return kept.load * Elementary.exp(first * Elementary.log(broken.load / kept.load))
    }
}
