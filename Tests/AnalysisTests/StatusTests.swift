import Kernel
import Testing

@testable import Analysis

@Suite("How a run comes out as a whole")
struct StatusTests {
    private func hand(_ budgets: [Budget], orders: Int64 = 10) -> HandMade {
        var plan = HandMade.plan()
        plan.budgets = budgets
        var hand = HandMade(plan)
        hand.orders(orders)
        return hand
    }

    private let good = Budget.on(.endingShare(.completed), .orders, .greater, 0.5)
    private let bad = Budget.on(.endingShare(.completed), .orders, .less, 0.5)
    private let empty = Budget.on(.quantile(0.9), .edges([0]), .less, 1)

    @Test("A breach outweighs missing data, missing data outweighs what holds; exit codes follow")
    func order() {
        #expect(Findings(hand([good]).recording).status == .pass)
        #expect(Findings(hand([good, empty]).recording).status == .noData)
        #expect(Findings(hand([good, empty, bad]).recording).status == .fail)
        #expect(Findings(hand([]).recording).status == .pass)
        #expect(Findings(hand([], orders: 0).recording).status == .noData)
        #expect(Verdict.Status.allCases.map(\.exitCode) == [0, 3, 5, 5])
    }

    @Test("Warnings never decide")
    func warnings() {
        var warning = bad
        warning.severity = .warning
        var silent = empty
        silent.severity = .warning
        let findings = Findings(hand([good, warning, silent]).recording)
        #expect(findings.status == .pass)
        #expect(findings.verdicts.map(\.status) == [.pass, .fail, .noData])
    }

    @Test("An interrupted run is not judged")
    func interrupted() {
        var hand = hand([good, bad])
        hand.recording.stop = .interrupted
        let findings = Findings(hand.recording)
        #expect(findings.verdicts.map(\.status) == [.noData, .noData])
        #expect(findings.verdicts.map(\.gap) == [.stoppedEarly, .stoppedEarly])
        #expect(findings.status == .noData)
    }

    @Test("In an aborted run only what is certain is judged")
    func aborted() {
        let slow = Budget.on(.maximum, .leg(0), .less, 1e9)
        let mean = Budget.on(.mean, .leg(0), .less, 1e9)
        var hand = hand([slow, mean, good])
        hand.record([2 * .second], .leg(0), in: 0)
        hand.recording.reached = 60 * .minute
        hand.recording.stop = .aborted(budget: 0)
        let findings = Findings(hand.recording)
        #expect(findings.verdicts.map(\.status) == [.fail, .noData, .noData])
        #expect(findings.status == .fail)
    }

    @Test("A generator that could not keep its schedule makes the run invalid, not slow")
    func lag() {
        var hand = hand([good])
        hand.record([900 * .millisecond], .scheduleLag, in: 0, count: 100)
        #expect(Findings(hand.recording).status == .pass)
        hand.record([3 * .second], .scheduleLag, in: 0, count: 2)
        let findings = Findings(hand.recording)
        #expect(findings.status == .invalid)
        #expect(findings.verdicts.map(\.status) == [.invalid])
        #expect(findings.status.exitCode == 5)
    }

    @Test("An order file of which more than a tenth cannot be read is another day")
    func rows() {
        var hand = hand([good])
        hand.recording.badRows.read = 100
        hand.recording.badRows.bad = 10
        #expect(Findings(hand.recording).status == .pass)
        hand.recording.badRows.bad = 11
        #expect(Findings(hand.recording).doubts == [.badRows(bad: 11, read: 100)])
        #expect(Findings(hand.recording).status == .invalid)
    }

    @Test("The same recording gives the same findings")
    func deterministic() {
        let hand = hand([good, bad, empty])
        #expect(Findings(hand.recording) == Findings(hand.recording))
    }
}
