internal import Reconciliation

/// What both sides call a value, as text: for people to read.
enum CanonicalText {
    /// The common word for an export's value.
    static func of(_ bytes: UnsafeRawBufferPointer, _ rule: ColumnRule?) -> String {
        of(String(decoding: bytes, as: UTF8.self), rule)
    }

    /// The common word for an export's value.
    static func of(_ text: String, _ rule: ColumnRule?) -> String {
        guard let rule else { return text }
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
