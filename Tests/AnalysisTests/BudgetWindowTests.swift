import Kernel
import Testing

@testable import Analysis

@Suite("Budgets by calendar and in any window")
struct BudgetWindowTests {
    private func verdict(_ hand: HandMade) throws -> Verdict { try #require(Findings(hand.recording).verdicts.first) }

    @Test("A calendar's own edges count, wherever they lie in the intervals of reports")
    func edges() {
        let second = Nanoseconds.second
        let open: [Intervals.Stretch] = [
            .init(start: 150 * second, end: 240 * second), .init(start: 331 * second, end: 360 * second),
            .init(start: 420 * second, end: 440 * second), .init(start: 17_990 * second, end: 20_000 * second),
        ]
        let hand = HandMade(
            budget: .on(.mean, .leg(0), .less, 1, during: 0),
            calendars: [CalendarPlan(name: "c", open: Intervals(open), moments: .empty)])
        let readings = Readings(hand.recording).near()
        let stretches = Stretches(hand.recording.plan.calendars[0], readings)
        #expect(
            stretches.ranges.map { readings.span($0) } == [
                Span(start: 150 * second, end: 240 * second), Span(start: 331 * second, end: 360 * second),
                Span(start: 420 * second, end: 440 * second), Span(start: 17_990 * second, end: 18_000 * second),
            ])
        // The worst of it is looked for by the reports' intervals: minute 2, minute 3.
        #expect(
            stretches.pieces(of: stretches.ranges[0]).map { readings.span($0) } == [
                Span(start: 150 * second, end: 180 * second), Span(start: 180 * second, end: 240 * second),
            ])
    }

    @Test("A stretch within an interval is judged by its own samples")
    func short() throws {
        let calendar = CalendarPlan(
            name: "c", open: Intervals([.init(start: 601 * .second, end: 609 * .second)]), moments: .empty)
        var hand = HandMade(budget: .on(.mean, .leg(0), .less, 2e9, during: 0), calendars: [calendar])
        hand.orders(1_000)
        let cells = hand.recording.closeUp.axis
        // Twenty slow ones within the eight seconds; a thousand quick ones in the rest of the minute.
        for (start, time, count) in [(600, Nanoseconds.second, UInt64(1_000)), (601, 5 * .second, 20)] {
            var histogram = LatencyHistogram()
            histogram.record(time, count: count)
            hand.recording.closeUp.add(
                CompactHistogram(histogram), to: 0, in: cells.index(of: Int64(start) * .second))
        }
        let verdict = try verdict(hand)
        #expect(verdict.value == 5e9)
        #expect(verdict.samples == 20)
        #expect(verdict.status == .fail)
        #expect(verdict.worst?.span == Span(start: 601 * .second, end: 609 * .second))
    }

    @Test("During a calendar only its time counts")
    func during() throws {
        let calendar = HandMade.calendar([60..<120])
        var hand = HandMade(
            budget: .on(.quantile(0.5), .edges([0]), .less, 2e9, during: 0), calendars: [calendar])
        hand.orders(100)
        hand.record([9 * .second], .call(0), in: 59, count: 1_000)
        hand.record([.second], .call(0), in: 60, count: 30)
        hand.record([.second], .call(0), in: 119, count: 30)
        hand.record([9 * .second], .call(0), in: 120, count: 1_000)
        let verdict = try verdict(hand)
        let value = try #require(verdict.value)
        #expect(value >= 1e9 && value <= 1e9 * (1 + 1 / 128))
        #expect(verdict.samples == 60)
        #expect(verdict.error == 1.0 / 128)
        #expect(verdict.status == .pass)
    }

    @Test("A calendar that the run never came to leaves the budget without data")
    func closed() throws {
        var hand = HandMade(
            budget: .on(.mean, .edges([0]), .less, 2e9, during: 0), calendars: [HandMade.calendar([200..<210])])
        hand.orders(1)
        hand.record([.second], .call(0), in: 0, count: 100)
        hand.recording.reached = 100 * .minute
        #expect(try verdict(hand).gap == .calendarClosed)
    }

    @Test("The worst window decides, wherever it begins")
    func anyWindow() throws {
        // Ten samples a minute; 20 slow ones in minutes 104 and 105: with both a window has 20 of 100.
        var hand = HandMade(budget: .on(.quantile(0.81), .leg(0), .less, 5e9, anyWindow: 10 * .minute))
        hand.orders(3_000)
        for interval in 0..<300 {
            let time: Nanoseconds = interval == 104 || interval == 105 ? 8 * .second : .second
            hand.record([time], .leg(0), in: interval, count: 10)
        }
        let verdict = try verdict(hand)
        // Rank 81 of 100 is slow wherever the window holds both minutes; the first such window is 96..<106.
        #expect(verdict.status == .fail)
        #expect(verdict.samples == 100)
        #expect(verdict.worst?.span == Span(start: 96 * .minute, end: 106 * .minute))
        let value = try #require(verdict.value)
        #expect(value >= 8e9 && value <= 8e9 * (1 + 1 / 128))
        hand.recording.plan.budgets[0].measure = .quantile(0.8)
        #expect(try self.verdict(hand).status == .pass)
    }

    @Test("Windows with too few samples do not count, and when there are no others that is said")
    func tooFew() throws {
        var hand = HandMade(budget: .on(.quantile(0.9), .leg(0), .less, 5e9, anyWindow: 2 * .minute))
        hand.orders(30)
        hand.record([8 * .second], .leg(0), in: 10, count: 9)
        #expect(try verdict(hand).gap == .tooFewSamples(most: 9, needed: 10))
        hand.record([.second], .leg(0), in: 20, count: 10)
        let verdict = try verdict(hand)
        #expect(verdict.status == .pass)
        #expect(verdict.samples == 10)
    }

    @Test("Windows stay inside the calendar's stretches; a stretch shorter than the window is one window")
    func windowsInCalendar() throws {
        let second = Nanoseconds.second
        let budget = Budget.on(.mean, .leg(0), .less, 1, during: 0, anyWindow: 150 * second)
        let hand = HandMade(budget: budget, calendars: [HandMade.calendar([10..<13, 50..<52])])
        let readings = Readings(hand.recording).near()
        let step = try #require(budget.windowStep(in: hand.recording.plan))
        #expect(step == 15 * second)
        let windows = Stretches(hand.recording.plan.calendars[0], readings).windows(150 * second, every: step)
        // From 600, 615 and 630 s on in the three minutes; all of the two.
        #expect(
            windows.map { readings.span($0) } == [
                Span(start: 600 * second, end: 750 * second), Span(start: 615 * second, end: 765 * second),
                Span(start: 630 * second, end: 780 * second), Span(start: 3_000 * second, end: 3_120 * second),
            ])
    }

    @Test("The last window ends with its stretch")
    func lastWindow() throws {
        let second = Nanoseconds.second
        let budget = Budget.on(.mean, .leg(0), .less, 1, during: 0, anyWindow: 100 * second)
        let hand = HandMade(budget: budget, calendars: [HandMade.calendar([10..<12])])
        let readings = Readings(hand.recording).near()
        let windows = Stretches(hand.recording.plan.calendars[0], readings).windows(100 * second, every: 50 * second)
        #expect(
            windows.map { readings.span($0) } == [
                Span(start: 600 * second, end: 700 * second), Span(start: 620 * second, end: 720 * second),
            ])
    }

    @Test("Every measure of every subject is there to be judged by hours and by windows")
    func allMeasures() throws {
        let measures: [(Budget.Measure, [Budget.Subject])] = [
            (.quantile(0.5), [.edges([0, 1]), .leg(0), .journey]), (.mean, [.edges([0]), .leg(1), .journey]),
            (.maximum, [.edges([1]), .leg(0), .journey]), (.amplification, [.edges([0, 1])]),
            (.outcomeShare(Outcome.Set([.timeout])), [.edges([0, 1])]), (.endingShare(.failed), [.orders]),
            (.depth, [.queue(0), .pool(0), .indicator(0)]), (.age, [.queue(0)]),
            (.rate, [.edges([0, 1]), .leg(0), .journey, .orders, .queue(0), .pool(0), .indicator(0)]),
        ]
        for (measure, subjects) in measures {
            for subject in subjects {
                for window in [nil, 10 * .minute] as [Nanoseconds?] {
                    var hand = HandMade(
                        budget: .on(measure, subject, .less, 1e18, during: 0, anyWindow: window),
                        calendars: [HandMade.calendar([0..<60])])
                    hand.orders(100, failed: 10)
                    for edge in 0..<2 {
                        hand.add(50, { $0.calls(edge, .ok) }, in: 3)
                        hand.add(60, { $0.attempts(edge, .ok) }, in: 3)
                        hand.record([.second], .call(edge), in: 3, count: 50)
                    }
                    for leg in 0..<2 { hand.record([.second], .leg(leg), in: 3, count: 50) }
                    hand.record([.second], .journey, in: 3, count: 50)
                    for meter in [
                        { $0.queueArrived(0) }, { $0.queueDone(0) }, { $0.poolArrived(0) }, { $0.poolServed(0) },
                        { $0.indicatorIn(0) }, { $0.indicatorOut(0) }, { $0.events(2) },
                    ] as [(MeterLayout) -> Int] {
                        hand.add(40, meter, in: 3)
                    }
                    let verdict = try self.verdict(hand)
                    #expect(verdict.status == .pass, "\(measure) of \(subject)")
                }
            }
        }
    }

    @Test("The lowest rate of any window counts, between the first success and the last")
    func rate() throws {
        var hand = HandMade(budget: .on(.rate, .journey, .greaterOrEqual, 60, anyWindow: 10 * .minute))
        for interval in 100..<200 {
            hand.add(interval == 150 ? 0 : 1, { $0.ordersEnded(.completed) }, in: interval)
        }
        hand.recording.books.due = 99
        hand.recording.books.completed = 99
        let verdict = try verdict(hand)
        // Nine in ten minutes.
        #expect(verdict.value == 54)
        #expect(verdict.status == .fail)
    }

    @Test("Sliding over histograms gives what merging each window anew gives", arguments: [1, 2, 3, 7, 40, 100])
    func sliding(length: Int) {
        var series: [CompactHistogram?] = []
        for k in 0..<100 {
            guard k % 7 != 3 else {
                series.append(nil)
                continue
            }
            var histogram = LatencyHistogram()
            for j in 0..<5 { histogram.record(Nanoseconds((k * 37 + j * 101) % 500) * .millisecond) }
            series.append(CompactHistogram(histogram))
        }
        var merge = SlidingMerge(series)
        for lower in 0...(100 - length) {
            let window = lower..<lower + length
            let slid = merge.move(to: window)
            #expect(slid.compact == CompactHistogram.merged(series[window]))
        }
    }
}
