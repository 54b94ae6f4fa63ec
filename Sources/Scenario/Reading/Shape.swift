/// How one kind of value is written: it reads the value and describes it to editors, from one declaration.
///
/// Reading never throws: a shape reports what is wrong through its `Item` and returns nil, so that one pass finds every
/// problem of a file.
struct Shape<Value>: Sendable {
    /// The JSON Schema of this shape; named shapes go to the book's definitions.
    let describe: @Sendable (SchemaBook) -> JSONText
    /// The value, or nil when a problem was reported.
    let read: @Sendable (Item) -> Value?

    init(
        describe: @escaping @Sendable (SchemaBook) -> JSONText, read: @escaping @Sendable (Item) -> Value?
    ) {
        self.describe = describe
        self.read = read
    }

    /// The same text, made into something else.
    func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> Shape<Other> {
        Shape<Other>(describe: describe) { item in read(item).map(transform) }
    }

    /// The same text, made into something else with a last check, which may report and return nil.
    func checked<Other>(_ check: @escaping @Sendable (Value, Item) -> Other?) -> Shape<Other> {
        Shape<Other>(describe: describe) { item in read(item).flatMap { check($0, item) } }
    }

    /// The value together with where it was written.
    var located: Shape<Located<Value>> {
        Shape<Located<Value>>(describe: describe) { item in read(item).map { Located(value: $0, item: item) } }
    }
}

// MARK: - Scalars

/// Why a text is not the value it should be.
enum ValueError: Error {
    /// It cannot be understood at all: "expected ..., found ...".
    case unreadable
    /// It can be understood, but not accepted, for this reason.
    case refused(String)
}

extension Shape {
    /// A scalar with its own notation.
    /// - Parameters:
    ///   - expected: what a message says is expected ("a duration such as 10m").
    ///   - pattern: a regular expression for editors that accepts at least all valid texts; nil: any text.
    ///   - numbers: whether it may be a bare number, which YAML readers of editors take for one.
    static func scalar(
        _ expected: String, pattern: String?, numbers: Bool = false,
        parse: @escaping @Sendable (String) throws(ValueError) -> Value
    ) -> Shape {
        Shape(
            describe: { _ in
                let types: JSONText = numbers ? .list([.text("string"), .text("number")]) : .text("string")
                let members: [(String, JSONText)] = [("type", types), ("description", .text(expected))]
                return .object(members + (pattern.map { [("pattern", .text($0))] } ?? []))
            },
            read: { item in
                guard case .scalar(let text) = item.tree.content else {
                    item.refuse(expected: expected)
                    return nil
                }
                do throws(ValueError) {
                    return try parse(text)
                } catch {
                    switch error {
                    case .unreadable: item.refuse("expected \(expected), found \(quoted(text))\(remark(on: text))")
                    case .refused(let reason):
                        // What can be read but is out of bounds may not know the whole text.
                        let lacks = reason.hasPrefix("expected ") && !reason.contains(", found ")
                        item.refuse(lacks ? "\(reason), found \(quoted(text))" : reason)
                    }
                    return nil
                }
            })
    }

    /// What newcomers may not know about numbers.
    private static func remark(on text: String) -> String {
        if text.first == "-", text.dropFirst().first?.isNumber == true { return "; it cannot be negative" }
        let digits = text.prefix { $0.isNumber || $0 == "," || $0 == "_" || $0 == "." }.filter(\.isNumber)
        return digits.count > 15 ? "; a number has at most 15 digits" : ""
    }

    /// One of a few words.
    static func choice(_ choices: [(String, Value)]) -> Shape where Value: Sendable {
        let names = choices.map(\.0)
        // "one of of one order" is no English.
        let needsQuotes = names.contains { $0.hasPrefix("of ") }
        let told = needsQuotes ? names.map { quoted($0) } : names
        let expected = names.count == 1 ? "\"\(names[0])\"" : "one of \(told.joined(separator: ", "))"
        return Shape(
            describe: { _ in
                // YAML readers of editors take a bare 1 for a number.
                let numbers = names.compactMap { Int($0) }.map { JSONText.whole($0) }
                if numbers.count == names.count {
                    return .object([
                        ("description", .text(expected)), ("enum", .list(numbers + names.map { .text($0) })),
                    ])
                }
                let pattern = names.map(SchemaBook.keyPattern).joined(separator: "|")
                let words: [(String, JSONText)] = [
                    ("type", .list([.text("string"), .text("boolean")])), ("pattern", .text("^(\(pattern))$")),
                ]
                let rest: [(String, JSONText)] = [
                    ("description", .text(expected)), ("examples", .list(names.map { .text($0) })),
                ]
                if numbers.isEmpty { return .object(words + rest) }
                return .object(
                    [("anyOf", .list([.object(words), .object([("enum", .list(numbers))])]))] + rest)
            },
            read: { item in
                guard case .scalar(let text) = item.tree.content else {
                    item.refuse(expected: expected)
                    return nil
                }
                let folded = Name.folded(text)
                if let found = choices.first(where: { Name.folded($0.0) == folded }) { return found.1 }
                let near =
                    names.count == 1
                    ? nil : Name.nearest(to: text, among: names).map { "; did you mean \"\($0)\"?" }
                item.refuse("expected \(expected), found \(item.tree.words)\(near ?? "")")
                return nil
            })
    }

