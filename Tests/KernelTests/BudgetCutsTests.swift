import Testing

@testable import Kernel

@Suite("Where a run is cut for its budgets")
struct BudgetCutsTests {
    private func plan(
        window: Nanoseconds, drain: Nanoseconds, calendars: [[Intervals.Stretch]] = [], _ budgets: [Budget]
    ) -> Plan {
        var plan = Plan(title: "cuts", seed: 1, window: window, end: window + drain)
        plan.calendars = calendars.map { CalendarPlan(name: "c", open: Intervals($0), moments: .empty) }
        plan.budgets = budgets
        return plan
    }

    private func budget(
        _ measure: Budget.Measure = .quantile(0.5), _ subject: Budget.Subject = .journey, during: CalendarID? = nil,
        anyWindow: Nanoseconds? = nil
    ) -> Budget {
        Budget(
            text: "b", subjectText: "s", measure: measure, subject: subject, comparison: .less, bound: 1,
            during: during,
            anyWindow: anyWindow)
    }

    @Test("Windows begin every tenth of their length, in long runs every half")
    func steps() {
        let minute = 60 * Nanoseconds.second
        // 1,440 steps of a minute.
        #expect(BudgetCuts.step(of: 10 * minute, over: .day) == minute)
        // 13 days: 18,720 tenths, 3,744 halves.
        #expect(BudgetCuts.step(of: 10 * minute, over: 13 * .day) == 5 * minute)
        // Two days: 28,800 tenths, 14,400 fifths, 11,520 fourths, 5,760 halves.
        #expect(BudgetCuts.step(of: minute, over: 2 * .day) == 30 * .second)
        // 11,520 halves are too many.
        #expect(BudgetCuts.step(of: 30 * .second, over: 2 * .day) == nil)
    }

    @Test("A window too short for its run is refused, and the shortest that is not is named")
    func refusal() throws {
        let short = BudgetCuts(plan(window: .day, drain: .day, [budget(anyWindow: 30 * .second)]))
        #expect(short.bounds.isEmpty)
        // 2 * 172,800 s / 10,000 = 34.56 s.
        #expect(short.refusals == [0: .window(steps: 11_520, shortest: 35 * .second)])
        #expect(BudgetCuts(plan(window: .day, drain: .day, [budget(anyWindow: 35 * .second)])).refusals.isEmpty)
        // 2 * 1,123,200 s / 10,000 = 224.64 s.
        let long = BudgetCuts(plan(window: .day, drain: 12 * .day, [budget(anyWindow: 120 * .second)]))
        #expect(long.refusals == [0: .window(steps: 18_720, shortest: 240 * .second)])
        // Within two hours of it half a second is none too short.
        let evening = Intervals.Stretch(start: .hour, end: 3 * .hour)
        let hours = plan(
            window: .day, drain: 12 * .day, calendars: [[evening]], [budget(during: 0, anyWindow: 2 * .second)])
        #expect(BudgetCuts(hours).refusals.isEmpty)
    }

    @Test("Budgets that would together cut a run too finely are refused from the first one that does")
    func together() {
        // Halves of 41, 43 and 47 s over two days: 8,429, 8,037 and 7,353 cuts, almost none of them shared.
        let windows: [Nanoseconds] = [41, 43, 47]
        let cuts = BudgetCuts(plan(window: .day, drain: .day, windows.map { budget(anyWindow: $0 * .second) }))
        #expect(cuts.bounds.count < BudgetCuts.limit)
        #expect(Array(cuts.refusals.keys) == [2])
    }

    @Test("A run is cut at the edges of calendars, at steps from them, and at the intervals of its reports")
    func bounds() {
        // Reports of two hours have intervals of 30 s.
        let open = Intervals.Stretch(start: 601 * .second, end: 671 * .second)
        let cuts = BudgetCuts(
            plan(
                window: 2 * .hour, drain: 0, calendars: [[open]],
                [budget(during: 0, anyWindow: 30 * .second), budget()]))
        let inside = cuts.bounds.filter { $0 > 600 * .second && $0 < 690 * .second }
        // Tenths of the window from 601 s on (to 670 s), reports' intervals at 630 and 660 s, the last window from 641 s.
        let expected =
            Set(stride(from: 601, to: 671, by: 3)).union([630, 660, 641, 671]).sorted().map { Int64($0) * .second }
        #expect(inside == expected)
        #expect(cuts.bounds.first == 0)
        #expect(cuts.bounds.last == 2 * .hour)
    }

