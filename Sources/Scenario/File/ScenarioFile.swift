internal import Foundation
public import Kernel

/// A scenario file, read and checked: the plan that the kernel runs, and the files it came from.
public struct ScenarioFile: Sendable {
    /// What will run.
    public var plan: Plan
    /// Every file that was read, the scenario first.
    public var files: [String]
    /// The order file that is replayed; nil: none is.
    public var replayFile: ReplayFile?
    let source: Source

    /// What it was read from.
    struct Source {
        var tree: Tree
        var path: String
        var presets: [String]
        var seed: UInt64?
        /// By lever, what it writes anew.
        var rewritten: [Tree?]
    }

    /// Reads a scenario.
    /// - Parameters:
    ///   - path: the scenario file.
    ///   - presets: directories with presets, first hit wins; `presets` beside the file comes before them.
    ///   - seed: overrides the scenario's seed.
    ///   - overlays: files that are laid over the scenario one after the other, mappings key by key as over a preset.
    /// - Returns: the scenario, or nil and every problem found, each in the file where it is written.
    public static func load(
        _ path: String, presets: [String] = [], seed: UInt64? = nil, with overlays: [String] = []
    ) -> (scenario: ScenarioFile?, problems: [Problem]) {
        let reading = Reading()
        var tree = TreeParser.parse(file: path, reading: reading)
        for overlay in overlays {
            guard let above = TreeParser.parse(file: overlay, reading: reading) else { continue }
            if let tree { above.reportStrangers(over: tree, path: "", in: reading) }
            tree = tree.map { above.merged(over: $0) }
        }
        // What is missing in half a scenario would only hide what is wrong with the other half.
        guard overlays.isEmpty || reading.problems.isEmpty else { return (nil, reading.sortedProblems) }
        return finish(tree, path: path, presets: presets, seed: seed, reading: reading)
    }

    /// Reads a scenario from text as if it were the contents of `path`.
    public static func read(_ text: String, as path: String, presets: [String] = [], seed: UInt64? = nil) -> (
        scenario: ScenarioFile?, problems: [Problem]
    ) {
        let reading = Reading()
        let tree = TreeParser.parse(bytes: Array(text.utf8), file: path, reading: reading)
        return finish(tree, path: path, presets: presets, seed: seed, reading: reading)
    }

    private static func finish(
        _ tree: Tree?, path: String, presets: [String], seed: UInt64?, reading: Reading, areLeversChecked: Bool = true
    ) -> (scenario: ScenarioFile?, problems: [Problem]) {
        guard let tree, let sections = Sections.shape.read(Item(root: tree, reading: reading)) else {
            return (nil, reading.sortedProblems)
        }
        let directories = [FileStore.resolve("presets", besides: path)] + presets
        let library = PresetLibrary(directories: directories, reading: reading)
        // What cannot be read has a stand-in, so that all problems come in one pass. No plan is made of it.
        if sections.clock == nil { reading.note(.clock) }
        if sections.orders == nil { reading.note(.orders) }
        let clock = sections.clock ?? .standIn
        let orders = sections.orders ?? .standIn(at: sections.landscape.item)
        let landscape = sections.landscape
        var plan = Plan(title: sections.name ?? "", seed: seed ?? sections.seed, window: clock.window, end: clock.end)
        plan.zone = clock.zonePlan
        var draft = Draft(
            plan: plan, calendars: CalendarBook(sections.calendars, clock: clock), clock: clock, file: path,
            presets: library)
        orders.build(into: &draft)
        landscape.build(into: &draft)
        draft.plan.calendars = draft.calendars.plans
        let source = Source(
            tree: tree, path: path, presets: presets, seed: seed,
            rewritten: sections.landscape.levers.map(\.value.rewritten?.tree))
        let scenario = ScenarioFile(
            plan: draft.plan, files: reading.files.opened, replayFile: draft.replayFile, source: source)
        if areLeversChecked { tree.reportStrangersOfSides(in: reading) }
        if areLeversChecked, reading.problems.isEmpty {
            scenario.checkLevers(sections.landscape.levers)
            if let parallel = sections.parallel { _ = scenario.resolve(parallel, clock: clock) }
        }
        let problems = reading.sortedProblems
        return problems.isEmpty ? (scenario, []) : (nil, problems)
    }

    /// Reads the scenario with each lever pulled that writes parts of it anew: what is wrong then is wrong with the lever.
    private func checkLevers(_ levers: [Named<LeverSection>]) {
        for (index, lever) in levers.enumerated() {
            guard let item = lever.value.rewritten else { continue }
            let known = item.reading.problems.count
            item.tree.reportStrangers(over: source.tree, path: "\(item.path).", in: item.reading)
            guard item.reading.problems.count == known else { continue }
            for problem in reread(with: [index]).problems {
                item.reading.report(
                    "with this lever pulled: \(problem.path.isEmpty ? "" : problem.path + ": ")\(problem.message)",
                    at: problem.place, path: item.path)
            }
        }
    }

