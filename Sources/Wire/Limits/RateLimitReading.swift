internal import HTTPTypes
internal import Kernel

/// What a response says of rate limits, in whatever dialect: several at once, if it does. Fields that cannot be read
/// are ignored, as the draft of the IETF demands.
public struct RateLimitReading: Sendable, Hashable {
    /// Limits, in the order of `RateLimitBudget.Dialect`.
    public var budgets: [RateLimitBudget]

    /// Reads a response.
    /// - Parameter now: when it came, as seconds since 1970; its `Date` goes before, where it has one, since resets by
    ///   the clock are by the partner's clock.
    public init(_ response: WireResponse, now: Double) {
        let here = RetryAfter.whole(now)
        let clock = response.fields[.date].flatMap { HTTPDate.seconds($0, now: here) }.map { Double($0) } ?? now
        let fields = response.fields
        budgets = RateLimitReading.draft(fields)
        if budgets.isEmpty { budgets = RateLimitReading.dictionary(fields) }
        if budgets.isEmpty { budgets = RateLimitReading.triplet(fields, clock) }
        budgets += RateLimitReading.common(fields, clock)
        budgets += RateLimitReading.vendors(fields)
        budgets += RateLimitReading.shopifyGraphQL(response)
    }

    /// Whether nothing is said.
    public var isEmpty: Bool { budgets.isEmpty }

    /// The budget that is nearest to its end: the least share remaining.
    public var tightest: RateLimitBudget? {
        func share(_ budget: RateLimitBudget) -> Double {
            guard let remaining = budget.remaining else { return .infinity }
            guard let limit = budget.limit, limit > 0 else { return remaining > 0 ? 1 : 0 }
            return remaining / limit
        }
        return budgets.min { share($0) < share($1) }
    }

    /// The newest form: policies by name, and what is left of each.
    private static func draft(_ fields: HTTPFields) -> [RateLimitBudget] {
        var budgets: [RateLimitBudget] = []
        func place(_ item: StructuredField.Item) -> Int? {
            let name: String
            switch item.value {
            case .string(let text), .token(let text): name = text
            default: return nil
            }
            if let found = budgets.firstIndex(where: { $0.name == name }) { return found }
            budgets.append(RateLimitBudget(.items, name: name))
            return budgets.count - 1
        }
        for item in items(fields, "RateLimit-Policy") {
            guard let quota = whole(item.parameters["q"]), let place = place(item) else { continue }
            budgets[place].limit = quota
            if let window = whole(item.parameters["w"]), window > 0 { budgets[place].window = seconds(window) }
            if case .string(let unit) = item.parameters["qu"] { budgets[place].unit = .init(rawValue: unit) ?? .other }
        }
        for item in items(fields, "RateLimit") {
            guard let remaining = whole(item.parameters["r"]), let place = place(item) else { continue }
            budgets[place].remaining = remaining
            budgets[place].reset = whole(item.parameters["t"]).map { seconds($0) }
        }
        return budgets
    }

    /// Draft 07: one dictionary in `RateLimit`.
    private static func dictionary(_ fields: HTTPFields) -> [RateLimitBudget] {
        guard let text = field(fields, "RateLimit") else { return [] }
        var budget = RateLimitBudget(.dictionary)
        for member in text.split(separator: ",") {
            let halves = member.split(separator: "=", maxSplits: 1).map { trimmed($0) }
            guard halves.count == 2, let value = RetryAfter.decimal(halves[1]) else { continue }
            switch halves[0] {
            case "limit": budget.limit = value
            case "remaining": budget.remaining = value
            case "reset": budget.reset = seconds(value)
            default: continue
            }
        }
        guard budget.remaining != nil || budget.limit != nil else { return [] }
        budget.window = firstWindow(field(fields, "RateLimit-Policy"))
        return [budget]
    }

    /// Drafts to 06: three fields, the first of which may carry policies ("100, 100;w=60, 1000;w=3600").
    private static func triplet(_ fields: HTTPFields, _ clock: Double) -> [RateLimitBudget] {
        let limits = field(fields, "RateLimit-Limit")
        var budget = RateLimitBudget(.triplet)
        budget.limit = limits.flatMap { firstNumber($0) }
        budget.remaining = field(fields, "RateLimit-Remaining").flatMap { RetryAfter.decimal($0) }
        budget.reset = field(fields, "RateLimit-Reset").flatMap { reset($0, clock) }
        budget.window =
            field(fields, "RateLimit-Window").flatMap { RetryAfter.decimal($0) }.map { seconds($0) }
            ?? firstWindow(limits) ?? firstWindow(field(fields, "RateLimit-Policy"))
        return budget.limit != nil || budget.remaining != nil ? [budget] : []
    }

