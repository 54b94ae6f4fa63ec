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
    }

    /// Index into `Agreement.kinds`.
    public var kind: Int
    /// The partner; nil: all of them.
    public var partner: Int?
    /// Orders that have the event on both sides.
    public var orders: Int
    /// Of these, how many the figures are made from.
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
    ///   - limit: so many orders are used at most.
    ///   - repetitions: of the bootstrap.
    ///   - isWatched: whether the intervals of quantiles hold at every look at data that come in.
    ///   - key: of its draws.
    init?(
        kind: Int, partner: Int?, _ sample: LegSample, limit: Int, repetitions: Int, level: Double, isWatched: Bool,
        key: RandomKey
    ) {
        guard sample.count > 0 else { return nil }
        let chosen = sample.pairs.prefix(limit).sorted { ($0.placed, $0.order) < ($1.placed, $1.order) }
        let old = chosen.map { Double($0.old) }
        let new = chosen.map { Double($0.new) }
        self.kind = kind
        self.partner = partner
        orders = sample.count
        sampled = chosen.count
        let sortedOld = old.sorted()
        let sortedNew = new.sorted()
        let bootstrap = BlockBootstrap(level: level, repetitions: repetitions)
        quantiles = LegShift.told.enumerated().compactMap { index, quantile in
            let difference =
                isWatched
                ? LegShift.watched(new, old, quantile: quantile, level: level)
                : bootstrap.quantileDifference(
                    new, old, quantile: quantile, paired: true, key: key.child(UInt64(index)))
            guard let difference else { return nil }
            return Quantile(
                quantile: quantile, old: sortedOld[QuantileEstimate.nearestRank(quantile, of: old.count) - 1],
                new: sortedNew[QuantileEstimate.nearestRank(quantile, of: new.count) - 1], difference: difference)
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

    /// A difference that holds at every look. Values that depend on their neighbours are thinned to as many as there are
    /// independent ones.
    private static func watched(_ new: [Double], _ old: [Double], quantile: Double, level: Double) -> QuantileEstimate?
    {
        let rank = QuantileEstimate.nearestRank(quantile, of: new.count) - 1
        let bounds = (new.sorted()[rank], old.sorted()[rank])
        let inflation = max(
            BlockLength(new.map { $0 <= bounds.0 ? 1 : 0 }).inflation,
            BlockLength(old.map { $0 <= bounds.1 ? 1 : 0 }).inflation)
        let step = max(Int(inflation.rounded(.up)), 1)
        func thinned(_ values: [Double]) -> [Double] { stride(from: 0, to: values.count, by: step).map { values[$0] } }
        let difference = AlwaysValidQuantile.difference(
            ofSorted: thinned(new).sorted(), thinned(old).sorted(), quantile: quantile, level: level)
        guard case .insufficient(_, let needed) = difference else { return difference }
        return .insufficient(count: new.count, needed: needed * step)
    }
}
