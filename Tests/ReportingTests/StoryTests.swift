import Foundation
import Kernel
import Testing

@testable import Analysis
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

    @Test("Rows that lie outside the clock are a caution, with the file's own days and what to do about it")
    func outsideClock() {
        var recording = PeakDay.empty
        recording.badRows.read = 7_200
        recording.badRows.bad = 4
        recording.badRows.outside = 7_196
        recording.badRows.outsideClock = 7_196
        // 2025-11-28 10:00:00 and 11:59:59, as seconds of the wall clock since 1970.
        recording.badRows.extent = .init(first: 1_764_324_000, last: 1_764_331_199)
        recording.plan.zone = ZonePlan(
            identifier: "Europe/Brussels", originUnixSeconds: 1_795_734_000, offsets: [.init(from: 0, seconds: 3_600)])
        let all =
            "7,196 of 7,200 rows of the order file lie outside the clock, which runs from 2026-11-27 00:00 to 2026-11-27 01:00: its orders are from 2025-11-28 10:00 to 2025-11-28 11:59:59"
        #expect(
            StoryTests.story([], .noData, recording).cautions.first
                == all + ". Set \"start\" of the replay to the time in the file that is to fall on the clock's start.")
        // Some of them came: the clock may have been meant to cut the rest off.
        recording.badRows.bad = 3
        #expect(StoryTests.story([], .noData, recording).cautions.first == all + ".")
        // Chosen by the scenario itself: no caution.
        recording.badRows.bad = 0
        recording.badRows.outsideClock = 0
        #expect(StoryTests.story([], .noData, recording).cautions.isEmpty)
    }

    @Test("Orders under way at the end are told, and no cut-off is claimed that had not come")
    func underWay() {
        var recording = PeakDay.recording
        for k in recording.cutoffs.cells.indices { recording.cutoffs.cells[k] = .init() }
        recording.cutoffs.cells[0].met = 400
        recording.books = Books()
        recording.books.due = 2_300
        recording.books.completed = 2_300
        let done = StoryTests.story([.pass, .pass, .pass, .pass], .pass, recording)
        #expect(done.sentence == "All 4 budgets hold; every order made its cut-off.")
        #expect(done.cautions.isEmpty)
        recording.cutoffs.cells[1].open = 1_900
        recording.books.completed = 400
        recording.books.inFlight = 1_900
        let half = StoryTests.story([.pass, .pass, .pass, .pass], .pass, recording)
        #expect(half.sentence == "All 4 budgets hold; every order due by then made its cut-off.")
        #expect(
            half.cautions == [
                "1,900 of 2,300 orders were still under way when the run ended: what became of them is not known."
            ])
        let backlog = AnswerWords(recording, Findings(recording))
        #expect(
            backlog.nothingMissed
                == "Every order due by then made its cut-off; that of 1,900 orders was still to come when the run ended."
        )
        recording.stop = .interrupted
        #expect(StoryTests.story([], .noData, recording).cautions.allSatisfy { !$0.contains("under way") })
    }

    @Test("Warnings without data are not counted among the budgets that hold")
    func warningsWithoutData() {
        var recording = PeakDay.recording
        for k in recording.cutoffs.cells.indices { recording.cutoffs.cells[k] = .init() }
        for k in [2, 3] { recording.plan.budgets[k].severity = .warning }
        func sentence(_ third: ReportStory.Status, _ fourth: ReportStory.Status) -> String {
            StoryTests.story([.pass, .pass, third, fourth], .pass, recording).sentence
        }
        #expect(sentence(.pass, .pass) == "All 4 budgets hold.")
        #expect(sentence(.pass, .noData) == "No budget is breached, one warning has no data.")
        #expect(sentence(.noData, .noData) == "No budget is breached, 2 warnings have no data.")
        #expect(sentence(.fail, .pass) == "No critical budget is breached, one warning is.")
        #expect(sentence(.fail, .noData) == "No critical budget is breached, one warning is, one warning has no data.")
    }

    @Test("What waited is told in the order in which it was")
    func swell() {
        var recording = PeakDay.recording
        recording.plan.queues[0].name = "cases"
        var findings = Findings(recording)
        func told(peak: Int64, at: Instant) -> String {
            findings.backlog.threat = .yes
            findings.backlog.worst = CutoffFinding(
                cutoff: 0, moment: 17 * .hour, met: 0, late: 3_000, missing: 0, open: 0,
                waiting: [.init(queue: 0, messages: 2_634, peak: peak, peakAt: at, drained: nil)])
            return AnswerWords(recording, findings).backlog.more
        }
        #expect(
            told(peak: 3_117, at: 17 * .hour + 30 * .minute)
                .hasPrefix("2,634 orders waited in Middleware: cases at 17:00, 3,117 at 17:30. "))
        #expect(
            told(peak: 3_117, at: 16 * .hour + 30 * .minute)
                .hasPrefix("3,117 orders waited in Middleware: cases at 16:30, 2,634 still at 17:00. "))
        #expect(told(peak: 2_634, at: 17 * .hour).hasPrefix("2,634 orders waited in Middleware: cases at 17:00. "))
    }

    @Test("The test report says why a budget has no data")
    func junitGap() {
        var recording = PeakDay.recording
        recording.stop = .interrupted
        let text = Report(recording).junit
        #expect(
            text.contains(
                "<error type=\"no-data\" message=\"no data: not judged: the run was stopped before its end\"/>"))
        #expect(!text.contains("nothing was measured"))
        let empty = StoryTests.story([.noData, .pass, .pass, .pass], .noData, PeakDay.recording)
        #expect(
            JUnitReport.text(empty, properties: [])
                .contains("message=\"no data: nothing was measured for this budget\"/>"))
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
