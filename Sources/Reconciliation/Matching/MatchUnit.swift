public import Kernel

/// What was compared as one: an event of each side, an event of one side alone, or a few of them that stand for each other.
public struct MatchUnit: Sendable, Hashable {
    /// What is remarkable about it besides its class.
    public enum Remark: UInt8, Sendable, Hashable {
        /// Nothing.
        case none
        /// One is several on the other side.
        case split
        /// Documents of several orders, more of them on one side than on the other.
        case sharedDocuments
        /// It is there more often than on the old side.
        case moreCopies
        /// It is there less often than on the old side: the old side had it twice.
        case fewerCopies
        /// Ordered is not shipped, back-ordered and cancelled.
        case orderBooks
        /// The total is not lines and tax.
        case invoiceBooks
        /// Stock moves are not the change on hand.
        case stockBooks
    }

    /// Where its events stand in another sequence than on the other side.
    public enum Disorder: UInt8, Sendable, Hashable {
        /// Nowhere.
        case none
        /// On the new side it came before what must come before it, and on the old side it did not.
        case onlyNew
        /// The other way round.
        case onlyOld
    }

    /// Its class.
    public var verdict: VerdictClass
    /// What else there is to say.
    public var remark: Remark
    /// Index into `Agreement.kinds`.
    public var kind: Int
    /// Events of the old side, as places in their part.
    public var old: EventGroup
    /// Events of the new side.
    public var new: EventGroup
    /// Fields that differ, as bits.
    public var differing: UInt16
    /// Fields that differ in what is tolerated, as bits.
    public var tolerated: UInt16
    /// New less old, where there is one of each.
    public var delta: Nanoseconds?
    /// Whether one side alone has it out of order.
    public var disorder = Disorder.none
    /// Of documents of several orders: how many of them its events are, on the old side; 0: as many as events.
    public var oldDocuments: Int32 = 0
    /// Likewise on the new side.
    public var newDocuments: Int32 = 0

    /// What it counts on the old side: documents, or events.
    public var oldCount: Int { oldDocuments > 0 ? Int(oldDocuments) : old.count }
    /// What it counts on the new side.
    public var newCount: Int { newDocuments > 0 ? Int(newDocuments) : new.count }

    init(
        _ verdict: VerdictClass, kind: Int, old: EventGroup = [], new: EventGroup = [], remark: Remark = .none
    ) {
        self.verdict = verdict
        self.remark = remark
        self.kind = kind
        self.old = old
        self.new = new
        differing = 0
        tolerated = 0
        delta = nil
    }

    /// Raises it to a class that is worse.
    mutating func raise(to other: VerdictClass, _ remark: Remark = .none) {
        guard other > verdict else { return }
        verdict = other
        self.remark = remark
    }
}
