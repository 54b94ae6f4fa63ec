/// W3C Trace Context's `traceparent`, version 00, level 2. https://www.w3.org/TR/trace-context-2/
public struct TraceParent: Sendable, Hashable, CustomStringConvertible {
    /// The trace: 32 lower-case hexadecimal digits, not all zero.
    public let traceID: String
    /// The caller's span: 16 lower-case hexadecimal digits, not all zero.
    public let parentID: String
    /// Flags: 1 sampled, 2 random trace id.
    public let flags: UInt8

    /// From random numbers: sampled, and said to be random. Zeros, which are not allowed, become one.
    init(high: UInt64, low: UInt64, span: UInt64) {
        traceID = TraceParent.hex(high) + TraceParent.hex(high == 0 && low == 0 ? 1 : low)
        parentID = TraceParent.hex(span == 0 ? 1 : span)
        flags = 3
    }

    /// Reads a header field's value; nil where it is invalid, and then as if there were none.
    ///
    /// Of versions that are not known yet the first four parts are read, as the specification asks; further parts are
    /// left out.
    public init?(_ text: String) {
        let units = Array(text.utf8)
        guard units.count >= 55, units[2] == TraceParent.dash, units[35] == TraceParent.dash,
            units[52] == TraceParent.dash,
            let version = TraceParent.byte(units[0..<2]), version != 0xff,
            TraceParent.isHex(units[3..<35]), units[3..<35].contains(where: { $0 != UInt8(ascii: "0") }),
            TraceParent.isHex(units[36..<52]), units[36..<52].contains(where: { $0 != UInt8(ascii: "0") }),
            let flags = TraceParent.byte(units[53..<55])
        else { return nil }
        guard units.count == 55 || (version > 0 && units[55] == TraceParent.dash) else { return nil }
        traceID = String(decoding: units[3..<35], as: UTF8.self)
        parentID = String(decoding: units[36..<52], as: UTF8.self)
        self.flags = flags
    }

    /// Whether the caller recorded it.
    public var isSampled: Bool { flags & 1 != 0 }
    /// Whether at least the last seven bytes of the trace id are random.
    public var isRandom: Bool { flags & 2 != 0 }

    /// The header field's value.
    public var description: String { "00-\(traceID)-\(parentID)-\(ByteText.hex([flags & 3]))" }

    private static let dash = UInt8(ascii: "-")

    /// Sixteen lower-case digits. Made for each request, so without arrays in between.
    private static func hex(_ value: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { bytes in
            for place in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * place)) & 0xf
                bytes[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return 16
        }
    }

    private static func isHex(_ units: ArraySlice<UInt8>) -> Bool {
        units.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    private static func byte(_ units: ArraySlice<UInt8>) -> UInt8? {
        isHex(units) ? UInt8(String(decoding: units, as: UTF8.self), radix: 16) : nil
    }
}
