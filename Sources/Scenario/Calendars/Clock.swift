internal import Kernel

/// The rehearsal's place in the calendar: where it starts, how long orders come, how long the landscape may finish.
struct Clock: Sendable {
    /// Start on the wall.
    var from: LocalDateTime
    /// Orders come during this long.
    var window: Nanoseconds
    /// After that the landscape has this long to finish.
    var drain: Nanoseconds
    /// Where the clock on the wall hangs.
    var zone: Zone

    /// What is read on with when the clock could not be read.
    static let standIn = Clock(
        from: LocalDateTime(date: LocalDate(day: 0), seconds: 0), window: .day, drain: .day, zone: .utc)

    /// The start as seconds since 1970-01-01T00:00:00Z.
    var origin: Int64 { zone.unixSeconds(of: from) }
    /// Time since midnight when it starts, by the clock on the wall.
    var sinceMidnight: Nanoseconds { Int64(from.seconds) * .second }
    /// The end of the rehearsal.
    var end: Instant { window + drain }

    /// The longest time that orders may come.
    static let longestWindow: Nanoseconds = 400 * .day

    /// Rehearsal time when the clock on the wall shows `wall`.
    func instant(of wall: LocalDateTime) -> Instant {
        let (seconds, overflow) = (zone.unixSeconds(of: wall) - origin).multipliedReportingOverflow(by: .second)
        return overflow ? (wall < from ? -.never : .never) : seconds
    }

    /// The clock on the wall at a rehearsal time.
    func wall(at instant: Instant) -> LocalDateTime {
        zone.wall(at: origin + (instant - (instant < 0 ? .second - 1 : 0)) / .second)
    }

    /// The days the rehearsal touches, with one before, and `margin` days after so that late orders find a next cut-off.
    func days(margin: Int = 10) -> ClosedRange<Int> {
        (from.date.day - 1)...(wall(at: end).date.day + margin)
    }

    /// Offsets over the whole rehearsal.
    var zonePlan: ZonePlan {
        zone.plan(origin: origin, from: origin - 2 * 86_400, to: origin + end / .second + 11 * 86_400)
    }

    /// `clock: { from: 2026-11-27 00:00, for: 24h, zone: Europe/Brussels }`
    static let shape = Shape<Clock>.mapping("clock", "When the rehearsal takes place.") { fields in
        let from = fields.required("from", .dateTime, "The date and time at which it starts.")
        let length = fields.optional(
            "for", .duration(in: .second...Clock.longestWindow), "How long orders come, such as 24h.")
        let until = fields.optional("until", .dateTime, "Up to when orders come, instead of a length.")
        let drain = fields.optional(
            "drain", .duration(in: 0...Clock.longestWindow),
            "How long the landscape may go on after the last order (24h if left out).", or: 24 * .hour)
        let zone = fields.optional(
            "zone", .zone, "The time zone in which all times are meant (UTC if left out).", or: .utc)
        guard let from, !fields.isIncomplete else { return nil }
        var clock = Clock(from: from, window: 0, drain: drain, zone: zone)
        for (key, time) in [("from", from), ("until", until ?? from)] {
            let shown = zone.wall(at: zone.unixSeconds(of: time))
            guard shown.wallSeconds == time.wallSeconds else {
                fields.place(of: key).refuse(
                    "there is no \(time.text) in \(zone.identifier): the clock is put forward then; write \(shown.text)"
                )
                return nil
            }
        }
        switch (length, until) {
        case (let length?, nil): clock.window = length
        case (nil, let until?):
            clock.window = clock.instant(of: until)
            guard clock.window >= .second else {
                fields.place(of: "until").refuse("the end, \(until.text), is not after the start, \(from.text)")
                return nil
            }
            guard clock.window <= Clock.longestWindow else {
                fields.place(of: "until").refuse("the end is more than 400 days after the start")
                return nil
            }
        case (nil, nil):
            fields.item.refuseKey(
                "\"for\" is missing: how long orders come, such as 24h (or \"until\", a date and time)")
            return nil
        default:
            fields.place(of: "until").refuse("\"for\" and \"until\" both say when it ends; keep one")
            return nil
        }
        return clock
    }
}
