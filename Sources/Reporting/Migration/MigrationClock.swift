import Kernel

/// Instants since 1970 on the wall, in UTC: events of two landscapes need not have a zone of their own.
struct MigrationClock: Sendable {
    /// The clock, for instants since `origin`.
    let wall: WallClock
    /// Its instant 0: the whole minute in which the first event happened, so that whole minutes are those of clocks.
    let origin: Instant
    private let length: Nanoseconds
    /// The whole second in which the first event happened.
    private let first: Instant

    /// The clock of a stretch of time; nil: nothing happened.
    init(_ span: ClosedRange<Instant>?) {
        let first = span?.lowerBound ?? 0
        self.first = MigrationClock.floored(first, .second)
        origin = MigrationClock.floored(first, .minute)
        length = MigrationClock.distance(origin, span?.upperBound ?? origin)
        var plan = Plan(title: "", seed: 0, window: max(length, 1), end: max(length, 1))
        plan.zone = ZonePlan(identifier: "UTC", originUnixSeconds: origin / .second, offsets: [])
        wall = WallClock(plan)
    }

    /// An instant on the clock.
    func since(_ instant: Instant) -> Instant { MigrationClock.distance(origin, instant) }

    /// `10:42`, with its day where that does not go without saying.
    func moment(_ instant: Instant) -> String { wall.moment(since(instant)) }

    /// `2026-11-27 10:42:07`.
    func text(_ instant: Instant) -> String { wall.text(since(instant)) }

    /// `10:50-11:20 UTC`, in minutes; in seconds where it is shorter than ten minutes. A single moment is told as such.
    func stretch(_ span: ClosedRange<Instant>) -> String {
        let (start, end) = (since(span.lowerBound), since(span.upperBound))
        let unit: Nanoseconds = MigrationClock.distance(start, end) < 10 * .minute ? .second : .minute
        let (from, to) = (MigrationClock.floored(start, unit), MigrationClock.floored(end, unit))
        return (from == to ? wall.moment(from) : wall.stretch(from, to)) + " UTC"
    }

    /// What the time is told in: `27 November 2026, 10:00-18:00 UTC`.
    var span: String {
        let end = origin.later(by: length)
        if wall.date(0) == wall.date(length) {
            return "\(wall.date(0)), \(wall.time(since(first)))-\(wall.time(length)) UTC"
        }
        return "\(text(first)) to \(text(end)) UTC"
    }

    private static func floored(_ value: Int64, _ unit: Int64) -> Int64 {
        let rest = value % unit
        return value.later(by: rest < 0 ? -(rest + unit) : -rest)
    }

    /// From one instant to another, cut at the ends of time.
    static func distance(_ from: Instant, _ to: Instant) -> Nanoseconds {
        let (difference, overflow) = to.subtractingReportingOverflow(from)
        return overflow ? (to > from ? .max - 1 : .min + 1) : difference
    }
}
