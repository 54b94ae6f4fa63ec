/// A shape of demand over time, from which slices with exact counts are cut.
///
/// Shapes are made of pieces with a constant or linearly changing rate; they join, take pauses and are clipped. Only
/// ratios of rates matter until a total is given: counts then follow by largest remainder, so they add up exactly.
public struct DemandShape: Sendable, Hashable {
    /// A stretch of time in which the rate is constant or changes linearly.
    public struct Piece: Sendable, Hashable {
        /// From here.
        public var start: Instant
        /// Up to here.
        public var end: Instant
        /// Relative share of the orders.
        public var share: Double
        /// Rate at the start relative to the piece's mean, 0...2.
        public var startWeight: Double

        /// A piece.
        public init(start: Instant, end: Instant, share: Double, startWeight: Double = 1) {
            self.start = start
            self.end = end
            self.share = share
            self.startWeight = startWeight
        }

        /// The share of the piece's orders that have come by `instant`.
        func cumulative(at instant: Instant) -> Double {
            guard end > start else { return instant > start ? 1 : 0 }
            let x = min(1, max(0, Double(instant - start) / Double(end - start)))
            return startWeight * x + (1 - startWeight) * x * x
        }

        /// The part within `[from, to)`, or nil if it is empty.
        func part(from: Instant, to: Instant) -> Piece? {
            let from = max(from, start)
            let to = min(to, end)
            guard from < to else { return nil }
            if from == start && to == end { return self }
            let mass = cumulative(at: to) - cumulative(at: from)
            guard mass > 0 else { return nil }
            let length = Double(end - start)
            let rate = startWeight + 2 * (1 - startWeight) * Double(from - start) / length
            let mean = mass * length / Double(to - from)
            return Piece(start: from, end: to, share: share * mass, startWeight: min(2, max(0, rate / mean)))
        }
    }

    /// The pieces, in time order.
    public private(set) var pieces: [Piece]

    /// A shape of pieces in any order; empty ones and ones without a share are dropped.
    public init(_ pieces: [Piece]) {
        self.pieces =
            pieces
            .filter { $0.start < $0.end && $0.share > 0 && $0.share.isFinite }
            .sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }

    /// The same rate all the time.
    public static func constant(from start: Instant, to end: Instant, share: Double = 1) -> DemandShape {
        DemandShape([Piece(start: start, end: end, share: share, startWeight: 1)])
    }

    /// A rate that changes linearly.
    /// - Parameters:
    ///   - start: from here.
    ///   - end: up to here.
    ///   - startRate: rate at the start, in any unit.
    ///   - endRate: rate at the end, in the same unit.
    ///   - share: relative share of the orders, when shapes are joined.
    public static func ramp(
        from start: Instant, to end: Instant, startRate: Double, endRate: Double, share: Double = 1
    ) -> DemandShape {
        let sum = startRate + endRate
        guard startRate >= 0, endRate >= 0, sum > 0, sum.isFinite else { return DemandShape([]) }
        return DemandShape([Piece(start: start, end: end, share: share, startWeight: 2 * startRate / sum)])
    }

    /// A curve of steps: share `i` comes evenly between edge `i` and edge `i + 1`.
    ///
    /// Edges are instants, so a profile by hour of the day is laid over a day with a DST step by whoever knows the zone.
    public static func curve(edges: [Instant], shares: [Double]) -> DemandShape {
        DemandShape(
            zip(zip(edges, edges.dropFirst()), shares).map {
                Piece(start: $0.0, end: $0.1, share: $1, startWeight: 1)
            })
    }

    /// Both shapes together; shares count as they are.
    public func joined(with other: DemandShape) -> DemandShape { DemandShape(pieces + other.pieces) }

    /// The shape without what lies in `pauses`: no orders come then, and a total given later falls on the rest.
    public func paused(during pauses: Intervals) -> DemandShape {
        var left: [Piece] = []
        for piece in pieces {
            var from = piece.start
            for pause in pauses.stretches where pause.end > piece.start && pause.start < piece.end {
                if let part = piece.part(from: from, to: pause.start) { left.append(part) }
                from = pause.end
            }
            if let part = piece.part(from: from, to: piece.end) { left.append(part) }
        }
        return DemandShape(left)
    }

