/// Wall-clock time on the monotonic clock.
enum Stopwatch {
    /// Seconds that `body` takes.
    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return seconds(since: start)
    }

    /// Seconds since an instant.
    static func seconds(since start: ContinuousClock.Instant) -> Double {
        let span = (ContinuousClock.now - start).components
        return Double(span.seconds) + Double(span.attoseconds) * 1e-18
    }
}
