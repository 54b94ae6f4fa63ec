/// An order as it comes due: who, what, where to, how fast.
public struct Order: Sendable, Hashable {
    /// Its index in the whole schedule, from 0; the same in every shard.
    public var number: UInt64
    /// The root of all randomness about this order.
    public var key: RandomKey
    /// When it is due.
    public var due: Instant
    /// Index into `DemandPlan.channels`.
    public var channel: UInt8
    /// Index into `DemandPlan.destinations`.
    public var destination: UInt8
    /// Index into `DemandPlan.services`.
    public var service: UInt8
    /// Index into `DemandPlan.warehouses`.
    public var warehouse: UInt8
    /// Order lines, at least 1.
    public var lines: UInt16
    /// Units over all lines, at least `lines`.
    public var units: UInt32
    /// Weight in grams.
    public var grams: UInt32

    /// An order.
    public init(
        number: UInt64, key: RandomKey, due: Instant, channel: UInt8 = 0, destination: UInt8 = 0, service: UInt8 = 0,
        warehouse: UInt8 = 0, lines: UInt16 = 1, units: UInt32 = 1, grams: UInt32 = 500
    ) {
        self.number = number
        self.key = key
        self.due = due
        self.channel = channel
        self.destination = destination
        self.service = service
        self.warehouse = warehouse
        self.lines = lines
        self.units = units
        self.grams = grams
    }
}

/// Where orders come from, one after the other.
public protocol OrderSource {
    /// The next order, never earlier than the one before; nil when there are no more.
    mutating func next() -> Order?
    /// Rows of a replayed file that could not be used so far.
    var badRows: BadRows { get }
}

extension OrderSource {
    /// Generated orders have no bad rows.
    public var badRows: BadRows { BadRows() }
}
