internal import CCurl

/// The clock that only goes forward (CLOCK_MONOTONIC): deadlines and time stamps of the wire are its nanoseconds.
public enum MonotonicClock {
    /// Nanoseconds since some moment before the program began.
    public static var now: Int64 { rehearse_monotonic() }
}
