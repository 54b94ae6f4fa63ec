internal import HTTPTypes
internal import Kernel

/// What came in at served systems, and webhooks both ways: requests counted in full, the latest of all one by one.
struct RequestLog {
    /// What an entry tells of.
    enum Kind: String, Sendable {
        /// A request to a served system.
        case request
        /// A webhook of a served system.
        case webhookOut = "webhook out"
        /// A webhook to the inbox.
        case webhookIn = "webhook in"
    }

    /// A request that has ended.
    struct Entry: Sendable {
        /// What it is.
        var kind = Kind.request
        /// When it was complete.
        var at: Instant
        /// Which system was asked, or told; nil: the inbox was.
        var system: SystemID?
        /// What it asked for; nil: it was answered without the model.
        var operation: OperationID?
        /// The request line's method.
        var method: String
        /// Its path, with query.
        var path: String
        /// The status of the answer; 0: there was none.
        var status: Int
        /// What the model says of it; nil: it was not asked, or the caller did not wait. Of a webhook: why there was no
        /// answer.
        var outcome: Outcome?
        /// A fault that spoiled the answer on its way.
        var spoiledBy: FaultPlan.Effect?
        /// From complete to answered.
        var duration: Nanoseconds
        /// The order's reference.
        var reference: String?
        /// Its `X-Correlation-ID`.
        var correlation: String?
    }

    /// Entries kept at most.
    let capacity: Int
    private var entries: [Entry] = []
    private var oldest = 0
    private var outcomes: [[Int64]]
    /// Requests by operation whose callers went before the answer.
    private(set) var abandoned: [Int64]
    /// Requests by system that were answered without the model.
    private(set) var immediates: [Int64]
    /// Requests by system that wait for their answer.
    private(set) var inFlight: [Int]

    /// An empty log.
    init(operations: Int, systems: Int, capacity: Int = 10_000) {
        self.capacity = max(1, capacity)
        outcomes = Array(repeating: Array(repeating: 0, count: Outcome.allCases.count), count: operations)
        abandoned = Array(repeating: 0, count: operations)
        immediates = Array(repeating: 0, count: systems)
        inFlight = Array(repeating: 0, count: systems)
    }

    /// Requests for an operation that ended so.
    func count(_ operation: OperationID, _ outcome: Outcome) -> Int64 { outcomes[operation][Int(outcome.rawValue)] }

    /// A request went to the model.
    mutating func began(_ system: SystemID) { inFlight[system] += 1 }

    /// The model has answered a request.
    mutating func ended(
        _ request: PendingRequest, _ outcome: Outcome, status: Int, spoiledBy effect: FaultPlan.Effect?, at end: Instant
    ) {
        inFlight[request.system] -= 1
        outcomes[request.operation][Int(outcome.rawValue)] += 1
        keep(entry(of: request, outcome, status: status, spoiledBy: effect, at: end))
    }

    /// Whoever asked has gone.
    mutating func left(_ request: PendingRequest, at end: Instant) {
        inFlight[request.system] -= 1
        abandoned[request.operation] += 1
        keep(entry(of: request, nil, status: 0, spoiledBy: nil, at: end))
    }

    /// A request was answered without the model.
    mutating func immediate(
        _ request: WireRequest, system: SystemID, status: Int, correlation: String?, at start: Instant,
        until end: Instant
    ) {
        immediates[system] += 1
        keep(
            Entry(
                at: start, system: system, method: request.method.rawValue, path: request.path, status: status,
                duration: max(0, end - start), correlation: correlation))
    }

    private func entry(
        of request: PendingRequest, _ outcome: Outcome?, status: Int, spoiledBy effect: FaultPlan.Effect?,
        at end: Instant
    ) -> Entry {
        Entry(
            at: request.at, system: request.system, operation: request.operation, method: request.method,
            path: request.path, status: status, outcome: outcome, spoiledBy: effect,
            duration: max(0, end - request.at), reference: request.call.reference, correlation: request.correlation)
    }

    /// Keeps an entry; the oldest gives way.
    mutating func keep(_ entry: Entry) {
        if entries.count < capacity {
            entries.append(entry)
        } else {
            entries[oldest] = entry
            oldest = (oldest + 1) % capacity
        }
    }

    /// The latest entries that match, the latest first.
    func latest(_ limit: Int, where matches: (Entry) -> Bool) -> [Entry] {
        var found: [Entry] = []
        for k in 0..<entries.count {
            guard found.count < limit else { break }
            let entry = entries[(oldest + entries.count - 1 - k) % entries.count]
            if matches(entry) { found.append(entry) }
        }
        return found
    }
}
