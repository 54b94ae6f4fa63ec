internal import Kernel

/// A rate limit or quota as the scenario writes it: `600/s`, or a mapping with its kind.
struct LimitSection {
    /// How the count starts anew.
    enum Kind {
        case fixedWindow(Rate)
        case slidingWindow(Rate)
        case tokenBucket(Rate)
        case leakyBucket(Rate)
        case concurrency(Int)
        case dailyQuota(Int)
    }

    /// The effective limit during a calendar, as a part of the documented one.
    struct Tightening {
        var during: CalendarReference
        var to: Double
    }

    /// The effective limit from a load on.
    struct UnderLoad {
        var above: Double
        var to: Double
    }

    var kind: Kind
    var burst: Int?
    var operations: [Located<String>]
    var scope: LimiterPlan.Scope
    var tells: Bool
    var penalty: Nanoseconds
    var resets: Located<String>?
    var tightenings: [Tightening]
    var underLoad: UnderLoad?
    var documented: String
    var item: Item

    static let shape = Shape<LimitSection>.either(
        "a rate such as 600/s, or a limit such as { fixed window: 300/min }",
        scalar: Shape<Rate>.rate.located.map { rate in
            LimitSection(
                kind: .tokenBucket(rate.value), burst: nil, operations: [], scope: .account, tells: true, penalty: 0,
                resets: nil, tightenings: [], underLoad: nil, documented: rate.value.text, item: rate.item)
        },
        mapping: .mapping("limit", "A rate limit or quota that a system applies on arrival.", isInherited: true) {
            read($0)
        })

    private static func read(_ fields: Fields) -> LimitSection? {
        let fixed = fields.optional("fixed window", .rate, "So many per window; windows follow the clock.")
        let sliding = fields.optional("sliding window", .rate, "So many in any window of this length.")
        let bucket = fields.optional("token bucket", .rate, "Refills at this rate, up to the burst.")
        let leaky = fields.optional("leaky bucket", .rate, "Evenly at this rate, with the burst allowed ahead (GCRA).")
        let concurrency = fields.optional("concurrency", .count(1...1_000_000), "So many in progress at once.")
        let quota = fields.optional("daily quota", .count(1...1_000_000_000), "So many until it resets.")
        let burst = fields.optional(
            "burst", .count(1...1_000_000_000), "How many may come at once; a second's worth if left out.")
        let operations = fields.optional(
            "for", .oneOrMore(Shape<String>.text.located, of: "operations"), "Which operations; all if left out.",
            or: [])
        let scope = fields.optional(
            "scope", .choice(of: LimiterPlan.Scope.self), "What shares one budget.", or: LimiterPlan.Scope.account)
        let tells = fields.optional("tells", .yesNo, "Whether a refusal says when to come back.", or: true)
        let penalty = fields.optional("penalty", .duration, "After a refusal all is refused for this long.", or: 0)
        let resets = fields.optional(
            "resets", Shape<String>.text.located, "When a quota starts anew: 00:00, 00:00 UTC, or a calendar.")
        let tightens = fields.optional(
            "tightens", .oneOrMore(tightening, of: "tightenings"), "When less than the documented limit holds.", or: [])
        let load = fields.optional("under load", underLoad, "From which load on less than the documented limit holds.")
        guard !fields.isIncomplete else { return nil }
        var kinds: [(Kind, String)] = []
        if let fixed { kinds.append((.fixedWindow(fixed), fixed.text)) }
        if let sliding { kinds.append((.slidingWindow(sliding), sliding.text)) }
        if let bucket { kinds.append((.tokenBucket(bucket), bucket.text)) }
        if let leaky { kinds.append((.leakyBucket(leaky), leaky.text)) }
        if let concurrency { kinds.append((.concurrency(concurrency), "\(concurrency) at once")) }
        if let quota { kinds.append((.dailyQuota(quota), "\(grouped(quota))/day")) }
        guard let (kind, documented) = kinds.first, kinds.count == 1 else {
            if kinds.isEmpty, fields.hasUnknownKeys { return nil }
            fields.item.refuse(
                "expected one of fixed window, sliding window, token bucket, leaky bucket, concurrency and daily quota, found \(kinds.isEmpty ? "none" : "several")"
            )
            return nil
        }
        if burst != nil, bucket == nil, leaky == nil {
            fields.place(of: "burst").refuseKey("\"burst\" belongs to a token bucket or a leaky bucket")
            return nil
        }
        if resets != nil, quota == nil {
            fields.place(of: "resets").refuseKey("\"resets\" belongs to a daily quota")
            return nil
        }
        return LimitSection(
            kind: kind, burst: burst, operations: operations, scope: scope, tells: tells, penalty: penalty,
            resets: resets, tightenings: tightens, underLoad: load, documented: documented, item: fields.item)
    }

    private static let tightening = Shape<Tightening>.mapping("tightening", "Less than documented, by the clock.") {
        fields in
        let during = fields.required("during", CalendarReference.shape, "When.")
        let to = fields.required("to", .share, "This part of the documented limit.")
        guard let during, let to else { return nil }
        return Tightening(during: during, to: to)
    }

    private static let underLoad = Shape<UnderLoad>.mapping(
        "load tightening", "Less than documented, by load.", isInherited: true
    ) {
        fields in
        let above = fields.required("above", .share, "From this share of busy workers on.")
        let to = fields.required("to", .share, "This part of the documented limit.")
        guard let above, let to else { return nil }
        return UnderLoad(above: above, to: to)
    }

    /// The kernel's form of its kind; a burst that is not given is a second's worth, and at least one.
    var plan: LimiterPlan.Kind {
        func room(_ rate: Rate) -> Int { burst ?? max(1, Int(rate.perSecond)) }
        switch kind {
        case .fixedWindow(let rate): return .fixedWindow(count: rate.count, period: rate.period)
        case .slidingWindow(let rate): return .slidingWindow(count: rate.count, period: rate.period)
        case .tokenBucket(let rate): return .tokenBucket(count: rate.count, period: rate.period, burst: room(rate))
        case .leakyBucket(let rate): return .gcra(count: rate.count, period: rate.period, burst: room(rate))
        case .concurrency(let count): return .concurrency(count: count)
        case .dailyQuota(let count): return .quota(count: count)
        }
    }

    /// When a quota starts anew; at midnight if nothing is said.
    func moments(_ draft: inout Draft) -> Moments {
        guard case .dailyQuota = kind else { return .empty }
        let text = resets?.value ?? "00:00"
        guard text.first?.isNumber == true else {
            return resets.flatMap { draft.calendars.index(of: $0) }.map { draft.calendars.plans[$0].moments } ?? .empty
        }
        let isUTC = text.hasSuffix(" UTC") || text.hasSuffix(" GMT")
        guard let seconds = try? TimeOfDay.parse(isUTC ? text.dropLast(4) : text[...]) else {
            resets?.item.refuse(expected: "a time such as 00:00 or 00:00 UTC, or the name of a calendar")
            return .empty
        }
        var instants: [Instant] = []
        for day in draft.clock.days() {
            let wall = LocalDateTime(date: LocalDate(day: day), seconds: seconds)
            instants.append(
                isUTC ? (wall.wallSeconds - draft.clock.origin) * .second : draft.clock.instant(of: wall))
        }
        return Moments(instants)
    }
}
