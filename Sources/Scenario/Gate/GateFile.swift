public import Reconciliation

/// A gate file, read and checked: what must be shown before a new landscape may take over.
public enum GateFile {
    private static let advice = "begin it with `rehearse gate: 1`"

    /// Reads a gate.
    /// - Parameters:
    ///   - kinds: kinds of events that are compared; nil: names of kinds are not checked.
    ///   - partners: all partners that there can be; nil: names of partners are not checked.
    /// - Returns: the gate, or nil and every problem found, each where it is written.
    public static func load(_ path: String, kinds: [String]? = nil, partners: [String]? = nil) -> (
        gate: GatePlan?, problems: [Problem]
    ) {
        let reading = Reading()
        return finish(TreeParser.parse(file: path, reading: reading, advice: advice), reading, kinds, partners)
    }

    /// Reads a gate from text as if it were the contents of `path`.
    public static func read(
        _ text: String, as path: String, kinds: [String]? = nil, partners: [String]? = nil
    ) -> (gate: GatePlan?, problems: [Problem]) {
        let reading = Reading()
        return finish(
            TreeParser.parse(bytes: Array(text.utf8), file: path, reading: reading, advice: advice), reading, kinds,
            partners)
    }

    private static func finish(_ tree: Tree?, _ reading: Reading, _ kinds: [String]?, _ partners: [String]?) -> (
        gate: GatePlan?, problems: [Problem]
    ) {
        guard let tree else { return (nil, reading.sortedProblems) }
        let gate = GateSection.file.read(Item(root: tree, reading: reading))
        if let kinds { gate?.check(kinds: kinds, partners: partners) }
        let problems = reading.sortedProblems
        return problems.isEmpty ? (gate?.plan, []) : (nil, problems)
    }

    /// The JSON Schema (draft 2020-12) of a gate file, for editors.
    public static func schema() -> String {
        let book = SchemaBook()
        let root = GateSection.file.describe(book)
        return JSONText.object([
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("Rehearse gate, version 1")),
        ]).adding([("allOf", .list([root])), ("$defs", book.all)]).rendered() + "\n"
    }
}
