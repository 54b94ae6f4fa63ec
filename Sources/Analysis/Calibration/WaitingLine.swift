internal import Kernel

/// Attempts at the same workers, and how long each was at work if there are so many workers.
///
/// First come, first served: with c workers an attempt is taken up when it has come, or as soon as fewer than c of those
/// before it are unfinished, whichever is later. So both ends of its work are known for every c that is supposed. What one
/// spends on the way counts for those that did not have to wait, and is over before the wait is for those that did.
struct WaitingLine: Sendable {
    let attempts: [AttemptLog.Entry]
    /// The most of earlier attempts that were unfinished when one was sent.
    let most: Int

    /// - Parameter attempts: in order of sending; those that a worker has worked on, or may have.
    init(_ attempts: [AttemptLog.Entry]) {
        self.attempts = attempts
        var most = 0
        WaitingLine.walk(attempts, atMost: attempts.count) { _, latest, entry in
            most = max(most, latest.prefix { $0 > entry.sent }.count)
        }
        self.most = most
    }

    /// The largest number of workers that is looked for.
    static let limit = 512

    /// One attempt's time at work.
    struct Service: Sendable {
        /// In ns; not above zero where it ended before it could begin.
        var time: Double
        /// Whether it found all workers busy.
        var hasWaited: Bool
    }

    /// How long each attempt was at work, for so many workers.
    /// - Parameter way: what an attempt takes besides, there and back, in ns.
    func services(workers: Int, way: Double) -> [Service] {
        let way = Instant(min(max(way, 0), 1e15))
        var result: [Service] = []
        result.reserveCapacity(attempts.count)
        WaitingLine.walk(attempts, atMost: workers) { _, latest, entry in
            let come = entry.sent + way
            let free = latest.count >= workers ? latest[workers - 1] : come
            result.append(Service(time: Double(entry.ended - max(come, free)), hasWaited: free > come))
        }
        return result
    }

    /// Visits attempts in order, each with the latest ends of those before it, latest first.
    private static func walk(
        _ attempts: [AttemptLog.Entry], atMost limit: Int, _ visit: (Int, [Instant], AttemptLog.Entry) -> Void
    ) {
        let limit = min(limit, WaitingLine.limit + 1)
        var latest: [Instant] = []
        for (place, entry) in attempts.enumerated() {
            visit(place, latest, entry)
            let end = entry.ended
            if latest.count == limit, let last = latest.last, last >= end { continue }
            let position = latest.firstIndex { $0 < end } ?? latest.count
            latest.insert(end, at: position)
            if latest.count > limit { latest.removeLast() }
        }
    }
}
