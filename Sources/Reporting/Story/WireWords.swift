import Analysis
import Kernel

/// Puts what the wire taught into a few lines: who could not be reached, what was wrong with answers, what never came, and
/// how limits were in practice.
struct WireWords: Sendable {
    /// One of them.
    struct Line: Sendable, Hashable {
        var text: String
        /// Whether it is bad news.
        var isTrouble: Bool
    }

    /// As many lines as a verdict has room for.
    static let limit = 4
    /// How much of a system's words a line has room for.
    private static let longest = 300
    /// What is kept of the end of longer ones.
    private static let end = 120
    /// Share of attempts from which on what a landscape lives with every day (an answer that took too long, a server
    /// error) is worth a line.
    private static let notable = 0.01

    /// A line, and the share of what was asked that it is about.
    private struct Candidate {
        var text: String
        var share: Double
    }

    private let plan: Plan
    private let wire: WireFindings

    init(_ plan: Plan, _ wire: WireFindings) {
        self.plan = plan
        self.wire = wire
    }

    /// The worst of systems first, then webhooks that never came, then limits as they were found; each of the three has a
    /// line, whatever there is of the others.
    var lines: [Line] {
        let troubles = sorted(troubles)
        let inbox = sorted(inbox)
        let limits = limits
        let kept = min(inbox.count, 1) + min(limits.count, 1)
        var told = troubles.prefix(WireWords.limit - kept).map { Line(text: $0.text, isTrouble: true) }
        let room = WireWords.limit - min(limits.count, 1) - told.count
        told += inbox.prefix(room).map { Line(text: $0.text, isTrouble: true) }
        told += limits.prefix(min(2, WireWords.limit - told.count)).map { Line(text: $0, isTrouble: false) }
        let more = troubles.count + inbox.count + limits.count - told.count
        if more > 0, let last = told.indices.last { told[last].text += "; \(more) more in the report" }
        return told
    }

    /// A system's name for people.
    func label(_ system: WireSystemFinding) -> String { plan.systems[system.system].label }

    private var troubles: [Candidate] {
        wire.systems.flatMap { [noAnswer($0), keptBack($0)].compactMap { $0 } + badAnswers($0) }
            + wire.systems.compactMap { deliveries($0) }
    }

    /// The largest share first.
    private func sorted(_ found: [Candidate]) -> [Candidate] {
        found.enumerated().sorted { ($1.element.share, $0.offset) < ($0.element.share, $1.offset) }.map(\.element)
    }

    private func noAnswer(_ system: WireSystemFinding) -> Candidate? {
        let requests = system.requests
        let share = Double(system.unanswered) / Double(max(1, requests))
        guard system.unanswered > 0, !system.failures.isEmpty || share >= WireWords.notable else { return nil }
        let opening = "\(label(system)): \(WireWords.part(system.unanswered, of: requests, "request")) got no answer"
        guard let worst = system.failures.first, worst.count >= system.timedOut else {
            let most = WireWords.most(system.timedOut, of: system.unanswered)
            return Candidate(
                text: "\(opening)\(most.isEmpty ? " " : ", \(most)")within the time their callers "
                    + "wait; raise the link's timeout, or find out why the system is slow", share: share)
        }
        let most = WireWords.most(worst.count, of: system.unanswered)
        let words = worst.words.isEmpty ? worst.kind : worst.words
        return Candidate(
            text: "\(opening)\(most.isEmpty ? "" : ", \(most)so"): \(WireWords.cut(words))", share: share)
    }

    private func badAnswers(_ system: WireSystemFinding) -> [Candidate] {
        system.badAnswers.compactMap { bad in
            let share = Double(bad.attempts) / Double(max(1, system.attempts))
            switch bad.outcome {
            // Requests without an answer, caps and limits have lines of their own.
            case .ok, .timeout, .breakerOpen: return nil
            case .rateLimited where share < 0.5: return nil
            case .shed where system.keptBack > 0: return nil
            case .serverError where share < WireWords.notable: return nil
            case .connection where !system.failures.isEmpty: return nil
            case .businessError, .serverError, .rateLimited, .connection, .shed: break
            }
            guard bad.attempts > 0, !bad.detail.isEmpty else { return nil }
            return Candidate(
                text: "\(label(system)): \(WireWords.part(bad.attempts, of: system.attempts, "attempt")) "
                    + "\(WireWords.ended(bad.outcome)), the first with: \(WireWords.cut(bad.detail))"
                    + WireWords.advice(bad.detail), share: share)
        }
    }

    private func keptBack(_ system: WireSystemFinding) -> Candidate? {
        guard system.keptBack > 0 else { return nil }
        let wanted = system.keptBack &+ system.requests
        return Candidate(
            text:
                "\(label(system)): \(WireWords.part(system.keptBack, of: wanted, "request")) not sent, kept back by the "
                + "caps on its host; raise them under `targets`, or lower the rate",
            share: Double(system.keptBack) / Double(max(1, wanted)))
    }

