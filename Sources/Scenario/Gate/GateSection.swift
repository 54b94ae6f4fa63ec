internal import Kernel
internal import Reconciliation

/// The criteria of a gate, as a gate file writes them.
enum GateSection {
    /// A file of its own.
    static let file = Shape<WrittenGate>.mapping(
        "gate file", "What must be shown before a new landscape may take over."
    ) { fields in
        _ = fields.required("rehearse gate", .choice([("1", 1)]), "Version of the gate file: 1.") as Int?
        return read(fields)
    }

    /// A part of a scenario.
    static let shape = Shape<WrittenGate>.mapping(
        "cut-over gate", "What must be shown before a new landscape may take over.", read)

    private static func read(_ fields: Fields) -> WrittenGate? {
        let name = fields.optional("name", .text, "What people call it.", or: "the gate")
        _ = fields.optional("about", .text, "One sentence about it.")
        var plan = GatePlan(name: name)
        plan.orders = fields.optional(
            "orders", .count(0...1_000_000_000), "Orders of each partner that must have been compared.", or: plan.orders
        )
        plan.bound = fields.optional(
            "rarer than", shareAboveZero, "What was not seen must be shown to be rarer than this.", or: plan.bound)
        plan.level = fields.optional(
            "confidence", confidence, "Probability with which bounds and intervals hold; 95% if left out.",
            or: plan.level)
        plan.isWatched = fields.optional(
            "watched", .yesNo,
            "Whether it is looked at again and again while a ramp goes on: bounds then hold at every look.", or: false)
        let required = fields.optional(
            "required partners", .oneOrMore(Shape<String>.text.located, of: "partners"),
            "Partners that must take part, and that decide.", or: [])
        plan.required = required.map(\.value)
        let classes = fields.optional(
            "classes", .names(classBudgets, of: "classes"),
            "How much of a class is bearable; none of what is not named.",
            or: [])
        plan.classes = classes.flatMap { named in budgets(named) }
        let latencies = fields.optional(
            "latency", .list(latency.located, of: "sentences"), "How much later events may be than on the old side.",
            or: [])
        plan.latencies = latencies.map(\.value)
        let exceptions = fields.optional(
            "exceptions", .list(exception, of: "exceptions"), "Differences that somebody has signed for.", or: [])
        let owners = fields.optional(
            "owners", .names(.text, of: "kinds of events"), "Who answers for a kind of event.", or: [])
        for owner in owners { plan.owners[owner.name] = owner.value }
        plan.exceptions = exceptions.map(\.plan)
        guard !fields.isIncomplete else { return nil }
        var written = WrittenGate(plan: plan)
        written.kinds = classes.flatMap { named in named.value.flatMap { $0.value.kinds.map(mention) } }
        written.kinds += latencies.map { WrittenGate.Mention(name: $0.value.kind, item: $0.item) }
        written.kinds += exceptions.compactMap { $0.kind.map(mention) }
        written.kinds += owners.map { WrittenGate.Mention(name: $0.name, item: $0.item, isKey: true) }
        written.partners = required.map(mention) + exceptions.compactMap { $0.partner.map(mention) }
        return written
    }

    private static func mention(_ name: Located<String>) -> WrittenGate.Mention {
        WrittenGate.Mention(name: name.value, item: name.item)
    }

    private static let shareAboveZero = Shape<Double>.share.checked { (share, item) -> Double? in
        guard share > 0, share < 1 else {
            item.refuse("expected a share above 0% and below 100%")
            return nil
        }
        return share
    }

    private static let confidence = Shape<Double>.share.checked { (share, item) -> Double? in
        guard share >= 0.5, share < 1 else {
            item.refuse("expected a confidence from 50% to 99.99%")
            return nil
        }
        return share
    }

    // MARK: - Classes

    private struct Bearable {
        var most: Double
        var rollBackAbove: Double?
        var kinds: [Located<String>]
    }

    private static let noneOrShare = Shape<Double>.scalar("none, or a share such as 0.1%", pattern: nil, numbers: true)
    {
        text throws(ValueError) in
        if text == "none" || text == "0" { return 0 }
        guard text.hasSuffix("%") else { throw .unreadable }
        let share = try ShareNotation.parse(text)
        guard share <= 1 else { throw .refused("expected a share of at most 100%, found \(quoted(text))") }
        return share
    }

