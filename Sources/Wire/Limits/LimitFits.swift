internal import Kernel

/// The fits behind `LimitEstimator`: for each kind of limit, the parameters that part what was let through from what
/// was refused.
struct LimitFits {
    /// A model, and how well it parts them.
    struct Fit {
        var model: LimitEstimate.Model
        var score: Double
        var rateRange: ClosedRange<Double>?
    }

    private struct Split {
        /// 1: a threshold parts all; 0.5: no better than chance.
        var score: Double
        /// Let through lie at most here, refused above.
        var threshold: Int
    }

    private let times: [Double]
    private let admitted: [Bool]
    /// How often a request was let through right after one was refused.
    let returns: Int
    /// When these were: the limit had let go shortly before.
    private let releases: [Double]

    /// Decisions that are fitted.
    var fitted: Int { times.count }

    init(_ decisions: [LimitEstimator.Decision]) {
        let sorted = decisions.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        let start = sorted.first?.element.at ?? 0
        times = sorted.map { Double($0.element.at - start) / Double(Nanoseconds.second) }
        admitted = sorted.map(\.element.isAdmitted)
        var releases: [Double] = []
        for k in times.indices.dropFirst() where admitted[k] && !admitted[k - 1] { releases.append(times[k]) }
        self.releases = releases
        returns = releases.count
    }

    private var span: Double { times.last ?? 0 }

    // MARK: - Token bucket

    /// The level of a bucket that each admission fills by one and that leaks at the rate does not depend on its size:
    /// admissions lie at most at the size less one, refusals above. So the rate alone is searched, and the size is the
    /// threshold.
    ///
    /// Over a long time only rates very near to the true one fit, so the search begins on the first decisions, where
    /// many do, and narrows as it takes in more.
    func bucket() -> Fit? {
        guard returns >= 5, span > 0, let firstRefusal = admitted.firstIndex(of: false) else { return nil }
        var end = start(releases: 8)
        var rates = coarse(end)
        while end < times.count {
            let reach = 2 / regained(from: firstRefusal, to: end)
            end = min(times.count, end * 2)
            let step = 0.25 / regained(from: firstRefusal, to: end)
            rates = best(3, of: rates.flatMap { LimitFits.around($0, reach: reach, step: step) }, end)
        }
        let unit = 1 / regained(from: firstRefusal, to: end)
        rates = best(2, of: rates.flatMap { LimitFits.around($0, reach: unit / 2, step: unit / 25) }, end)
        guard let found = best(1, of: rates, end).first else { return nil }
        // Rates that do as well are one stretch, and its middle is taken.
        let split = split(levels(found, end))
        let range = edge(found, 1 / (1 + unit), split.score)...edge(found, 1 + unit, split.score)
        let middle = (range.lowerBound + range.upperBound) / 2
        let centre = self.split(levels(middle, end))
        let isAsGood = centre.score >= split.score - LimitFits.same
        return Fit(
            model: .tokenBucket(
                rate: isAsGood ? middle : found, burst: Double((isAsGood ? centre : split).threshold + 1)),
            score: split.score, rateRange: range)
    }

    private static func around(_ rate: Double, reach: Double, step: Double) -> [Double] {
        stride(from: -reach, through: reach, by: step).map { rate * (1 + $0) }
    }

    private static let same = 1e-9

    /// So many decisions that so many releases are among them.
    private func start(releases wanted: Int) -> Int {
        var seen = 0
        for k in times.indices.dropFirst() where admitted[k] && !admitted[k - 1] {
            seen += 1
            if seen == wanted { return max(k + 1, min(times.count, 40)) }
        }
        return times.count
    }

    /// Admissions after the first refusal: what the bucket gave out beyond its first filling.
    private func regained(from first: Int, to end: Int) -> Double {
        Double(max(4, admitted[first..<max(first, end)].count(where: { $0 })))
    }

    private func coarse(_ end: Int) -> [Double] {
        let mean = Double(admitted[..<end].count(where: { $0 })) / max(times[end - 1], 1e-9)
        var rates: [Double] = []
        var rate = mean / 64
        while rate < mean * 64 {
            rates.append(rate)
            rate *= 1.01
        }
        return best(6, of: rates, end)
    }

    /// The rates that do best on the first decisions, not one beside the other.
    private func best(_ count: Int, of rates: [Double], _ end: Int) -> [Double] {
        let scored = rates.map { (rate: $0, score: split(levels($0, end)).score) }.sorted {
            ($1.score, $0.rate) < ($0.score, $1.rate)
        }
        var chosen: [Double] = []
        // Of equals the middle one.
        var index = 0
        while chosen.count < count, index < scored.count {
            let equal = scored[index...].prefix { scored[index].score - $0.score <= LimitFits.same }
            chosen.append(scored[index + equal.count / 2].rate)
            index += equal.count
        }
        return chosen
    }

