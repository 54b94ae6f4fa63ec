extension JSON {
    /// Why bytes are not JSON.
    public struct ReadingError: Error, Sendable, Hashable, CustomStringConvertible {
        /// Where, counted in bytes from 0.
        public var offset: Int
        /// What was expected or is wrong.
        public var reason: String
        /// For people.
        public var description: String { "byte \(offset): \(reason)" }
    }

    /// How deep lists and objects may nest: a partner's answer must not exhaust the stack.
    public static let deepest = 200

    /// Reads one value that fills all of `bytes`, by RFC 8259.
    public init(reading bytes: [UInt8]) throws(ReadingError) {
        var reader = JSONReader(bytes)
        self = try reader.document()
    }

    /// Reads one value that fills all of `text`.
    public init(reading text: String) throws(ReadingError) { try self.init(reading: Array(text.utf8)) }
}

/// Reads JSON strictly: no comments, no trailing commas, no bare words, no lone surrogates, bounded depth.
private struct JSONReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSON.ReadingError) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard place == bytes.count else { throw failure("expected the end") }
        return value
    }

    private func failure(_ reason: String) -> JSON.ReadingError { JSON.ReadingError(offset: place, reason: reason) }

    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[place]) { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSON.ReadingError) -> JSON {
        guard depth < JSON.deepest else { throw failure("nested deeper than \(JSON.deepest)") }
        skipSpace()
        guard place < bytes.count else { throw failure("expected a value, found the end") }
        switch bytes[place] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSON.ReadingError) -> JSON {
        for byte in Array("\(word)".utf8) {
            guard take(byte) else { throw failure("expected a value") }
        }
        return value
    }

    private mutating func object(depth: Int) throws(JSON.ReadingError) -> JSON {
        place += 1
        var members: [JSON.Member] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
                throw failure("expected a member's name in quotes")
            }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("expected \":\"") }
            members.append(JSON.Member(name, try value(depth: depth + 1)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw failure("expected \",\" or \"}\"") }
        }
    }

    private mutating func array(depth: Int) throws(JSON.ReadingError) -> JSON {
        place += 1
        var elements: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw failure("expected \",\" or \"]\"") }
        }
    }

    private mutating func digits() -> Bool {
        let start = place
        while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) { place += 1 }
        return place > start
    }

    private mutating func number() throws(JSON.ReadingError) -> JSON {
        let start = place
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) {
            guard digits() else { throw failure("expected a value") }
        }
        if take(UInt8(ascii: ".")) {
            guard digits() else { throw failure("expected a digit") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() else { throw failure("expected a digit") }
        }
        return .number(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    private mutating func string() throws(JSON.ReadingError) -> String {
        place += 1
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\"),
            bytes[place] >= 0x20
        { place += 1 }
        if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
            place += 1
            return try text(bytes[start..<(place - 1)])
        }
        var units = Array(bytes[start..<place])
        while true {
            guard place < bytes.count else { throw failure("a text without its end") }
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(units[...])
            case UInt8(ascii: "\\"): try escape(into: &units)
            case 0..<0x20: throw failure("a control character in a text")
            default: units.append(byte)
            }
        }
    }

    private func text(_ units: ArraySlice<UInt8>) throws(JSON.ReadingError) -> String {
        // Nearly all texts are ASCII, and need no validation.
        if units.allSatisfy({ $0 < 0x80 }) { return String(decoding: units, as: UTF8.self) }
        guard let text = String(validating: units, as: UTF8.self) else { throw failure("a text that is not UTF-8") }
        return text
    }

    private mutating func escape(into units: inout [UInt8]) throws(JSON.ReadingError) {
        guard place < bytes.count else { throw failure("a text without its end") }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(byte)
        case UInt8(ascii: "b"): units.append(0x08)
        case UInt8(ascii: "f"): units.append(0x0c)
        case UInt8(ascii: "n"): units.append(0x0a)
        case UInt8(ascii: "r"): units.append(0x0d)
        case UInt8(ascii: "t"): units.append(0x09)
        case UInt8(ascii: "u"):
            var code = UInt32(try hex())
            if (0xd800..<0xdc00).contains(code) {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw failure("half a character") }
                let low = UInt32(try hex())
                guard (0xdc00..<0xe000).contains(low) else { throw failure("half a character") }
                code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure("half a character") }
            units += String(Character(scalar)).utf8
        default: throw failure("an unknown escape")
        }
    }

    private mutating func hex() throws(JSON.ReadingError) -> UInt16 {
        guard place + 4 <= bytes.count,
            let code = UInt16(String(decoding: bytes[place..<(place + 4)], as: UTF8.self), radix: 16),
            bytes[place] != UInt8(ascii: "+")
        else { throw failure("expected four hexadecimal digits") }
        place += 4
        return code
    }
}
