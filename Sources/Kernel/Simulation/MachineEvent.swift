/// A scheduled event of the machine, packed into the 64 bits of the event queue's payload.
struct MachineEvent {
    /// What is due.
    enum Kind: UInt8 {
        /// A frame's service, pause, delay or network time is over.
        case frame
        /// An order's suspension is over (a delay or a calendar); stale unless the serial matches.
        case order
        /// An order has awaited an event long enough; stale unless the serial matches.
        case awaitTimeout
        /// The first attempt of a link may have timed out.
        case linkTimer
        /// The first call of a link may have come to its deadline.
        case linkDeadline
        /// A pool's capacity changes.
        case capacity
        /// A cut-off passes.
        case cutoff
    }

    /// Bits of the serial.
    static let serialMask: UInt32 = 0xff_ffff

    let kind: Kind
    let serial: UInt32
    let index: Int

    init(kind: Kind, serial: UInt32 = 0, index: Int) {
        self.kind = kind
        self.serial = serial
        self.index = index
    }

    /// Unpacks; nil for bits that no event has.
    init?(payload: UInt64) {
        guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: payload >> 56)) else { return nil }
        self.kind = kind
        serial = UInt32(truncatingIfNeeded: payload >> 32) & MachineEvent.serialMask
        index = Int(payload & 0xffff_ffff)
    }

    /// The packed form.
    var payload: UInt64 {
        UInt64(kind.rawValue) << 56 | UInt64(serial & MachineEvent.serialMask) << 32
            | UInt64(UInt32(truncatingIfNeeded: index))
    }
}
