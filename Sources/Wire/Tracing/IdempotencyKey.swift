/// A key by which a partner knows a call again however often it is tried. The header field is a quoted string, by
/// https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/; the value is a UUID, as the draft
/// recommends.
public struct IdempotencyKey: Sendable, Hashable, CustomStringConvertible {
    /// The key without quotes.
    public let description: String

    /// A UUID of version 8 (RFC 9562 section 5.8: its bits are ours to choose) from random numbers.
    init(high: UInt64, low: UInt64) {
        let high = high & 0xffff_ffff_ffff_0fff | 0x8000
        let low = low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        let bytes = [high, low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
        description = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { ByteText.hex(bytes[$0]) }.joined(separator: "-")
    }

    /// Reads a header field's value: a quoted string by the draft, or the bare words that many APIs take. Nil where it
    /// is empty or longer than 255.
    public init?(fieldValue text: String) {
        let key: String
        if text.hasPrefix("\"") {
            guard let items = StructuredField.list(text), items.count == 1, case .string(let inside) = items[0].value
            else {
                return nil
            }
            key = inside
        } else {
            guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
            key = text
        }
        guard (1...255).contains(key.utf8.count) else { return nil }
        description = key
    }

    /// The header field's value, in quotes.
    public var fieldValue: String { StructuredField.string(description) ?? "\"\"" }
}
