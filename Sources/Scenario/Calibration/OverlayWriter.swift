internal import Kernel

/// Finds the place of each figure in a scenario, and writes it into a tree to lay over it.
struct OverlayWriter {
    /// Why a figure has no place.
    struct Refusal: Error {
        var reason: String
    }

    let plan: Plan
    private let systems: [Tree?]
    private let hasLatencyInLinks: Bool
    /// What is to be laid over the scenario; nil: nothing.
    private(set) var overlay: Tree?
    private(set) var tables: [ScenarioOverlay.Table] = []

    private static let nowhere = Place(file: "overlay")

    init(_ scenario: ScenarioFile) {
        plan = scenario.plan
        systems = scenario.systemTrees
        hasLatencyInLinks = scenario.hasLatencyInLinks
    }

    mutating func write(_ figure: ScenarioFigure) throws(Refusal) {
        switch figure {
        case .workers(let system, let pool, let count): try write(workers: count, pool, system)
        case .work(let operation, let time): try write(time, operation)
        case .latency(let system, let time):
            guard !hasLatencyInLinks else {
                throw Refusal(reason: "\"links\" has network times of its own, which go before what a system says")
            }
            put(.text(ScenarioFigure.words(time)), at: ["link", "latency"], of: system)
        case .limit(let system, let operation, let limiter, let rate, let burst):
            try write(rate, burst, limiter, operation, system)
        case .failures(let operation, let effect, let share, let range): try write(effect, share, range, operation)
        }
    }

    private func tree(_ system: SystemID) throws(Refusal) -> Tree {
        guard let tree = systems[system] else {
            throw Refusal(reason: "\(plan.systems[system].name) cannot be found in the scenario")
        }
        return tree
    }

    private mutating func put(_ value: Tree, at path: [String], of system: SystemID) {
        let whole = (["systems", plan.systems[system].name] + path).reversed().reduce(value) { value, key in
            Tree.pairs([(key, value)])
        }
        overlay = overlay.map { whole.merged(over: $0) } ?? whole
    }

    // MARK: - Workers

    private mutating func write(workers: Int, _ pool: PoolID?, _ system: SystemID) throws(Refusal) {
        let tree = try tree(system)
        guard let pool else {
            guard !plan.pools.contains(where: { $0.system == system }) else {
                throw Refusal(reason: "the scenario lets anybody do it: write \"by\" at the operation, and the number")
            }
            return put(.text("\(workers)"), at: ["workers"], of: system)
        }
        let name = plan.pools[pool].name
        guard plan.pools[pool].capacity.count == 1 else {
            throw Refusal(reason: "the number of \(name) changes with the time of day: write it at the shift it is for")
        }
        if tree[name] != nil, ["workers", "pickers"].contains(Name.folded(name)) {
            return put(.text("\(workers)"), at: [name], of: system)
        }
        switch tree["pools"]?[name]?.content {
        case .mapping(let entries) where !entries.contains { Name.folded($0.key) == "shifts" }:
            put(.text("\(workers)"), at: ["pools", name, "count"], of: system)
        case .scalar: put(.text("\(workers)"), at: ["pools", name], of: system)
        default: throw Refusal(reason: "the number of \(name) is not written as one: write it where it is")
        }
    }

    // MARK: - Times

    /// Steps that take no time and may stand beside the one that does.
    private static let instant: Set<String> = ["emit", "set", "enqueue", "reply", "fail", "finish", "resolve"]

    private mutating func write(_ time: ScenarioFigure.WorkTime, _ operation: OperationID) throws(Refusal) {
        let system = plan.operations[operation].system
        let name = plan.operations[operation].name
        guard case .list(var steps) = try tree(system)["operations"]?[name]?["steps"]?.content else {
            throw Refusal(reason: "its steps are not written as a list")
        }
        let works = steps.indices.filter { steps[$0]["work"] != nil }
        let isPlain = steps.indices.allSatisfy { place in
            switch steps[place].content {
            case .mapping(let entries):
                entries.contains { Name.folded($0.key) == "work" }
                    || entries.allSatisfy { OverlayWriter.instant.contains(Name.folded($0.key)) }
            default: true
            }
        }
        guard works.count == 1, isPlain else {
            throw Refusal(
                reason:
                    "its model is made of several steps that take time, and the run tells only what they take together"
            )
        }
        let value: Tree
        switch time {
        case .text(let text): value = .text(text)
        case .table(let rows):
            let file =
                "calibrated-\(OverlayWriter.fileName(plan.systems[system].name))-\(OverlayWriter.fileName(name)).csv"
            tables.append(
                ScenarioOverlay.Table(
                    name: file,
                    text: rows.map { "\($0.share),\(ScenarioFigure.words($0.time))\n" }.joined()))
            value = .pairs([("file", .text(file))])
        }
        // The whole was measured: parts by line or unit are in it.
        steps[works[0]] = Tree.pairs([("work", value)]).merged(
            over: steps[works[0]].without("work").without("per line").without("per unit"))
        put(Tree(content: .list(steps), place: OverlayWriter.nowhere), at: ["operations", name, "steps"], of: system)
    }

