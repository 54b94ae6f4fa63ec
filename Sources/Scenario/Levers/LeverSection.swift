internal import Kernel

/// Something that could be done about the landscape, as the scenario writes it: a sentence, several, or parts of the scenario
/// written anew.
struct LeverSection {
    /// What it changes, as sentences.
    var changes: [Located<String>]
    /// What it costs.
    var cost: Located<Money>?
    /// Parts of the scenario that it writes anew, laid over it.
    var rewritten: Item?

    static let shape = Shape<LeverSection>.either(
        "a change such as middleware workers +50%, or { change: ..., cost: 4000 EUR }",
        scalar: Shape<String>.text.located.map { LeverSection(changes: [$0]) },
        mapping: .mapping("lever", "Something that could be done, and what it costs.") { fields in
            let changes = fields.optional(
                "change", .oneOrMore(Shape<String>.text.located, of: "changes"),
                "What it changes: \(LeverSentence.expected).", or: [])
            let cost = fields.optional("cost", Shape<Money>.money.located, "What it costs.")
            let rewritten = fields.optional(
                "with", .raw(describedBy: parts),
                "Parts of the scenario as they would be: laid over it, key by key.")
            guard !fields.isIncomplete else { return nil }
            guard !changes.isEmpty || rewritten != nil else {
                if !fields.hasUnknownKeys { fields.item.refuse("expected change or with: a lever does something") }
                return nil
            }
            if let rewritten, !isLandscape(rewritten) { return nil }
            return LeverSection(changes: changes, cost: cost, rewritten: rewritten)
        })

    init(changes: [Located<String>], cost: Located<Money>? = nil, rewritten: Item? = nil) {
        self.changes = changes
        self.cost = cost
        self.rewritten = rewritten
    }

    /// Any part of these sections: one key of it may be all there is, so nothing in it is required.
    private static let parts = Shape<Void>(
        describe: { _ in
            .object([
                ("type", .text("object")), ("description", .text("Parts of the scenario as they would be.")),
                ("minProperties", .whole(1)),
                ("propertyNames", .object([("enum", .list(sections.map { .text($0) }))])),
            ])
        }, read: { _ in () })

    /// What a lever may write anew: the landscape, not what is asked of it.
    private static let sections = ["systems", "groups", "links", "journey", "calendars"]

    private static func isLandscape(_ item: Item) -> Bool {
        guard case .mapping(let entries) = item.tree.content, !entries.isEmpty else {
            item.refuse(expected: "a mapping with some of \(sections.joined(separator: ", "))")
            return false
        }
        var isGood = true
        for entry in entries where !sections.contains(Name.folded(entry.key)) {
            item.child(entry).refuseKey(
                "a lever changes the landscape, not the orders or what is asked of it: expected "
                    + "\(sections.joined(separator: ", ")), found \(quoted(entry.key))")
            isGood = false
        }
        return isGood
    }
}
