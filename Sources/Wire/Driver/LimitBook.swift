public import Kernel

/// What a run learns of partners' limits: which requests were let through and which refused, by operation, and what the
/// answers tell.
public struct LimitBook: Sendable, Codable {
    private struct Entry: Sendable, Codable {
        var estimator = LimitEstimator()
        var admitted: Int64 = 0
        var refused: Int64 = 0
        var announced: [RateLimitBudget] = []

        func merged(with other: Entry) -> Entry {
            var result = self
            result.estimator.merge(other.estimator)
            result.admitted += other.admitted
            result.refused += other.refused
            if result.announced.isEmpty { result.announced = other.announced }
            return result
        }
    }

    /// Of answers that refuse nothing every so many'th is read for what it tells of limits: it says much the same each
    /// time.
    private static let stride: Int64 = 32

    private var operations: [OperationID: Entry] = [:]
    private var systems: [SystemID: Entry] = [:]

    /// An answer came.
    /// - Parameters:
    ///   - sent: when its request was sent.
    ///   - isRefused: whether it refuses for a limit's sake.
    ///   - unix: when it came, as seconds since 1970.
    mutating func note(
        _ response: WireResponse, operation: OperationID, system: SystemID, sent: Instant, isRefused: Bool, unix: Double
    ) {
        let seen = operations[operation].map { $0.admitted } ?? 0
        var told: [RateLimitBudget]?
        if isRefused || seen % LimitBook.stride == 0 { told = RateLimitReading(response, now: unix).budgets }
        LimitBook.note(told, sent, isRefused, in: &operations[operation, default: Entry()])
        LimitBook.note(told, sent, isRefused, in: &systems[system, default: Entry()])
    }

    private static func note(_ told: [RateLimitBudget]?, _ sent: Instant, _ isRefused: Bool, in entry: inout Entry) {
        if isRefused { entry.refused += 1 } else { entry.admitted += 1 }
        entry.estimator.record(at: sent, admitted: !isRefused)
        if let told, !told.isEmpty { entry.announced = told }
    }

    /// Adds what another process learnt of the same partners in the same time.
    public mutating func merge(_ other: LimitBook) {
        operations.merge(other.operations) { $0.merged(with: $1) }
        systems.merge(other.systems) { $0.merged(with: $1) }
    }

    /// What no run ever has, in words; nil: nothing. For a book read from disk.
    public var firstFlaw: String? {
        (Array(operations.values) + Array(systems.values)).lazy.compactMap { entry in
            (0...1 << 40).contains(entry.admitted) && (0...1 << 40).contains(entry.refused)
                ? entry.estimator.firstFlaw : "\(entry.admitted) requests let through"
        }.first
    }

    /// What was learnt of a system's limits, by the operations' names; "all operations" where there are several.
    ///
    /// Fits may take up to a second each: for the end of a run. Operations without a limit of which anything is known are
    /// left out.
    public func facts(_ system: SystemID, _ plan: Plan) -> [String: LimitFacts] {
        var facts: [String: LimitFacts] = [:]
        var documentedAll: [String] = []
        let ids = plan.operations.indices.filter { plan.operations[$0].system == system && operations[$0] != nil }
        for id in ids {
            guard let entry = operations[id] else { continue }
            let documented = plan.operations[id].limiters.map { plan.limiters[$0].documented }.filter { !$0.isEmpty }
            documentedAll += documented.filter { !documentedAll.contains($0) }
            facts[plan.operations[id].name] = LimitBook.facts(entry, documented: documented)
        }
        if ids.count > 1, let entry = systems[system] {
            facts["all operations"] = LimitBook.facts(entry, documented: documentedAll)
        }
        return facts
    }

    private static func facts(_ entry: Entry, documented: [String]) -> LimitFacts? {
        guard entry.refused > 0 || !documented.isEmpty || !entry.announced.isEmpty else { return nil }
        let estimate = entry.estimator.estimate()
        var facts = LimitFacts()
        facts.admitted = entry.admitted
        facts.refused = entry.refused
        facts.documented = documented.isEmpty ? nil : documented.joined(separator: ", ")
        facts.announced = RateLimitBudget.words(entry.announced)
        facts.announcedRate = entry.announced.filter { $0.unit == .requests }.compactMap(\.sustained).min()
        facts.practice = estimate.words
        facts.confidence = estimate.confidence
        if case .identified(let model) = estimate.finding {
            facts.sustained = model.sustained
            if case .tokenBucket(_, let burst) = model { facts.burst = burst }
        }
        return facts
    }
}
