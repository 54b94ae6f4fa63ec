import Foundation
import Kernel
import Testing

@testable import Scenario

/// Calendars as they are written become instants. All that is expected was worked out with the tz database by another
/// program and stands here in UTC: Brussels leaves out 02:00-03:00 on 29 March 2026 and shows it twice on 25 October;
/// New York leaves out 02:00-03:00 on 8 March and shows 01:00-02:00 twice on 1 November.
struct CalendarTests {
    /// A day and a half around a change of the clock, from noon of the day before.
    enum Change: String, CaseIterable {
        case springBrussels = "2026-03-28 12:00, for: 36h, zone: Europe/Brussels"
        case autumnBrussels = "2026-10-24 12:00, for: 36h, zone: Europe/Brussels"
        case springNewYork = "2026-03-07 12:00, for: 36h, zone: America/New_York"
        case autumnNewYork = "2026-10-31 12:00, for: 36h, zone: America/New_York"
    }

    private static func plan(_ clock: String, _ calendars: String) throws -> Plan {
        let small = SmallLandscape(sections: "calendars:\n" + calendars)
        let text = small.text.replacing("2026-11-02 00:00, for: 24h", with: clock)
        let (scenario, problems) = ScenarioFile.read(text, as: "small.yaml")
        #expect(problems.map(\.description) == [])
        return try #require(scenario).plan
    }

    private static func utc(_ instant: Instant, _ plan: Plan) -> String {
        // Without year and seconds: 03-29T01:00Z.
        let seconds = plan.zone.originUnixSeconds + instant / .second
        #expect(instant % .minute == 0)
        let text = Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
        return text.dropFirst(5).prefix(11) + "Z"
    }

    /// Stretches of the first calendar that touch the rehearsal.
    private static func open(_ clock: String, _ calendars: String) throws -> [String] {
        let plan = try plan(clock, calendars)
        return try #require(plan.calendars.first).open.stretches.filter { $0.start < plan.end && $0.end > 0 }
            .map { "\(utc($0.start, plan))/\(utc($0.end, plan))" }
    }

    /// Moments of the first calendar within the rehearsal.
    private static func moments(_ clock: String, _ calendars: String) throws -> [String] {
        let plan = try plan(clock, calendars)
        return try #require(plan.calendars.first).moments.instants.filter { $0 >= 0 && $0 < plan.end }
            .map { utc($0, plan) }
    }

    // MARK: - Changes of the clock

    @Test(
        "a night shift across the change is an hour shorter or longer",
        arguments: [
            (Change.springBrussels, ["03-28T21:00Z/03-29T04:00Z", "03-29T20:00Z/03-30T04:00Z"]),
            (.autumnBrussels, ["10-24T20:00Z/10-25T05:00Z", "10-25T21:00Z/10-26T05:00Z"]),
            (.springNewYork, ["03-08T03:00Z/03-08T10:00Z", "03-09T02:00Z/03-09T10:00Z"]),
            (.autumnNewYork, ["11-01T02:00Z/11-01T11:00Z", "11-02T03:00Z/11-02T11:00Z"]),
        ])
    func night(change: Change, stretches: [String]) throws {
        #expect(try Self.open(change.rawValue, "  night: { from: 22:00, to: 06:00 }") == stretches)
        #expect(try Self.open(change.rawValue, "  night: 22:00-06:00") == stretches)
    }

