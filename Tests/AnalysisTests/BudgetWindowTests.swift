import Kernel
import Testing

@testable import Analysis

@Suite("Budgets by calendar and in any window")
struct BudgetWindowTests {
    private func verdict(_ hand: HandMade) throws -> Verdict { try #require(Findings(hand.recording).verdicts.first) }

    @Test("An interval counts when at least half of it lies in the calendar")
    func half() {
        let second = Nanoseconds.second
        let calendar = CalendarPlan(
            name: "c",
            open: Intervals([
                // Half of minute 2, all of 3; a second less than half of minute 5; 7 in two pieces.
                .init(start: 150 * second, end: 240 * second), .init(start: 331 * second, end: 360 * second),
                .init(start: 420 * second, end: 440 * second), .init(start: 460 * second, end: 480 * second),
            ]), moments: .empty)
        let stretches = Stretches(calendar, Readings(HandMade(HandMade.plan()).recording))
        #expect(stretches.ranges == [2..<4, 7..<8])
    }

    @Test("During a calendar only its intervals count, at the precision of an interval")
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

    @Test("A calendar that is open for no interval leaves the budget without data")
    func closed() throws {
        let calendar = CalendarPlan(
            name: "c", open: Intervals([.init(start: 10 * .second, end: 20 * .second)]), moments: .empty)
        var hand = HandMade(budget: .on(.mean, .edges([0]), .less, 2e9, during: 0), calendars: [calendar])
        hand.orders(1)
        hand.record([.second], .call(0), in: 0, count: 100)
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
        let readings = Readings(HandMade(HandMade.plan()).recording)
        let stretches = Stretches(HandMade.calendar([10..<13, 50..<54]), readings)
        #expect(stretches.windows(3 * .minute, readings.axis) == [10..<13, 50..<53, 51..<54])
        #expect(stretches.windows(.hour, readings.axis) == [10..<13, 50..<54])
        // Whole intervals, at least as long as asked.
        #expect(stretches.windows(90 * .second, readings.axis) == [10..<12, 11..<13, 50..<52, 51..<53, 52..<54])
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
