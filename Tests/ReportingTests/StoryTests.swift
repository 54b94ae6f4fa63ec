import Foundation
import Kernel
import Testing

@testable import Reporting

@Suite("The story of a run")
struct StoryTests {
    private static func story(_ statuses: [ReportStory.Status], _ status: ReportStory.Status, _ recording: Recording)
        -> ReportStory
    {
        ReportStory(recording, status: status, judgements: statuses.map { .init($0, value: 0.5) }, answers: [])
    }

    @Test(
        "A budget's name is its words without the comparison",
        arguments: [
            ("label p99 < 2s during dispatch window", "label p99 during dispatch window"),
            ("orders dispatched by carrier cut-off >= 99.5%", "orders dispatched by carrier cut-off"),
            ("p90 of order release < 5 min for any 10m", "p90 of order release for any 10m"),
            ("amplification carriers<1.3", "amplification carriers"), ("no comparison", "no comparison"), ("", ""),
        ])
    func names(text: String, name: String) {
        let budget = Budget(
            text: text, subjectText: "", measure: .amplification, subject: .orders, comparison: .less, bound: 1)
        #expect(budget.name == name)
    }

    @Test("Bounds and values carry the unit of what is measured")
    func units() {
        let plan = PeakDay.plan
        #expect(plan.budgets.map(\.boundWords) == ["≥ 99.5 %", "< 2 s", "< 5 min", "< 1.3"])
        #expect(plan.budgets[0].words(0.978_7) == "97.87 %")
        #expect(plan.budgets[1].words(8.2e9) == "8.2 s")
        #expect(plan.budgets[3].words(1.27) == "1.27")
    }

    @Test("The verdict is one sentence with its figures")
    func sentences() {
        var recording = PeakDay.recording
        for k in recording.cutoffs.cells.indices { recording.cutoffs.cells[k] = .init() }
        recording.cutoffs.cells[0].met = 90
        recording.cutoffs.cells[0].late = 7
        recording.cutoffs.cells[1].missing = 3
        let fail = StoryTests.story([.fail, .fail, .pass, .fail], .fail, recording)
        #expect(fail.sentence == "2 of 4 budgets are breached; 10 orders missed their cut-off.")
        #expect(fail.word == "FAIL" && fail.count == "2 of 4 budgets")
        #expect(fail.scope == "24 h, 24,000 orders, seed 7" || fail.scope == "1 d, 24,000 orders, seed 7")
        let pass = StoryTests.story([.pass, .pass, .pass, .fail], .pass, recording)
        #expect(pass.sentence == "No critical budget is breached, one warning is; 10 orders missed their cut-off.")
        recording.stop = .interrupted
        let half = StoryTests.story([], .noData, recording)
        #expect(half.word == "INTERRUPTED" && half.budgets.allSatisfy { $0.measured == "-" })
        #expect(half.cautions.count == 1)
    }

    @Test("Rows of an order file that could not be used are told, never dropped in silence")
    func rows() {
        var recording = PeakDay.empty
        recording.badRows.read = 1_200
        recording.badRows.bad = 3
        recording.badRows.first = [.init(line: 17, problem: "no time")]
        let story = StoryTests.story([], .pass, recording)
        #expect(
            story.cautions == [
                "3 of 1,200 rows of the order file could not be used: line 17: no time; and 2 more."
            ])
        #expect(story.sentence == "No budgets to judge.")
        recording.badRows.first += [.init(line: 18, problem: "a"), .init(line: 40, problem: "b")]
        #expect(
            StoryTests.story([], .pass, recording).cautions == [
                "3 of 1,200 rows of the order file could not be used: line 17: no time; line 18: a; line 40: b."
            ])
    }

    @Test("Bad rows are told line by line: three in words, twenty on the page and in summary.json, all counted")
    func rowsByLine() throws {
        var recording = PeakDay.recording
        recording.badRows.read = 500
        recording.badRows.bad = 30
        recording.badRows.first = (1...25).map { .init(line: 10 * $0, problem: "reason <\($0)>") }
        let report = Report(recording, story: StoryTests.story([], .pass, recording))
        let words = report.terminal(colour: false, width: 160).split { $0.isWhitespace }.joined(separator: " ")
        #expect(
            words.contains(
                "30 of 500 rows of the order file could not be used: line 10: reason <1>; line 20: reason <2>; line 30: reason <3>; and 27 more."
            ))
        let page = report.html
        for k in 1...20 { #expect(page.contains("<li>line \(10 * k): reason &lt;\(k)&gt;</li>")) }
        #expect(!page.contains("reason &lt;21&gt;"))
        let summary = try #require(
            try JSONSerialization.jsonObject(with: Data(report.summary.utf8)) as? [String: Any])
        let rows = try #require(summary["replayed_rows"] as? [String: Any])
        let first = try #require(rows["first_bad"] as? [[String: Any]])
        #expect(rows["bad"] as? Int == 30 && first.count == 20)
        #expect(first.last?["line"] as? Int == 200 && first.last?["problem"] as? String == "reason <20>")
        #expect(try SchemaValidator(SummarySchema.text).problems(report.summary) == [])
    }

    @Test("All files are written, and a folder that cannot be made is named")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "rehearse-files-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let report = Report(PeakDay.recording, story: .sample())
        let facts = RunFacts(
            command: ["rehearse", "run"], scenario: "a.yaml", started: "2026-11-23T20:00:00Z", elapsedSeconds: 1.2345,
            version: "0.1", machine: "x86_64 Linux")
        try report.write(to: folder.path + "/deep/er", with: [("run.json", Array(facts.json.utf8))])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/deep/er").sorted()
        #expect(names == ["junit.xml", "report.html", "run.json", "summary.json", "summary.md"])
        let run = try String(contentsOfFile: folder.path + "/deep/er/run.json", encoding: .utf8)
        #expect(run.contains("\"elapsed_seconds\": 1.235") || run.contains("\"elapsed_seconds\": 1.234"))
        let error = #expect(throws: ReportWriter.Failure.self) {
            try report.write(to: folder.path + "/deep/er/run.json/below")
        }
        #expect(error?.path == folder.path + "/deep/er/run.json/below")
    }
}