    @Test(
        "maintenance that starts in the hour left out starts at the change; in the hour shown twice, the first time",
        arguments: [
            (Change.springBrussels, "02:30-03:30", "03-29T01:00Z/03-29T01:30Z"),
            (.springBrussels, "01:30-02:30", "03-29T00:30Z/03-29T01:00Z"),
            (.autumnBrussels, "02:30-03:30", "10-25T00:30Z/10-25T02:30Z"),
            (.autumnBrussels, "01:30-02:30", "10-24T23:30Z/10-25T00:30Z"),
            (.autumnBrussels, "02:15-02:45", "10-25T00:15Z/10-25T00:45Z"),
            (.springNewYork, "02:30-03:30", "03-08T07:00Z/03-08T07:30Z"),
            (.autumnNewYork, "01:30-02:30", "11-01T05:30Z/11-01T07:30Z"),
            (.autumnNewYork, "02:30-03:30", "11-01T07:30Z/11-01T08:30Z"),
        ])
    func maintenance(change: Change, window: String, stretch: String) throws {
        #expect(try Self.open(change.rawValue, "  maintenance: \(window)") == [stretch])
        // The same by date.
        let date =
            switch change {
            case .springBrussels: "2026-03-29"
            case .autumnBrussels: "2026-10-25"
            case .springNewYork: "2026-03-08"
            case .autumnNewYork: "2026-11-01"
            }
        let ends = window.split(separator: "-").map { "\(date) \($0)" }
        #expect(try Self.open(change.rawValue, "  maintenance: { from: \(ends[0]), to: \(ends[1]) }") == [stretch])
    }

