public import Kernel

/// All events of one side, packed: about fifty bytes each, divided by business key so that what belongs together is looked at
/// together.
///
/// Numbers and times are written as differences from the event before, in as few bytes as they need. It is filled by one
/// thread; `EventStore` puts sides together.
public final class SideStore {
    /// Parts that the events are divided into, by key.
    public static let partCount = 256

    /// Whose events these are.
    public let side: Side
    /// How many there are.
    public private(set) var count = 0
    /// The time of the first, and of the last.
    public private(set) var span: ClosedRange<Instant>?
    /// Events of each kind.
    public private(set) var counts: [Int]
    /// By kind: fields that some event has, as bits.
    public private(set) var fieldMasks: [UInt16]
    /// All its times are whole ones of this: days, hours or minutes; a nanosecond where they are finer than a minute.
    public private(set) var resolution: Nanoseconds = .day
    /// Names of partners, by the index that events carry.
    public let partners: PartnerBook

    private let fields: Int
    private let partnerField: Int?
    private let roles: [EventRole]
    private let parts: UnsafeMutablePointer<Part>

    private struct Part: ~Copyable {
        var trail = ByteTrail()
        var time: Instant = 0
        var row: UInt64 = 0
    }

    /// A side without events.
    public init(_ side: Side, agreement: Agreement, partners: PartnerBook = PartnerBook()) {
        self.side = side
        self.partners = partners
        fields = agreement.fields.count
        partnerField = agreement.field(.partner)
        roles = agreement.kinds.map(\.role)
        counts = [Int](repeating: 0, count: agreement.kinds.count)
        fieldMasks = [UInt16](repeating: 0, count: agreement.kinds.count)
        parts = .allocate(capacity: SideStore.partCount)
        for part in 0..<SideStore.partCount { (parts + part).initialize(to: Part()) }
    }

    deinit {
        parts.deinitialize(count: SideStore.partCount)
        parts.deallocate()
    }

    /// Bytes that are held.
    public var size: Int { (0..<SideStore.partCount).reduce(0) { $0 + parts[$1].trail.size } }

    /// Takes an event in.
    /// - Parameters:
    ///   - event: its side does not count.
    ///   - values: one for each field of the agreement, or `EventField.absent`.
    public func add(_ event: BusinessEvent, _ values: UnsafeBufferPointer<Int64>) {
        precondition(values.count == fields && Int(event.kind) < roles.count)
        count &+= 1
        counts[Int(event.kind)] &+= 1
        // Finer than a minute nothing is asked, so that most exports pay for a few events only.
        while resolution > 1, event.time % resolution != 0 {
            resolution = resolution == .day ? .hour : resolution == .hour ? .minute : 1
        }
        if let span {
            if event.time < span.lowerBound || event.time > span.upperBound {
                self.span = min(span.lowerBound, event.time)...max(span.upperBound, event.time)
            }
        } else {
            span = event.time...event.time
        }
        switch roles[Int(event.kind)] {
        case .stockLevel where event.stock != BusinessEvent.none:
            var own = event
            own.order = event.stock
            write(own, values)
        case .inventoryMove where event.stock != BusinessEvent.none:
            write(event, values)
            var shadow = event
            shadow.order = event.stock
            shadow.isShadow = true
            write(shadow, values)
        default: write(event, values)
        }
    }

    /// The part that a business key belongs to.
    @inline(__always)
    static func part(of order: UInt64) -> Int { Int(truncatingIfNeeded: order >> 56) }

    private func write(_ event: BusinessEvent, _ values: UnsafeBufferPointer<Int64>) {
        let part = parts + SideStore.part(of: event.order)
        var writer = PackedWriter(at: part.pointee.trail.room(PackedWriter.longest))
        writer.whole(event.order)
        writer.byte(event.kind | (event.isShadow ? 0x80 : 0) | (event.isTwice ? 0x40 : 0))
        var mask: UInt64 = 0
        for field in 0..<values.count where values[field] != EventField.absent { mask |= 8 << UInt64(field) }
        fieldMasks[Int(event.kind)] |= UInt16(truncatingIfNeeded: mask >> 3)
        // The partner is written once, as what it is.
        if let partnerField, event.partner != .max { fieldMasks[Int(event.kind)] |= 1 << UInt16(partnerField) }
        if event.document != 0 { mask |= 1 }
        if event.key != 0 { mask |= 2 }
        if event.stock != 0 { mask |= 4 }
        writer.varying(mask)
        writer.signed(event.time &- part.pointee.time)
        writer.signed(Int64(bitPattern: event.row &- part.pointee.row))
        writer.varying(UInt64(event.partner &+ 1))
        if event.document != 0 { writer.six(event.document) }
        if event.key != 0 { writer.six(event.key) }
        if event.stock != 0 { writer.whole(event.stock) }
        for field in 0..<values.count where values[field] != EventField.absent { writer.signed(values[field]) }
        part.pointee.time = event.time
        part.pointee.row = event.row
        part.pointee.trail.advance(writer.count)
    }

    /// Reads the events of a part again, in the order in which they came in.
    func read(part: Int, _ body: (BusinessEvent, UnsafeBufferPointer<Int64>) -> Void) {
        var time: Instant = 0
        var row: UInt64 = 0
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: max(fields, 1)) { values in
            parts[part].trail.forEachBlock { block in
                guard let start = block.baseAddress else { return }
                var reader = PackedReader(at: start)
                let end = start + block.count
                while reader.position < end {
                    let order = reader.whole()
                    let kind = reader.byte()
                    let mask = reader.varying()
                    time &+= reader.signed()
                    row &+= UInt64(bitPattern: reader.signed())
                    let partner = UInt16(truncatingIfNeeded: reader.varying()) &- 1
                    var event = BusinessEvent(
                        order: order, kind: Int(kind & 0x3f), time: time, row: row, partner: partner,
                        isTwice: kind & 0x40 != 0)
                    if mask & 1 != 0 { event.document = reader.six() }
                    if mask & 2 != 0 { event.key = reader.six() }
                    if mask & 4 != 0 { event.stock = reader.whole() }
                    event.isShadow = kind & 0x80 != 0
                    event.side = side.rawValue
                    for field in 0..<fields {
                        values[field] = mask & 8 << UInt64(field) != 0 ? reader.signed() : EventField.absent
                    }
                    body(event, UnsafeBufferPointer(rebasing: UnsafeBufferPointer(values)[..<fields]))
                }
            }
        }
    }
}

// A store is filled by one thread and then only read.
extension SideStore: @unchecked Sendable {}
