extension Tree {
    private static let nowhere = Place(file: "overlay")

    /// A text of our own.
    static func text(_ text: String) -> Tree { Tree(content: .scalar(text), place: nowhere) }

    /// A mapping of our own.
    static func pairs(_ pairs: [(String, Tree)]) -> Tree {
        Tree(content: .mapping(pairs.map { Entry(key: $0.0, place: nowhere, value: $0.1) }), place: nowhere)
    }

    /// The tree as YAML that is read back as the same tree: mappings by lines, lists in brackets.
    var yaml: String {
        var out = ""
        write(to: &out, indent: 0)
        return out
    }

    private func write(to out: inout String, indent: Int) {
        guard case .mapping(let entries) = content, !entries.isEmpty else {
            out += flow + "\n"
            return
        }
        for entry in entries {
            out += String(repeating: " ", count: indent) + Tree.scalar(entry.key) + ":"
            if case .mapping(let inner) = entry.value.content, !inner.isEmpty {
                out += "\n"
                entry.value.write(to: &out, indent: indent + 2)
            } else {
                out += " " + entry.value.flow + "\n"
            }
        }
    }

    /// On one line.
    private var flow: String {
        switch content {
        case .scalar(let text): return Tree.scalar(text)
        case .nothing: return ""
        case .list(let items): return items.isEmpty ? "[]" : "[ " + items.map(\.flow).joined(separator: ", ") + " ]"
        case .mapping(let entries):
            guard !entries.isEmpty else { return "{}" }
            return "{ " + entries.map { "\(Tree.scalar($0.key)): \($0.value.flow)" }.joined(separator: ", ") + " }"
        }
    }

    /// Bare where every reader takes it for the text it is, or for a number.
    private static func scalar(_ text: String) -> String {
        let isNumber = text.utf8.first.map { (48...57).contains($0) } ?? false
        let isSafe =
            isNumber && text.utf8.last != 0x20
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || " ./%_-".utf8.contains($0)
            }
        return isSafe ? text : YAMLText.scalar(text)
    }
}
