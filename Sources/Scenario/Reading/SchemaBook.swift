/// Collects the JSON Schema (draft 2020-12) of a shape and of everything it is made of.
final class SchemaBook {
    private var names: [String] = []
    private var definitions: [String: JSONText] = [:]

    /// A reference to a named definition, which is made the first time it is asked for.
    func definition(_ name: String, _ make: () -> JSONText) -> JSONText {
        if !names.contains(name) {
            names.append(name)
            definitions[name] = make()
        }
        return .object([("$ref", .text("#/$defs/\(name)"))])
    }

    /// All definitions made so far, sorted by name.
    var all: JSONText {
        .object(names.sorted().map { ($0, definitions[$0] ?? .flag(true)) })
    }

    /// The schema of a mapping with known keys; the words of a key may be joined by space, underscore or hyphen.
    static func object(_ fields: [Fields.Declaration], documentation: String) -> JSONText {
        var properties: [(String, JSONText)] = []
        var patterns: [(String, JSONText)] = []
        var required: [JSONText] = []
        var requiredInSomeSpelling: [JSONText] = []
        for field in fields {
            let schema: JSONText
            if case .fields(let members) = field.schema {
                // The field's own words say more than the notation's.
                let notation = members.first { $0.key == "description" }
                let rest = members.filter { $0.key != "description" }
                var words = field.documentation
                if case .text(let text)? = notation?.value { words += " Expected: \(text)." }
                schema = .fields([JSONText.Field(key: "description", value: .text(words))] + rest)
            } else {
                schema = field.schema
            }
            let spellings = spellings(of: field.key)
            properties.append((spellings[0], schema))
            if spellings.count > 1 { patterns.append(("^\(keyPattern(field.key))$", schema)) }
            guard field.isRequired else { continue }
            if spellings.count == 1 {
                required.append(.text(field.key))
            } else {
                requiredInSomeSpelling.append(
                    .object([("anyOf", .list(spellings.map { .object([("required", .list([.text($0)]))]) }))]))
            }
        }
        var members: [(String, JSONText)] = [
            ("type", .text("object")), ("description", .text(documentation)), ("properties", .object(properties)),
        ]
        if !patterns.isEmpty { members.append(("patternProperties", .object(patterns))) }
        if !required.isEmpty { members.append(("required", .list(required))) }
        if !requiredInSomeSpelling.isEmpty { members.append(("allOf", .list(requiredInSomeSpelling))) }
        members.append(("additionalProperties", .flag(false)))
        return .object(members)
    }

    /// A key with its words joined in each of the three ways.
    private static func spellings(of key: String) -> [String] {
        let words = Name.folded(key).split(separator: " ")
        return words.count == 1 ? [key] : [" ", "_", "-"].map { words.joined(separator: $0) }
    }

    /// A regular expression for a key or word however its words are joined.
    static func keyPattern(_ key: String) -> String {
        var out = ""
        for character in Name.folded(key) {
            if character == " " {
                out += "[ _-]"
            } else {
                if "\\^$.|?*+()[]{}/".contains(character) { out += "\\" }
                out.append(character)
            }
        }
        return out
    }
}
