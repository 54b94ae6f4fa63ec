import Kernel

/// A system of c workers with one line, first come, first served, written for the tests alone: the next in line is taken up
/// by the worker who is free first.
struct ServerModel {
    var workers: Int
    /// There and back, in ns, without a worker.
    var way: Double = 0

    /// What a caller sees of requests that are sent at these times (ns) and take so long at a worker.
    func attempts(_ sent: [Double], _ services: [Double], operation: OperationID = 0) -> [AttemptLog.Entry] {
        var free = [Double](repeating: 0, count: workers)
        return zip(sent, services).map { sent, service in
            let worker = free.indices.min { free[$0] < free[$1] } ?? 0
            let start = max(sent + way / 2, free[worker])
            free[worker] = start + service
            return AttemptLog.Entry(
                operation: operation, sent: Instant(sent), took: Nanoseconds(start + service + way / 2 - sent),
                outcome: .ok)
        }
    }

    /// Poisson arrivals at a rate a second, with bursts of so many at once every few seconds.
    static func arrivals(
        _ count: Int, perSecond rate: Double, bursts: Int = 0, draws: inout Draws
    ) -> [Double] {
        var now = 0.0
        var sent: [Double] = []
        for place in 0..<count {
            now += draws.exponential(1e9 / rate)
            sent.append(now)
            if bursts > 0, place % 100 == 50 { sent += (1...bursts).map { now + Double($0) * 1e5 } }
        }
        return sent.sorted()
    }
}
