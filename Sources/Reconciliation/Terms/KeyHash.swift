/// Hashes of keys and texts: 64 bits, the same on every machine.
///
/// Words of eight bytes are multiplied to 128 bits and folded (the principle of wyhash, W. Yi 2019). Two of ten million
/// orders share a hash with a probability of 3 in a million.
public enum KeyHash {
    /// The hash of bytes, continuing `seed`.
    @inlinable
    public static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0x2d35_8dcc_aa6c_78a5) -> UInt64 {
        var state = seed ^ UInt64(bytes.count) &* 0x9e37_79b9_7f4a_7c15
        var offset = 0
        let count = bytes.count
        while offset &+ 8 <= count {
            state = fold(
                state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0xa076_1d64_78bd_642f)
            offset &+= 8
        }
        if offset < count {
            var rest: UInt64 = 0
            var shift: UInt64 = 0
            while offset < count {
                rest |= UInt64(bytes[offset]) << shift
                shift &+= 8
                offset &+= 1
            }
            state = fold(state ^ rest, 0xe703_7ed1_a0b4_28db)
        }
        return fold(state ^ 0x8ebc_6af0_9c88_c6e3, 0x5899_65cc_7537_4cc3)
    }

    /// The hash of a text.
    public static func of(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { of(UnsafeRawBufferPointer($0)) }
    }

    /// The hash of a hash and a number that follows it.
    @inlinable
    public static func joined(_ hash: UInt64, _ next: UInt64) -> UInt64 {
        fold(hash ^ 0xa076_1d64_78bd_642f, next ^ 0xe703_7ed1_a0b4_28db)
    }

    /// What is kept of a text: 48 bits.
    @inlinable
    public static func text(_ hash: UInt64) -> Int64 { Int64(hash >> 16) }

    @inlinable
    static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
