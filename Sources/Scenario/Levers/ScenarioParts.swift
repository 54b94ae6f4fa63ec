/// Parts of a scenario that are laid over it: the landscape, and not what is asked of it.
enum ScenarioParts {
    /// What may be written anew.
    static let sections = ["systems", "groups", "links", "journey", "calendars"]

    /// Any part of these sections: one key of it may be all there is, so nothing in it is required.
    static let shape = Shape<Void>(
        describe: { _ in
            .object([
                ("type", .text("object")), ("description", .text("Parts of the scenario as they would be.")),
                ("minProperties", .whole(1)),
                ("propertyNames", .object([("enum", .list(sections.map { .text($0) }))])),
            ])
        }, read: { _ in () })

    /// Whether only the landscape is written anew; what else there is, is reported.
    /// - Parameter who: does it, for messages.
    static func isLandscape(_ item: Item, _ who: String) -> Bool {
        guard case .mapping(let entries) = item.tree.content, !entries.isEmpty else {
            item.refuse(expected: "a mapping with some of \(sections.joined(separator: ", "))")
            return false
        }
        var isGood = true
        for entry in entries where !sections.contains(Name.folded(entry.key)) {
            item.child(entry).refuseKey(
                "\(who) changes the landscape, not the orders or what is asked of it: expected "
                    + "\(sections.joined(separator: ", ")), found \(quoted(entry.key))")
            isGood = false
        }
        return isGood
    }
}
