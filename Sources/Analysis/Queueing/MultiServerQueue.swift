internal import Kernel

/// The queue M/M/c: Poisson arrivals, exponential service, c servers, one line, first come first served.
///
/// Times and rates in one unit of the caller's choice. Answers that exist only in balance are nil where the load reaches
/// the servers.
public struct MultiServerQueue: Sendable, Hashable {
    /// Arrivals in a unit of time.
    public var arrivalRate: Double
    /// What one server completes in a unit of time.
    public var serviceRate: Double
    /// How many servers.
    public var servers: Int

    /// A queue.
    /// - Returns: nil for a negative arrival rate, a service rate that is not positive, or no servers.
    public init?(arrivalRate: Double, serviceRate: Double, servers: Int) {
        guard arrivalRate >= 0, arrivalRate.isFinite, serviceRate > 0, serviceRate.isFinite, servers > 0 else {
            return nil
        }
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.servers = servers
    }

    /// Offered load in erlangs, a = arrival rate / service rate.
    public var load: Double { arrivalRate / serviceRate }

    /// Offered load by server; 1 or more has no balance.
    public var utilisation: Double { load / Double(servers) }

    /// Whether the line has a balance.
    public var isStable: Bool { load < Double(servers) }

    /// What of the servers' rate the arrivals leave: c mu - lambda.
    private var spareRate: Double { Double(servers) * serviceRate - arrivalRate }

    /// The share of arrivals that wait.
    public var waitProbability: Double { Erlang.waiting(load: load, servers: servers) ?? 1 }

    /// Mean wait in the line: C / (c mu - lambda).
    public var meanWait: Double? { isStable ? waitProbability / spareRate : nil }

    /// Mean number in the line, by Little's law.
    public var meanQueueLength: Double? { meanWait.map { $0 * arrivalRate } }

    /// Mean time from arrival to the end of service.
    public var meanResponse: Double? { meanWait.map { $0 + 1 / serviceRate } }

    /// The share that waits longer than t: C e^-(c mu - lambda) t.
    public func waitTail(_ t: Double) -> Double? {
        guard isStable else { return nil }
        return t < 0 ? 1 : waitProbability * Elementary.exp(-spareRate * t)
    }

    /// The wait that a share p does not exceed: max(0, ln(C / (1 - p)) / (c mu - lambda)).
    public func waitQuantile(_ p: Double) -> Double? {
        guard isStable, p >= 0, p < 1 else { return nil }
        guard waitProbability > 1 - p else { return 0 }
        return Elementary.log(waitProbability / (1 - p)) / spareRate
    }

    /// The largest arrival rate at which at most `share` wait longer than `t`, to the last bits: the exact limit that a search
    /// by measurement must find.
    public static func largestArrivalRate(
        serviceRate: Double, servers: Int, waitingLongerThan t: Double, share: Double
    ) -> Double? {
        guard servers > 0, serviceRate > 0, t >= 0, share > 0, share < 1 else { return nil }
        var kept = 0.0
        var broken = Double(servers) * serviceRate
        for _ in 0..<200 {
            let middle = (kept + broken) / 2
            if middle <= kept || middle >= broken { break }
            let queue = MultiServerQueue(arrivalRate: middle, serviceRate: serviceRate, servers: servers)
            if let tail = queue?.waitTail(t), tail <= share { kept = middle } else { broken = middle }
        }
        return kept
    }
}
