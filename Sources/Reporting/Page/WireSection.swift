import Analysis
import Kernel

/// What went over the wire: requests, what went wrong, limits from three sides, webhooks out and in, and whether the
/// generator kept up.
struct WireSection: Sendable {
    let plan: Plan
    let story: WireStory

    /// Columns of a table by system: a head, and each system's cell; "-" where there is nothing to tell.
    struct Column {
        var head: Markup
        var isLeft = false
        /// Whether it holds sentences, which may be broken into lines.
        var isWide = false
        var cell: (WireSystemFinding) -> String
    }

    private var systems: [WireSystemFinding] { story.findings.systems }

    /// The section, its heading included.
    var markup: Markup {
        """
        <h2 id="wire">On the wire</h2>
        <p class="lead">What went over HTTP, counted by the client and by the systems served here. Requests that a caller \
        gave up waiting for count as unanswered.</p>
        \(schedule)
        \(requests)
        \(troubles)
        \(times)
        \(limits)
        \(served)
        \(WireWebhooks(plan: plan, findings: story.findings).markup)

        """
    }

    /// Whether the generator kept up, and what to do if it did not.
    private var schedule: Markup {
        let schedule = story.findings.schedule
        guard let lag = schedule.lag else { return "<p class=\"note\">Nothing was sent.</p>" }
        let figures =
            "What was to be sent went out later than planned by \(Figures.duration(lag.p50)) at p50, "
            + "\(Figures.duration(lag.p99)) at p99 and \(Figures.duration(lag.maximum)) at most; tolerated at p99 are "
            + "\(Figures.duration(schedule.tolerance))."
        guard schedule.keptUp else {
            return """
                <p class="note bad-text"><b>The generator did not keep up: the run is invalid.</b> \(figures) Lower the rate, \
                give this machine more room, or raise “lag tolerance” if such lateness does no harm.</p>
                """
        }
        return "<p class=\"note\"><b>The generator kept up.</b> \(figures)</p>"
    }

    private var requests: Markup {
        func count(_ head: Markup, _ value: @escaping (WireSystemFinding) -> Int64) -> Column {
            Column(head: head) { value($0) == 0 ? "-" : Figures.count(value($0)) }
        }
        return table(
            "Requests by system",
            "Requests by system. Over open connections: the share that found a connection which an earlier request had opened",
            systems.filter { $0.requests &+ $0.keptBack &+ $0.tokens > 0 },
            [
                count("Requests") { $0.requests }, count("Answered") { $0.answered },
                count("No answer") { $0.unanswered },
                Column(head: "Answers by status", isLeft: true) { system in
                    let all = system.statuses.map { "\($0.code): \(Figures.count($0.count))" }
                    return all.isEmpty ? "-" : all.joined(separator: ", ")
                },
                Column(head: "HTTP") { system in
                    let several = system.versions.count > 1
                    let all = system.versions.map { several ? "\($0.name): \(Figures.count($0.count))" : $0.name }
                    return all.isEmpty ? "-" : all.joined(separator: ", ")
                },
                Column(head: "Over open connections") { $0.reuse.map { Figures.percent($0, digits: 1) } ?? "-" },
                Column(head: "Sent") { $0.sent == 0 ? "-" : Figures.bytes($0.bytesUp) },
                Column(head: "Received") { $0.sent == 0 ? "-" : Figures.bytes($0.bytesDown) },
                count("Waited for a place, or shed") { $0.met }, count("Kept back by caps") { $0.keptBack },
                count("Tokens fetched") { $0.tokens }, count("Tokens refused") { $0.refusedTokens },
            ])
    }

    /// Requests without an answer and answers that were no success, with the first words about each.
    private var troubles: Markup {
        let rows = systems.flatMap { system -> [Markup] in
            let failures = system.failures.map { row(system, $0.kind, $0.count, WireWords.cut($0.words)) }
            let timedOut =
                system.timedOut == 0
                ? []
                : [
                    row(
                        system, "no answer while the caller waited", system.timedOut,
                        "raise the link's timeout, or find out why the system is slow")
                ]
            let bad = system.badAnswers.map {
                row(system, $0.outcome.words, $0.attempts, WireWords.cut($0.detail) + WireWords.advice($0.detail))
            }
            return failures + timedOut + bad
        }
        guard !rows.isEmpty else {
            return systems.contains { $0.requests > 0 }
                ? "<p class=\"note\">Every request was answered, and every answer was a success.</p>" : .none
        }
        return """
            <div class="card scroll below"\(ScrollArea.attributes("What went wrong on the wire"))><table><caption><span>What went wrong: \
            requests without an answer, and attempts whose answers were no success, with the first words about each</span></caption>
            <thead><tr><th scope="col">System</th><th scope="col" class="left">What happened</th><th scope="col">How often</th>\
            <th scope="col" class="left">First words, and what to do</th></tr></thead><tbody>\(rows.joined())</tbody></table></div>
            """
    }