    private static func fileName(_ name: String) -> String {
        String(
            name.map { character in
                character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
            })
    }

    // MARK: - Limits

    private static let kinds = ["fixed window", "sliding window", "token bucket", "leaky bucket"]

    private mutating func write(
        _ rate: Double, _ burst: Double?, _ limiter: LimiterID?, _ operation: OperationID?, _ system: SystemID
    ) throws(Refusal) {
        let room = burst.map { Tree.text("\(max(1, Int(min($0, 1e9).rounded())))") }
        let bucket =
            [("token bucket", Tree.text(OverlayWriter.text(rate: rate)))] + (room.map { [("burst", $0)] } ?? [])
        guard let limiter else {
            let operations = operation.map { [("for", Tree.text(plan.operations[$0].name))] } ?? []
            let name = operation.map { "calibrated \(plan.operations[$0].name)" } ?? "calibrated"
            return put(.pairs(operations + bucket), at: ["limits", name], of: system)
        }
        let limit = plan.limiters[limiter]
        guard limit.scope == .account else {
            throw Refusal(
                reason: "the scenario counts it by \(limit.scope.rawValue), and the run tells of all together")
        }
        let name = String(limit.name.dropFirst(plan.systems[system].name.count + 1))
        let tree = try tree(system)
        let isRateLimit = Name.folded(name) == "rate limit" && tree["rate limit"] != nil
        let path = isRateLimit ? ["rate limit"] : ["limits", name]
        guard case .mapping(let entries) = (isRateLimit ? tree["rate limit"] : tree["limits"]?[name])?.content else {
            return put(.pairs(bucket), at: path, of: system)
        }
        // The kind that the scenario has stays: a run tells the rate more surely than the kind.
        guard let key = entries.first(where: { OverlayWriter.kinds.contains(Name.folded($0.key)) })?.key else {
            throw Refusal(reason: "the scenario's limit is none on a rate")
        }
        switch limit.kind {
        case .fixedWindow(_, let period), .slidingWindow(_, let period):
            let count = max(1, Int((rate * Double(period) / Double(Nanoseconds.second)).rounded()))
            put(.pairs([(key, .text("\(count)/\(TimeNotation.text(period))"))]), at: path, of: system)
        default:
            put(
                .pairs([(key, .text(OverlayWriter.text(rate: rate)))] + (room.map { [("burst", $0)] } ?? [])),
                at: path, of: system)
        }
    }

    /// Four significant digits.
    private static func text(rate: Double) -> String {
        var scale: Int64 = 1
        while rate * Double(scale) < 1_000, scale < 1_000_000 { scale *= 10 }
        let digits = max(1, Int64((rate * Double(scale)).rounded()))
        guard scale > 1 else { return "\(digits)/s" }
        let rest = String(digits % scale + scale).dropFirst()
        let trimmed = String(rest.reversed().drop { $0 == "0" }.reversed())
        return trimmed.isEmpty ? "\(digits / scale)/s" : "\(digits / scale).\(trimmed)/s"
    }

    // MARK: - Failures

    private mutating func write(
        _ effect: FaultPlan.Effect, _ share: Double, _ range: ClosedRange<Double>, _ operation: OperationID
    ) throws(Refusal) {
        let system = plan.operations[operation].system
        let faults = plan.faults.filter {
            $0.system == system && $0.effect == effect && $0.operations?.contains(operation) ?? true
        }
        guard faults.allSatisfy({ $0.burst == nil && $0.during == nil }) else {
            throw Refusal(reason: "the scenario lets it fail in spells or by the clock")
        }
        if range.contains(faults.reduce(0) { $0 + $1.probability }) { return }
        guard faults.count <= 1, faults.first.map({ $0.operations == [operation] }) ?? true else {
            throw Refusal(reason: "the scenario has several faults that it may be, or one for several operations")
        }
        let part = plan.steps[plan.operations[operation].entry...].prefix { $0 != .reply }
        guard !part.contains(where: { if case .fail = $0 { true } else { false } }) else {
            throw Refusal(reason: "the scenario's steps fail by themselves")
        }
        let percent = OverlayWriter.percent(share)
        if let fault = faults.first {
            let name = String(fault.name.dropFirst(plan.systems[system].name.count + 1))
            return put(.text(percent), at: ["faults", name, "share"], of: system)
        }
        let words = effect == .serverError ? "server error" : "business error"
        let name = plan.operations[operation].name
        put(
            .pairs([("effect", .text(words)), ("for", .text(name)), ("share", .text(percent))]),
            at: ["faults", "calibrated \(words) of \(name)"], of: system)
    }

    /// To a thousandth of a per cent.
    private static func percent(_ share: Double) -> String {
        let thousandths = Int64((share * 100_000).rounded())
        let rest = String(thousandths % 1_000 + 1_000).dropFirst()
        return "\(thousandths / 1_000).\(rest)%"
    }
}