    /// The part of the shape within `[from, to)`.
    public func clipped(from: Instant, to: Instant) -> DemandShape {
        DemandShape(pieces.compactMap { $0.part(from: from, to: to) })
    }

    /// Share of the shape before `instant`, 0...1; 0 for an empty shape.
    public func cumulativeShare(at instant: Instant) -> Double {
        let total = pieces.reduce(0) { $0 + $1.share }
        guard total > 0 else { return 0 }
        return pieces.reduce(0) { $0 + $1.share * $1.cumulative(at: instant) } / total
    }

    /// Slices that hold exactly `total` orders, shared out by largest remainder (ties to the earlier piece).
    public func slices(total: Int) -> [DemandPlan.Slice] {
        let counts = DemandShape.apportion(total, by: pieces.map(\.share))
        return zip(pieces, counts).map {
            DemandPlan.Slice(start: $0.start, end: $0.end, count: $1, startWeight: $0.startWeight)
        }
    }

    /// A stream of exactly `total` orders of this shape.
    public func stream(
        _ name: String, total: Int, spacing: DemandPlan.Spacing = .poisson, channel: Int? = nil
    ) -> DemandPlan.Stream {
        DemandPlan.Stream(name: name, slices: slices(total: total), spacing: spacing, channel: channel)
    }

    /// A burst: orders that come besides the rest within a short time, most of them at once if `decaying`.
    /// - Parameters:
    ///   - name: what people call it ("midnight drop").
    ///   - start: when it begins.
    ///   - length: how long it lasts; 0: all at once.
    ///   - orders: exactly so many.
    ///   - decaying: whether the rate falls from twice the mean to nothing, instead of being constant.
    ///   - channel: index of the channel of all its orders; nil: drawn from the mix.
    public static func burst(
        _ name: String, at start: Instant, within length: Nanoseconds, orders: Int, decaying: Bool = false,
        channel: Int? = nil
    ) -> DemandPlan.Stream {
        let slice = DemandPlan.Slice(
            start: start, end: start + max(0, length), count: orders, startWeight: decaying ? 2 : 1)
        return DemandPlan.Stream(
            name: name, slices: [slice], spacing: length > 0 ? .poisson : .batch, channel: channel)
    }

    /// A wave: orders released together at each moment (a warehouse release, a month-end batch).
    /// - Parameters:
    ///   - name: what people call it.
    ///   - moments: when.
    ///   - total: exactly so many orders over all moments, as evenly as whole numbers allow.
    ///   - within: how long one release takes, evenly spaced; 0: all at once.
    ///   - channel: index of the channel of all its orders; nil: drawn from the mix.
    public static func wave(
        _ name: String, at moments: Moments, total: Int, within length: Nanoseconds = 0, channel: Int? = nil
    ) -> DemandPlan.Stream {
        let counts = apportion(total, by: [Double](repeating: 1, count: moments.instants.count))
        let slices = zip(moments.instants, counts).map {
            DemandPlan.Slice(start: $0, end: $0 + max(0, length), count: $1)
        }
        return DemandPlan.Stream(
            name: name, slices: slices, spacing: length > 0 ? .even : .batch, channel: channel)
    }

    /// Shares out `total` by weights, exactly: whole parts first, then one each to the largest remainders, ties to the
    /// earlier one. Weights that are not positive numbers get nothing; if none is, nobody gets anything.
    public static func apportion(_ total: Int, by weights: [Double]) -> [Int] {
        let weights = weights.map { $0 > 0 && $0.isFinite ? $0 : 0 }
        let sum = weights.reduce(0, +)
        var counts = [Int](repeating: 0, count: weights.count)
        guard total > 0, sum > 0, sum.isFinite else { return counts }
        var remainders: [(index: Int, rest: Double)] = []
        var given = 0
        for (index, weight) in weights.enumerated() where weight > 0 {
            let exact = weight / sum * Double(total)
            let whole = min(Int(min(exact.rounded(.down), 0x1p62)), total - given)
            counts[index] = whole
            given += whole
            remainders.append((index, exact - Double(whole)))
        }
        remainders.sort { $0.rest != $1.rest ? $0.rest > $1.rest : $0.index < $1.index }
        var next = 0
        while given < total {
            counts[remainders[next % remainders.count].index] += 1
            given += 1
            next += 1
        }
        return counts
    }
}
