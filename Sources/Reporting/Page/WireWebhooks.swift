import Analysis
import Kernel

/// Webhooks on the page: what served systems told of, and what came in for those who awaited it.
struct WireWebhooks: Sendable {
    let plan: Plan
    let findings: WireFindings

    /// Both tables; nothing where there were no webhooks.
    var markup: Markup { outgoing + incoming }

    private var outgoing: Markup {
        func count(_ head: Markup, _ value: @escaping (WebhookFacts) -> Int64) -> WireSection.Column {
            WireSection.Column(head: head) { system in
                let number = system.webhooks.map(value) ?? 0
                return number == 0 ? "-" : Figures.count(number)
            }
        }
        return WireSection.table(
            "Webhooks out",
            "Webhooks that the systems served here sent. Lost and copied: by the scenario's faults. Dropped: as the subscription had ended",
            findings.systems.filter { $0.webhooks != nil },
            [
                count("Events") { $0.events }, count("Requests sent") { $0.sent },
                count("Of these, retries") { $0.retried },
                count("Delivered") { $0.delivered }, count("Copied") { $0.copies }, count("Lost") { $0.lost },
                count("Given up") { $0.gaveUp }, count("Dropped") { $0.dropped },
                count("Without room") { $0.overflowed }, count("Still to come") { $0.pending },
                count("Kept back by caps") { $0.keptBack }, count("Body not written") { $0.unwritten },
                count("Subscriptions ended") { $0.disabled },
                WireSection.Column(head: "What failed, and the first words about it", isLeft: true, isWide: true) {
                    system in
                    let failures = (system.webhooks?.failures ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                    let words = failures.map { kind, count in
                        let said = system.webhooks?.words[kind].map { " (\(WireWords.cut($0)))" } ?? ""
                        return "\(kind): \(Figures.count(count))\(said)"
                    }
                    let ended = system.webhooks?.words["ended"].map { ["ended: \(WireWords.cut($0))"] } ?? []
                    return words.isEmpty && ended.isEmpty ? "-" : (words + ended).joined(separator: "; ")
                },
            ], label: { plan.systems[$0.system].label })
    }

    private var incoming: Markup {
        guard let inbox = findings.inbox else { return .none }
        let waiting = inbox.waiting
        let waited =
            waiting.count == 0
            ? ""
            : "waited \(Figures.duration(waiting.sum / waiting.count)) on average, \(Figures.duration(waiting.most)) at most"
        let awaits = [
            ("Met in time", inbox.met, waited), ("Of these, by what had come before", inbox.metEarly, ""),
            ("Never met: nothing came", inbox.neverArrived, ""),
            ("Withdrawn", inbox.withdrawn, "known from elsewhere, or the order went another way"),
        ]
        let arrivals = [
            ("Requests", inbox.received, ""), ("Kept and answered with success", inbox.kept, ""),
            ("Not stored, so that they come again", inbox.unstored, ""), ("Duplicates", inbox.duplicate, ""),
            ("Late: their await had timed out", inbox.late, ""), ("Of no order of this run", inbox.orphan, ""),
            ("Of orders that did not await them", inbox.unawaited, ""),
        ]
        let refused = inbox.refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            ("Refused: \($0.key)", $0.value, WireWords.cut(inbox.words[$0.key] ?? ""))
        }
        let hasMore = (awaits + arrivals + refused).contains { !$0.2.isEmpty && $0.1 > 0 }
        let more: Markup = hasMore ? "<th scope=\"col\" class=\"left\">More</th>" : .none
        return """
            <div class="card scroll below"\(ScrollArea.attributes("Webhooks in"))><table><caption><span>Webhooks that came in, and how they \
            met what journeys awaited</span></caption>
            <thead><tr><th scope="col">What</th><th scope="col">How many</th>\(more)</tr></thead>\
            \(body("Awaited events", awaits, keeping: 1, hasMore))\(body("Arrivals", arrivals + refused, keeping: 2, hasMore))</table></div>
            """
    }

    /// Rows under a heading of their own; beyond the first ones those of nothing are left out.
    private func body(_ title: String, _ rows: [(String, Int64, String)], keeping most: Int, _ hasMore: Bool) -> Markup
    {
        let lines = rows.enumerated().filter { $0.offset < most || $0.element.1 > 0 }.map { row -> Markup in
            let words = row.element.2.isEmpty ? "-" : row.element.2
            let more: Markup = hasMore ? "<td\(WireSection.wide)>\(words)</td>" : .none
            return "<tr><th scope=\"row\">\(row.element.0)</th><td>\(Figures.count(row.element.1))</td>\(more)</tr>"
        }.joined()
        return
            "<tbody><tr><th scope=\"rowgroup\" colspan=\"\(hasMore ? 3 : 2)\" class=\"left\">\(title)</th></tr>\(lines)</tbody>"
    }
}
