public import Kernel

/// Why time was lost at a system.
public enum LossReason: Int, Sendable, Hashable, CaseIterable {
    /// It refused for its rate limits: pauses and tries until it took the call.
    case rateLimited
    /// It did not answer in time.
    case timeout
    /// It failed, or its connection broke.
    case errors
    /// It turned requests away because its line was full.
    case shed
    /// It answered slower than in its quiet hours.
    case slow
    /// All of its workers were busy with its own work.
    case workers
    /// Nobody was on duty.
    case closed
    /// Transactions collided on hot rows.
    case contention
    /// The caller held its calls back: pacing or a limit on calls in flight.
    case throttled
}

/// Time lost at a system for a reason.
public struct Loss: Sendable, Hashable {
    /// Where it comes from, however far away the order waited.
    public var system: SystemID
    /// Why.
    public var reason: LossReason
    /// All orders together, in ns.
    public var time: Double
    /// Its share of all time lost on the way, 0...1.
    public var share: Double
}

/// Time lost, by system and reason.
struct LossVector: Sendable {
    private(set) var amounts: [Double]

    init(_ plan: Plan) {
        amounts = [Double](repeating: 0, count: plan.systems.count * LossReason.allCases.count)
    }

    mutating func add(_ system: SystemID, _ reason: LossReason, _ time: Double) {
        if time > 0 { amounts[system * LossReason.allCases.count + reason.rawValue] += time }
    }

    mutating func add(_ other: LossVector, times factor: Double) {
        guard factor > 0 else { return }
        for (k, amount) in other.amounts.enumerated() where amount > 0 { amounts[k] += amount * factor }
    }

    var sum: Double { amounts.reduce(0, +) }

    subscript(system: SystemID, reason: LossReason) -> Double {
        amounts[system * LossReason.allCases.count + reason.rawValue]
    }

    /// The time lost because of one system.
    func sum(of system: SystemID) -> Double { LossReason.allCases.reduce(0) { $0 + self[system, $1] } }

    /// Only what some systems have lost.
    func restricted(to isMeant: (SystemID) -> Bool) -> LossVector {
        var result = self
        let reasons = LossReason.allCases.count
        for k in amounts.indices where !isMeant(k / reasons) { result.amounts[k] = 0 }
        return result
    }

    /// The same shares, adding up to one; all zero stays so.
    var normalised: LossVector {
        let whole = sum
        guard whole > 0 else { return self }
        var result = self
        result.amounts = amounts.map { $0 / whole }
        return result
    }

    /// Largest first; equal ones in the order of systems.
    var losses: [Loss] {
        let whole = sum
        let reasons = LossReason.allCases
        return amounts.enumerated().filter { $0.element > 0 }
            .sorted { ($0.element, $1.offset) > ($1.element, $0.offset) }
            .map {
                Loss(
                    system: $0.offset / reasons.count, reason: reasons[$0.offset % reasons.count], time: $0.element,
                    share: $0.element / whole)
            }
    }
}
