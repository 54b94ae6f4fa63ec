public import Kernel

/// Rehearsal time as the scenario's wall clock shows it.
public struct WallClock: Sendable {
    private let zone: ZonePlan
    /// The day that goes without saying, as days since 1970: the first one, where orders come for about a day; else none.
    private let plainDay: Int64?
    /// Whether the run is so short that seconds count: its intervals are shorter than a minute.
    private let isShort: Bool

    /// The clock of a plan.
    public init(_ plan: Plan) {
        zone = plan.zone
        isShort = plan.window < .minute * Nanoseconds(TimeAxis.limit)
        plainDay = plan.window <= 36 * .hour ? WallClock.days(zone, 0) : nil
    }

    /// The zone's IANA name.
    public var zoneName: String { zone.identifier }

    /// Parts of a moment on the wall.
    public struct Parts: Sendable, Hashable {
        /// Calendar year.
        public var year: Int
        /// 1...12.
        public var month: Int
        /// 1...31.
        public var day: Int
        /// 0 is Monday.
        public var weekday: Int
        /// Seconds since local midnight.
        public var seconds: Int
    }

    /// The parts of an instant.
    public func parts(_ instant: Instant) -> Parts {
        let local = WallClock.localSeconds(zone, instant)
        let days = WallClock.floored(local, by: 86_400)
        let civil = WallClock.civil(days)
        return Parts(
            year: civil.year, month: civil.month, day: civil.day,
            weekday: Int(days + 3 - 7 * WallClock.floored(days + 3, by: 7)), seconds: Int(local - days * 86_400))
    }

    /// `10:42`.
    public func time(_ instant: Instant) -> String {
        let seconds = parts(instant).seconds
        return WallClock.two(seconds / 3600) + ":" + WallClock.two(seconds / 60 % 60)
    }

    /// `10:42:07`.
    public func preciseTime(_ instant: Instant) -> String {
        time(instant) + ":" + WallClock.two(parts(instant).seconds % 60)
    }

    /// `10:42:07.220`, rounded down.
    public func traceTime(_ instant: Instant) -> String {
        let nanoseconds = instant - WallClock.floored(instant, by: .second) * .second
        let milliseconds = String(nanoseconds / .millisecond)
        return preciseTime(instant) + "." + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds
    }

    /// `Fri 27 Nov`.
    public func day(_ instant: Instant) -> String {
        let parts = parts(instant)
        return "\(WallClock.weekdays[parts.weekday]) \(parts.day) \(WallClock.months[parts.month - 1])"
    }

    /// `Fri 27`.
    func shortDay(_ instant: Instant) -> String {
        let parts = parts(instant)
        return "\(WallClock.weekdays[parts.weekday]) \(parts.day)"
    }

    /// `27 November 2026`.
    public func date(_ instant: Instant) -> String {
        let parts = parts(instant)
        return "\(parts.day) \(WallClock.longMonths[parts.month - 1]) \(parts.year)"
    }

    /// A time in a sentence: `10:42`, or `Sat 28 Nov 10:42` where it could be of another day than the first. In a run so short
    /// that seconds count it has them, where there are any.
    public func moment(_ instant: Instant) -> String {
        dayBefore(instant) + (isShort && parts(instant).seconds % 60 != 0 ? preciseTime(instant) : time(instant))
    }

    private func moment(_ instant: Instant, fine: Bool) -> String {
        dayBefore(instant) + (fine ? fineTime(instant) : time(instant))
    }

    /// The day, where it does not go without saying, and a space.
    private func dayBefore(_ instant: Instant) -> String {
        WallClock.days(zone, instant) == plainDay ? "" : day(instant) + " "
    }

    /// A stretch in a sentence: `10:50-11:20`; both with seconds where one of them is no whole minute.
    public func stretch(_ start: Instant, _ end: Instant) -> String {
        let fine = isFine(start) || isFine(end)
        if WallClock.days(zone, start) == WallClock.days(zone, end) {
            return moment(start, fine: fine) + "-" + (fine ? fineTime(end) : time(end))
        }
        let endsAtMidnight = end > start && WallClock.days(zone, start) == WallClock.days(zone, end - 1)
        return moment(start, fine: fine) + (endsAtMidnight ? "-24:00" : " - " + moment(end, fine: fine))
    }

    private func isFine(_ instant: Instant) -> Bool {
        parts(instant).seconds % 60 != 0 || WallClock.floored(instant, by: .second) * .second != instant
    }

    /// `10:42:15`, or `10:42:15.200` within a second.
    private func fineTime(_ instant: Instant) -> String {
        WallClock.floored(instant, by: .second) * .second == instant ? preciseTime(instant) : traceTime(instant)
    }

    /// `2026-11-27 08:00`: a time as scenarios write it.
    func text(_ instant: Instant) -> String { WallClock.text(wall: WallClock.localSeconds(zone, instant)) }

    /// The same for what a clock on the wall shows, in seconds since 1970-01-01 00:00 there.
    static func text(wall seconds: Int64) -> String {
        let days = floored(seconds, by: 86_400)
        let civil = civil(days)
        let rest = Int(seconds - days * 86_400)
        let minutes = "\(civil.year)-\(two(civil.month))-\(two(civil.day)) \(two(rest / 3600)):\(two(rest / 60 % 60))"
        return rest % 60 == 0 ? minutes : minutes + ":" + two(rest % 60)
    }

    /// ISO 8601 with the offset: `2026-11-27T10:42:07+01:00`.
    public func iso(_ instant: Instant) -> String {
        let parts = parts(instant)
        let offset = zone.offset(at: instant)
        let size = offset.magnitude
        let year = String(repeating: "0", count: max(0, 4 - String(parts.year).count)) + String(parts.year)
        let suffix =
            offset == 0
            ? "Z"
            : (offset < 0 ? "-" : "+") + WallClock.two(Int(size) / 3600) + ":" + WallClock.two(Int(size) / 60 % 60)
        return "\(year)-\(WallClock.two(parts.month))-\(WallClock.two(parts.day))T\(preciseTime(instant))\(suffix)"
    }

    /// The first instant at or after `instant` whose local time is a whole multiple of `step` since midnight.
    func next(multipleOf step: Nanoseconds, from instant: Instant) -> Instant {
        let seconds = max(1, step / .second)
        let local = WallClock.localSeconds(zone, instant)
        let ceiling = -WallClock.floored(-local, by: seconds) * seconds
        let candidate = instant - (instant - WallClock.floored(instant, by: .second) * .second)
        return candidate + (ceiling - local) * .second
    }

    private static func localSeconds(_ zone: ZonePlan, _ instant: Instant) -> Int64 {
        zone.originUnixSeconds + floored(instant, by: .second) + Int64(zone.offset(at: instant))
    }

    private static func days(_ zone: ZonePlan, _ instant: Instant) -> Int64 {
        floored(localSeconds(zone, instant), by: 86_400)
    }

    private static func floored(_ value: Int64, by divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    /// Days since 1970-01-01 to a date of the proleptic Gregorian calendar, counted in 400-year cycles from March on.
    private static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floored(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), Int(month),
            Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
        )
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let longMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
