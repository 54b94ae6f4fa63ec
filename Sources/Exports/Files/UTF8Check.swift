/// Looks whether bytes are UTF-8 (RFC 3629).
enum UTF8Check {
    /// - Parameter isLast: whether no byte follows: a character that is not complete is wrong then.
    /// - Returns: how many bytes are complete characters, and whether the next is none.
    static func of(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) -> (checked: Int, isBad: Bool) {
        guard let base = bytes.baseAddress else { return (0, false) }
        let raw = UnsafeRawPointer(base)
        let count = bytes.count
        var at = 0
        while at < count {
            // Nearly all of an export is ASCII.
            while at &+ 32 <= count,
                (raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                    | raw.loadUnaligned(fromByteOffset: at &+ 8, as: UInt64.self)
                    | raw.loadUnaligned(fromByteOffset: at &+ 16, as: UInt64.self)
                    | raw.loadUnaligned(fromByteOffset: at &+ 24, as: UInt64.self)) & 0x8080_8080_8080_8080 == 0
            { at &+= 32 }
            while at < count, base[at] < 0x80 { at &+= 1 }
            guard at < count else { break }
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xbf
            switch base[at] {
            case 0xc2...0xdf: length = 2
            case 0xe0: (length, second) = (3, 0xa0...0xbf)
            case 0xed: (length, second) = (3, 0x80...0x9f)
            case 0xe1...0xef: length = 3
            case 0xf0: (length, second) = (4, 0x90...0xbf)
            case 0xf1...0xf3: length = 4
            case 0xf4: (length, second) = (4, 0x80...0x8f)
            default: return (at, true)
            }
            for place in 1..<length {
                guard at &+ place < count else { return (at, isLast) }
                guard (place == 1 ? second : 0x80...0xbf).contains(base[at &+ place]) else { return (at, true) }
            }
            at &+= length
        }
        return (count, false)
    }
}
