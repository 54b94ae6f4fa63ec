public import Kernel

/// An event as it is read: keys are hashes, values are numbers. The fields' values lie beside it.
public struct BusinessEvent: Sendable, Hashable, BitwiseCopyable {
    /// No key, no document.
    public static let none: UInt64 = 0

    /// Of the business key: the order that it belongs to.
    public var order: UInt64
    /// When it happened, in nanoseconds since 1970 UTC.
    public var time: Instant
    /// Where it is written: a position that its source can go back to.
    public var row: UInt64
    /// Of its own number on its side, 48 bits: the same number twice is the same event twice.
    public var document: UInt64
    /// Of what tells events of one kind and order apart on both sides, 48 bits (a line, an article, a parcel).
    public var key: UInt64
    /// Of the place and article of a stock move or level; `none` for others.
    public var stock: UInt64
    /// Index of its partner among those of its source; `UInt16.max`: none is written.
    public var partner: UInt16
    /// Index into `Agreement.kinds`.
    public var kind: UInt8
    /// Where it was seen.
    public var side: UInt8
    /// Whether its time may be an hour later as well, as clocks were set back and showed it twice.
    public var isTwice: Bool
    /// Whether it only stands for an event elsewhere, to balance stock with.
    var isShadow: Bool

    /// An event.
    public init(
        order: UInt64, kind: Int, time: Instant, row: UInt64, document: UInt64 = none, key: UInt64 = none,
        stock: UInt64 = none, partner: UInt16 = .max, isTwice: Bool = false
    ) {
        self.order = order
        self.time = time
        self.row = row
        self.document = document & 0xffff_ffff_ffff
        self.key = key & 0xffff_ffff_ffff
        self.stock = stock
        self.partner = partner
        self.kind = UInt8(truncatingIfNeeded: kind)
        side = 0
        self.isTwice = isTwice
        isShadow = false
    }
}
