internal import Kernel

/// What a scenario says of the wire as a whole.
struct WireSection {
    var targets: [Named<Target>]
    var mark: String
    var lagTolerance: Nanoseconds
    var inbox: InboxSection?

    /// How much of a host a run may ask for.
    struct Target {
        var perSecond: Double
        var total: Int64
    }

    /// Asks the scenario's mapping for its keys.
    static func read(_ fields: Fields) -> WireSection {
        let targets = fields.optional(
            "targets", .names(target, of: "targets"),
            "Hosts beyond this machine that a run may reach, if the command line names them too.", or: [])
        for target in targets where !WebAddress.isHost(target.name) {
            target.item.refuseKey(
                "expected a host such as odoo.example.com, without scheme, port and path, found \(quoted(target.name))")
        }
        let mark = fields.optional(
            "mark", .mark, "What references of synthetic orders begin with.", or: WirePlan.usualMark)
        let tolerance = fields.optional(
            "lag tolerance", .positiveDuration, "Schedule lag at p99 from which on a run is invalid.",
            or: 100 * .millisecond)
        let inbox = fields.optional("inbox", InboxSection.shape, "Where webhooks come in.")
        return WireSection(targets: targets, mark: mark, lagTolerance: tolerance, inbox: inbox)
    }

    private static let target = Shape<Target>.mapping("target", "How much of a host a run may ask for.") { fields in
        let rate = fields.required("rate", .rate, "Requests at most, such as 20/s.")
        let total = fields.required("total", .count(1...1_000_000_000), "Requests in all at most.")
        guard let rate, let total, !fields.isIncomplete else { return nil }
        return Target(perSecond: Double(rate.count) * 1e9 / Double(rate.period), total: Int64(total))
    }

    /// What the plan says of targets; endpoints are added with their systems.
    var plan: WirePlan {
        var plan = WirePlan()
        plan.targets = targets.map {
            TargetPlan(host: $0.name, perSecond: $0.value.perSecond, total: $0.value.total)
        }
        plan.mark = mark
        plan.lagTolerance = lagTolerance
        return plan
    }
}