    private static func common(_ fields: HTTPFields, _ clock: Double) -> [RateLimitBudget] {
        for prefix in ["X-RateLimit", "X-Rate-Limit"] {
            var budget = RateLimitBudget(.common, name: field(fields, "\(prefix)-Resource"))
            let limits = field(fields, "\(prefix)-Limit")
            budget.limit = limits.flatMap { firstNumber($0) }
            budget.window = firstWindow(limits)
            budget.remaining = field(fields, "\(prefix)-Remaining").flatMap { RetryAfter.decimal($0) }
            if budget.remaining == nil, let used = field(fields, "\(prefix)-Used").flatMap({ RetryAfter.decimal($0) }),
                let limit = budget.limit
            {
                budget.remaining = max(0, limit - used)
            }
            budget.reset = field(fields, "\(prefix)-Reset").flatMap { reset($0, clock) }
            if budget.limit != nil || budget.remaining != nil { return [budget] }
        }
        return []
    }

    private static func vendors(_ fields: HTTPFields) -> [RateLimitBudget] {
        var budgets: [RateLimitBudget] = []
        if let halves = field(fields, "X-Shopify-Shop-Api-Call-Limit")?.split(separator: "/"), halves.count == 2,
            let used = RetryAfter.decimal(trimmed(halves[0])), let limit = RetryAfter.decimal(trimmed(halves[1]))
        {
            var budget = RateLimitBudget(.shopifyREST)
            budget.limit = limit
            budget.remaining = max(0, limit - used)
            // 40 leak 2 a second, 80 leak 4, 400 leak 20: a twentieth of the bucket, on each plan.
            budget.rate = limit / 20
            budgets.append(budget)
        }
        if let rate = field(fields, "x-amzn-RateLimit-Limit").flatMap({ RetryAfter.decimal($0) }) {
            var budget = RateLimitBudget(.amazon)
            budget.rate = rate
            budgets.append(budget)
        }
        if let remaining = field(fields, "x-remaining-calls").flatMap({ RetryAfter.decimal($0) }) {
            var budget = RateLimitBudget(.shipBob)
            budget.remaining = remaining
            budgets.append(budget)
        }
        return budgets
    }

    /// The largest body in which costs are looked for: they stand in answers that are read anyway, not in downloads.
    private static let largestBody = 1 << 20

    private static func shopifyGraphQL(_ response: WireResponse) -> [RateLimitBudget] {
        guard response.body.count <= largestBody, response.body.first == UInt8(ascii: "{"),
            ByteText.contains("throttleStatus", in: response.body),
            let status = (try? JSON(reading: response.body))?["extensions"]?["cost"]?["throttleStatus"]
        else { return [] }
        var budget = RateLimitBudget(.shopifyGraphQL)
        budget.unit = .points
        budget.limit = status["maximumAvailable"]?.double
        budget.remaining = status["currentlyAvailable"]?.double
        budget.rate = status["restoreRate"]?.double
        return [budget]
    }
}

extension RateLimitReading {
    /// A reset as vendors write it: seconds from now, seconds or milliseconds since 1970, or a date. Told apart by
    /// size: what lies within a year before and two years after the clock is a moment, what is at most a year is a
    /// span; the rest is ignored.
    static func reset(_ text: String, _ clock: Double) -> Nanoseconds? {
        guard let value = RetryAfter.decimal(text) else {
            return HTTPDate.seconds(text, now: RetryAfter.whole(clock)).map { seconds(max(0, Double($0) - clock)) }
        }
        let year = 31_622_400.0
        if value <= year { return seconds(value) }
        for scale in [1.0, 1000] where ((clock - year)...(clock + 2 * year)).contains(value / scale) {
            return seconds(max(0, value / scale - clock))
        }
        return nil
    }

    static func seconds(_ value: Double) -> Nanoseconds { RetryAfter.nanoseconds(value, unit: .second) }

    fileprivate static func field(_ fields: HTTPFields, _ name: String) -> String? {
        HTTPField.Name(name).flatMap { fields[$0] }.map { trimmed($0[...]) }
    }

    fileprivate static func items(_ fields: HTTPFields, _ name: String) -> [StructuredField.Item] {
        field(fields, name).flatMap { StructuredField.list($0) } ?? []
    }

    fileprivate static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    fileprivate static func whole(_ value: StructuredField.Value?) -> Double? {
        guard case .integer(let number) = value, number >= 0 else { return nil }
        return Double(number)
    }

    fileprivate static func firstNumber(_ text: String) -> Double? {
        text.split(whereSeparator: { $0 == "," || $0 == ";" }).first.flatMap { RetryAfter.decimal(trimmed($0)) }
    }

    /// The first "w=60" among policies.
    fileprivate static func firstWindow(_ text: String?) -> Nanoseconds? {
        for part in (text ?? "").split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let word = trimmed(part)
            guard word.hasPrefix("w="), let value = RetryAfter.decimal(String(word.dropFirst(2))), value > 0 else {
                continue
            }
            return seconds(value)
        }
        return nil
    }
}
