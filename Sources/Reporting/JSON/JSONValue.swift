/// A JSON document with its keys in the order in which they are written.
///
/// Written by ourselves so that the bytes depend on nothing but the values: shortest round-trip numbers, no locale,
/// `/` never escaped, control characters always.
public indirect enum JSONValue: Sendable, Hashable {
    /// Keys in the order they are written.
    case object([Member])
    /// Elements, in order.
    case array([JSONValue])
    /// A string.
    case string(String)
    /// A whole number.
    case integer(Int64)
    /// A number; one that is not finite is written as null.
    case number(Double)
    /// True or false.
    case bool(Bool)
    /// Null.
    case null

    /// One key and its value.
    public struct Member: Sendable, Hashable {
        /// The key.
        public var key: String
        /// The value.
        public var value: JSONValue

        /// A member.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// A string, or null.
    static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    /// A number, or null.
    static func optional(_ number: Double?) -> JSONValue { number.map { .number($0) } ?? .null }
    /// A whole number, or null.
    static func optional(_ number: Int64?) -> JSONValue { number.map { .integer($0) } ?? .null }

    /// The document as text: two spaces an indent, lists of plain values on one line, a newline at the end.
    public var text: String {
        var out = ""
        write(to: &out, indent: 0)
        out += "\n"
        return out
    }

    private var isPlain: Bool {
        switch self {
        case .object, .array: false
        default: true
        }
    }

    private func write(to out: inout String, indent: Int) {
        switch self {
        case .null: out += "null"
        case .bool(let value): out += value ? "true" : "false"
        case .integer(let value): out += String(value)
        case .number(let value): out += JSONValue.numeral(value)
        case .string(let value): JSONValue.write(value, to: &out)
        case .array(let values):
            guard !values.isEmpty else { return out += "[]" }
            let inline = values.allSatisfy(\.isPlain)
            out += "["
            for (position, value) in values.enumerated() {
                if position > 0 { out += inline ? ", " : "," }
                if !inline { JSONValue.breakLine(&out, indent + 1) }
                value.write(to: &out, indent: indent + 1)
            }
            if !inline { JSONValue.breakLine(&out, indent) }
            out += "]"
        case .object(let members):
            guard !members.isEmpty else { return out += "{}" }
            out += "{"
            for (position, member) in members.enumerated() {
                if position > 0 { out += "," }
                JSONValue.breakLine(&out, indent + 1)
                JSONValue.write(member.key, to: &out)
                out += ": "
                member.value.write(to: &out, indent: indent + 1)
            }
            JSONValue.breakLine(&out, indent)
            out += "}"
        }
    }

    private static func breakLine(_ out: inout String, _ indent: Int) {
        out += "\n"
        for _ in 0..<indent { out += "  " }
    }

    /// Whole numbers without a fraction, everything else by Swift's shortest text that reads back as the same number.
    private static func numeral(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if value == value.rounded(), value.magnitude < 1e15 { return String(Int64(value)) }
        return value.description
    }

    private static func write(_ text: String, to out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "\u{2028}": out += "\\u2028"
            case "\u{2029}": out += "\\u2029"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// An object; keys keep their order.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

extension JSONValue: ExpressibleByArrayLiteral {
    /// A list.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue: ExpressibleByStringLiteral {
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByBooleanLiteral {
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
}
