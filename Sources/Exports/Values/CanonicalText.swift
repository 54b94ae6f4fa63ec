internal import Reconciliation

/// What both sides call a value, as text: for people to read.
enum CanonicalText {
    /// The common word for an export's value.
    static func of(_ bytes: UnsafeRawBufferPointer, _ rule: ColumnRule?) -> String {
        of(String(decoding: bytes, as: UTF8.self), rule)
    }

    /// The values of a list, each once, as both sides call them.
    static func list(_ text: String, _ rule: ColumnRule) -> [String] {
        guard let separator = rule.separator else { return [of(text, rule)] }
        var single = rule
        single.separator = nil
        return text.split(separator: separator).reduce(into: [String]()) { list, piece in
            let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
            let trimmed = String(piece.drop(while: blank).reversed().drop(while: blank).reversed())
            let value = of(trimmed, single)
            if !value.isEmpty, !list.contains(value) { list.append(value) }
        }
    }

    /// The common word for an export's value.
    static func of(_ text: String, _ rule: ColumnRule?) -> String {
        guard let rule else { return text }
        if rule.separator != nil { return list(text, rule).joined(separator: ", ") }
        var text = text
        if let prefix = rule.prefix, text.hasPrefix(prefix) { text.removeFirst(prefix.count) }
        if rule.dropsLeadingZeros {
            let rest = text.drop { $0 == "0" }
            text = rest.isEmpty ? String(text.suffix(1)) : String(rest)
        }
        if rule.foldsCase { text = text.lowercased() }
        return rule.values[text] ?? text
    }
}
