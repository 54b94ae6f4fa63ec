/// A JSON value whose objects keep the order in which they were built, so that output is the same on every run.
indirect enum JSONText: Sendable, Hashable {
    case text(String)
    case whole(Int)
    case number(Double)
    case flag(Bool)
    case list([JSONText])
    case fields([Field])

    /// A member of an object.
    struct Field: Sendable, Hashable {
        var key: String
        var value: JSONText
    }

    /// An object from pairs.
    static func object(_ pairs: [(String, JSONText)]) -> JSONText {
        .fields(pairs.map { Field(key: $0.0, value: $0.1) })
    }

    /// An object with more members behind its own; anything but an object is left as it is.
    func adding(_ pairs: [(String, JSONText)]) -> JSONText {
        guard case .fields(let own) = self else { return self }
        return .fields(own + pairs.map { Field(key: $0.0, value: $0.1) })
    }

    /// Indented JSON text.
    func rendered(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .text(let text): return JSONText.quoted(text)
        case .whole(let number): return "\(number)"
        case .number(let number): return number.isFinite ? "\(number)" : "null"
        case .flag(let flag): return flag ? "true" : "false"
        case .list(let values):
            guard !values.isEmpty else { return "[]" }
            let lines = values.map { inner + $0.rendered(indent: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        case .fields(let fields):
            guard !fields.isEmpty else { return "{}" }
            let lines = fields.map { "\(inner)\(JSONText.quoted($0.key)): \($0.value.rendered(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case let scalar where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
