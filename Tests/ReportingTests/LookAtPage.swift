import Foundation
import Kernel
import Testing

@testable import Reporting

@Suite struct LookAtPage {
    @Test func look() throws {
        let r = PeakDay.recording
        print(r.books, r.reached, r.handledEvents)
        let story = ReportStory(
            title: "Peak day", scope: "24 h, 24,000 orders, seed 7", date: "27 November 2026, Europe/Brussels", status: .fail, word: "FAIL",
            count: "2 of 4 budgets", sentence: "2 of 4 budgets are breached: 21,304 orders missed the 17:00 cut-off, and labels took 8.2 s at p99.",
            budgets: [
                .init(text: "a", name: "orders dispatched by carrier cut-off", measured: "97.87 %", bound: "≥ 99.5 %", status: .fail, note: "21,304 orders missed 17:00", isWarning: false, value: 0.9787, limit: 0.995, unit: .share),
                .init(text: "b", name: "label p99 during dispatch window", measured: "8.2 s", bound: "< 2 s", status: .fail, note: "worst 10:50-11:20, p99 14.1 s", isWarning: false, value: 8.2e9, limit: 2e9, unit: .time),
                .init(text: "c", name: "p90 of order release for any 10m", measured: "3.9 s", bound: "< 5 s", status: .pass, note: "", isWarning: false, value: 3.9e9, limit: 5e9, unit: .time),
                .init(text: "d", name: "amplification carriers", measured: "1.27", bound: "< 1.3", status: .pass, note: "UPS 1.84, FedEx 1.02, DHL 1.06", isWarning: true, value: 1.27, limit: 1.3, unit: .ratio),
            ],
            answers: [
                .init(key: "partner", question: "Which partner degrades order release?", short: "UPS. Its label quota binds from 10:42.", more: "38 % of its calls were answered 429.", figure: "38 %", figureName: "of attempts answered 429", isTrouble: true, beside: .partners([4, 5, 6])),
                .init(key: "retries", question: "Where do retries pile up?", short: "Middleware → UPS: 1.84 attempts a call.", more: "91 % of the extra ones caused by 429.", figure: "1.84", figureName: "attempts a call", isTrouble: true, beside: .amplification([3, 4, 5])),
                .init(key: "warehouse", question: "Which warehouse work is late?", short: "Antwerp, wave 14:00: 6,210 picks after the 16:30 staging time.", more: "", figure: "6,210", figureName: "picks late", isTrouble: true, beside: .work([3])),
                .init(key: "backlog", question: "Does backlog threaten same-day?", short: "Yes. 14,120 orders waited at 15:31; drained at 19:08, two hours after the cut-off.", more: "", figure: "14,120", figureName: "orders waiting at 15:31", isTrouble: true, beside: .flow),
            ], helped: "quota of UPS × 1.5, or fallback at 5 s", cautions: [])
        let t0 = ContinuousClock.now
        let page = HTMLReport.text(story, r)
        print("html", ContinuousClock.now - t0, page.utf8.count)
        try page.write(toFile: "/tmp/look.html", atomically: true, encoding: .utf8)
        try SummaryJSON.value(story, r).text.write(toFile: "/tmp/look.json", atomically: true, encoding: .utf8)
        try SummarySchema.text.write(toFile: "/tmp/look.schema.json", atomically: true, encoding: .utf8)
        try MarkdownReport.text(story).write(toFile: "/tmp/look.md", atomically: true, encoding: .utf8)
        try JUnitReport.text(story, properties: [("seed", "7")]).write(toFile: "/tmp/look.xml", atomically: true, encoding: .utf8)
        print(TerminalReport.text(story, colour: false, width: 120, elapsed: "6.1 s", report: "Reports/x/latest/report.html"))
        print(TerminalReport.text(story, colour: false, width: 80, elapsed: "6.1 s", report: "Reports/x/latest/report.html"))
    }
}
