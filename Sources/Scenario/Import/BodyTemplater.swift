internal import Kernel

/// Turns a body that was seen into a template: members that are recognised as an order's fields become placeholders, values
/// that an earlier answer told become facts, secrets become references, everything else stays as it was.
struct BodyTemplater {
    /// The placeholder for a value that is known from elsewhere ("{facts.tracking}"); nil: it is not.
    var known: (String) -> String?
    /// The variable of the environment for a secret of this name.
    var variable: (String) -> String
    /// What was recognised: values of the order's reference as they were written.
    private(set) var references: Set<String> = []
    /// For people: what was guessed.
    private(set) var remarks: [String] = []

    init(known: @escaping (String) -> String?, variable: @escaping (String) -> String) {
        self.known = known
        self.variable = variable
    }

    /// A JSON document as the text of a template, indented.
    mutating func json(_ tree: Tree) -> String {
        var out = ""
        write(tree, name: "", inLine: false, indent: "", to: &out)
        return out
    }

    /// A form's or query's field as a template.
    mutating func field(_ name: String, _ value: String) -> String {
        if HTTPNotation.isSecretive(name) { return "${env:\(variable(name))}" }
        if let known = known(value) { return known }
        if let placeholder = OrderWords.placeholder(name, value, isText: true) {
            note(placeholder, value)
            return placeholder
        }
        return TextTemplate.escaped(value)
    }

    private mutating func note(_ placeholder: String, _ value: String) {
        if placeholder == "{order.reference}", value.count >= 3 { references.insert(value) }
    }

    private mutating func write(_ tree: Tree, name: String, inLine: Bool, indent: String, to out: inout String) {
        switch tree.content {
        case .nothing: out += "null"
        case .scalar(let text): out += scalar(text, isText: tree.style == .quoted, name: name, inLine: inLine)
        case .list(let elements):
            guard let first = elements.first else {
                out += "[]"
                return
            }
            let inner = indent + "  "
            if !inLine, isLines(name, first) {
                if elements.dropFirst().contains(where: { BodyTemplater.keys($0) != BodyTemplater.keys(first) }) {
                    remarks.append("the elements of \"\(name)\" differ; the first one is the template for all")
                }
                out += "[\n\(inner){each order.lines}"
                write(first, name: "", inLine: true, indent: inner, to: &out)
                out += "{end}\n\(indent)]"
                return
            }
            out += "["
            for (k, element) in elements.enumerated() {
                out += k == 0 ? "\n\(inner)" : ",\n\(inner)"
                write(element, name: name, inLine: inLine, indent: inner, to: &out)
            }
            out += "\n\(indent)]"
        case .mapping(let entries):
            guard !entries.isEmpty else {
                out += "{}"
                return
            }
            let inner = indent + "  "
            out += "{"
            for (k, entry) in entries.enumerated() {
                out += k == 0 ? "\n\(inner)" : ",\n\(inner)"
                out += BodyTemplater.quoted(TextTemplate.escaped(entry.key)) + ": "
                write(entry.value, name: entry.key, inLine: inLine, indent: inner, to: &out)
            }
            out += "\n\(indent)}"
        }
    }

    private mutating func scalar(_ text: String, isText: Bool, name: String, inLine: Bool) -> String {
        if isText, HTTPNotation.isSecretive(name) { return "\"${env:\(variable(name))}\"" }
        if inLine, let placeholder = OrderWords.linePlaceholder(name) {
            // A number that names a product has no counterpart: codes of products are texts.
            if isText { return "\"\(placeholder)\"" }
            if placeholder != "{line.sku}" { return placeholder }
            remarks.append("\"\(name)\" is a number, while products have codes here; it stays \(text)")
            return text
        }
        if let known = known(text) { return isText ? "\"\(known)\"" : known }
        if let placeholder = OrderWords.placeholder(name, text, isText: isText) {
            note(placeholder, text)
            return isText ? "\"\(placeholder)\"" : placeholder
        }
        return isText ? BodyTemplater.quoted(TextTemplate.escaped(text)) : text
    }

    /// Whether a list holds the lines of an order: by its name, or because its elements have a product and a quantity.
    private func isLines(_ name: String, _ first: Tree) -> Bool {
        let fields = Set(BodyTemplater.keys(first).compactMap(OrderWords.linePlaceholder))
        return fields.contains("{line.sku}") && fields.contains("{line.quantity}")
            || OrderWords.isLineList(name) && (fields.contains("{line.sku}") || fields.contains("{line.quantity}"))
    }

    private static func keys(_ tree: Tree) -> Set<String> {
        guard case .mapping(let entries) = tree.content else { return [] }
        return Set(entries.map(\.key))
    }

    /// A JSON text; what YAML cannot hold as it is, is escaped as JSON does.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case let scalar where !YAMLText.isPrintable(scalar):
                for unit in String(Character(scalar)).utf16 {
                    let hex = String(unit, radix: 16)
                    out += "\\u" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
                }
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
