/// A YAML document as the user wrote it: scalars are text, never guessed into booleans, numbers, dates or null.
struct Tree: Sendable {
    /// A key with its value.
    struct Entry: Sendable {
        /// The key as written.
        var key: String
        /// Where the key stands.
        var place: Place
        /// What stands behind it.
        var value: Tree
    }

    /// What there is.
    indirect enum Content: Sendable {
        /// Text; white space around it is gone unless it was quoted.
        case scalar(String)
        /// A key with nothing behind it.
        case nothing
        case list([Tree])
        case mapping([Entry])
    }

    /// How a scalar is written.
    enum Style: Sendable, Hashable {
        /// Without quotes.
        case plain
        /// In quotes of either kind: a text, even if it looks like a number.
        case quoted
        /// Lines behind `|`, indented by so many columns.
        case block(indent: Int)
        /// Lines behind `>`, joined by the reader.
        case folded
    }

    /// What there is.
    var content: Content
    /// Where it starts.
    var place: Place
    /// How it is written, if it is a scalar.
    var style = Style.plain

    /// Where a character of a scalar stands, as near as the reader can tell.
    /// - Parameter offset: Unicode scalars from the start of the text.
    func place(at offset: Int) -> Place {
        guard case .scalar(let text) = content else { return place }
        let before = text.unicodeScalars.prefix(offset)
        let line = before.split(separator: "\n", omittingEmptySubsequences: false)
        switch style {
        case .block(let indent):
            return Place(
                file: place.file, line: place.line + line.count, column: indent + 1 + (line.last?.count ?? 0))
        case .plain, .quoted:
            guard line.count == 1 else { return place }
            return Place(
                file: place.file, line: place.line, column: place.column + before.count + (style == .quoted ? 1 : 0))
        case .folded: return place
        }
    }

    /// What it is, in words that follow "found".
    var words: String {
        switch content {
        case .scalar(let text): quoted(text)
        case .nothing: "nothing"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The value behind a key, however its words are joined.
    subscript(key: String) -> Tree? {
        guard case .mapping(let entries) = content else { return nil }
        let folded = Name.folded(key)
        return entries.first { Name.folded($0.key) == folded }?.value
    }

    /// This tree laid over another: mappings are joined key by key, everything else replaces what was there.
    ///
    /// Every value keeps the place where it was written, so a problem names the scenario or the preset, whichever is at
    /// fault. Keys of `base` come first, in its order.
    func merged(over base: Tree) -> Tree {
        guard case .mapping(let own) = content, case .mapping(let old) = base.content else { return self }
        var entries = old
        for entry in own {
            let folded = Name.folded(entry.key)
            if let index = entries.firstIndex(where: { Name.folded($0.key) == folded }) {
                entries[index] = Entry(
                    key: entry.key, place: entry.place, value: entry.value.merged(over: entries[index].value))
            } else {
                entries.append(entry)
            }
        }
        return Tree(content: .mapping(entries), place: place)
    }

    /// The mapping without one of its keys.
    func without(_ key: String) -> Tree {
        guard case .mapping(let entries) = content else { return self }
        let folded = Name.folded(key)
        return Tree(content: .mapping(entries.filter { Name.folded($0.key) != folded }), place: place)
    }
}

/// Text from a file in quotes for a message: one line, no control characters, not too long.
func quoted(_ text: String) -> String {
    var out = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
        if index == 60 {
            out += "..."
            break
        }
        switch scalar {
        case "\n": out += "\\n"
        case "\t": out += "\\t"
        case let scalar where scalar.value < 0x20 || scalar.value == 0x7F: out += "?"
        default: out.unicodeScalars.append(scalar)
        }
    }
    return "\"\(out)\""
}