    private func row(_ system: WireSystemFinding, _ what: String, _ count: Int64, _ words: String) -> Markup {
        """
        <tr><th scope="row">\(label(system))</th><td\(WireSection.short)>\(what)</td><td>\(Figures.count(count))</td>\
        <td\(WireSection.wide)>\(words.isEmpty ? "-" : words)</td></tr>
        """
    }

    /// How long the parts of requests took.
    private var times: Markup {
        func part(_ name: WireSystemFinding.Part.Name, _ head: String) -> [Column] {
            [
                Column(head: "\(head), mean") { $0.part(name).map { Figures.duration(Nanoseconds($0.mean)) } ?? "-" },
                Column(head: "longest") { $0.part(name).map { Figures.duration($0.most) } ?? "-" },
            ]
        }
        return table(
            "Times of the parts of requests",
            "How long answered requests took. Name, connection and TLS: of new connections only. First byte and total: from when a request was taken up, connecting included",
            systems.filter { !$0.parts.isEmpty },
            part(.name, "Name") + part(.connect, "Connection") + part(.tls, "TLS") + part(.firstByte, "First byte")
                + part(.total, "Total"))
    }

    /// Limits as documented, as announced, and as found.
    private var limits: Markup {
        let rows = systems.flatMap { system in
            system.limits.map { limit -> Markup in
                """
                <tr><th scope="row">\(label(system)): \(limit.operation)</th><td>\(Figures.count(limit.admitted))</td>\
                <td>\(Figures.count(limit.refused))</td><td\(WireSection.short)>\(limit.documented ?? "-")</td>\
                <td\(WireSection.short)>\(limit.announced ?? "-")</td><td\(WireSection.short)>\(limit.practice)</td>\
                <td>\(limit.confidence > 0 ? Figures.percent(limit.confidence, digits: 1) : "-")</td></tr>
                """
            }
        }
        guard !rows.isEmpty else { return .none }
        return """
            <div class="card scroll below"\(ScrollArea.attributes("Limits in practice"))><table class="links"><caption><span>Limits: as the \
            scenario documents them, as answers announced them, and as they were in practice. Explained: the share of what was let \
            through and refused that the limit found explains; a coin would explain half</span></caption>
            <thead><tr><th scope="col">System and operation</th><th scope="col">Let through</th><th scope="col">Refused</th>\
            <th scope="col" class="left">Documented</th><th scope="col" class="left">Announced</th>\
            <th scope="col" class="left">In practice</th><th scope="col">Explained</th></tr></thead><tbody>\(rows.joined())</tbody></table></div>
            """
    }

    /// Requests that came to served systems.
    private var served: Markup {
        table(
            "Requests to served systems",
            "Requests that came to the systems served here. From strangers: not attempts of this run. Without the model: log-ins, look-ups, and what could not be understood",
            systems.filter { $0.received > 0 },
            [
                Column(head: "Received") { Figures.count($0.received) },
                Column(head: "From strangers") { Figures.count($0.strangers) },
                Column(head: "Answered without the model") { Figures.count($0.immediate) },
            ])
    }

    /// A row a system; columns that would stay empty are left out.
    private func table(_ name: String, _ caption: String, _ rows: [WireSystemFinding], _ columns: [Column]) -> Markup {
        WireSection.table(name, caption, rows, columns) { label($0) }
    }

    static func table(
        _ name: String, _ caption: String, _ rows: [WireSystemFinding], _ columns: [Column],
        label: (WireSystemFinding) -> String
    ) -> Markup {
        let shown = columns.filter { column in rows.contains { column.cell($0) != "-" } }
        guard !rows.isEmpty, !shown.isEmpty else { return .none }
        let head = shown.map { "<th scope=\"col\"\($0.isLeft ? left : .none)>\($0.head)</th>" as Markup }.joined()
        let body = rows.map { row -> Markup in
            let cells = shown.map { "<td\($0.isWide ? wide : $0.isLeft ? left : .none)>\($0.cell(row))</td>" as Markup }
                .joined()
            return "<tr><th scope=\"row\">\(label(row))</th>\(cells)</tr>"
        }.joined()
        return """
            <div class="card scroll below"\(ScrollArea.attributes(name))><table class="links"><caption><span>\(caption)</span></caption>
            <thead><tr><th scope="col">System</th>\(head)</tr></thead><tbody>\(body)</tbody></table></div>
            """
    }

    private static let left: Markup = " class=\"left\""
    /// Sentences keep room enough to be read on a phone.
    static let wide: Markup = " class=\"left wide\" style=\"min-width:17em\""
    /// A few words.
    static let short: Markup = " class=\"left wide\" style=\"min-width:9em\""

    private func label(_ system: WireSystemFinding) -> String { plan.systems[system.system].label }
}
