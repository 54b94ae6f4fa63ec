/// A point in rehearsal time: whole nanoseconds since the run's origin (the scenario's `clock.from`).
///
/// Times before the origin are negative. Virtual and wall drivers use the same scale.
public typealias Instant = Int64

/// A length of time in whole nanoseconds.
public typealias Nanoseconds = Int64

extension Nanoseconds {
    /// One microsecond.
    public static var microsecond: Nanoseconds { 1_000 }
    /// One millisecond.
    public static var millisecond: Nanoseconds { 1_000_000 }
    /// One second.
    public static var second: Nanoseconds { 1_000_000_000 }
    /// One minute.
    public static var minute: Nanoseconds { 60_000_000_000 }
    /// One hour.
    public static var hour: Nanoseconds { 3_600_000_000_000 }
    /// Twenty-four hours; a calendar day may differ by a DST step.
    public static var day: Nanoseconds { 86_400_000_000_000 }
    /// The instant that is never reached; `Instant.never` sorts after every real instant.
    public static var never: Instant { Int64.max }
}

extension Instant {
    /// This instant and a span, cut at the ends of time rather than trapping.
    public func later(by span: Nanoseconds) -> Instant {
        let (sum, overflow) = addingReportingOverflow(span)
        return overflow ? (span > 0 ? .max : .min) : sum
    }
}
