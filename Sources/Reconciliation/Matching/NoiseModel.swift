public import Kernel

/// What differs by nature: learnt by comparing the old side with itself.
public struct NoiseModel: Sendable, Codable, Hashable {
    /// By kind: fields of which differences are tolerated, as bits.
    public var fields: [UInt16]
    /// By kind: differences of time within this, new less old, are tolerated; nil: none is.
    public var times: [ClosedRange<Nanoseconds>?]
    /// By kind: whether its times have shifted as a whole, so that none is tolerated.
    public var shifted: [Bool]
    /// By kind: whether the old side has late events as often by itself, so that they are tolerated.
    public var lateness: [Bool]
    /// By kind: likewise of events out of order.
    public var disorder: [Bool]
    /// Of fields that are tolerated: only these changes are, which the old side makes by itself. A field that is not in it is
    /// tolerated whatever it became.
    public private(set) var known: [Int: Set<ValueChange>]

    /// Nothing differs by nature.
    public init(kinds: Int) {
        fields = [UInt16](repeating: 0, count: kinds)
        times = [ClosedRange<Nanoseconds>?](repeating: nil, count: kinds)
        shifted = [Bool](repeating: false, count: kinds)
        lateness = shifted
        disorder = shifted
        known = [:]
    }

    /// Tolerates only some changes of a field.
    public mutating func tolerateOnly(_ changes: Set<ValueChange>, kind: Int, field: Int) {
        known[kind * EventField.limit + field] = changes
    }

    /// Whether a difference of a field is by nature.
    func tolerates(kind: Int, field: Int, _ change: @autoclosure () -> ValueChange) -> Bool {
        guard fields[kind] & 1 << UInt16(field) != 0 else { return false }
        guard let known = known[kind * EventField.limit + field] else { return true }
        return known.contains(change())
    }
}
