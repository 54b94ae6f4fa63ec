import Kernel
import Testing

@testable import Analysis
@testable import Reporting

@Suite("Causes, their time, and what stands beside a figure, in words")
struct CauseWordsTests {
    /// A day on which UPS refuses everything, and others stand in.
    private static let dead: Recording = {
        var plan = PeakDay.plan
        plan.limiters = []
        for k in plan.operations.indices { plan.operations[k].limiters = [] }
        plan.faults = [FaultPlan(name: "out", system: 4, effect: .refuse)]
        var orders = OrderSchedule(plan)
        return VirtualDriver.run(plan, orders: &orders)
    }()

    private func words(_ change: (inout Recording) -> Void = { _ in }, _ findings: (inout Findings) -> Void = { _ in })
        -> AnswerWords
    {
        var recording = PeakDay.recording
        change(&recording)
        var found = Findings(recording)
        findings(&found)
        return AnswerWords(recording, found)
    }

    @Test("A partner that failed is named in the first answer, with who stood in, even where nobody lost time")
    func standIn() throws {
        let findings = Findings(CauseWordsTests.dead)
        let outage = try #require(findings.outages.first)
        #expect(plan(outage.system) == "UPS")
        let partner = AnswerWords(CauseWordsTests.dead, findings).partner
        #expect(partner.short.contains("UPS"))
        let calls = Figures.count(outage.calls)
        #expect(
            (partner.short + " " + partner.more).contains(
                "UPS failed all of \(calls) calls from 00:00 on (broken connections); all of them went on to another carrier."
            ) || findings.dispatch?.culprit?.system == outage.system)
        #expect(partner.isTrouble)
    }

    private func plan(_ system: SystemID) -> String { PeakDay.plan.systems[system].label }

    @Test("Nobody lost time: the outage is told all the same")
    func nobody() {
        let words = words { _ in
        } _: { findings in
            findings.release?.culprit = nil
            findings.dispatch?.culprit = nil
            findings.outages = [
                OutageFinding(
                    system: 4, trouble: Trouble(since: 0, until: 4 * .hour, inForce: 4 * .hour, again: 0), calls: 20,
                    failed: 19, shareOfRun: 0.5, outcome: .rateLimited, movedOn: 18, isWithoutSubstitute: false)
            ]
        }
        #expect(words.partner.short == "None, though UPS failed.")
        #expect(
            words.partner.more.hasPrefix(
                "UPS refused 95 % of 20 calls from 00:00 to 04:00 (429); 18 went on to another carrier."))
        #expect(words.partner.isTrouble)
        // A quarter of an hour of maintenance at night is a side matter.
        let side = self.words { _ in
        } _: { findings in
            findings.release?.culprit = nil
            findings.dispatch?.culprit = nil
            findings.outages = [
                OutageFinding(
                    system: 4, trouble: Trouble(since: 0, until: .hour, inForce: .hour, again: 0), calls: 20,
                    failed: 20,
                    shareOfRun: 0.01, outcome: .connection, movedOn: 0, isWithoutSubstitute: true)
            ]
        }
        #expect(side.partner.short == "None.")
        #expect(
            side.partner.more.hasSuffix("UPS failed all of 20 calls from 00:00 to 01:00 (broken connections)."))
        #expect(!side.partner.isTrouble)
    }

    @Test(
        "Trouble says from when until when",
        arguments: [
            (Trouble(since: 9 * .hour, until: nil, inForce: .hour, again: 0), " from 09:00 on"),
            (Trouble(since: 9 * .hour, until: 13 * .hour, inForce: 4 * .hour, again: 0), " from 09:00 to 13:00"),
            (
                Trouble(since: 9 * .hour, until: 13 * .hour, inForce: 3 * .hour, again: 1),
                " from 09:00 to 13:00 and once again"
            ),
            (
                Trouble(since: 9 * .hour, until: 13 * .hour, inForce: .hour, again: 0),
                " between 09:00 and 13:00, for 1 h in all"
            ),
            (
                Trouble(since: 9 * .hour, until: 13 * .hour, inForce: 4 * .hour, again: 3),
                " from 09:00 to 13:00 and 3 times again"
            ),
        ])
    func when(trouble: Trouble, expected: String) {
        #expect(words().when(trouble) == expected)
    }

    @Test("Messages put back are retries too, where the calls themselves are hardly repeated")
    func putBack() {
        let words = words { _ in
        } _: { findings in
            for k in findings.retries.indices { findings.retries[k].amplification = 1 }
            findings.redeliveries = [RedeliveryFinding(queue: 0, taken: 100, redelivered: 40, dead: 1)]
        }
        #expect(words.retries.short == "In Middleware: orders.")
        #expect(words.retries.more.hasPrefix("Middleware: orders put messages back 40 times and gave 1 up."))
        #expect(words.retries.figure == "40")
    }

    @Test("One of a thing is not several")
    func plural() {
        #expect(Figures.count(1, of: "extra attempt") == "1 extra attempt")
        #expect(Figures.count(1_200, of: "call") == "1,200 calls")
        #expect(Figures.count(0, of: "order") == "0 orders")
    }

    @Test("A run that was stopped says so far where its rest could turn the answer")
    func stopped() {
        let words = words {
            $0.stop = .interrupted
        } _: { findings in
            findings.help = HelpFinding(measure: .health(4, .errors), also: [6], share: 0.5)
        }
        #expect(words.answers[0].short.hasPrefix("So far "))
        #expect(words.answers[1].short == "So far Middleware → UPS.")
        #expect(words.helped == "UPS and DHL without their failures (50 % of the time lost so far).")
        let none = self.words {
            $0.stop = .aborted(budget: 0)
        } _: { findings in
            findings.release?.culprit = nil
            findings.dispatch?.culprit = nil
            findings.outages = []
        }
        #expect(none.answers[0].short == "So far none.")
    }

    @Test("The headline counts warnings; a budget of one is singular")
    func headline() {
        var recording = PeakDay.recording
        func lines(_ statuses: [ReportStory.Status], _ status: ReportStory.Status) -> [String] {
            let story = ReportStory(
                recording, status: status, judgements: statuses.map { .init($0, value: 0.5) }, answers: [])
            return TerminalReport.text(story, colour: false, width: 100, elapsed: nil, report: nil)
                .split(separator: "\n").map(String.init)
        }
        #expect(lines([.pass, .pass, .pass, .fail], .pass)[1] == "PASS, 1 warning   3 of 4 budgets")
        recording.plan.budgets = [recording.plan.budgets[3]]
        #expect(lines([.fail], .pass)[1] == "PASS, 1 warning")
        recording.plan.budgets[0].severity = .critical
        #expect(lines([.fail], .fail)[1] == "FAIL   1 of 1 budget")
    }

    @Test(
        "Beside an amplification stand the calls a breaker refused and the messages put back; a throughput says of what"
    )
    func beside() {
        var verdict = Verdict(budget: 3, status: .pass)
        verdict.value = 1.05
        verdict.beside = .init(refusedByBreaker: 15_148, putBack: 1)
        #expect(
            VerdictWords(PeakDay.recording).judgement(verdict).note
                == "an open breaker refused 15,148 calls; messages put back 1 time")
        var recording = PeakDay.recording
        recording.plan.budgets[3] = Budget(
            text: "throughput of orders > 5k/h", subjectText: "orders", measure: .rate, subject: .orders,
            comparison: .greater, bound: 5_000)
        var rate = Verdict(budget: 3, status: .fail)
        rate.value = 1_000
        rate.samples = 6_000
        rate.measuredOver = Span(start: 8 * .hour, end: 14 * .hour)
        #expect(VerdictWords(recording).judgement(rate).note == "6,000 orders dispatched 08:00-14:00")
    }
}
