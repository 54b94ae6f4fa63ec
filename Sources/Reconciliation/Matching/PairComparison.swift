internal import Kernel

/// Compares two events of one kind, field by field.
final class PairComparison: Sendable {
    let agreement: Agreement
    /// By kind: fields that both sides have at all, as bits.
    let compared: [UInt16]
    let noise: NoiseModel

    init(agreement: Agreement, compared: [UInt16], noise: NoiseModel) {
        self.agreement = agreement
        self.compared = compared
        self.noise = noise
    }

    /// What two events differ in.
    struct Outcome {
        var verdict: VerdictClass
        var differing: UInt16
        var tolerated: UInt16
    }

    /// Fields in which two events differ at all, as bits; tolerances do not count.
    @inline(__always)
    func rawDifferences(_ part: borrowing EventPart, _ old: Int32, _ new: Int32, kind: Int) -> UInt16 {
        var bits: UInt16 = 0
        let mask = compared[kind]
        part.values.withUnsafeBufferPointer { values in
            let one = Int(old) &* part.width
            let two = Int(new) &* part.width
            for field in 0..<part.width where values[one &+ field] != values[two &+ field] {
                bits |= 1 << UInt16(field)
            }
        }
        return bits & mask
    }

    /// The comparison of two events that stand for each other.
    @inline(__always)
    func compare(_ part: borrowing EventPart, _ old: Int32, _ new: Int32, kind: Int, delta: Nanoseconds) -> Outcome {
        let raw = rawDifferences(part, old, new, kind: kind)
        var outcome = Outcome(verdict: .match, differing: 0, tolerated: 0)
        if raw != 0 { judge(part, old, new, kind, raw, &outcome) }
        judge(delta, kind, &outcome)
        return outcome
    }

    /// How far two events are from being one, and whether their fields are the same but for what is tolerated.
    func distance(_ part: borrowing EventPart, _ old: Int32, _ new: Int32, kind: Int) -> (
        distance: PairDistance, isSame: Bool
    ) {
        let delta = part.events[Int(new)].time &- part.events[Int(old)].time
        let fields = compare(part, old, new, kind: kind, delta: 0)
        var timing = Outcome(verdict: .match, differing: 0, tolerated: 0)
        judge(delta, kind, &timing)
        let apart =
            switch timing.verdict {
            case .match: 0
            case .tolerated: 1
            case .timingOnly: PairDistance.half
            default: PairDistance.whole
            }
        let seconds = Double(delta) / Double(Nanoseconds.second)
        let weight = fields.differing.nonzeroBitCount * PairDistance.whole + fields.tolerated.nonzeroBitCount + apart
        return (PairDistance(weight: weight, time: seconds * seconds), fields.differing == 0)
    }

    /// What is to be said of the time between two events.
    @inline(__always)
    func judge(_ delta: Nanoseconds, _ kind: Int, _ outcome: inout Outcome) {
        let terms = agreement.kinds[kind]
        if delta > terms.sameWithin || delta < -terms.sameWithin {
            if let late = terms.lateAfter, delta > late {
                outcome.verdict = max(outcome.verdict, noise.lateness[kind] ? .tolerated : .late)
            } else if let usual = noise.times[kind], usual.contains(delta) {
                outcome.verdict = max(outcome.verdict, .tolerated)
            } else {
                outcome.verdict = max(outcome.verdict, .timingOnly)
            }
        }
    }

    /// What is to be said of fields that differ.
    /// - Parameter raw: which, as bits.
    @inline(never)
    func judge(
        _ part: borrowing EventPart, _ old: Int32, _ new: Int32, _ kind: Int, _ raw: UInt16, _ outcome: inout Outcome
    ) {
        for field in 0..<part.width where raw & 1 << UInt16(field) != 0 {
            judge(field, ValueChange(old: part.value(old, field), new: part.value(new, field)), kind, &outcome)
        }
    }

    /// What is to be said of a field that differs.
    func judge(_ field: Int, _ change: ValueChange, _ kind: Int, _ outcome: inout Outcome) {
        let terms = agreement.fields[field]
        if terms.isNoise || noise.tolerates(kind: kind, field: field, change)
            || terms.tolerates(change.old, change.new)
        {
            outcome.tolerated |= 1 << UInt16(field)
            outcome.verdict = max(outcome.verdict, .tolerated)
            return
        }
        outcome.differing |= 1 << UInt16(field)
        switch terms.meaning {
        case .master, .partner: outcome.verdict = max(outcome.verdict, .masterDataDrift)
        case .status: outcome.verdict = max(outcome.verdict, .state)
        case .value, .quantity, .net, .tax, .total: outcome.verdict = max(outcome.verdict, .value)
        }
    }
}
