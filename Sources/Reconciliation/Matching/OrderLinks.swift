/// Orders that belong together because something links them two by two (disjoint sets with path halving, Tarjan and van Leeuwen
/// 1984). The leader of each set is its least order, so it does not depend on the order in which links are told.
struct OrderLinks {
    private var above: [UInt64: UInt64] = [:]

    /// Whether nothing was linked.
    var isEmpty: Bool { above.isEmpty }

    /// Links two orders.
    mutating func join(_ one: UInt64, _ other: UInt64) {
        let (a, b) = (leader(one), leader(other))
        above[max(a, b)] = min(a, b)
        above[min(a, b)] = min(a, b)
    }

    private mutating func leader(_ order: UInt64) -> UInt64 {
        var place = order
        while let up = above[place], up != place {
            let next = above[up] ?? up
            above[place] = next
            place = next
        }
        return place
    }

    /// The leader of each order that was linked.
    var leaders: [UInt64: UInt64] {
        var copy = self
        var leaders: [UInt64: UInt64] = [:]
        leaders.reserveCapacity(above.count)
        for order in above.keys { leaders[order] = copy.leader(order) }
        return leaders
    }
}
