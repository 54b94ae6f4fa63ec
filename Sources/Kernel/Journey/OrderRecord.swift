/// What the machine remembers of an order under way. A peak day holds a million of these: keep it small.
struct OrderRecord: BitwiseCopyable {
    /// How the order stands.
    enum Standing: UInt8 { case active, parked, ended }

    /// What befell a suspended journey while its order was parked; it is made up for when the exception is settled.
    enum Missed: UInt8 { case nothing, wakeUp, awaitTimeout }

    /// Nothing, for 8-bit and 16-bit indexes.
    static let none8 = UInt8.max
    static let none16 = UInt16.max

    var key: RandomKey
    var number: UInt64
    var due: Instant
    /// When it was suspended or parked last, for traces and lists.
    var suspended: Instant
    /// Where the journey goes on.
    var pc: UInt32
    /// Number of the current suspension; older events are stale. 24 bits.
    var serial: UInt32
    /// Draws made by the journey.
    var draws: UInt32
    /// Frames and events that refer to it, plus one while it is under way.
    var references: UInt32
    /// Events published ever, as bits.
    var seen: UInt32
    /// Events published and not yet awaited, as bits.
    var pending: UInt32
    /// Indicators that count it, as bits.
    var indicators: UInt32
    var units: UInt32
    var grams: UInt32
    /// Place in the trace book; -1: not traced.
    var trace: Int32
    var lines: UInt16
    /// Index of its cut-off, or `none16`.
    var cutoff: UInt16
    /// Four bits a document: its state.
    var documents: UInt16
    /// Reason of the last exception (`Plan.parks`), or `none16`.
    var park: UInt16
    var channel: UInt8
    var destination: UInt8
    var service: UInt8
    var warehouse: UInt8
    /// Index of its carrier, or `none8`.
    var carrier: UInt8
    /// Carrier it had when parked, or `none8`.
    var parkedCarrier: UInt8
    /// Last business event.
    var phase: UInt8
    /// Event the journey is suspended on, or `none8`.
    var awaiting: UInt8
    var standing: Standing
    var missed: Missed
    /// Times it was parked.
    var parks: UInt8
    /// Whether the promised event has happened.
    var promised: Bool
    /// Whether the next call of the journey repeats one that failed (after an exception was settled).
    var repeats: Bool

    /// The record of an order that comes due.
    @inline(__always)
    init(_ order: Order, cutoff: Int?, entry: Int) {
        key = order.key
        number = order.number
        due = order.due
        suspended = order.due
        pc = UInt32(truncatingIfNeeded: entry)
        serial = 0
        draws = 0
        references = 1
        seen = 1
        pending = 0
        indicators = 0
        units = order.units
        grams = order.grams
        trace = -1
        lines = order.lines
        self.cutoff = cutoff.map { UInt16(truncatingIfNeeded: $0) } ?? OrderRecord.none16
        documents = 0
        park = OrderRecord.none16
        channel = order.channel
        destination = order.destination
        service = order.service
        warehouse = order.warehouse
        carrier = OrderRecord.none8
        parkedCarrier = OrderRecord.none8
        phase = 0
        awaiting = OrderRecord.none8
        standing = .active
        missed = .nothing
        parks = 0
        promised = false
        repeats = false
    }
}
