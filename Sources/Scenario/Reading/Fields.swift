/// The keys of one mapping, read and declared at once.
///
/// A mapping's shape is a closure that asks for each key it knows. Asking reads the key; in a description it only notes
/// the key for the JSON Schema. So the reader and the schema cannot drift apart. The closure must ask for all its keys
/// every time, whatever the values of others are.
final class Fields {
    /// A key that was asked for.
    struct Declaration {
        var key: String
        var documentation: String
        var isRequired: Bool
        var schema: JSONText
    }

    /// The mapping being read. In a description it is empty.
    let item: Item
    private(set) var declarations: [Declaration] = []
    private var missing: [(key: String, documentation: String)] = []
    /// Nil while reading.
    private let book: SchemaBook?
    private let entries: [String: Tree.Entry]

    fileprivate init(reading item: Item, entries: [Tree.Entry]) {
        self.item = item
        self.entries = Dictionary(entries.map { (Name.folded($0.key), $0) }) { first, _ in first }
        book = nil
    }

    fileprivate init(describing book: SchemaBook) {
        let nowhere = Tree(content: .mapping([]), place: Place(file: ""))
        item = Item(root: nowhere, reading: Reading())
        entries = [:]
        self.book = book
    }

    /// Whether a key that was asked for is missing or had a problem: then the closure's result would not count.
    private(set) var isIncomplete = false

    /// A key that may be left out.
    func optional<Value>(_ key: String, _ shape: Shape<Value>, _ documentation: String) -> Value? {
        declare(key, shape, documentation, isRequired: false)
        guard book == nil, let child = child(key) else { return nil }
        let value = shape.read(child)
        if value == nil { isIncomplete = true }
        return value
    }

    /// A key with a value that holds when it is left out, or when it is wrong.
    func optional<Value>(_ key: String, _ shape: Shape<Value>, _ documentation: String, or standard: Value) -> Value {
        optional(key, shape, documentation) ?? standard
    }

    /// A key that must be there.
    func required<Value>(_ key: String, _ shape: Shape<Value>, _ documentation: String) -> Value? {
        declare(key, shape, documentation, isRequired: true)
        guard book == nil else { return nil }
        guard let child = child(key) else {
            missing.append((key, documentation))
            isIncomplete = true
            return nil
        }
        let value = shape.read(child)
        if value == nil { isIncomplete = true }
        return value
    }

    /// Whether a key is written.
    func has(_ key: String) -> Bool {
        entries[Name.folded(key)] != nil
    }

    /// The value behind a key, as it is written, for a problem to be reported there; the mapping itself if it is not there.
    func place(of key: String) -> Item {
        child(key) ?? item
    }

    private func child(_ key: String) -> Item? {
        entries[Name.folded(key)].map(item.child)
    }

    private func declare<Value>(_ key: String, _ shape: Shape<Value>, _ documentation: String, isRequired: Bool) {
        let schema = book.map(shape.describe) ?? .flag(true)
        declarations.append(
            Declaration(key: key, documentation: documentation, isRequired: isRequired, schema: schema))
    }

    /// The first of its keys, for a message.
    fileprivate var keyList: String {
        let keys = declarations.map(\.key)
        if keys.count == 1 { return "the key \(keys[0])" }
        return "keys such as " + keys.prefix(4).joined(separator: ", ")
    }

    /// Keys that nobody has asked for so far.
    private var unknown: [Tree.Entry] {
        guard case .mapping(let entries) = item.tree.content else { return [] }
        let folded = Set(declarations.map { Name.folded($0.key) })
        return entries.filter { !folded.contains(Name.folded($0.key)) }
    }

    /// Whether there are keys that nobody has asked for so far: what seems to be missing may be one of them misspelt.
    var hasUnknownKeys: Bool { !unknown.isEmpty }

    /// Refuses the keys nobody asked for, and then those that are missing: a key that is misspelt is not missing.
    fileprivate func refuseStrayAndMissingKeys() {
        let known = declarations.map(\.key)
        let unknown = unknown
        let meant = Set(unknown.compactMap { Name.nearest(to: $0.key, among: known) })
        for (key, documentation) in missing where !meant.contains(key) {
            item.refuseKey("\(quoted(key)) is missing: \(documentation)")
        }
        for entry in unknown {
            // In { count: 20,000 } the comma ends the value, and YAML takes 000 for the next key.
            if entry.key.count == 3, entry.key.allSatisfy({ ("0"..."9").contains($0) }) {
                item.child(entry).refuseKey(
                    "a comma within { } separates keys; write the number without it, such as 20k or 20000")
                continue
            }
            item.child(entry).refuseKey("unknown key \(quoted(entry.key))\(Name.hint(for: entry.key, among: known))")
        }
    }
}

extension Shape {
    /// A mapping with known keys.
    /// - Parameters:
    ///   - name: its name among the schema's definitions; unique.
    ///   - documentation: one sentence about what it stands for; also says what was expected.
    ///   - isInherited: whether a preset may bring some of its keys; then a file without them keeps to the schema, and what is
    ///     missing is told once both are put together.
    ///   - body: asks for every key and makes the value; nil when something it needs is missing.
    static func mapping(
        _ name: String, _ documentation: String, isInherited: Bool = false,
        _ body: @escaping @Sendable (Fields) -> Value?
    ) -> Shape {
        Shape(
            describe: { book in
                book.definition(name) {
                    let fields = Fields(describing: book)
                    _ = body(fields)
                    var declarations = fields.declarations
                    if isInherited { for k in declarations.indices { declarations[k].isRequired = false } }
                    return SchemaBook.object(declarations, documentation: documentation)
                }
            },
            read: { item in
                guard case .mapping(let entries) = item.tree.content else {
                    let fields = Fields(describing: SchemaBook())
                    _ = body(fields)
                    item.refuse(expected: "a mapping with \(fields.keyList)")
                    return nil
                }
                let fields = Fields(reading: item, entries: entries)
                let value = body(fields)
                fields.refuseStrayAndMissingKeys()
                return value
            })
    }
}
