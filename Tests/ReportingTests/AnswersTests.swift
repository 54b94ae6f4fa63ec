import Analysis
import Kernel
import Testing

@testable import Reporting

@Suite("The four answers in words")
struct AnswersTests {
    private static let peak = Report(PeakDay.recording)

    private func answer(_ key: String, of report: Report = AnswersTests.peak) throws -> ReportStory.Answer {
        try #require(report.story.answers.first { $0.key == key })
    }

    @Test("Four questions, always in the same order, whatever happened")
    func questions() {
        let questions = [
            "Which partner degrades order release?", "Where do retries pile up?", "Which warehouse work is late?",
            "Does backlog threaten same-day?",
        ]
        for report in [AnswersTests.peak, Report(PeakDay.empty)] {
            #expect(report.story.answers.map(\.question) == questions)
            #expect(report.story.answers.map(\.key) == ["partner", "retries", "warehouse", "backlog"])
            #expect(report.story.answers.allSatisfy { !$0.short.isEmpty && $0.short.hasSuffix(".") })
        }
    }

    @Test("Where nothing happened, nobody pretends to know")
    func nothing() throws {
        let report = Report(PeakDay.empty)
        #expect(report.story.status == .noData)
        #expect(report.story.helped == nil)
        #expect(
            report.story.answers.map(\.short) == ["Nobody can tell.", "Nobody can tell.", "None.", "Nobody can tell."])
        #expect(report.story.answers.allSatisfy { !$0.isTrouble && $0.figure == nil })
    }

    @Test("The partner whose quota is too small is named, with its limit and its refusals")
    func partner() throws {
        let partner = try answer("partner")
        #expect((partner.short + partner.more).contains("UPS"))
        #expect(partner.more.contains("Its label quota (5/min) binds from "))
        #expect(partner.isTrouble)
        let meters = MeterLayout(PeakDay.plan)
        let attempts = Outcome.allCases.reduce(Int64(0)) { $0 + PeakDay.recording.total(meters.attempts(3, $1)) }
        let refused = PeakDay.recording.total(meters.attempts(3, .rateLimited))
        let share = Figures.roughPercent(Double(refused) / Double(attempts))
        #expect(partner.more.contains("\(share) of the requests under it were answered 429"))
    }

    @Test("Retries: the link, its attempts per call, their main cause")
    func retries() throws {
        let retries = try answer("retries")
        #expect(retries.short == "Middleware → UPS.")
        let meters = MeterLayout(PeakDay.plan)
        let attempts = Outcome.allCases.reduce(Int64(0)) { $0 + PeakDay.recording.total(meters.attempts(3, $1)) }
        let calls = Outcome.allCases.reduce(Int64(0)) { $0 + PeakDay.recording.total(meters.calls(3, $1)) }
        let ratio = Figures.fixed(Double(attempts) / Double(calls), 2)
        #expect(retries.figure == ratio)
        #expect(retries.more.hasPrefix("\(ratio) attempts a call"))
        #expect(retries.more.contains("caused by 429"))
    }

    @Test("Missed orders are those of the recording's own books")
    func missed() throws {
        let missed = PeakDay.recording.cutoffs.cells.reduce(Int64(0)) { $0 + $1.late + $1.missing }
        let backlog = try answer("backlog")
        let first = AnswersTests.peak.story.budgets[0]
        if missed > 0 {
            #expect(first.note.contains(Figures.count(missed)))
            #expect(backlog.short == "Yes." || backlog.short == "Hardly.")
        } else {
            #expect(backlog.short == "No.")
        }
        #expect(backlog.beside == .flow)
    }

    @Test("Budgets that have partners name them, worst first")
    func members() {
        let amplification = AnswersTests.peak.story.budgets[3]
        #expect(amplification.note.contains("UPS "))
        #expect(amplification.note.contains("FedEx 1."))
        let label = AnswersTests.peak.story.budgets[1]
        #expect(label.measured != "-")
    }

    @Test("Names that try to break out of the page do not")
    func hostile() {
        let page = Report(PeakDay.nastyRecording).html
        #expect(!page.contains("<script>alert"))
    }

    @Test("The same recording tells the same story")
    func deterministic() {
        #expect(Report(PeakDay.recording).story == AnswersTests.peak.story)
        #expect(Report(PeakDay.recording).summary == AnswersTests.peak.summary)
    }
}