    private func reread(with levers: [Int]) -> (scenario: ScenarioFile?, problems: [Problem]) {
        reread(
            levers.reduce(source.tree) { tree, lever in source.rewritten[lever].map { $0.merged(over: tree) } ?? tree })
    }

    /// Reads the scenario once more with something laid over it.
    private func reread(_ tree: Tree) -> (scenario: ScenarioFile?, problems: [Problem]) {
        ScenarioFile.finish(
            tree, path: source.path, presets: source.presets, seed: source.seed, reading: Reading(),
            areLeversChecked: false)
    }

    /// The scenario with parts laid over it; what is wrong then is reported where they are written.
    func with(_ parts: Item?) -> ScenarioFile? {
        guard let parts else { return self }
        let (scenario, problems) = reread(parts.tree.merged(over: source.tree))
        for problem in problems {
            parts.reading.report(
                "with this laid over the scenario: \(problem.path.isEmpty ? "" : problem.path + ": ")\(problem.message)",
                at: problem.place, path: parts.path)
        }
        return scenario
    }

    /// The two landscapes of the scenario that get the same orders; nil: it has none.
    public var parallel: ParallelScenario? {
        guard let item = Item(root: source.tree, reading: Reading())["parallel"],
            let section = ParallelSection.shape.read(item), let clock = clock(of: source.tree)
        else { return nil }
        return resolve(section, clock: clock)
    }

    private func clock(of tree: Tree) -> Clock? {
        Item(root: tree, reading: Reading())["clock"].flatMap(Clock.shape.read)
    }

    /// The plan with levers pulled that write parts of the scenario anew. What they change beyond that is in its `levers`, and
    /// not applied.
    /// - Parameter levers: indices into `Plan.levers`, ascending; later ones are laid over earlier ones.
    /// - Returns: nil if they do not fit together.
    public func plan(rewrittenBy levers: [Int]) -> Plan? {
        guard levers.allSatisfy(source.rewritten.indices.contains) else { return nil }
        return reread(with: levers).scenario?.plan
    }

    /// All orders of the scenario, in time order.
    /// - Throws: `ReplayError` if its order file cannot be read at all.
    public func orders(shard: Shard = .whole) throws(ReplayError) -> ScenarioOrders {
        try ScenarioOrders(plan, replaying: replayFile, shard: shard)
    }

    /// The JSON Schema (draft 2020-12) of a scenario file, for editors.
    public static func schema() -> String {
        let book = SchemaBook()
        let root = Sections.shape.describe(book)
        return JSONText.object([
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("Rehearse scenario, version 1")),
        ]).adding([("allOf", .list([root])), ("$defs", book.all)]).rendered() + "\n"
    }

    /// The sections of a scenario; nil where one has problems, which are reported.
    private struct Sections {
        var name: String?
        var seed: UInt64
        var clock: Clock?
        var calendars: [Named<CalendarRule>]
        var orders: OrdersSection?
        var landscape: LandscapeSection
        var parallel: ParallelSection?

        static let shape = Shape<Sections>.mapping("scenario", "A day, or days, of a logistics landscape.") { fields in
            _ = fields.required("rehearse", .choice([("1", 1)]), "Version of the scenario file: 1.") as Int?
            let name = fields.required("name", .text, "What people call it.")
            _ = fields.optional("about", .text, "One sentence about it.")
            let seed = fields.optional("seed", seedShape, "Root of all randomness.", or: 1)
            let clock = fields.required("clock", Clock.shape, "When the rehearsal takes place.")
            let calendars = fields.optional(
                "calendars", .names(CalendarRule.shape, of: "calendars"), "Dispatch windows, cut-offs, shifts.", or: [])
            let orders = fields.required("orders", OrdersSection.shape, "How many orders come, when.")
            let landscape = LandscapeSection.read(fields)
            let parallel = fields.optional(
                "parallel", ParallelSection.shape, "Two landscapes that get the same orders, for rehearse parallel.")
            return Sections(
                name: name, seed: seed, clock: clock, calendars: calendars, orders: orders, landscape: landscape,
                parallel: parallel)
        }

        private static let seedShape = Shape<UInt64>.scalar(
            "a whole number from 0 to 18446744073709551615", pattern: "^[0-9]+$", numbers: true
        ) { text throws(ValueError) in
            guard let seed = UInt64(text) else {
                throw .refused("expected a whole number from 0 to 18446744073709551615")
            }
            return seed
        }
    }
}
