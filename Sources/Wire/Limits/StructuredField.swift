internal import HTTPTypes

/// Lists of items with parameters, by RFC 9651: as far as rate limits and idempotency keys need them. Inner lists,
/// which neither has, are refused.
enum StructuredField {
    /// A bare item.
    enum Value: Sendable, Hashable {
        case integer(Int64)
        case decimal(Double)
        case string(String)
        case token(String)
        case bytes([UInt8])
        case bool(Bool)
        case date(Int64)
    }

    /// An item with its parameters, the last of a name counting.
    struct Item: Sendable, Hashable {
        var value: Value
        var parameters: [String: Value]
    }

    /// The items of a list; nil where the text is none, as the whole field is then to be ignored.
    static func list(_ text: String) -> [Item]? {
        var reader = Reader(text: Array(text.utf8))
        return reader.list()
    }

    /// A text as a quoted string; nil where it has characters that such a string cannot hold.
    static func string(_ text: String) -> String? {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            guard (0x20...0x7e).contains(scalar.value) else { return nil }
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    private struct Reader {
        let text: [UInt8]
        var place = 0

        private var current: UInt8? { place < text.count ? text[place] : nil }

        private mutating func take(_ byte: Character) -> Bool {
            guard let current, current == byte.asciiValue else { return false }
            place += 1
            return true
        }

        private mutating func skipSpaces(tabs: Bool = false) {
            while current == 0x20 || (tabs && current == 0x09) { place += 1 }
        }

        mutating func list() -> [Item]? {
            var items: [Item] = []
            skipSpaces()
            while current != nil {
                guard let item = item() else { return nil }
                items.append(item)
                skipSpaces(tabs: true)
                guard current != nil else { return items }
                guard take(",") else { return nil }
                skipSpaces(tabs: true)
                guard current != nil else { return nil }
            }
            return items
        }

        private mutating func item() -> Item? {
            guard let value = value() else { return nil }
            var parameters: [String: Value] = [:]
            while take(";") {
                skipSpaces()
                guard let key = key() else { return nil }
                guard take("=") else {
                    parameters[key] = .bool(true)
                    continue
                }
                guard let value = self.value() else { return nil }
                parameters[key] = value
            }
            return Item(value: value, parameters: parameters)
        }

        private mutating func key() -> String? {
            guard let first = current, Reader.isLower(first) || first == UInt8(ascii: "*") else { return nil }
            return taken { Reader.isLower($0) || Reader.isDigit($0) || "_-.*".utf8.contains($0) }
        }

        private mutating func value() -> Value? {
            guard let first = current else { return nil }
            switch first {
            case UInt8(ascii: "\""): return string()
            case UInt8(ascii: ":"): return bytes()
            case UInt8(ascii: "?"):
                place += 1
                if take("1") { return .bool(true) }
                return take("0") ? .bool(false) : nil
            case UInt8(ascii: "@"):
                place += 1
                guard case .integer(let seconds) = number() else { return nil }
                return .date(seconds)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
            default:
                guard Reader.isLetter(first) || first == UInt8(ascii: "*") else { return nil }
                return .token(
                    taken { Reader.isLetter($0) || Reader.isDigit($0) || "!#$%&'*+-.^_`|~:/".utf8.contains($0) })
            }
        }

        private mutating func number() -> Value? {
            let isNegative = take("-")
            let whole = taken(Reader.isDigit)
            guard !whole.isEmpty else { return nil }
            guard take(".") else {
                guard whole.utf8.count <= 15, let value = Int64(whole) else { return nil }
                return .integer(isNegative ? -value : value)
            }
            let broken = taken(Reader.isDigit)
            guard whole.utf8.count <= 12, (1...3).contains(broken.utf8.count), let value = Double("\(whole).\(broken)")
            else { return nil }
            return .decimal(isNegative ? -value : value)
        }

        private mutating func string() -> Value? {
            place += 1
            var units: [UInt8] = []
            while let unit = current {
                place += 1
                switch unit {
                case UInt8(ascii: "\""): return .string(String(decoding: units, as: UTF8.self))
                case UInt8(ascii: "\\"):
                    guard let next = current, next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") else {
                        return nil
                    }
                    place += 1
                    units.append(next)
                case 0x20...0x7e: units.append(unit)
                default: return nil
                }
            }
            return nil
        }

        private mutating func bytes() -> Value? {
            place += 1
            let text = taken { Reader.isLetter($0) || Reader.isDigit($0) || "+/=".utf8.contains($0) }
            guard take(":") else { return nil }
            // Missing padding is to be forgiven, by section 4.2.7.
            let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
            return ByteText.bytes(base64: padded).map { .bytes($0) }
        }

        private mutating func taken(_ isWanted: (UInt8) -> Bool) -> String {
            let start = place
            while let unit = current, isWanted(unit) { place += 1 }
            return String(decoding: text[start..<place], as: UTF8.self)
        }

        private static func isLower(_ unit: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(unit) }
        private static func isLetter(_ unit: UInt8) -> Bool { Reader.isLower(unit | 0x20) }
        private static func isDigit(_ unit: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(unit) }
    }
}
