/// A value in a file on its way into the model: the tree, the path of keys that leads to it, and where to complain.
struct Item {
    /// What is written there.
    var tree: Tree
    /// The path of keys as the user wrote them.
    var path: String
    /// Where its key stands; the value's own place for elements of lists.
    var keyPlace: Place
    /// Where problems go.
    let reading: Reading

    /// The root of a file.
    init(root: Tree, reading: Reading, path: String = "") {
        self.init(tree: root, path: path, keyPlace: root.place, reading: reading)
    }

    private init(tree: Tree, path: String, keyPlace: Place, reading: Reading) {
        self.tree = tree
        self.path = path
        self.keyPlace = keyPlace
        self.reading = reading
    }

    /// The value behind one of this mapping's keys.
    func child(_ entry: Tree.Entry) -> Item {
        Item(
            tree: entry.value, path: path.isEmpty ? entry.key : "\(path).\(entry.key)", keyPlace: entry.place,
            reading: reading)
    }

    /// The value behind one of this mapping's keys, however its words are joined; nil: it is not written.
    subscript(key: String) -> Item? {
        guard case .mapping(let entries) = tree.content else { return nil }
        let folded = Name.folded(key)
        return entries.first { Name.folded($0.key) == folded }.map(child)
    }

    /// An element of this list.
    func element(_ index: Int, _ tree: Tree) -> Item {
        Item(tree: tree, path: "\(path)[\(index)]", keyPlace: tree.place, reading: reading)
    }

    /// The same place with other contents: a system laid over its preset.
    func with(_ tree: Tree) -> Item {
        Item(tree: tree, path: path, keyPlace: keyPlace, reading: reading)
    }

    /// Reports a problem with the value.
    func refuse(_ message: String) {
        // An empty value has no place of its own worth showing: its key has.
        if case .nothing = tree.content {
            reading.report(message, at: keyPlace, path: path)
        } else {
            reading.report(message, at: tree.place, path: path)
        }
    }

    /// Reports a problem with one character of the value.
    /// - Parameter offset: Unicode scalars from the start of the text.
    func refuse(_ message: String, at offset: Int) {
        reading.report(message, at: tree.place(at: offset), path: path)
    }

    /// Reports a problem with the value, unless it may come from a part that could not be read.
    func refuse(_ message: String, unless hole: Hole) {
        if !reading.holes.contains(hole) { refuse(message) }
    }

    /// Reports a name that leads nowhere. Where part of the names there are is unknown, only what is likely a slip of the
    /// finger is.
    /// - Parameters:
    ///   - message: what to say; the names there are, or the nearest, follow.
    ///   - isPartial: whether some of the names could not be read.
    func refuse(name: String, _ message: String, among known: [String], isPartial: Bool) {
        guard !isPartial || Name.nearest(to: name, among: known) != nil else { return }
        refuse(message + Name.hint(for: name, among: known))
    }

    /// Reports a problem with the key, unless it may come from a part that could not be read.
    func refuseKey(_ message: String, unless hole: Hole) {
        if !reading.holes.contains(hole) { refuseKey(message) }
    }

    /// Reports a problem with the key.
    func refuseKey(_ message: String) {
        reading.report(message, at: keyPlace, path: path)
    }

    /// Reports "expected ..., found ...".
    func refuse(expected: String) {
        refuse("expected \(expected), found \(tree.words)")
    }
}

/// A value that remembers where it was written, for checks that come later.
struct Located<Value> {
    /// The value.
    var value: Value
    /// Where it was written.
    var item: Item
}
