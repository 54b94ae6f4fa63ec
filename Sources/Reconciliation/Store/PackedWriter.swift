/// Writes numbers in as few bytes as they need: seven bits a byte, the lowest first; differences with their sign in the lowest bit.
struct PackedWriter {
    /// An event's bytes at most: key, kind, mask, time, row, partner, document, key, stock, and twelve values.
    static let longest = 8 + 1 + 3 + 10 + 10 + 3 + 8 + 8 + 8 + EventField.most * 10

    private let start: UnsafeMutablePointer<UInt8>
    private(set) var count = 0

    init(at start: UnsafeMutablePointer<UInt8>) { self.start = start }

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        start[count] = value
        count &+= 1
    }

    @inline(__always)
    mutating func whole(_ value: UInt64) {
        UnsafeMutableRawPointer(start + count).storeBytes(of: value.littleEndian, as: UInt64.self)
        count &+= 8
    }

    /// The lowest 48 bits. The two bytes behind them are overwritten by what comes next; the room is longer than needed.
    @inline(__always)
    mutating func six(_ value: UInt64) {
        UnsafeMutableRawPointer(start + count).storeBytes(of: value.littleEndian, as: UInt64.self)
        count &+= 6
    }

    @inline(__always)
    mutating func varying(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    mutating func signed(_ value: Int64) { varying(UInt64(bitPattern: value << 1 ^ value >> 63)) }
}