    @Test("a window that lies in the hour left out does not open that day")
    func leftOut() throws {
        #expect(
            try Self.open("2026-03-28 00:00, for: 60h, zone: Europe/Brussels", "  work: 02:15-02:45") == [
                "03-28T01:15Z/03-28T01:45Z", "03-30T00:15Z/03-30T00:45Z",
            ])
    }

    @Test(
        "a cut-off in the hour left out comes at the change; one in the hour shown twice comes once, the first time",
        arguments: [
            (
                Change.springBrussels, "[01:30, 02:30, 17:00]",
                ["03-28T16:00Z", "03-29T00:30Z", "03-29T01:00Z", "03-29T15:00Z"]
            ),
            (.springBrussels, "[02:00, 02:30, 03:00]", ["03-29T01:00Z"]),
            (.springBrussels, "2026-03-29 02:30", ["03-29T01:00Z"]),
            (
                .autumnBrussels, "[01:30, 02:30, 17:00]",
                ["10-24T15:00Z", "10-24T23:30Z", "10-25T00:30Z", "10-25T16:00Z"]
            ),
            (.autumnBrussels, "[02:00, 03:00]", ["10-25T00:00Z", "10-25T02:00Z"]),
            (
                .springNewYork, "[01:30, 02:30, 17:00]",
                ["03-07T22:00Z", "03-08T06:30Z", "03-08T07:00Z", "03-08T21:00Z"]
            ),
            (
                .autumnNewYork, "[01:30, 02:30, 17:00]",
                ["10-31T21:00Z", "11-01T05:30Z", "11-01T07:30Z", "11-01T22:00Z"]
            ),
            (.autumnNewYork, "2026-11-01 01:30", ["11-01T05:30Z"]),
        ])
    func cutoffs(change: Change, at: String, moments: [String]) throws {
        #expect(try Self.moments(change.rawValue, "  cut-off: { at: \(at) }") == moments)
    }

    @Test("releases keep their distance in time passed, not by the clock on the wall")
    func releases() throws {
        let waves = "  waves: { from: 00:00, to: 06:00, every: 2h }"
        #expect(
            try Self.moments(Change.autumnBrussels.rawValue, waves) == [
                "10-24T22:00Z", "10-25T00:00Z", "10-25T02:00Z", "10-25T04:00Z",
            ])
        #expect(
            try Self.moments(Change.springBrussels.rawValue, waves) == [
                "03-28T23:00Z", "03-29T01:00Z", "03-29T03:00Z", "03-29T22:00Z",
            ])
    }

    @Test("a whole day has 23 or 25 hours, and shifts that touch are one stretch")
    func whole() throws {
        let sunday = "  sunday: { days: sun }"
        #expect(try Self.open(Change.springBrussels.rawValue, sunday) == ["03-28T23:00Z/03-29T22:00Z"])
        #expect(try Self.open(Change.autumnBrussels.rawValue, sunday) == ["10-24T22:00Z/10-25T23:00Z"])
        #expect(try Self.open(Change.springNewYork.rawValue, sunday) == ["03-08T05:00Z/03-09T04:00Z"])
        #expect(try Self.open(Change.autumnNewYork.rawValue, sunday) == ["11-01T04:00Z/11-02T05:00Z"])
        #expect(
            try Self.open(Change.autumnBrussels.rawValue, "  shifts: { windows: [06:00-14:00, 14:00-22:00] }") == [
                "10-24T04:00Z/10-24T20:00Z", "10-25T05:00Z/10-25T21:00Z",
            ])
    }

    // MARK: - Days

    /// Friday 6 November 2026, 12:00, for six days; the 11th is a holiday.
    private static let november = "2026-11-06 12:00, for: 6d, zone: Europe/Brussels"

    @Test("business days leave out weekends and holidays; a night belongs to the day on which it starts")
    func business() throws {
        let holidays = "\n  holidays: { dates: 2026-11-11 }"
        #expect(
            try Self.open(Self.november, "  dispatch: { days: business, from: 09:00, to: 17:00 }" + holidays) == [
                "11-06T08:00Z/11-06T16:00Z", "11-09T08:00Z/11-09T16:00Z", "11-10T08:00Z/11-10T16:00Z",
                "11-12T08:00Z/11-12T16:00Z",
            ])
        #expect(
            try Self.open(Self.november, "  night: { days: business, from: 22:00, to: 06:00 }" + holidays) == [
                "11-06T21:00Z/11-07T05:00Z", "11-09T21:00Z/11-10T05:00Z", "11-10T21:00Z/11-11T05:00Z",
            ])
        #expect(
            try Self.moments(Self.november, "  cut-off: { days: [business, sat], at: 17:00 }" + holidays) == [
                "11-06T16:00Z", "11-07T16:00Z", "11-09T16:00Z", "11-10T16:00Z",
            ])
        #expect(
            try Self.open(Self.november, "  stand-by: { days: holidays, from: 10:00, to: 12:00 }" + holidays) == [
                "11-11T09:00Z/11-11T11:00Z"
            ])
    }

    @Test("dates and exceptions choose among the days of the rule")
    func dates() throws {
        #expect(
            try Self.moments(Self.november, "  cut-off: { days: mon-fri, except: 2026-11-09, at: 17:00 }") == [
                "11-06T16:00Z", "11-10T16:00Z", "11-11T16:00Z",
            ])
        #expect(
            try Self.moments(Self.november, "  cut-off: { dates: 2026-11-07..2026-11-09, at: 17:00 }") == [
                "11-07T16:00Z", "11-08T16:00Z", "11-09T16:00Z",
            ])
        #expect(
            try Self.moments(
                Self.november, "  cut-off: { days: business, dates: 2026-11-07..2026-11-09, at: 17:00 }") == [
                    "11-09T16:00Z"
                ])
    }

    @Test("the end of the month, and its last business day, which a holiday moves")
    func monthEnd() throws {
        // October 2026 ends on a Saturday.
        let clock = "2026-10-28 00:00, for: 5d, zone: Europe/Brussels"
        #expect(try Self.moments(clock, "  close: { days: month end, at: 17:00 }") == ["10-31T16:00Z"])
        #expect(try Self.moments(clock, "  close: { days: last business day, at: 17:00 }") == ["10-30T16:00Z"])
        #expect(
            try Self.moments(
                clock, "  close: { days: last business day, at: 17:00 }\n  holidays: { dates: 2026-10-30 }") == [
                    "10-29T16:00Z"
                ])
    }

    @Test("a stretch that began the day before is open at the start, and orders late in the day find the next cut-off")
    func edges() throws {
        let clock = "2026-11-06 00:00, for: 24h, zone: America/New_York"
        #expect(
            try Self.open(clock, "  night: 22:00-06:00") == ["11-06T03:00Z/11-06T11:00Z", "11-07T03:00Z/11-07T11:00Z"])
        let plan = try Self.plan(clock, "  cut-off: { days: business, at: 17:00 }")
        // Friday's is past; Monday's comes after the end.
        let next = try #require(plan.calendars[0].moments.next(from: 18 * .hour))
        #expect(Self.utc(next, plan) == "11-09T22:00Z")
    }
}
