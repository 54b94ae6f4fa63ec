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
    var answers: [ReportStory.Answer] { [partner, retries, warehouse, backlog] }

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

    /// Several sentences as one paragraph; empty ones left out.
    func paragraph(_ sentences: [String]) -> String { sentences.filter { !$0.isEmpty }.joined(separator: " ") }

    func orders(_ count: Int64) -> String { Figures.count(count) + (count == 1 ? " order" : " orders") }

    /// What a promised event is called in a sentence: "dispatched".
    var promised: String { plan.promise.event.map { plan.journey.events[$0].name } ?? "done" }
}
