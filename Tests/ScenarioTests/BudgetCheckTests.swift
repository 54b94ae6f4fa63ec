import Kernel
import Testing

@testable import Scenario

/// Budgets that can be read, but that a run cannot judge, or cannot stop for.
@Suite("Budgets that a run cannot judge")
struct BudgetCheckTests {
    private func problems(_ budget: String, _ change: (inout SmallLandscape) -> Void = { _ in }) -> [String] {
        var small = SmallLandscape()
        small.sections = "budgets:\n  - \(budget)"
        change(&small)
        return small.problems
    }

    @Test("A window too short for the clock is refused where it stands, with the shortest there is")
    func window() {
        #expect(problems("ask p99 < 2s for any 30s").isEmpty)
        // 2 * 86,400 s / 10,000 = 17.28 s.
        #expect(
            problems("ask p99 < 2s for any 15s") == [
                "small.yaml:15:5: budgets[0]: a window of 15s is too short for this run: the clock runs for 24h, which makes 11,520 half windows where 10,000 can be kept apart; the shortest it can judge is 18s (shorten the drain, or add \"during\" a calendar, for less)"
            ])
        #expect(problems("ask p99 < 2s for any 18s").isEmpty)
        #expect(problems("ask p99 < 2s for any 15s during 10:00-11:00").isEmpty)
        #expect(problems("ask p99 < 2s during 10:01-10:03").isEmpty)
    }

    /// A refusal of the stop of a budget on a line of its own.
    private func refusal(_ budget: String, line: Int = 15, _ reason: String) throws -> String {
        let written = "  - \(budget)"
        let value = try #require(written.firstRange(of: "yes"))
        let column = written.distance(from: written.startIndex, to: value.lowerBound) + 1
        return
            "small.yaml:\(line):\(column): budgets[0].abort on breach: no run can stop at a breach of it: \(reason)"
    }

    private let ways = ", or judge it \"during\" a calendar or \"for any\" window, which end"

    @Test("A stop that nobody could decide on is refused with the reason")
    func abort() throws {
        #expect(problems("{ budget: ask p99 < 2s, abort on breach: yes }").isEmpty)
        #expect(problems("{ budget: amplification box < 2, abort on breach: yes }").isEmpty)
        #expect(problems("{ budget: errors of box < 1%, abort on breach: yes }").isEmpty)
        let throughput = "{ budget: throughput of ask > 1/h, abort on breach: yes }"
        let reason = "throughput over the whole run is known at the end only; drop it here\(ways)"
        #expect(try problems(throughput) == [refusal(throughput, reason)])
        #expect(problems("{ budget: throughput of ask > 1/h during 10:00-11:00, abort on breach: yes }").isEmpty)
        let parked = "{ budget: orders parked < 1%, abort on breach: yes }"
        #expect(try problems(parked) == [refusal(parked, "orders parked are counted at the end; drop it here")])
    }

    @Test("Calls that an order may repeat without end leave nothing beyond recovery")
    func unbounded() throws {
        let budget = "{ budget: ask p99 < 2s, abort on breach: yes }"
        let again = problems(budget) {
            $0.journey = "    - call: box.ask\n      on failure: [{ park: broken }]"
        }
        let reason =
            "an order may make these calls any number of times, so what is still to come may mend the share; drop it here\(ways)"
        #expect(try again == [refusal(budget, line: 16, reason)])
    }
}
