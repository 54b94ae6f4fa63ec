import Kernel

extension HandMade {
    /// Calls on the first link in an interval, one attempt each; failed ones end in a server error.
    mutating func calls(_ calls: Int64, failed: Int64 = 0, in interval: Int) {
        for (count, outcome) in [(calls - failed, Outcome.ok), (failed, .serverError)] {
            add(count, { $0.calls(0, outcome) }, in: interval)
            add(count, { $0.attempts(0, outcome) }, in: interval)
        }
    }

    /// A run in which each of 300 intervals had these times on the way to release.
    static func legs(_ times: (Int) -> [Nanoseconds]) -> Recording {
        var made = HandMade(HandMade.plan())
        for interval in 0..<300 { made.record(times(interval), .leg(0), in: interval) }
        made.recording.books.due = 1
        return made.recording
    }
}
