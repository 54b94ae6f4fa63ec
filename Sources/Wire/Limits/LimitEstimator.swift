public import Kernel

/// Infers a partner's limit from which requests it let through and which it refused.
///
/// Three kinds are tried, each as one number a decision must lie below to be let through: the level of a leaking
/// bucket, the count in the window so far, the count in the last window. The parameters under which a threshold parts
/// the two best are taken. Requests are taken to count one each, and the limit to be all ours and at rest before the
/// first one: with other users of the same limit the burst comes out smaller, and the confidence lower.
public struct LimitEstimator: Sendable, Codable {
    struct Decision: Sendable, Codable {
        var at: Instant
        var isAdmitted: Bool
    }

    private let capacity: Int
    private var decisions: [Decision] = []
    private var admitted = 0
    private var refused = 0
    private var first: Instant = .max
    private var last: Instant = .min

    /// An estimator.
    /// - Parameter capacity: decisions kept, the first ones; later ones are counted but not fitted.
    public init(capacity: Int = 20_000) { self.capacity = max(100, capacity) }

    /// A request was let through or refused.
    /// - Parameter instant: when it was sent; neighbours may come in another order.
    public mutating func record(at instant: Instant, admitted isAdmitted: Bool) {
        if isAdmitted { admitted += 1 } else { refused += 1 }
        first = min(first, instant)
        last = max(last, instant)
        // Within a run of refusals only its ends bind: between them the limit says nothing new.
        if !isAdmitted, decisions.count >= 2, !decisions[decisions.count - 1].isAdmitted,
            !decisions[decisions.count - 2].isAdmitted, instant >= decisions[decisions.count - 1].at
        {
            decisions[decisions.count - 1].at = instant
            return
        }
        guard decisions.count < capacity else { return }
        decisions.append(Decision(at: instant, isAdmitted: isAdmitted))
    }

    /// Adds the decisions of another caller of the same limit, by the same clock: what each saw alone explains nothing, as the
    /// other used the limit up.
    mutating func merge(_ other: LimitEstimator) {
        // Where one of them stopped keeping what came, the rest of the other alone would mislead.
        let end = min(lastKept, other.lastKept)
        let all = (decisions + other.decisions).filter { $0.at <= end }
        decisions = Array(all.sorted { $0.at < $1.at }.prefix(capacity))
        admitted += other.admitted
        refused += other.refused
        first = min(first, other.first)
        last = max(last, other.last)
    }

    private var lastKept: Instant { decisions.count < capacity ? .max : decisions[decisions.count - 1].at }

    /// What no run ever has, in words; nil: nothing. For decisions read from disk.
    var firstFlaw: String? {
        let most = Instant.never / 4
        guard capacity >= 100, capacity <= 1 << 24, decisions.count <= capacity else {
            return "a capacity of \(capacity)"
        }
        guard (0...1 << 40).contains(admitted), (0...1 << 40).contains(refused) else { return "\(admitted) decisions" }
        guard decisions.allSatisfy({ (-most...most).contains($0.at) }) else { return "decisions out of all time" }
        let isNone = first == .max && last == .min
        return isNone || (-most...most).contains(first) && (-most...most).contains(last)
            ? nil : "times \(first) to \(last)"
    }

    /// What is found so far. Takes up to a second: for the end of a run, not for each request.
    public func estimate() -> LimitEstimate {
        var estimate = LimitEstimate(
            finding: .notReached, confidence: 0, rateRange: nil, admitted: admitted, refused: refused,
            span: last > first ? last - first : 0)
        guard refused > 0 else { return estimate }
        let fits = LimitFits(decisions)
        guard fits.returns >= 3, admitted >= 10, fits.fitted >= 20 else {
            estimate.finding = .tooFew
            return estimate
        }
        let candidates = [fits.bucket(), fits.fixedWindow(), fits.slidingWindow()].compactMap { $0 }
            .sorted { $0.score > $1.score }
        guard let best = candidates.first else {
            estimate.finding = .tooFew
            return estimate
        }
        estimate.confidence = best.score
        estimate.rateRange = best.rateRange
        let near = candidates.filter { best.score - $0.score < LimitEstimator.margin(best) }
        estimate.finding =
            near.count == 1 && best.score >= 0.9
            ? .identified(best.model) : .notIdentified(near.map(\.model))
        return estimate
    }

    /// How much better than the others a model must be: at least a fifth of what it leaves unexplained, and half a
    /// percent.
    private static func margin(_ best: LimitFits.Fit) -> Double { max(0.005, (1 - best.score) / 5) }
}
