internal import Kernel

/// A cache at the caller as the scenario writes it: `80%`, or `{ hits: 80%, answers in: 2ms, for: stock, on: no }`.
struct CacheSection {
    var hits: Double
    var answersIn: Nanoseconds
    var isOn: Bool
    /// What is cached; empty: all that the link asks for.
    var operations: [Located<String>]

    static let shape = Shape<CacheSection>.either(
        "a share of calls such as 80%, or { hits: 80%, answers in: 2ms }",
        scalar: Shape<Double>.share(upTo: 1).map {
            CacheSection(hits: $0, answersIn: LinkPlan.Cache.usualTime, isOn: true, operations: [])
        },
        mapping: .mapping(
            "cache", "A cache at the caller: a call that hits has its answer there, and nothing is sent.",
            isInherited: true
        ) { fields in
            let hits = fields.required("hits", .share(upTo: 1), "The share of the calls that hit, each by itself.")
            let time = fields.optional(
                "answers in", .duration, "How long an answer from it takes; a millisecond if left out.",
                or: LinkPlan.Cache.usualTime)
            let isOn = fields.optional(
                "on", .yesNo, "Whether it is in use: one that is not can be switched on by a lever.", or: true)
            let operations = fields.optional(
                "for", .oneOrMore(Shape<String>.text.located, of: "operations"),
                "The operations that it answers; all if left out.", or: [])
            guard let hits, !fields.isIncomplete else { return nil }
            return CacheSection(hits: hits, answersIn: time, isOn: isOn, operations: operations)
        })
}