    private func deliveries(_ system: WireSystemFinding) -> Candidate? {
        guard let webhooks = system.webhooks, !webhooks.failures.isEmpty || webhooks.dropped > 0 else { return nil }
        // What is still to be tried again has failed once already.
        let lost = webhooks.gaveUp &+ webhooks.dropped &+ webhooks.pending &+ webhooks.unwritten
        guard lost > 0 else { return nil }
        let worst = webhooks.failures.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        let words = worst.map { ": " + WireWords.cut(webhooks.words[$0] ?? $0) } ?? ""
        let all = max(webhooks.events, lost)
        return Candidate(
            text: "\(label(system)): \(WireWords.part(lost, of: all, "webhook")) not delivered by the end\(words)",
            share: Double(lost) / Double(max(1, all)))
    }

    private var inbox: [Candidate] {
        guard let inbox = wire.inbox else { return [] }
        var found: [Candidate] = []
        let refused = inbox.refused.values.reduce(0, &+)
        if refused > 0, let worst = inbox.refused.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) {
            found.append(
                Candidate(
                    text: "Webhooks in: \(WireWords.part(refused, of: inbox.received, "request")) refused, most with: "
                        + WireWords.cut(inbox.words[worst.key] ?? worst.key),
                    share: Double(refused) / Double(max(1, inbox.received))))
        }
        let awaited = inbox.met &+ inbox.neverArrived
        let never =
            inbox.met == 0
            ? "none of \(Figures.count(awaited, of: "awaited event")) arrived"
            : "\(WireWords.part(inbox.neverArrived, of: awaited, "awaited event")) never arrived"
        if inbox.neverArrived > 0 {
            found.append(
                Candidate(
                    text: "Webhooks in: \(never) "
                        + "(\(Figures.count(inbox.late)) late, \(Figures.count(inbox.orphan)) of no order of this run); "
                        + "check the sender's subscription and the key it names orders by",
                    share: Double(inbox.neverArrived) / Double(max(1, awaited))))
        }
        return found
    }

    /// Limits that were found, the one that refused most first.
    private var limits: [String] {
        let found = wire.systems.flatMap { system in
            system.limits.filter { $0.sustained != nil }.map { (system, $0) }
        }
        // Of one system's limits the one on all operations tells nothing that a single one does not.
        return found.filter { system, limit in
            limit.operation != "all operations" || !system.limits.contains { $0 != limit && $0.sustained != nil }
        }.sorted { $0.1.refused > $1.1.refused }.map { system, limit in
            "\(label(system)), \(limit.operation): documented \(limit.documented ?? "nothing"), "
                + "\(limit.announced.map { "announced \($0), " } ?? "")in practice \(limit.practice) "
                + "(explains \(Figures.percent(limit.confidence, digits: 1)) of what was let through and refused)"
        }
    }

    /// `120 of 4,000 requests`, `all 4,000 requests`, `the only request`.
    static func part(_ count: Int64, of all: Int64, _ noun: String) -> String {
        guard count >= all else { return "\(Figures.count(count)) of \(Figures.count(all, of: noun))" }
        return all == 1 ? "the only \(noun)" : "all \(Figures.count(all, of: noun))"
    }

    /// Nothing where all are meant, else `100 of them `.
    private static func most(_ count: Int64, of all: Int64) -> String {
        count >= all ? "" : "\(Figures.count(count)) of them "
    }

    /// What to do about a status that nothing but the status was said about; protocols that know more say so themselves.
    static func advice(_ detail: String) -> String {
        guard detail.hasPrefix("status "), detail.count >= 10 else { return "" }
        switch detail.dropFirst(7).prefix(3) {
        case "401": return "; check the credential under `auth`, and whether it has expired"
        case "403": return "; check what the credential under `auth` is allowed to do"
        case "404", "405": return "; check `url`, the path, and the version of the API"
        default: return ""
        }
    }

    private static func ended(_ outcome: Outcome) -> String {
        switch outcome {
        case .businessError: "refused"
        case .rateLimited: "rate limited"
        case .serverError: "failed with a server error"
        case .shed: "turned away"
        case .connection: "failed"
        case .ok, .timeout, .breakerOpen: outcome.words
        }
    }

    /// Words of others, cut to what a line has room for; their line breaks go. Longer ones lose their middle: what to do
    /// stands at the end.
    static func cut(_ words: String) -> String {
        let line = TextBlock.clean(words).split(separator: " ").joined(separator: " ")
        guard line.count > longest else { return line }
        return line.prefix(longest - end - 3) + " … " + line.suffix(end)
    }
}
