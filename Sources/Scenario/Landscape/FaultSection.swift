internal import Kernel

/// Something that goes wrong, as the scenario writes it.
struct FaultSection {
    var effect: FaultPlan.Effect
    var operations: [Located<String>]
    var share: Double
    var during: CalendarReference?
    var burst: FaultPlan.Burst?

    static let shape = Shape<FaultSection>.mapping("fault", "Something that goes wrong at a system.", isInherited: true)
    { fields in
        let effect = fields.required("effect", effectShape, "What a request meets.")
        let operations = fields.optional(
            "for", .oneOrMore(Shape<String>.text.located, of: "operations"), "Which operations; all if left out.",
            or: [])
        let share = fields.optional("share", .share, "The share of requests it strikes; all if left out.", or: 1)
        let during = fields.optional("during", CalendarReference.shape, "When it is on; always if left out.")
        let burst = fields.optional("bursts", burst, "It comes in spells.")
        guard let effect, !fields.isIncomplete else { return nil }
        return FaultSection(effect: effect, operations: operations, share: share, during: during, burst: burst)
    }

    private static let burst = Shape<FaultPlan.Burst>.mapping(
        "fault bursts", "Good and bad spells alternate.", isInherited: true
    ) {
        fields in
        let good = fields.required("good", .positiveDuration, "Mean length of a good spell.")
        let bad = fields.required("bad", .positiveDuration, "Mean length of a bad spell.")
        guard let good, let bad else { return nil }
        return FaultPlan.Burst(good: good, bad: bad)
    }

    private static let effectShape = Shape<FaultPlan.Effect>.scalar(
        """
        one of business error, server error, refuse, reset, hang 30s, slow x3, reset before body, reset amid body, truncated, \
        drip 5s, garbage, more than announced, less than announced 30s, 1xx first
        """,
        pattern: "^(\(plain.keys.sorted().joined(separator: "|"))|(hang|slow|drip|less than announced) .+)$"
    ) { text throws(ValueError) in
        if let effect = plain[text] { return effect }
        var scanner = Scanner(text)
        for (word, effect) in lasting where scanner.take(word) {
            let length = try TimeNotation.scan(&scanner)
            guard scanner.isAtEnd, length > 0 else { throw .unreadable }
            return effect(length)
        }
        guard scanner.take("slow ") else { throw .unreadable }
        _ = scanner.take("x")
        guard let factor = scanner.number(), scanner.isAtEnd, let permille = factor.roundedTimes(1000) else {
            throw .unreadable
        }
        guard (1...1_000_000).contains(permille) else { throw .refused("expected a factor from x0.001 to x1000") }
        return .slow(permille: Int(permille))
    }

    /// Effects that are words alone.
    private static let plain: [String: FaultPlan.Effect] = [
        "business error": .businessError, "server error": .serverError, "refuse": .refuse, "reset": .reset,
        "reset before body": .resetBeforeBody, "reset amid body": .resetAmidBody, "truncated": .truncated,
        "garbage": .garbage, "more than announced": .moreThanAnnounced, "1xx first": .interimFirst,
    ]

    /// Effects that last for a time.
    private static let lasting: [(word: String, effect: @Sendable (Nanoseconds) -> FaultPlan.Effect)] = [
        ("hang ", { .hang($0) }), ("drip ", { .drip($0) }), ("less than announced ", { .lessThanAnnounced($0) }),
    ]
}
