import Kernel
import Testing

@testable import Scenario

/// Budgets in the grammar people know.
struct BudgetSentenceTests {
    @Test("the four sentences of the first page are understood")
    func known() throws {
        let label = try BudgetSentence.parse("label p99 < 2s during dispatch-window")
        #expect(label.subject == "label")
        #expect(label.measure == .quantile(0.99))
        #expect(label.comparison == .less)
        #expect(label.bound == 2e9)
        #expect(label.during == "dispatch-window")
        #expect(label.anyWindow == nil)

        let cutoff = try BudgetSentence.parse("orders dispatched by cutoff >= 99.5%")
        #expect(cutoff.subject == "dispatched")
        #expect(cutoff.cutoff == "cutoff")
        #expect(cutoff.measure == .cutoffShare)
        #expect(cutoff.comparison == .greaterOrEqual)
        #expect(cutoff.bound == 0.995)

        let amplification = try BudgetSentence.parse("amplification carrier < 1.3")
        #expect(amplification.subject == "carrier")
        #expect(amplification.measure == .amplification)
        #expect(amplification.bound == 1.3)

        let release = try BudgetSentence.parse("p90 of order-release < 5s for any 10m")
        #expect(release.subject == "order-release")
        #expect(release.measure == .quantile(0.9))
        #expect(release.bound == 5e9)
        #expect(release.anyWindow == 10 * .minute)
    }

    @Test(
        "a latency is named by quantile, median, mean or max, before or behind its subject",
        arguments: [
            ("p50 of label < 1s", Budget.Measure.quantile(0.5)), ("median of label < 1s", .quantile(0.5)),
            ("label p99.9 < 1s", .quantile(0.999)), ("label p99.99 < 1s", .quantile(0.9999)),
            ("mean of label < 1s", .mean),
            ("label mean < 1s", .mean), ("max label < 1s", .maximum), ("label maximum < 1s", .maximum),
        ])
    func latencies(text: String, measure: Budget.Measure) throws {
        let sentence = try BudgetSentence.parse(text)
        #expect(sentence.measure == measure)
        #expect(sentence.subject == "label")
        #expect(sentence.bound == 1e9)
    }

    @Test(
        "shares count outcomes, each class on its own",
        arguments: [
            ("errors of ups < 1%", Outcome.Set(Outcome.allCases.filter { $0 != .ok })),
            ("ups errors < 1%", Outcome.Set(Outcome.allCases.filter { $0 != .ok })),
            ("timeouts of ups < 1%", Outcome.Set([.timeout])),
            ("rate limited of ups < 1%", Outcome.Set([.rateLimited])),
            ("rate limits of ups < 1%", Outcome.Set([.rateLimited])),
            ("ups rate limited < 1%", Outcome.Set([.rateLimited])),
            ("server errors of ups < 1%", Outcome.Set([.serverError])), ("shed of ups < 1%", Outcome.Set([.shed])),
            ("success of ups < 1%", Outcome.Set([.ok])),
        ])
    func outcomes(text: String, outcomes: Outcome.Set) throws {
        let sentence = try BudgetSentence.parse(text)
        #expect(sentence.measure == .outcomeShare(outcomes))
        #expect(sentence.subject == "ups")
        #expect(sentence.bound == 0.01)
    }

    @Test(
        "orders end completed, failed, cancelled or parked",
        arguments: [
            ("orders completed >= 99%", Budget.Measure.endingShare(.completed)),
            ("orders failed <= 1%", .endingShare(.failed)), ("orders cancelled <= 1%", .endingShare(.cancelled)),
            ("orders parked <= 1%", .parkedShare),
        ])
    func endings(text: String, measure: Budget.Measure) throws {
        #expect(try BudgetSentence.parse(text).measure == measure)
    }

    @Test("depth is a number, age a time, throughput a rate an hour")
    func others() throws {
        let depth = try BudgetSentence.parse("depth of middleware.orders < 5k")
        #expect(depth.measure == .depth)
        #expect(depth.subject == "middleware.orders")
        #expect(depth.bound == 5000)
        let age = try BudgetSentence.parse("age of middleware.orders < 10m")
        #expect(age.measure == .age)
        #expect(age.bound == 600e9)
        let throughput = try BudgetSentence.parse("throughput of ups.label > 300/min")
        #expect(throughput.measure == .rate)
        #expect(throughput.bound == 18_000)
        #expect(throughput.comparison == .greater)
    }

    @Test("the arrow of a link is no comparison")
    func arrow() throws {
        let sentence = try BudgetSentence.parse("middleware -> ups p99 < 2s")
        #expect(sentence.subject == "middleware -> ups")
        #expect(sentence.comparison == .less)
        let tight = try BudgetSentence.parse("throughput of middleware->ups>100/h")
        #expect(tight.subject == "middleware->ups")
        #expect(tight.comparison == .greater)
        #expect(tight.bound == 100)
    }

    @Test("comparisons may be written with their own signs, and tails in either order")
    func signsAndTails() throws {
        #expect(try BudgetSentence.parse("label p99 ≤ 2s").comparison == .lessOrEqual)
        #expect(try BudgetSentence.parse("orders completed ≥ 99%").comparison == .greaterOrEqual)
        for text in ["label p99<2s during peak for any 5m", "label  p99  <  2s for any 5m during peak"] {
            let sentence = try BudgetSentence.parse(text)
            #expect(sentence.during == "peak")
            #expect(sentence.anyWindow == 5 * .minute)
        }
        #expect(try BudgetSentence.parse("label   p99 <\t2s").text == "label p99 < 2s")
    }

    @Test(
        "what cannot be understood says what was expected",
        arguments: [
            ("label p99 2s", "expected a comparison (<, <=, >, >=) in the budget, found \"label p99 2s\""),
            ("label p99 < fast", "expected a duration such as 2s as the bound, found \"fast\""),
            ("errors of ups < 2", "expected a share such as 99.5% as the bound, found \"2\""),
            ("orders completed >= 120%", "expected a share such as 99.5% as the bound, found \"120%\""),
            ("amplification carriers < 30%", "expected a number such as 1.3 as the bound, found \"30%\""),
            ("depth of orders < 2s", "expected a number such as 10k as the bound, found \"2s\""),
            ("throughput of ups > 5", "expected a rate such as 1000/h as the bound, found \"5\""),
            ("label p99 < 2s for any while", "expected a duration such as 10m after \"for any\", found \"while\""),
            ("label p99 < 2s during a during b", "\"during\" stands twice in \"label p99 < 2s during a during b\""),
            ("p99 < 2s", "expected what \"p99\" is measured of"),
            ("< 2s", "expected what is measured before the comparison"),
            (
                "label speed < 2s",
                "expected p50 to p99.99, mean, max, amplification, errors, timeouts, rate limited, shed, success, depth, age or throughput in \"label speed\""
            ),
        ])
    func refused(text: String, message: String) {
        do {
            let sentence = try BudgetSentence.parse(text)
            Issue.record("understood as \(sentence)")
        } catch {
            guard case .refused(let reason) = error else {
                Issue.record("unreadable")
                return
            }
            #expect(reason == message)
        }
    }
}
