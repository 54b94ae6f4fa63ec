/// That a business event of an order happened, and what the order was then.
public struct BusinessRecord: Sendable, Hashable, BitwiseCopyable {
    /// The order's index in the whole schedule.
    public var number: UInt64
    /// The root of all randomness about the order.
    public var key: RandomKey
    /// When it happened.
    public var time: Instant
    /// Units over all lines.
    public var units: UInt32
    /// Order lines.
    public var lines: UInt16
    /// Four bits a document: its state.
    public var documents: UInt16
    /// Index into `JourneyPlan.events`.
    public var event: UInt8
    /// Index into `DemandPlan.channels`.
    public var channel: UInt8
    /// Index into `DemandPlan.destinations`.
    public var destination: UInt8
    /// Index into `DemandPlan.services`.
    public var service: UInt8
    /// Index into `DemandPlan.warehouses`.
    public var warehouse: UInt8
    /// Index into `DemandPlan.carriers`; `UInt8.max`: none yet.
    public var carrier: UInt8

    /// The state of a document.
    public func state(ofDocument document: Int) -> Int { Int(documents >> UInt16(document * 4) & 15) }
}
