/// Reads what `PackedWriter` wrote.
struct PackedReader {
    private(set) var position: UnsafePointer<UInt8>

    init(at start: UnsafePointer<UInt8>) { position = start }

    @inline(__always)
    mutating func byte() -> UInt8 {
        defer { position += 1 }
        return position[0]
    }

    @inline(__always)
    mutating func whole() -> UInt64 {
        defer { position += 8 }
        return UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    mutating func six() -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<6 { value |= UInt64(position[index]) << UInt64(index &* 8) }
        position += 6
        return value
    }

    @inline(__always)
    mutating func varying() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = byte()
            value |= UInt64(next & 0x7f) << shift
            if next < 0x80 { return value }
            shift &+= 7
        }
    }

    @inline(__always)
    mutating func signed() -> Int64 {
        let value = varying()
        return Int64(bitPattern: value >> 1 ^ (0 &- (value & 1)))
    }
}
