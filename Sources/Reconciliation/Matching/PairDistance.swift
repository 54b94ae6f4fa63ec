/// How far two events are from being one: by what would be said of them if they stood for each other, and where that is the same by the
/// time between them.
struct PairDistance: Comparable {
    /// A field that differs, or an event that is late.
    static let whole = 32
    /// Another time within the agreement: less than any field that differs, more than all that are tolerated together.
    static let half = 16
    /// More than everything that can be said of as many pairs as are weighed.
    static let forbidden = 1 << 24

    /// What would be said of them.
    var weight: Int
    /// The time between them in seconds, squared: of two pairings that are as far the one without a crossing is nearer.
    var time: Double

    static let zero = PairDistance(weight: 0, time: 0)
    static let unreachable = PairDistance(weight: .max / 2, time: 0)

    static func < (one: PairDistance, other: PairDistance) -> Bool {
        (one.weight, one.time) < (other.weight, other.time)
    }

    static func + (one: PairDistance, other: PairDistance) -> PairDistance {
        PairDistance(weight: one.weight + other.weight, time: one.time + other.time)
    }

    static func - (one: PairDistance, other: PairDistance) -> PairDistance {
        PairDistance(weight: one.weight - other.weight, time: one.time - other.time)
    }
}
