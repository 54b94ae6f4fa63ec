internal import Kernel
internal import Reconciliation

/// What was agreed about the times and parts of a kind of event, as a mapping or a parallel run writes it.
struct EventTerms {
    private let same: Nanoseconds?
    private let late: Nanoseconds?
    private let wait: Nanoseconds?
    private let splits: Bool?

    /// Nothing is said.
    init() {
        same = nil
        late = nil
        wait = nil
        splits = nil
    }

    /// Asks a mapping for its keys.
    init(_ fields: Fields) {
        same = fields.optional(
            "same within", .duration, "Times that differ by no more are the same; 1s if left out.")
        late = fields.optional(
            "late after", .duration, "The new side may be later by so much; by any time if left out.")
        wait = fields.optional(
            "wait", .duration, "It is missing when the other side has had it for so long; 1h if left out.")
        splits = fields.optional(
            "splits", .yesNo, "Whether one may be several on the other side that come to the same quantities.")
    }

    /// Lays what is said over what is usual for a kind.
    func apply(to kind: inout EventKind) {
        if let same { kind.sameWithin = same }
        if let wait { kind.wait = wait }
        if let splits { kind.maySplit = splits }
        kind.lateAfter = late
    }
}
