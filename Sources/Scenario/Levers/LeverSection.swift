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
                "with", .raw(describedBy: ScenarioParts.shape),
                "Parts of the scenario as they would be: laid over it, key by key.")
            guard !fields.isIncomplete else { return nil }
            guard !changes.isEmpty || rewritten != nil else {
                if !fields.hasUnknownKeys { fields.item.refuse("expected change or with: a lever does something") }
                return nil
            }
            if let rewritten, !ScenarioParts.isLandscape(rewritten, "a lever") { return nil }
            return LeverSection(changes: changes, cost: cost, rewritten: rewritten)
        })

    init(changes: [Located<String>], cost: Located<Money>? = nil, rewritten: Item? = nil) {
        self.changes = changes
        self.cost = cost
        self.rewritten = rewritten
    }
}
