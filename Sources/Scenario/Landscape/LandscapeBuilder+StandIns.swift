internal import Kernel

/// What the builder goes on with where something could not be read, and what it then keeps silent about.
extension LandscapeBuilder {
    /// A system laid over its preset. One that cannot be read is known by its name alone.
    func section(of named: Named<Item>) -> SystemSection {
        var section = SystemSection.shape.read(overlaid(named.value, .systems))
        if section == nil {
            named.item.reading.note(.systems)
            let nothing = named.item.with(Tree(content: .mapping([]), place: named.item.tree.place))
            section = SystemSection.shape.read(nothing)
            section?.isPartial = true
        }
        guard var section else { preconditionFailure("a system of no keys can be read") }
        // What its preset would bring is unknown.
        if isWithoutPreset(named.value) { section.isPartial = true }
        return section
    }

    /// A mapping laid over its preset, or by itself where there is no such preset.
    func overlaid(_ item: Item, _ hole: Hole) -> Item {
        if let whole = draft.presets.overlaid(item) { return whole }
        item.reading.note(hole)
        guard hole == .journey, item.tree["steps"] == nil else { return item }
        // The preset would have brought the steps.
        let place = item.tree.place
        let steps = Tree.Entry(key: "steps", place: place, value: Tree(content: .list([]), place: place))
        return item.with(item.tree.merged(over: Tree(content: .mapping([steps]), place: place)))
    }

    private func isWithoutPreset(_ item: Item) -> Bool { draft.presets.overlaid(item) == nil }

    /// Whether something of a system could not be read.
    func isPartial(_ system: SystemID) -> Bool { sections[system].isPartial }

    /// Whether some event may be emitted by what could not be read.
    func mayMissEvents(_ reading: Reading) -> Bool {
        !reading.holes.isDisjoint(with: [.systems, .journey]) || reading.hasProblems(under: "systems")
            || reading.hasProblems(under: "journey")
    }

    /// Whether a name may be meant for systems of a part that could not be read: carriers, warehouse.
    func mayBeRole(_ name: String, _ reading: Reading) -> Bool {
        let folded = Name.folded(name).lowercased()
        return reading.holes.contains(.systems)
            && SystemPlan.Role.allCases.contains { $0.rawValue == folded || $0.rawValue + "s" == folded }
    }
}
