public import Reconciliation

/// A mapping file, read and checked: how the exports of two sides become events, and what both sides agreed.
public enum MappingFile {
    private static let advice = "`rehearse reconcile --infer OLD NEW` proposes a mapping to start from"

    /// Reads a mapping.
    /// - Returns: the mapping, or nil and every problem found, each where it is written.
    public static func load(_ path: String) -> (mapping: Mapping?, problems: [Problem]) {
        let reading = Reading()
        return finish(TreeParser.parse(file: path, reading: reading, advice: advice), reading)
    }

    /// Reads a mapping from text as if it were the contents of `path`.
    public static func read(_ text: String, as path: String) -> (mapping: Mapping?, problems: [Problem]) {
        let reading = Reading()
        return finish(TreeParser.parse(bytes: Array(text.utf8), file: path, reading: reading, advice: advice), reading)
    }

    private static func finish(_ tree: Tree?, _ reading: Reading) -> (mapping: Mapping?, problems: [Problem]) {
        guard let tree else { return (nil, reading.sortedProblems) }
        let mapping = shape.read(Item(root: tree, reading: reading))
        let problems = reading.sortedProblems
        return problems.isEmpty ? (mapping, []) : (nil, problems)
    }

    /// What holds where nobody says anything: columns are called as the values they hold, and kinds as their roles.
    public static var standard: Mapping {
        let agreement = AgreementSection.standard
        let rows = RowMapping(agreement: agreement)
        return Mapping(
            agreement: agreement, old: Mapping.Part(name: "old", rows: [rows]),
            new: Mapping.Part(name: "new", rows: [rows]))
    }

    /// The JSON Schema (draft 2020-12) of a mapping file, for editors.
    public static func schema() -> String {
        let book = SchemaBook()
        let root = shape.describe(book)
        return JSONText.object([
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("Rehearse mapping, version 1")),
        ]).adding([("allOf", .list([root])), ("$defs", book.all)]).rendered() + "\n"
    }

    private static let shape = Shape<Mapping>.mapping(
        "export mapping", "How the exports of two landscapes become events that can be compared."
    ) { fields in
        _ = fields.required("rehearse mapping", .choice([("1", 1)]), "Version of the mapping file: 1.") as Int?
        _ = fields.optional("about", .text, "One sentence about it.")
        let agreement = AgreementSection.read(fields)
        let old = fields.optional("old", SideSection.shape, "The landscape that is in use.", or: SideSection())
        let new = fields.optional("new", SideSection.shape, "The landscape that may take over.", or: SideSection())
        guard !fields.isIncomplete else { return nil }
        let mapping = Mapping(
            agreement: agreement, old: old.part(agreement, standardName: "old"),
            new: new.part(agreement, standardName: "new"))
        DocumentCheck(agreement: agreement, root: fields.item).report(
            Array(zip(mapping.old.rows, old.items)) + Array(zip(mapping.new.rows, new.items)))
        return mapping
    }
}
