/// What became of an event when both sides were compared. Every event ends in exactly one class; where several would fit, in
/// the worst, which is the last of them here.
public enum VerdictClass: UInt8, Sendable, Codable, Hashable, CaseIterable {
    /// Both sides have it and agree.
    case match
    /// They differ in what is tolerated: within a tolerance, known or learnt noise, a split that comes to the same.
    case tolerated
    /// They differ in nothing but the time, and within what was agreed.
    case timingOnly
    /// One side has it, and the other may still get it: its time and the agreed wait are not over.
    case pending
    /// The new side has it later than was agreed.
    case late
    /// On the new side it came before what must come before it; on the old side it did not.
    case outOfOrder
    /// Master data differ.
    case masterDataDrift
    /// The state of the document differs.
    case state
    /// A value differs.
    case value
    /// One is several on the other side, and they do not come to the same.
    case splitMismatch
    /// It happened more often than on the other side.
    case duplicate
    /// Only the new side has it.
    case unexpected
    /// Only the new side has it, and what it refers to is not there.
    case orphan
    /// Only the old side has it.
    case missing
    /// It does not balance on the new side: ordered is not shipped, back-ordered and cancelled; stock moves are not the
    /// change on hand; an invoice is not its lines and tax. On the old side it does.
    case conservation

    /// In words.
    public var name: String {
        switch self {
        case .match: "match"
        case .tolerated: "tolerated"
        case .timingOnly: "timing only"
        case .pending: "pending"
        case .late: "late beyond agreement"
        case .outOfOrder: "out of order"
        case .masterDataDrift: "master-data drift"
        case .state: "state"
        case .value: "value"
        case .splitMismatch: "split mismatch"
        case .duplicate: "duplicate"
        case .orphan: "orphan"
        case .unexpected: "unexpected"
        case .missing: "missing"
        case .conservation: "conservation violation"
        }
    }

    /// Whether it is a difference that somebody has to answer for.
    public var isDefect: Bool { self > .pending }
}

extension VerdictClass: Comparable {
    /// Whether the first is less bad.
    public static func < (lhs: VerdictClass, rhs: VerdictClass) -> Bool { lhs.rawValue < rhs.rawValue }
}