    /// One of an enumeration's raw values.
    static func choice(of type: Value.Type = Value.self) -> Shape
    where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
        choice(Value.allCases.map { ($0.rawValue, $0) })
    }
}

extension Shape where Value == String {
    /// Any text that is not empty, up to 200 characters.
    static var text: Shape<String> {
        .scalar("a text", pattern: nil, numbers: true) { text throws(ValueError) in
            guard !text.isEmpty else { throw .unreadable }
            guard text.count <= 200 else { throw .refused("expected a text of at most 200 characters") }
            guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
                throw .refused("expected a text on one line, without control characters")
            }
            return text
        }
    }
}

extension Shape where Value == Bool {
    /// yes or no; true, false, on and off are understood as well.
    static var yesNo: Shape<Bool> {
        Shape(
            describe: { _ in
                .object([
                    ("type", .list([.text("boolean"), .text("string")])), ("description", .text("yes or no")),
                    ("pattern", .text("^(yes|no|true|false|on|off)$")),
                ])
            },
            read: { item in
                if case .scalar(let text) = item.tree.content {
                    switch text.lowercased() {
                    case "yes", "true", "on": return true
                    case "no", "false", "off": return false
                    default: break
                    }
                }
                item.refuse(expected: "yes or no")
                return nil
            })
    }
}

// MARK: - Collections

extension Shape {
    /// A list; elements with problems are left out.
    static func list<Element>(_ element: Shape<Element>, of words: String = "values", atMost limit: Int = 10_000)
        -> Shape<[Element]>
    {
        Shape<[Element]>(
            describe: { book in .object([("type", .text("array")), ("items", element.describe(book))]) },
            read: { item in
                guard case .list(let trees) = item.tree.content else {
                    item.refuse(expected: "a list of \(words)")
                    return nil
                }
                guard trees.count <= limit else {
                    item.refuse("expected at most \(limit) \(words), found \(trees.count)")
                    return nil
                }
                return trees.enumerated().compactMap { element.read(item.element($0.offset, $0.element)) }
            })
    }

    /// A list, or one element without the list around it.
    static func oneOrMore<Element>(_ element: Shape<Element>, of words: String = "values") -> Shape<[Element]> {
        let list = Shape<[Element]>.list(element, of: words)
        return Shape<[Element]>(
            describe: { book in .object([("anyOf", .list([element.describe(book), list.describe(book)]))]) },
            read: { item in
                if case .list = item.tree.content { return list.read(item) }
                return element.read(item).map { [$0] }
            })
    }

    /// A mapping whose keys are the user's own names, in the order written.
    static func names<Element>(_ element: Shape<Element>, of words: String, atMost limit: Int = 1_000)
        -> Shape<[Named<Element>]>
    {
        Shape<[Named<Element>]>(
            describe: { book in
                .object([("type", .text("object")), ("additionalProperties", element.describe(book))])
            },
            read: { item in
                guard case .mapping(let entries) = item.tree.content else {
                    item.refuse(expected: "a mapping of \(words)")
                    return nil
                }
                guard entries.count <= limit else {
                    item.refuse("expected at most \(limit) \(words), found \(entries.count)")
                    return nil
                }
                return entries.compactMap { entry in
                    let child = item.child(entry)
                    guard !entry.key.isEmpty, entry.key.count <= 120,
                        entry.key.unicodeScalars.allSatisfy({ $0.value >= 0x20 })
                    else {
                        child.refuseKey("a name needs 1 to 120 characters on one line")
                        return nil
                    }
                    guard let value = element.read(child) else {
                        item.reading.noteUnreadable(child.path)
                        return nil
                    }
                    return Named(name: entry.key, value: value, item: child)
                }
            })
    }

    /// What is read depends on how it is written: a scalar, a list or a mapping.
    static func either(
        _ expected: String, scalar: Shape? = nil, list: Shape? = nil, mapping: Shape? = nil
    ) -> Shape {
        Shape(
            describe: { book in
                let kinds = [scalar, list, mapping].compactMap { $0?.describe(book) }
                return kinds.count == 1 ? kinds[0] : .object([("anyOf", .list(kinds))])
            },
            read: { item in
                let chosen: Shape? =
                    switch item.tree.content {
                    case .scalar: scalar
                    case .list: list
                    case .mapping: mapping
                    case .nothing: nil
                    }
                guard let chosen else {
                    item.refuse(expected: expected)
                    return nil
                }
                return chosen.read(item)
            })
    }

    /// A shape that refers to itself (steps within steps): looked up only when it is used.
    static func later(_ shape: @escaping @Sendable () -> Shape) -> Shape {
        Shape(describe: { book in shape().describe(book) }, read: { item in shape().read(item) })
    }
}

/// A value under a name the user chose.
struct Named<Value> {
    /// The name as written.
    var name: String
    /// The value.
    var value: Value
    /// Where it was written.
    var item: Item
}
