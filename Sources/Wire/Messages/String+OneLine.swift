extension String {
    /// The first lines of a message as one, not longer than a screen line or two.
    var inOneLine: String {
        let words = split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > 240 ? String(words.prefix(239)) + "…" : words
    }
}
