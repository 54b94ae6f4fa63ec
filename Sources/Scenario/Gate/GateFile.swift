public import Reconciliation

/// A gate file, read and checked: what must be shown before a new landscape may take over.
public enum GateFile {
    /// Reads a gate.
    /// - Returns: the gate, or nil and every problem found, each where it is written.
    public static func load(_ path: String) -> (gate: GatePlan?, problems: [Problem]) {
        let reading = Reading()
        return finish(TreeParser.parse(file: path, reading: reading), reading)
    }

    /// Reads a gate from text as if it were the contents of `path`.
    public static func read(_ text: String, as path: String) -> (gate: GatePlan?, problems: [Problem]) {
        let reading = Reading()
        return finish(TreeParser.parse(bytes: Array(text.utf8), file: path, reading: reading), reading)
    }

    private static func finish(_ tree: Tree?, _ reading: Reading) -> (gate: GatePlan?, problems: [Problem]) {
        guard let tree else { return (nil, reading.sortedProblems) }
        let gate = GateSection.file.read(Item(root: tree, reading: reading))
        let problems = reading.sortedProblems
        return problems.isEmpty ? (gate, []) : (nil, problems)
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