    /// The farthest rate in steps by a factor that still does as well: steps that grow, then halving.
    private func edge(_ rate: Double, _ factor: Double, _ score: Double) -> Double {
        func isAsGood(_ rate: Double) -> Bool { split(levels(rate, times.count)).score >= score - LimitFits.same }
        var good = rate
        var step = factor
        var bad = good * step
        while (rate / 4...rate * 4).contains(bad), isAsGood(bad) {
            good = bad
            step *= step
            bad = good * step
        }
        for _ in 0..<12 {
            let middle = (good + bad) / 2
            if isAsGood(middle) { good = middle } else { bad = middle }
        }
        return good
    }

    private func levels(_ rate: Double, _ end: Int) -> [Int] {
        var level = 0.0
        var before = 0.0
        return (0..<end).map { k in
            level = max(0, level - (times[k] - before) * rate)
            before = times[k]
            let found = level
            if admitted[k] { level += 1 }
            return LimitFits.whole(found)
        }
    }

    /// Rounded up, but for what arithmetic adds.
    private static func whole(_ level: Double) -> Int { Int((level - 1e-6).rounded(.up)) }

    // MARK: - Windows

    private var periods: [Double] {
        var periods = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400].map {
            Double($0)
        }
        // Uncommon ones show in the time from release to release.
        let gaps = zip(releases.dropFirst(), releases).map { $0 - $1 }.sorted()
        if let middle = gaps.isEmpty ? nil : gaps[gaps.count / 2] {
            let whole = middle.rounded()
            if whole >= 1, !periods.contains(whole) { periods.append(whole) }
        }
        // Fewer than three windows would fit anything.
        return periods.filter { $0 * 2.5 <= span }
    }

    func fixedWindow() -> Fit? {
        var best: Fit?
        for period in periods {
            // A window begins between a refusal and the admission after it; of many such, the earliest admission is the
            // nearest.
            let pick = max(1, releases.count / 24)
            let phases = Set(
                stride(from: 0, to: releases.count, by: pick).map { releases[$0].remainder(of: period) })
            // A few windows show which beginnings come into question.
            let few = max(200, times.firstIndex { $0 > 6 * period } ?? times.count)
            let likely = phases.sorted()
                .map { (phase: $0, score: split(counts(period: period, phase: $0, min(few, times.count))).score) }
                .sorted { $0.score > $1.score }
            for (phase, score) in likely.prefix(3) where score > 0.75 {
                let found = split(counts(period: period, phase: phase, times.count))
                guard found.score > (best?.score ?? 0) + LimitFits.same else { continue }
                best = Fit(
                    model: .fixedWindow(count: found.threshold + 1, period: Nanoseconds(period * 1e9)),
                    score: found.score)
            }
        }
        return best
    }

    private func counts(period: Double, phase: Double, _ end: Int) -> [Int] {
        var window = -Double.infinity
        var count = 0
        return (0..<end).map { k in
            let current = ((times[k] - phase) / period + 1e-9).rounded(.down)
            if current != window {
                window = current
                count = 0
            }
            let found = count
            if admitted[k] { count += 1 }
            return found
        }
    }

    func slidingWindow() -> Fit? {
        var best: Fit?
        for period in periods {
            let found = split(recent(period))
            guard found.score > (best?.score ?? 0) + LimitFits.same else { continue }
            best = Fit(
                model: .slidingWindow(count: found.threshold + 1, period: Nanoseconds(period * 1e9)),
                score: found.score)
        }
        return best
    }

    private func recent(_ period: Double) -> [Int] {
        var oldest = 0
        var count = 0
        return times.indices.map { k in
            while times[oldest] <= times[k] - period {
                if admitted[oldest] { count -= 1 }
                oldest += 1
            }
            let found = count
            if admitted[k] { count += 1 }
            return found
        }
    }

    // MARK: - Threshold

    /// The threshold that parts what was let through (at most it) from what was refused (above it) with the fewest on
    /// the wrong side, for the first decisions, as many as there are values.
    private func split(_ values: [Int]) -> Split {
        let highest = values.max() ?? 0
        var letThrough = [Int](repeating: 0, count: highest + 1)
        var refused = letThrough
        var refusedCount = 0
        for k in values.indices {
            if admitted[k] {
                letThrough[max(0, values[k])] += 1
            } else {
                refused[max(0, values[k])] += 1
                refusedCount += 1
            }
        }
        let admittedCount = values.count - refusedCount
        guard admittedCount > 0, refusedCount > 0 else { return Split(score: 0.5, threshold: highest) }
        var admittedAbove = admittedCount
        var refusedBelow = 0
        var best = Split(score: 0, threshold: 0)
        for value in 0...highest {
            admittedAbove -= letThrough[value]
            refusedBelow += refused[value]
            let wrong = Double(admittedAbove) / Double(admittedCount) + Double(refusedBelow) / Double(refusedCount)
            if 1 - wrong / 2 > best.score { best = Split(score: 1 - wrong / 2, threshold: value) }
        }
        return best
    }
}

extension Double {
    /// What is left of division by a positive number, in 0..<divisor.
    fileprivate func remainder(of divisor: Double) -> Double { self - (self / divisor).rounded(.down) * divisor }
}
