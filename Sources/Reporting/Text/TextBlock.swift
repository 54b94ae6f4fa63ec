/// Text that lines up in a terminal's columns. User's words lose control characters, so that no name can move the cursor.
enum TextBlock {
    /// The columns a text takes: one a character, two for wide East Asian ones and emoji.
    static func width(_ text: String) -> Int { text.reduce(0) { $0 + columns($1) } }

    private static func columns(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first?.value else { return 0 }
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD,
        ]
        return wide.contains { $0.contains(first) } ? 2 : 1
    }

    /// A text without control characters.
    static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? " " : $0 }))
    }

    /// Cut to at most `columns`, with an ellipsis where something is missing.
    static func fit(_ text: String, _ columns: Int) -> String {
        guard width(text) > columns else { return text }
        var kept = ""
        var used = 0
        for character in text {
            let more = self.columns(character)
            guard used + more <= max(0, columns - 1) else { break }
            kept.append(character)
            used += more
        }
        return kept + "…"
    }

    /// Filled up with blanks to `columns`, cut if longer.
    static func pad(_ text: String, _ columns: Int, right: Bool = false) -> String {
        let fitted = fit(text, columns)
        let blanks = String(repeating: " ", count: max(0, columns - width(fitted)))
        return right ? blanks + fitted : fitted + blanks
    }

    /// Broken into lines of at most `columns` at blanks, but not between a number and its per cent sign.
    static func wrap(_ text: String, _ columns: Int) -> [String] {
        var words: [String] = []
        for part in text.split(separator: " ", omittingEmptySubsequences: true) {
            if part.hasPrefix("%"), let number = words.last, number.last?.isNumber == true {
                words[words.count - 1] = number + " " + part
            } else {
                words.append(String(part))
            }
        }
        var lines: [String] = []
        var line = ""
        for word in words {
            let longer = line.isEmpty ? word : line + " " + word
            if width(longer) <= columns || line.isEmpty {
                line = longer
            } else {
                lines.append(line)
                line = word
            }
        }
        lines.append(line)
        return lines.map { fit($0, columns) }
    }
}
