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
        "one of business error, server error, refuse, reset, hang 30s, slow x3",
        pattern: "^(business error|server error|refuse|reset|hang .+|slow .+)$"
    ) { text throws(ValueError) in
        switch text {
        case "business error": return .businessError
        case "server error": return .serverError
        case "refuse": return .refuse
        case "reset": return .reset
        default: break
        }
        var scanner = Scanner(text)
        if scanner.take("hang ") {
            let length = try TimeNotation.scan(&scanner)
            guard scanner.isAtEnd, length > 0 else { throw .unreadable }
            return .hang(length)
        }
        guard scanner.take("slow ") else { throw .unreadable }
        _ = scanner.take("x")
        guard let factor = scanner.number(), scanner.isAtEnd, let permille = factor.roundedTimes(1000) else {
            throw .unreadable
        }
        guard (1...1_000_000).contains(permille) else { throw .refused("expected a factor from x0.001 to x1000") }
        return .slow(permille: Int(permille))
    }
}
