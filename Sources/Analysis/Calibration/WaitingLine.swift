internal import Kernel

/// Attempts at the same workers, and how long each was at work if there are so many workers.
///
/// First come, first served: with c workers an attempt is taken up when it comes, or as soon as fewer than c of those
/// before it are unfinished, whichever is later. So both ends of its work are known for every c that is supposed.
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

    /// How long each attempt was at work, in ns, for so many workers; not above zero where it ended before it could begin.
    func services(workers: Int) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(attempts.count)
        WaitingLine.walk(attempts, atMost: workers) { _, latest, entry in
            let free = latest.count >= workers ? latest[workers - 1] : entry.sent
            result.append(Double(entry.ended - max(entry.sent, free)))
        }
        return result
    }

    /// How many attempts found all of so many workers at work.
    func waited(workers: Int) -> Int {
        var count = 0
        WaitingLine.walk(attempts, atMost: workers) { _, latest, entry in
            if latest.count >= workers, latest[workers - 1] > entry.sent { count += 1 }
        }
        return count
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
