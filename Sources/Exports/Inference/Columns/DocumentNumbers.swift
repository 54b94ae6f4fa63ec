/// Whether a column holds the numbers of documents: by its name, or by how its values are written.
enum DocumentNumbers {
    /// Names that say that there is a number or a name, and not of what: Odoo's `name` is the document's own number.
    private static let bare: Set<String> = [
        "name", "displayname", "number", "numero", "nummer", "nr", "no", "num", "reference", "ref",
    ]
    /// Values that are looked at.
    private static let probed = 200

    /// How much speaks for it, 0: nothing; 1: its name is one that such columns have.
    static func score(_ column: ColumnProfile) -> Double {
        let name = ColumnLexicon.score(.document, column.name)
        if name >= 0.7 { return name }
        let isBare = bare.contains(NameWords.ofColumn(column.name).joined())
        let others: [ColumnRole] = ColumnRole.allCases.filter { $0 != .document && $0 != .order }
        guard isBare || others.allSatisfy({ ColumnLexicon.score($0, column.name) < 0.7 }) else { return 0 }
        let values = column.counts.keys.sorted().prefix(probed)
        if isPlainNumber(column, values) { return 0.4 }
        guard values.count >= 10, values.count(where: { isNumber($0, alsoPlain: isBare) }) * 20 >= values.count * 19
        else { return 0 }
        return isBare ? 0.6 : 0.5
    }

    /// Whether it has a number of digits alone, of one length, for events of some kinds only, each once: what a system gives to its
    /// documents, and no count of rows or messages.
    private static func isPlainNumber(_ column: ColumnProfile, _ values: some Collection<String>) -> Bool {
        guard column.empty > 0, column.distinct == column.filled, values.count >= 10,
            let length = values.first?.utf8.count
        else { return false }
        return length >= 6 && values.allSatisfy { $0.utf8.count == length && $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }
    }

    /// Whether a text is written as numbers of documents are: `INV/2026/00012`, `WH-OUT-42`, `RE004711`.
    /// - Parameter alsoPlain: whether digits alone are one.
    static func isNumber(_ text: String, alsoPlain: Bool) -> Bool {
        guard (3...40).contains(text.utf8.count) else { return false }
        var (digits, letters, marks) = (0, 0, 0)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: digits += 1
            case 0x41...0x5a, 0x61...0x7a: letters += 1
            case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: "."):
                marks += 1
            default: return false
            }
        }
        // A text with a number in it, such as a hash, has its letters and digits mixed; a document's come one after the other.
        let runs = text.utf8.split { $0 &- 0x30 >= 10 }.count
        return digits >= 2 && runs <= 4 && (alsoPlain && marks == 0 || letters > 0)
    }
}
