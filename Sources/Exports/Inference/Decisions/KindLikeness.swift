internal import Kernel
internal import Reconciliation

/// Whether two words whose names say different things may be one event: told of the same orders, as often, at about the
/// same time of an order's life.
struct KindLikeness {
    /// Share of the orders with either word that have both.
    let together: Double
    /// How often each side tells it in the sampled orders of both.
    let counts: (old: Int, new: Int)
    /// Median of how far apart they are, each counted from the first event of its order on its own side; a zone that is not
    /// known yet does not matter so.
    let apart: Nanoseconds
    /// Median of an order's length on the old side.
    let life: Nanoseconds

    /// - Parameter shared: orders of both sides.
    /// - Returns: nil if no order has both.
    init?(_ sides: [SideSample], _ old: EventWord, _ new: EventWord, shared: Set<String>) {
        var (either, both, counts) = (0, 0, (old: 0, new: 0))
        var (apart, lives): ([Nanoseconds], [Nanoseconds]) = ([], [])
        for order in shared {
            let events = sides.map { side in (side.byOrder[order] ?? []).map { side.told[$0] } }
            let mine = events[0].filter { $0.word == old }.map(\.time)
            let theirs = events[1].filter { $0.word == new }.map(\.time)
            counts.old += mine.count
            counts.new += theirs.count
            if mine.isEmpty && theirs.isEmpty { continue }
            either += 1
            guard let one = mine.min(), let other = theirs.min(), let start = events[0].map(\.time).min(),
                let end = events[0].map(\.time).max(), let newStart = events[1].map(\.time).min()
            else { continue }
            both += 1
            apart.append(abs((other - newStart) - (one - start)))
            lives.append(end - start)
        }
        guard both > 0 else { return nil }
        together = Double(both) / Double(either)
        self.counts = counts
        self.apart = EventPairs.quantile(apart.sorted(), 0.5)
        life = EventPairs.quantile(lives.sorted(), 0.5)
    }

    /// Whether they are alike enough for a guess.
    var isAlike: Bool {
        together >= 0.9 && min(counts.old, counts.new) * 10 >= max(counts.old, counts.new) * 9
            && apart <= max(.hour, life / 4)
    }

    /// Whether two roles are near enough for one event to be called either: an invoice is never compared with a parcel.
    static func isNear(_ one: EventRole, _ other: EventRole) -> Bool {
        let families: [Set<EventRole>] = [
            [.order, .confirmation], [.pick, .shipment, .label, .tracking], [.inventoryMove, .pick, .shipment],
            // What comes back is a picking that comes in, or a shipment the other way.
            [.goodsReturn, .pick, .shipment],
        ]
        return families.contains { $0.contains(one) && $0.contains(other) }
    }
}
