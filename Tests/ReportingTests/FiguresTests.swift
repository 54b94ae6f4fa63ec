import Kernel
import Testing

@testable import Reporting

@Suite("Figures as people read them")
struct FiguresTests {
    @Test("Counts have separated thousands")
    func counts() {
        #expect(Figures.count(0) == "0")
        #expect(Figures.count(999) == "999")
        #expect(Figures.count(1_000_000) == "1,000,000")
        #expect(Figures.count(-12_345) == "-12,345")
        #expect(Figures.count(Int64.min) == "-9,223,372,036,854,775,808")
    }

    @Test("Decimals are rounded half away from zero and never show minus zero")
    func decimals() {
        #expect(Figures.fixed(1.25, 1) == "1.3")
        #expect(Figures.fixed(1234.5, 2) == "1,234.50")
        #expect(Figures.fixed(-0.001, 2) == "0.00")
        #expect(Figures.fixed(.nan, 2) == "-")
        #expect(Figures.fixed(.infinity, 0) == "-")
        #expect(Figures.trimmed(2.50, 2) == "2.5")
        #expect(Figures.trimmed(100, 2) == "100")
    }

    @Test("A share that is not all is not rounded up to all, one that is not nothing not down to nothing")
    func shares() {
        #expect(Figures.percent(0.9787) == "97.87 %")
        #expect(Figures.percent(1) == "100.00 %")
        #expect(Figures.percent(0.999_999) == "> 99.99 %")
        #expect(Figures.percent(0.000_001) == "< 0.01 %")
        #expect(Figures.percent(0) == "0.00 %")
        #expect(Figures.roughPercent(0.38) == "38 %")
        #expect(Figures.roughPercent(0.042) == "4.2 %")
    }

    @Test(
        "Lengths of time take the unit that fits",
        arguments: [
            (0, "0 s"), (41_000_000, "41 ms"), (4_120_000, "4.1 ms"), (8_200_000_000, "8.2 s"),
            (20_000_000_000, "20 s"),
            (192_000_000_000, "3 min 12 s"), (4_320_000_000_000, "1 h 12 min"), (183_600_000_000_000, "2 d 3 h"),
            (59_999_000_000, "1 min"), (999_700_000, "1 s"), (-1_000_000_000, "-1 s"),
        ] as [(Nanoseconds, String)])
    func durations(time: Nanoseconds, text: String) { #expect(Figures.duration(time) == text) }

    @Test("The clock shows the scenario's zone, across a change to summer time")
    func clock() {
        // Brussels, Sunday 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC. Origin: local midnight = 28 March 23:00 UTC.
        var plan = Plan(title: "", seed: 1, window: .day, end: .day)
        plan.zone = ZonePlan(
            identifier: "Europe/Brussels", originUnixSeconds: 1_774_738_800,
            offsets: [.init(from: 0, seconds: 3_600), .init(from: 2 * .hour, seconds: 7_200)])
        let clock = WallClock(plan)
        #expect(clock.iso(0) == "2026-03-29T00:00:00+01:00")
        #expect(clock.time(2 * .hour - .minute) == "01:59")
        #expect(clock.iso(2 * .hour) == "2026-03-29T03:00:00+02:00")
        #expect(clock.day(0) == "Sun 29 Mar")
        #expect(clock.traceTime(10 * .hour + 7 * .second + 220 * .millisecond) == "11:00:07.220")
    }

    @Test("Dates are right in leap years, before the epoch and far away")
    func dates() {
        func iso(_ seconds: Int64) -> String {
            var plan = Plan(title: "", seed: 1, window: .day, end: .day)
            plan.zone = ZonePlan(identifier: "UTC", originUnixSeconds: seconds, offsets: [])
            return WallClock(plan).iso(0)
        }
        #expect(iso(0) == "1970-01-01T00:00:00Z")
        #expect(iso(-1) == "1969-12-31T23:59:59Z")
        #expect(iso(951_782_400) == "2000-02-29T00:00:00Z")
        #expect(iso(4_107_542_400) == "2100-03-01T00:00:00Z")
        #expect(iso(1_795_734_000) == "2026-11-26T23:00:00Z")
    }

    @Test("A time names its day only where it could be another than the first")
    func days() {
        var plan = PeakDay.plan
        let clock = WallClock(plan)
        #expect(clock.moment(17 * .hour) == "17:00")
        #expect(clock.moment(41 * .hour) == "Sat 28 Nov 17:00")
        #expect(clock.stretch(10 * .hour, 11 * .hour + 20 * .minute) == "10:00-11:20")
        #expect(clock.stretch(23 * .hour, 24 * .hour) == "23:00-24:00")
        #expect(clock.stretch(8 * .hour, 8 * .hour + 15 * .second) == "08:00:00-08:00:15")
        #expect(clock.stretch(8 * .hour, 8 * .hour + 200 * .millisecond) == "08:00:00-08:00:00.200")
        #expect(clock.moment(8 * .hour + 15 * .second) == "08:00")
        // An hour's intervals are 12 s long: there seconds count.
        var short = plan
        short.window = .hour
        #expect(WallClock(short).moment(36 * .second) == "00:00:36")
        #expect(WallClock(short).moment(2 * .minute) == "00:02")
        #expect(clock.stretch(23 * .hour, 25 * .hour) == "23:00 - Sat 28 Nov 01:00")
        plan.window = 7 * .day
        #expect(WallClock(plan).moment(17 * .hour) == "Fri 27 Nov 17:00")
        #expect(WallClock(plan).stretch(33 * .hour, 34 * .hour) == "Sat 28 Nov 09:00-10:00")
    }
}
