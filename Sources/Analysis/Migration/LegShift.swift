internal import Kernel
internal import Reconciliation

/// How the time from the order to an event differs between the sides.
public struct LegShift: Sendable, Hashable {
    /// A quantile on both sides.
    public struct Quantile: Sendable, Hashable {
        /// Which, such as 0.99.
        public var quantile: Double
        /// On the old side, in nanoseconds.
        public var old: Double
        /// On the new side.
        public var new: Double
        /// New less old with its interval, or how many orders would do.
        public var difference: QuantileEstimate
        /// Orders that it is made from.
        public var sampled: Int
    }

    /// Index into `Agreement.kinds`.
    public var kind: Int
    /// The partner; nil: all of them.
    public var partner: Int?
    /// Orders that have the event on both sides.
    public var orders: Int
    /// Of these, how many the shift and the curve are made from.
    public var sampled: Int
    /// p50, p90, p99.
    public var quantiles: [Quantile]
    /// The shift of all of it; nil: too few orders.
    public var shift: ConfidenceInterval?
    /// Times of both sides by quantile from 1 % to 99 %; empty: too few orders for a curve.
    public var curve: [CurvePoint]

    /// A point of the curve, in nanoseconds.
    public struct CurvePoint: Sendable, Hashable {
        /// On the old side.
        public var old: Double
        /// On the new side.
        public var new: Double
    }

    /// The quantiles that are told.
    public static let told = [0.5, 0.9, 0.99]

    /// The shift of a sample.
    /// - Parameters:
    ///   - limit: so many orders are used at most; a p99, of which one order in a hundred speaks, and quantiles that are asked
    ///     for are made from all that the sample keeps, and all of it is where it is watched.
    ///   - asked: quantiles that the gate asks for.
    ///   - repetitions: of the bootstrap.
    ///   - isWatched: whether the intervals of quantiles hold at every look at data that come in.
    ///   - key: of its draws.
    init?(
        kind: Int, partner: Int?, _ sample: LegSample, limit: Int, asked: Set<Double>, repetitions: Int, level: Double,
        isWatched: Bool,
        key: RandomKey
    ) {
        guard sample.count > 0 else { return nil }
        let kept = sample.pairs
        let all = Times(kept[...])
        let some = isWatched || kept.count <= limit ? all : Times(kept.prefix(limit))
        let (old, new) = (some.old, some.new)
        self.kind = kind
        self.partner = partner
        orders = sample.count
        sampled = old.count
        let sortedOld = old.sorted()
        let sortedNew = new.sorted()
        let bootstrap = BlockBootstrap(level: level, repetitions: repetitions)
        quantiles = LegShift.told.enumerated().compactMap { index, quantile in
            func estimate(_ times: Times) -> Quantile? {
                let (old, new) = (times.old, times.new)
                let difference =
                    isWatched
                    ? LegShift.watched(new, old, quantile: quantile, level: level)
                    : bootstrap.quantileDifference(
                        new, old, quantile: quantile, paired: true, key: key.child(UInt64(index)))
                return difference.map {
                    Quantile(
                        quantile: quantile, old: times.quantile(quantile, of: old),
                        new: times.quantile(quantile, of: new), difference: $0, sampled: old.count)
                }
            }
            let first = estimate(quantile >= 0.99 || asked.contains(quantile) ? all : some)
            // Too few while there are more.
            return first?.difference.interval == nil && first?.sampled ?? 0 < all.old.count ? estimate(all) : first
        }
        shift = SignedRankShift.interval(zip(new, old).map(-), level: level)
        curve =
            old.count < 20
            ? []
            : (1..<100).map { percent in
                let rank = QuantileEstimate.nearestRank(Double(percent) / 100, of: old.count) - 1
                return CurvePoint(old: sortedOld[rank], new: sortedNew[rank])
            }
    }

    /// The same where a side's times are cut to whole steps: a time from one event to another may be off by a step either way.
    func blurred(by step: Double) -> LegShift {
        guard step > 0 else { return self }
        func wider(_ interval: ConfidenceInterval) -> ConfidenceInterval {
            ConfidenceInterval(
                estimate: interval.estimate, lower: interval.lower - step, upper: interval.upper + step,
                level: interval.level)
        }
        var leg = self
        leg.shift = shift.map(wider)
        for place in quantiles.indices {
            guard case .interval(let interval) = quantiles[place].difference else { continue }
            leg.quantiles[place].difference = .interval(wider(interval))
        }
        return leg
    }

    /// Times of both sides in the order in which the orders were placed.
    private struct Times {
        var old: [Double]
        var new: [Double]

        init(_ pairs: ArraySlice<LegSample.Pair>) {
            let chosen = pairs.sorted { ($0.placed, $0.order) < ($1.placed, $1.order) }
            old = chosen.map { Double($0.old) }
            new = chosen.map { Double($0.new) }
        }

        func quantile(_ quantile: Double, of values: [Double]) -> Double {
            values.sorted()[QuantileEstimate.nearestRank(quantile, of: values.count) - 1]
        }
    }

    /// So many neighbours show how values depend on each other.
    private static let dependenceLimit = 20_000

    /// A difference that holds at every look. Values that depend on their neighbours are thinned to as many as there are
    /// independent ones.
    private static func watched(_ new: [Double], _ old: [Double], quantile: Double, level: Double) -> QuantileEstimate?
    {
        let rank = QuantileEstimate.nearestRank(quantile, of: new.count) - 1
        let bounds = (new.sorted()[rank], old.sorted()[rank])
        let inflation = max(
            BlockLength(new.prefix(dependenceLimit).map { $0 <= bounds.0 ? 1 : 0 }).inflation,
            BlockLength(old.prefix(dependenceLimit).map { $0 <= bounds.1 ? 1 : 0 }).inflation)
        let count = max(Int(Double(new.count) / inflation), 1)
        func thinned(_ values: [Double]) -> [Double] { (0..<count).map { values[$0 * values.count / count] } }
        let difference = AlwaysValidQuantile.difference(
            ofSorted: thinned(new).sorted(), thinned(old).sorted(), quantile: quantile, level: level)
        guard case .insufficient(_, let needed) = difference else { return difference }
        return .insufficient(count: new.count, needed: Int((Double(needed) * inflation).rounded(.up)))
    }
}
