internal import Foundation

/// Names of columns and events as words that can be compared, whoever wrote them: `OrderRef`, `order_ref` and `order-ref`
/// are the words order, ref.
enum NameWords {
    /// Keys of envelopes: they say nothing about what is in them.
    private static let envelopes: Set<String> = [
        "data", "payload", "body", "attributes", "record", "fields", "message",
    ]

    /// The words of a name, small, without accents.
    static func of(_ name: String) -> [String] {
        let plain = name.folding(options: .diacriticInsensitive, locale: nil)
        var words: [String] = []
        var word = ""
        var wasSmall = false
        func end() {
            if !word.isEmpty { words.append(word.lowercased()) }
            word = ""
        }
        for character in plain {
            guard character.isLetter || character.isNumber else {
                end()
                wasSmall = false
                continue
            }
            if character.isUppercase, wasSmall { end() }
            wasSmall = character.isLowercase
            word.append(character)
        }
        end()
        return words
    }

    /// The words of a column, without those of the envelope around it.
    static func ofColumn(_ name: String) -> [String] {
        let words = of(name)
        let rest = words.drop { envelopes.contains($0) }
        return rest.isEmpty ? words : Array(rest)
    }

    /// How alike two names are, from 0 to 1: the share of words that both have.
    static func likeness(_ one: String, _ other: String) -> Double {
        let (a, b) = (Set(ofColumn(one)), Set(ofColumn(other)))
        guard !a.isEmpty, !b.isEmpty else { return 0 }
        return Double(a.intersection(b).count) / Double(a.union(b).count)
    }
}