    private static let bearable = Shape<Bearable>.either(
        "none, a share such as 0.1%, or { most: 0.1%, roll back above: 1% }",
        scalar: noneOrShare.map { Bearable(most: $0, rollBackAbove: nil, kinds: []) },
        mapping: .mapping("bearable differences", "How much of a class is bearable.") { fields in
            let most = fields.optional("most", noneOrShare, "The largest share of the events; none if left out.", or: 0)
            let harm = fields.optional(
                "roll back above", noneOrShare, "Above this share the new side is taken back.")
            let kinds = fields.optional(
                "events", .oneOrMore(Shape<String>.text.located, of: "kinds"),
                "Kinds of events it is for; all if left out.", or: [])
            if let harm, harm < most {
                fields.place(of: "roll back above").refuse("expected a share of at least what is bearable")
                return nil
            }
            return Bearable(most: most, rollBackAbove: harm, kinds: kinds)
        })

    private static let classBudgets = Shape<[Located<Bearable>]>.oneOrMore(bearable.located, of: "budgets")

    private static func budgets(_ named: Named<[Located<Bearable>]>) -> [GatePlan.ClassBudget] {
        guard let verdict = verdict(named.name, named.item) else { return [] }
        return named.value.map {
            GatePlan.ClassBudget(
                verdict, kinds: $0.value.kinds.map(\.value), most: $0.value.most, rollBackAbove: $0.value.rollBackAbove)
        }
    }

    private static func verdict(_ name: String, _ item: Item, isKey: Bool = true) -> VerdictClass? {
        let names = VerdictClass.allCases.filter(\.isDefect).map(\.name)
        let folded = Name.folded(name)
        let short: [String: VerdictClass] = [
            "late": .late, "conservation": .conservation, "drift": .masterDataDrift, "master data": .masterDataDrift,
        ]
        if let verdict = VerdictClass.allCases.first(where: { Name.folded($0.name) == folded && $0.isDefect })
            ?? short[folded]
        {
            return verdict
        }
        let message = "there is no class of differences \(quoted(name))" + Name.hint(for: name, among: names)
        if isKey { item.refuseKey(message) } else { item.refuse(message) }
        return nil
    }

    // MARK: - Latency

    /// `shipment p99 <= +500ms`
    private static let latency = Shape<GatePlan.LatencyBudget>.scalar(
        "a sentence such as shipment p99 <= +500ms", pattern: nil
    ) { text throws(ValueError) in
        let sides = text.replacing("≤", with: "<=").split(separator: "<=", maxSplits: 1).map {
            $0.split(whereSeparator: \.isWhitespace).map(String.init)
        }
        guard sides.count == 2, sides[0].count >= 2, let last = sides[0].last, last.hasPrefix("p"),
            let percent = Double(last.dropFirst()), sides[1].count >= 1
        else { throw .unreadable }
        let quantiles = [50.0: 0.5, 90.0: 0.9, 99.0: 0.99]
        guard let quantile = quantiles[percent] else {
            throw .refused("expected p50, p90 or p99, found \(quoted(last))")
        }
        var bound = sides[1].joined(separator: " ")
        let isEarlier = bound.hasPrefix("-")
        if bound.hasPrefix("+") || isEarlier { bound.removeFirst() }
        let length = try TimeNotation.parse(bound)
        return GatePlan.LatencyBudget(
            kind: sides[0].dropLast().joined(separator: " "), quantile: quantile, most: isEarlier ? -length : length)
    }

    // MARK: - Exceptions

    private struct WrittenException {
        var plan: GatePlan.SignedException
        var kind: Located<String>?
        var partner: Located<String>?
    }

    private static let exception = Shape<WrittenException>.mapping(
        "signed exception", "Differences that somebody has signed for."
    ) { fields in
        let name = fields.required("class", Shape<String>.text.located, "The class of the differences, such as state.")
        let partner = fields.optional("partner", Shape<String>.text.located, "The partner; any if left out.")
        let kind = fields.optional("event", Shape<String>.text.located, "The kind of event; any if left out.")
        let most = fields.required(
            "most", .count(1...1_000_000_000),
            "So many of them at most, such as 50; more than these are not signed for.")
        let owner = fields.required("owner", .text, "Who answers for them, such as EDI team.")
        let signed = fields.required("signed", .text, "Who signed, such as signed: J. Maes.")
        let reason = fields.required("why", .text, "Why they are borne, in a sentence.")
        let until = fields.required(
            "until", Shape<LocalDate>.date, "The last day on which it holds, such as 2026-12-31.")
        guard let name, let most, let owner, let signed, let reason, let until, !fields.isIncomplete,
            let verdict = verdict(name.value, name.item, isKey: false)
        else { return nil }
        // A day is held against a day: it has run out on the one after its last.
        let end = Int64(until.day + 1) * .day
        let plan = GatePlan.SignedException(
            verdict, partner: partner?.value, kind: kind?.value, most: most, owner: owner, signedBy: signed,
            reason: reason,
            until: end,
            untilText: until.text)
        return WrittenException(plan: plan, kind: kind, partner: partner)
    }
}
