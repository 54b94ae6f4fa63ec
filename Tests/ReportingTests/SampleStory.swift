@testable import Reporting

extension ReportStory {
    /// A verdict of every kind, in given words.
    static func sample(_ words: String? = nil) -> ReportStory {
        func say(_ text: String) -> String { words ?? text }
        func budget(
            _ name: String, _ status: Status, _ value: Double?, _ limit: Double, _ unit: ChartUnit,
            warning: Bool = false
        )
            -> BudgetRow
        {
            BudgetRow(
                text: say(name + " < x"), name: say(name), measured: value.map { unit.text($0) } ?? "-",
                bound: "< " + unit.text(limit), status: status, note: say("worst at noon"), isWarning: warning,
                value: value,
                limit: limit, unit: unit)
        }
        func answer(_ key: String, _ beside: Beside) -> Answer {
            Answer(
                key: key, question: "What about \(key)?", short: say("It is late."), more: say("By two hours."),
                figure: "14,120",
                figureName: say("orders waiting"), isTrouble: true, beside: beside)
        }
        return ReportStory(
            title: say("Peak day"), scope: "24 h, 24,000 orders, seed 7", date: "27 November 2026, Europe/Brussels",
            status: .fail, word: "FAIL", count: "2 of 5 budgets", sentence: say("Two budgets are breached."),
            budgets: [
                budget("share", .fail, 0.9787, 0.995, .share),
                budget("label p99", .fail, 8.2e9, 2e9, .time, warning: true),
                budget("release", .pass, 3.9e9, 5e9, .time), budget("depth", .noData, nil, 10, .count),
                budget("amplification", .invalid, 1.27, 1.3, .ratio),
            ],
            answers: [
                answer("partner", .partners([4, 5])), answer("retries", .amplification([3])),
                answer("warehouse", .work([3])), answer("backlog", .flow),
            ],
            helped: say("a larger quota"), cautions: [say("Rows were skipped.")])
    }
}
