internal import Kernel

/// Makes examples from the schemas of an OpenAPI document, following references within it.
struct OpenAPISchema {
    /// How deep examples go.
    static let depthLimit = 12
    /// The most members and elements of one example.
    static let nodeLimit = 1_000

    /// The whole document.
    let root: Tree
    /// References that lead nowhere or out of the document, in the order met.
    private(set) var broken: [String] = []
    private var nodes = 0
    /// References that are being followed: a schema within itself ends there.
    private var open: [String] = []

    init(_ root: Tree) { self.root = root }

    /// What a `$ref` leads to, or the tree itself.
    mutating func resolved(_ tree: Tree) -> Tree? {
        var tree = tree
        for _ in 0..<20 {
            guard let reference = tree.entries.first(where: { $0.key == "$ref" })?.value.string else { return tree }
            guard reference.hasPrefix("#"), let pointer = try? JSONPointer(parsing: String(reference.dropFirst())),
                let found = OpenAPISchema.find(pointer, in: root)
            else {
                if !broken.contains(reference) { broken.append(reference) }
                return nil
            }
            tree = found
        }
        return nil
    }

    private static func find(_ pointer: JSONPointer, in root: Tree) -> Tree? {
        var tree = root
        for token in pointer.tokens {
            let name = token.removingPercentEncoding
            guard
                let next = tree.entries.first(where: { $0.key == name })?.value
                    ?? JSONPointer.index(token).flatMap({ tree.elements.indices.contains($0) ? tree.elements[$0] : nil }
                    )
            else { return nil }
            tree = next
        }
        return tree
    }

    /// An example of a media type object: its own, the first of its examples, or one made from its schema.
    mutating func example(ofMedia media: Tree) -> Tree? {
        if let example = media["example"] { return example }
        for entry in media["examples"]?.entries ?? [] {
            if let value = resolved(entry.value)?["value"] { return value }
        }
        nodes = 0
        return media["schema"].flatMap { example(of: $0, depth: 0) }
    }

    /// An example of a parameter.
    mutating func example(ofParameter parameter: Tree) -> String? {
        if let example = parameter["example"]?.string { return example }
        for entry in parameter["examples"]?.entries ?? [] {
            if let value = resolved(entry.value)?["value"]?.string { return value }
        }
        guard let schema = parameter["schema"].flatMap({ resolved($0) }) else { return nil }
        for key in ["example", "default", "const"] {
            if let value = schema[key]?.string { return value }
        }
        return schema["enum"]?.elements.first?.string ?? schema["examples"]?.elements.first?.string
    }

    /// An example of a schema; nil: nothing is known of it, or it goes too deep.
    private mutating func example(of schema: Tree, depth: Int) -> Tree? {
        nodes += 1
        let reference = schema.entries.first { $0.key == "$ref" }?.value.string
        if let reference {
            guard !open.contains(reference) else { return nil }
            open.append(reference)
        }
        defer { if reference != nil { open.removeLast() } }
        guard depth < OpenAPISchema.depthLimit, nodes < OpenAPISchema.nodeLimit, let schema = resolved(schema) else {
            return nil
        }
        for key in ["example", "const", "default"] {
            if let value = schema.entries.first(where: { $0.key == key })?.value { return value }
        }
        for key in ["examples", "enum"] {
            if let first = schema[key]?.elements.first { return first }
        }
        for key in ["oneOf", "anyOf"] {
            guard let first = schema[key]?.elements.first else { continue }
            return example(of: merging(schema, first, without: key), depth: depth + 1)
        }
        if let parts = schema["allOf"]?.elements {
            var whole = OpenAPISchema.without("allOf", schema)
            for part in parts.prefix(50) { whole = merging(whole, part, without: "allOf", keepsParts: true) }
            return example(of: whole, depth: depth + 1)
        }
        return typed(schema, depth: depth)
    }

    private mutating func typed(_ schema: Tree, depth: Int) -> Tree? {
        let types = schema["type"].map { [$0] + $0.elements }?.compactMap(\.string).filter { $0 != "null" } ?? []
        let type = types.first ?? (schema["properties"] != nil ? "object" : schema["items"] != nil ? "array" : "")
        func made(_ content: Tree.Content, quoted: Bool = false) -> Tree {
            Tree(content: content, place: schema.place, style: quoted ? .quoted : .plain)
        }
        switch type {
        case "object":
            var entries: [Tree.Entry] = []
            for property in schema["properties"]?.entries ?? [] {
                guard resolved(property.value)?["readOnly"]?.string != "true",
                    let value = example(of: property.value, depth: depth + 1)
                else { continue }
                entries.append(Tree.Entry(key: property.key, place: property.place, value: value))
            }
            return made(.mapping(entries))
        case "array":
            let element = schema["items"].flatMap { example(of: $0, depth: depth + 1) }
            return made(.list(element.map { [$0] } ?? []))
        case "integer", "number":
            return made(.scalar(schema["minimum"]?.string.flatMap { JSONTreeParser.isNumber($0) ? $0 : nil } ?? "1"))
        case "boolean": return made(.scalar("true"))
        case "string": return made(.scalar(OpenAPISchema.text(schema)), quoted: true)
        default: return nil
        }
    }

    private static func text(_ schema: Tree) -> String {
        switch schema["format"]?.string {
        case "date": "2026-11-27"
        case "date-time": "2026-11-27T08:26:00Z"
        case "time": "08:26:00Z"
        case "uuid": "3f2b8c1e-5d47-4a9b-8e6f-0c1d2e3f4a5b"
        case "email": "rehearsal@example.com"
        case "uri", "url": "https://example.com/"
        case "ipv4": "192.0.2.1"
        case "byte": "cmVoZWFyc2Fs"
        default: String(repeating: "x", count: min(max(Int(schema["minLength"]?.string ?? "") ?? 4, 1), 64))
        }
    }

    private static func without(_ key: String, _ tree: Tree) -> Tree {
        Tree(content: .mapping(tree.entries.filter { $0.key != key }), place: tree.place)
    }

    /// Two schemas that both hold: their properties together, otherwise the second's keys over the first's.
    private mutating func merging(_ base: Tree, _ part: Tree, without key: String, keepsParts: Bool = false) -> Tree {
        let base = OpenAPISchema.without(key, base)
        guard var own = resolved(part) else { return base }
        if keepsParts, let inner = own["allOf"]?.elements {
            own = OpenAPISchema.without("allOf", own)
            nodes += inner.count
            guard nodes < OpenAPISchema.nodeLimit else { return base }
            for deeper in inner { own = merging(own, deeper, without: "", keepsParts: true) }
        }
        return own.merged(over: base)
    }
}

extension String {
    /// The text behind percent-encoding, as the fragment of a reference may have it.
    fileprivate var removingPercentEncoding: String {
        guard utf8.contains(UInt8(ascii: "%")) else { return self }
        return ImportedURL.decoded(replacing("+", with: "%2B"))
    }
}
