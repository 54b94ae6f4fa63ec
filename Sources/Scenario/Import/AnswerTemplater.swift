internal import Kernel

/// Turns an example of an answer into a served system's template: ids become the record's number, so that no two are the same.
struct AnswerTemplater {
    /// A JSON document as the text of a template, indented.
    mutating func json(_ tree: Tree, name: String = "", indent: String = "") -> String {
        let inner = indent + "  "
        switch tree.content {
        case .nothing: return "null"
        case .scalar(let text):
            let isText = tree.style == .quoted
            if !isText, JSONTreeParser.isNumber(text), name == "id" { return "{record.number}" }
            if isText, OrderWords.placeholder(name, text, isText: true) == "{order.reference}" {
                return "\"{record.reference}\""
            }
            if isText,
                name == "id" || name.hasSuffix("Id") || name.hasSuffix("_id") || name.lowercased().contains("tracking")
            {
                return BodyTemplater.quoted(TextTemplate.escaped(text)).dropLast() + "-{record.number}\""
            }
            return isText ? BodyTemplater.quoted(TextTemplate.escaped(text)) : text
        case .list(let elements):
            guard !elements.isEmpty else { return "[]" }
            let lines = elements.map { inner + json($0, name: name, indent: inner) }
            return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
        case .mapping(let entries):
            guard !entries.isEmpty else { return "{}" }
            let lines = entries.map { entry in
                let key = BodyTemplater.quoted(TextTemplate.escaped(entry.key))
                return "\(inner)\(key): \(json(entry.value, name: entry.key, indent: inner))"
            }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
        }
    }
}

/// Types for values that were written in YAML, where a bare word may be anything.
enum JSONTyping {
    /// A tree whose bare words are texts unless JSON knows them: numbers, true, false.
    static func typed(_ tree: Tree) -> Tree {
        var tree = tree
        switch tree.content {
        case .nothing: break
        case .scalar(let text):
            let isBare = tree.style == .plain
            if isBare, text == "null" || text == "~" {
                tree.content = .nothing
            } else if !isBare || !(JSONTreeParser.isNumber(text) || text == "true" || text == "false") {
                tree.style = .quoted
            }
        case .list(let elements): tree.content = .list(elements.map(typed))
        case .mapping(let entries):
            tree.content = .mapping(entries.map { Tree.Entry(key: $0.key, place: $0.place, value: typed($0.value)) })
        }
        return tree
    }
}