    @Test("Nothing is cut for budgets over the whole run, or about cut-offs")
    func none() {
        let cuts = BudgetCuts(
            plan(window: .day, drain: 0, [budget(), budget(.cutoffShare, .orders, anyWindow: .hour)]))
        #expect(cuts.bounds.isEmpty)
        #expect(cuts.refusals.isEmpty)
    }

    @Test("An axis of cuts finds the cell of an instant")
    func axis() {
        let axis = TimeAxis(cutAt: [0, 10, 15, 40])
        #expect(axis.intervals == 3)
        #expect([-5, 0, 9, 10, 14, 15, 39, 40, 99].map { axis.index(of: $0) } == [0, 0, 0, 1, 1, 2, 2, 2, 2])
        #expect((0..<3).map { axis.length(of: $0) } == [10, 5, 25])
        #expect(axis.lowerBound(of: 3) == 40)
        #expect(axis.end == 40)
    }

    /// Three customers a second for ten minutes at a station of one worker.
    private func station(_ budgets: [Budget]) -> Plan {
        var builder = PlanBuilder(window: 600 * .second, drain: 600 * .second)
        builder.orders(1_800)
        let system = builder.system()
        let pool = builder.pool(system, workers: 1)
        let work = builder.work(.exponential(mean: 300 * .millisecond))
        let operation = builder.operation(system, pool: pool, [work])
        let edge = builder.edge(from: nil, to: operation)
        let call = builder.call(edge)
        builder.journey([call])
        builder.plan.budgets = budgets
        return builder.plan
    }

    @Test("A close-up changes nothing of what is recorded besides, and adds up to it")
    func closeUp() throws {
        let budgets = [
            budget(.quantile(0.9), .edges([0]), anyWindow: 7 * .second),
            budget(.depth, .pool(0), anyWindow: 7 * .second),
            budget(.rate, .edges([0]), anyWindow: 7 * .second),
        ]
        let (plain, close) = (station([]), station(budgets))
        var orders = OrderSchedule(plain)
        let one = VirtualDriver.run(plain, orders: &orders)
        var again = OrderSchedule(close)
        let other = VirtualDriver.run(close, orders: &again)
        #expect(!one.closeUp.isNeeded)
        #expect(other.closeUp.isNeeded)
        #expect(one.meters == other.meters)
        #expect(one.peaks == other.peaks)
        #expect(one.tracks == other.tracks)
        // Every cell lies in one interval; amounts add up, peaks are the highest, samples come together.
        let closeUp = other.closeUp
        let track = TrackLayout(close).index(.call(0))
        let peak = PeakLayout(close).poolWaiting(0)
        let served = MeterLayout(close).calls(0, .ok)
        var amounts = [Int64](repeating: 0, count: other.axis.intervals)
        var heights = amounts
        var samples = [CompactHistogram](repeating: CompactHistogram(), count: other.axis.intervals)
        for cell in 0..<closeUp.axis.intervals {
            let interval = other.axis.index(of: closeUp.axis.lowerBound(of: cell))
            #expect(closeUp.axis.lowerBound(of: cell + 1) <= other.axis.lowerBound(of: interval + 1))
            amounts[interval] += closeUp.series(served)[cell]
            heights[interval] = max(heights[interval], closeUp.peakSeries(peak)[cell])
            if let some = closeUp.samples(track)[cell] { samples[interval].merge(some) }
        }
        #expect(amounts == other.series(served))
        #expect(amounts.reduce(0, +) == 1_800)
        #expect(heights == other.peakSeries(peak))
        #expect(samples == other.tracks[track].intervals.map { $0 ?? CompactHistogram() })
        // And it comes back from its bytes, and adds to another.
        let read = try Recording(plan: close, rows: other.encodedRows[...])
        #expect(read.closeUp == closeUp)
        let twice = try other.merged(with: other)
        #expect(twice.closeUp.series(served) == closeUp.series(served).map { $0 * 2 })
        #expect(
            twice.closeUp.samples(track).map { $0?.count ?? 0 } == closeUp.samples(track).map { ($0?.count ?? 0) * 2 })
        #expect(twice.closeUp.peakSeries(peak) == closeUp.peakSeries(peak))
    }
}
