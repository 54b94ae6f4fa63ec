internal import Reconciliation

/// The values of the current row that are needed, by slot: pieces of the row, or of a scratch area for what had to be unquoted.
final class FieldSlots {
    /// How many.
    let count: Int
    private let pieces: UnsafeMutablePointer<UnsafeRawBufferPointer>
    /// Unquoted texts of the current row.
    private var scratch: UnsafeMutablePointer<UInt8>
    private var scratchRoom = 1 << 12
    private var scratchUsed = 0
    /// Older scratch areas of this row that pieces still point to.
    private var retired: [UnsafeMutablePointer<UInt8>] = []

    init(_ count: Int) {
        self.count = count
        pieces = .allocate(capacity: max(count, 1))
        pieces.initialize(repeating: UnsafeRawBufferPointer(start: nil, count: 0), count: max(count, 1))
        scratch = .allocate(capacity: scratchRoom)
    }

    deinit {
        pieces.deallocate()
        scratch.deallocate()
        for area in retired { area.deallocate() }
    }

    /// Forgets the row.
    @inline(__always)
    func clear() {
        for slot in 0..<count { pieces[slot] = UnsafeRawBufferPointer(start: nil, count: 0) }
        scratchUsed = 0
        if !retired.isEmpty { release() }
    }

    private func release() {
        for area in retired { area.deallocate() }
        retired = []
    }

    /// A value, without spaces around it; without bytes where there is none.
    @inline(__always)
    subscript(_ slot: Int) -> UnsafeRawBufferPointer {
        get { pieces[slot] }
        set { pieces[slot] = FieldSlots.trimmed(newValue) }
    }

    @inline(__always)
    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        var end = bytes.count
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start &+= 1 }
        while end > start, bytes[end &- 1] == 0x20 || bytes[end &- 1] == 0x09 || bytes[end &- 1] == 0x0d { end &-= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    /// Makes UTF-8 of values that are written in an encoding of one byte a letter.
    func recode() {
        for slot in 0..<count where pieces[slot].contains(where: { $0 >= 0x80 }) {
            let letters = String(String.UnicodeScalarView(pieces[slot].map(TextEncoding.letter)))
            let bytes = Array(letters.utf8)
            let room = room(bytes.count)
            room.update(from: bytes, count: bytes.count)
            keep(bytes.count)
            pieces[slot] = UnsafeRawBufferPointer(start: room, count: bytes.count)
        }
    }

    /// Room for a text of at most so many bytes, until the row is forgotten.
    func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        if scratchUsed + count > scratchRoom {
            retired.append(scratch)
            scratchRoom = max(scratchRoom * 2, count)
            scratch = .allocate(capacity: scratchRoom)
            scratchUsed = 0
        }
        return scratch + scratchUsed
    }

    /// Keeps what was written into the room.
    func keep(_ count: Int) { scratchUsed += count }
}
