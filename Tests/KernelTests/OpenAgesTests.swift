import Testing

@testable import Kernel

@Suite("Ages of what is open")
struct OpenAgesTests {
    @Test("The oldest open one is known to a stretch of time, whatever closes first")
    func oldest() {
        // 131,072 ns are 2^17 stretches of a nanosecond, less one: exact.
        var ages = OpenAges(kinds: 2, end: 131_071)
        #expect(ages.oldest(0) == nil)
        ages.open(0, at: 5)
        ages.open(0, at: 70_000)
        ages.open(0, at: 70_000)
        ages.open(1, at: 9)
        #expect(ages.oldest(0) == 5)
        ages.close(0, openedAt: 5)
        #expect(ages.oldest(0) == 70_000)
        ages.close(0, openedAt: 70_000)
        #expect(ages.oldest(0) == 70_000)
        ages.close(0, openedAt: 70_000)
        #expect(ages.oldest(0) == nil)
        #expect(ages.oldest(1) == 9)
        // One that is told of late is still the oldest.
        ages.open(0, at: 90_000)
        #expect(ages.oldest(0) == 90_000)
        ages.open(0, at: 3)
        #expect(ages.oldest(0) == 3)
    }

    @Test("Stretches are short against the run, and what lies beyond its ends is kept")
    func stretches() {
        var ages = OpenAges(kinds: 1, end: 48 * .hour)
        ages.open(0, at: 7 * .hour + 1)
        let oldest = ages.oldest(0) ?? -1
        // 48 h are 2^47.2 ns, so a stretch is 2^31 ns: 2.1 s.
        #expect(oldest <= 7 * .hour + 1 && oldest > 7 * .hour + 1 - (1 << 31))
        ages.open(0, at: -5)
        #expect(ages.oldest(0) == 0)
        ages.close(0, openedAt: -5)
        ages.close(0, openedAt: 7 * .hour + 1)
        ages.open(0, at: 49 * .hour)
        let last = ages.oldest(0) ?? -1
        #expect(last <= 48 * .hour && last > 48 * .hour - (1 << 31))
    }

    /// Orders at given times.
    private struct Listed: OrderSource {
        var dues: [Instant]
        var number: UInt64 = 0

        mutating func next() -> Order? {
            guard Int(number) < dues.count else { return nil }
            defer { number += 1 }
            return Order(number: number, key: RandomKey(seed: number, path: "listed"), due: dues[Int(number)])
        }
    }

    @Test("A run records the age of the oldest order counted, when it leaves and at the end of every interval")
    func run() {
        var builder = PlanBuilder(window: 300 * .second)
        builder.plan.journey.events = [.init(name: "ordered"), .init(name: "packed"), .init(name: "done")]
        builder.plan.journey.indicators = [.init(name: "open", from: 0, to: 2), .init(name: "packed", from: 1, to: 2)]
        let short = builder.work(.fixed(30 * .second))
        let long = builder.work(.fixed(60 * .second))
        builder.journey([short, .emit(1), long, .emit(2)])
        var orders = Listed(dues: [10 * .second + .second / 4, 40 * .second])
        let recording = VirtualDriver.run(builder.plan, orders: &orders)
        let peaks = PeakLayout(builder.plan)
        // Intervals of a second; the run of 3,900 s has stretches of 2^25 ns: 34 ms.
        func isAge(_ interval: Int, _ indicator: Int, _ seconds: Double) -> Bool {
            let age = Double(recording.peakSeries(peaks.indicatorAge(indicator))[interval]) * 1e-9
            return age >= seconds && age < seconds + 0.034
        }
        #expect(recording.axis.step == .second)
        #expect(recording.peakSeries(peaks.indicatorAge(0))[9] == 0)
        #expect(isAge(10, 0, 0.75) && isAge(11, 0, 1.75) && isAge(99, 0, 89.75))
        // The first order leaves at 100.25 s after 90 s; the second one is 61 s old at 101 s.
        #expect(recording.peakSeries(peaks.indicatorAge(0))[100] == 90 * .second)
        #expect(isAge(101, 0, 62) && isAge(129, 0, 90))
        #expect(recording.peakSeries(peaks.indicatorAge(0))[130] == 90 * .second)
        #expect(recording.peakSeries(peaks.indicatorAge(0))[131] == 0)
        // Packed after half a minute: from 40.25 s and 70 s on.
        #expect(recording.peakSeries(peaks.indicatorAge(1))[39] == 0)
        #expect(isAge(40, 1, 0.75) && isAge(69, 1, 29.75))
        #expect(recording.peakSeries(peaks.indicatorAge(1))[100] == 60 * .second)
        #expect(isAge(101, 1, 32))
    }

    @Test("What is left when the run ends is as old as the run lets it be")
    func left() {
        var builder = PlanBuilder(window: 300 * .second, drain: 0)
        builder.plan.journey.events = [.init(name: "ordered"), .init(name: "done")]
        builder.plan.journey.indicators = [.init(name: "open", from: 0, to: 1)]
        builder.journey([builder.work(.fixed(.hour)), .emit(1)])
        var orders = Listed(dues: [100 * .second])
        let recording = VirtualDriver.run(builder.plan, orders: &orders)
        let age = recording.peakSeries(PeakLayout(builder.plan).indicatorAge(0))
        #expect(recording.books.inFlight == 1)
        #expect(age.last.map { $0 >= 200 * .second && $0 < 200 * .second + .second / 100 } == true)
    }
}
