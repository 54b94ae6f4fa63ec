internal import Kernel

/// The parts of a scenario that make the landscape: systems, groups, links, journey and budgets.
struct LandscapeSection {
    /// Systems, not yet laid over their presets; nil: there are none that can be read.
    var systems: [Named<Item>]?
    /// Groups with their members.
    var groups: [Named<[Located<String>]>]
    /// Link policies as written: caller -> callee.
    var links: [Named<Item>]
    /// The journey, not yet laid over its preset.
    var journey: Item?
    /// What must hold.
    var budgets: [BudgetSection]
    /// What could be done about it.
    var levers: [Named<LeverSection>]
    /// What goes over HTTP.
    var wire: WireSection
    /// The whole scenario, for what is missing.
    var item: Item

    /// Asks the scenario's mapping for its keys.
    static func read(_ fields: Fields) -> LandscapeSection {
        let systems = fields.required(
            "systems", .names(.raw(describedBy: SystemSection.shape), of: "systems", atMost: 200),
            "The systems of the landscape.")
        let groups = fields.optional(
            "groups", .names(.list(Shape<String>.text.located, of: "systems", atMost: 64), of: "groups"),
            "Systems that do the same; carriers and warehouses are groups of themselves.", or: [])
        let links = fields.optional(
            "links", .names(.raw(describedBy: LinkSection.shape), of: "links"),
            "How callers call: middleware -> carriers.", or: [])
        let journey = fields.required("journey", journeyShape, "The journey of an order.")
        let budgets = fields.optional(
            "budgets", .list(BudgetSection.shape, of: "budgets", atMost: 200), "What must hold.", or: [])
        let levers = fields.optional(
            "levers", .names(LeverSection.shape, of: "levers", atMost: 40),
            "What could be done about it, for rehearse capacity.", or: [])
        let wire = WireSection.read(fields)
        return LandscapeSection(
            systems: systems, groups: groups, links: links, journey: journey, budgets: budgets, levers: levers,
            wire: wire,
            item: fields.item)
    }

    /// `journey: order-to-delivery` is short for `journey: { preset: order-to-delivery }`.
    private static let journeyShape = Shape<Item>.either(
        "the name of a preset such as order-to-delivery, or a journey",
        scalar: Shape<String>.text.located.map { name in
            let place = name.item.tree.place
            let entry = Tree.Entry(
                key: "preset", place: place, value: Tree(content: .scalar(name.value), place: place))
            return name.item.with(Tree(content: .mapping([entry]), place: place))
        },
        mapping: .raw(describedBy: JourneySection.shape))

    /// Reads all but the systems for their problems alone.
    func readRest(from presets: PresetLibrary) {
        for named in links { _ = LinkSection.shape.read(named.value) }
        _ = journey.flatMap(presets.overlaid).flatMap(JourneySection.shape.read)
        for budget in budgets { _ = budget.parsed() }
    }

    /// Adds the landscape to the plan. Orders must be in the plan already: carriers, channels and warehouses by name.
    func build(into draft: inout Draft) {
        var builder = LandscapeBuilder(draft: draft)
        builder.build(self)
        draft = builder.draft
    }
}
