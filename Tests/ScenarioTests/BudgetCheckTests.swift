import Kernel
import Testing

@testable import Scenario

/// Budgets that can be read, but that a run cannot judge.
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
}
