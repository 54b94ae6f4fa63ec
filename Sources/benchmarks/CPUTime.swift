import CCurl
import Glibc

/// CPU time of this thread.
enum CPUTime {
    /// What a body uses, in seconds.
    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let before = now
        try body()
        return now - before
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
