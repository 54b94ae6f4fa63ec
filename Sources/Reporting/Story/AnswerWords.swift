import Analysis
import Kernel

/// Puts findings into the four answers.
struct AnswerWords: Sendable {
    let recording: Recording
    let findings: Findings
    let plan: Plan
    let clock: WallClock

    init(_ recording: Recording, _ findings: Findings) {
        self.recording = recording
        self.findings = findings
        plan = recording.plan
        clock = WallClock(recording.plan)
    }

    /// The four answers, in the order of the questions.
    var answers: [ReportStory.Answer] { [soFar(partner), soFar(retries), warehouse, backlog] }

    /// Whether the run was stopped, so that its rest could still turn an answer.
    var isStopped: Bool { recording.stop != .finished }

    /// An answer that the rest of a run that was stopped could turn says so.
    private func soFar(_ answer: ReportStory.Answer) -> ReportStory.Answer {
        guard isStopped, !answer.short.hasPrefix("Nobody") else { return answer }
        var result = answer
        let isName = !["No ", "None", "Nowhere", "In "].contains { answer.short.hasPrefix($0) }
        result.short =
            "So far " + (isName ? answer.short : answer.short.prefix(1).lowercased() + answer.short.dropFirst())
        return result
    }

    /// When something was there in force: ` from 09:00 on`, ` from 09:00 to 13:00 and twice again`, ` between 09:00 and
    /// 13:00, for 2 h in all`.
    func when(_ trouble: Trouble?) -> String {
        guard let trouble else { return "" }
        let since = clock.moment(trouble.since)
        guard let until = trouble.until else { return " from \(since) on" }
        let isWhole = Double(trouble.inForce) >= 0.75 * Double(until - trouble.since)
        let stretch =
            isWhole
            ? " from \(since) to \(clock.moment(until))"
            : " between \(since) and \(clock.moment(until)), for \(Figures.duration(trouble.inForce)) in all"
        switch trouble.again {
        case ...0: return stretch
        case 1: return stretch + (isWhole ? "" : ",") + " and once again"
        case 2: return stretch + (isWhole ? "" : ",") + " and twice again"
        default: return stretch + (isWhole ? "" : ",") + " and \(trouble.again) times again"
        }
    }

    /// `UPS`, `UPS and DHL`, `UPS, DHL and FedEx`.
    func names(_ systems: [SystemID]) -> String {
        let names = systems.map { label($0) }
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    func label(_ system: SystemID) -> String { plan.systems[system].label }

    /// `Middleware → UPS`.
    func label(link: LinkID) -> String {
        let link = plan.links[link]
        return "\(link.caller.map { label($0) } ?? "order") → \(label(link.callee))"
    }

    /// `UPS: orders`.
    func label(queue: QueueID) -> String { "\(label(plan.queues[queue].system)): \(plan.queues[queue].name)" }

    /// `pickers of Antwerp`.
    func label(pool: PoolID) -> String { "\(plan.pools[pool].name) of \(label(plan.pools[pool].system))" }

    /// A limit's name without the system's, which stands beside it.
    func name(limiter: LimiterID) -> String {
        let limiter = plan.limiters[limiter]
        let system = plan.systems[limiter.system]
        for prefix in [system.label + " ", system.name + " ", system.name + ": ", system.name + "."]
        where limiter.name.hasPrefix(prefix) && limiter.name.count > prefix.count {
            return String(limiter.name.dropFirst(prefix.count))
        }
        return limiter.name
    }

    /// A limit's name as a noun: `label quota`, `limit "per channel"`.
    func words(limiter: LimiterID) -> String {
        let name = name(limiter: limiter)
        let nouns = ["quota", "limit", "throttle", "rate", "window", "bucket", "cap"]
        return nouns.contains { name.lowercased().hasSuffix($0) } ? name : "limit \"\(name)\""
    }

    /// `1 order missed its cut-off`.
    func missing(_ count: Int64) -> String {
        count == 1 ? "1 order missed its cut-off" : "\(Figures.count(count)) orders missed their cut-off"
    }

    /// That no order missed its cut-off; those whose cut-off was still to come are told apart.
    var nothingMissed: String {
        let open = findings.backlog.open
        return open == 0
            ? "Every order made its cut-off."
            : "Every order due by then made its cut-off; that of \(orders(open)) was still to come when the run ended."
    }

    /// Several sentences as one paragraph; empty ones left out.
    func paragraph(_ sentences: [String]) -> String { sentences.filter { !$0.isEmpty }.joined(separator: " ") }

    func orders(_ count: Int64) -> String { Figures.count(count, of: "order") }

    /// What a promised event is called in a sentence: "dispatched".
    var promised: String { plan.promise.event.map { plan.journey.events[$0].name } ?? "done" }
}
