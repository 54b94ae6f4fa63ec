import Analysis
import Kernel
import Reconciliation

extension MigrationWords {
    /// Who or what a line of the gate is about.
    func name(_ subject: GateLine.Subject) -> String {
        switch subject {
        case .all: "everything"
        case .partner(let partner): self.partner(partner)
        case .kind(let kind): self.kind(kind)
        case .absent(let name): name
        }
    }

    /// Why a line of the gate says what it says, with figures: the worst first.
    func reasons(_ line: GateLine) -> [String] {
        switch line.decision {
        case .hold, .rollBack:
            let worst = line.checks.filter { $0.state == .failed || $0.state == .harm }
            return ranked(worst, line.subject).map { phrase($0, line.subject, inFull: true) } + slower(line.subject)
        case .ramp:
            let wanting = line.checks.filter { $0.state == .open }.map { phrase($0, line.subject, inFull: true) }
            return [seen(line.subject)].compactMap(\.self) + wanting + slower(line.subject)
        case .cutOver: return [seen(line.subject), shift(line.subject)].compactMap(\.self) + signed(line)
        }
    }

    /// What speaks against it first: harm, then what there is most of.
    func ranked(_ checks: [GateCheck], _ subject: GateLine.Subject) -> [GateCheck] {
        func units(_ check: GateCheck) -> Int {
            guard case .difference(let verdict, let kind) = check.subject else { return .max }
            return sum(kind: kind, partner: partner(of: subject))[verdict].units
        }
        let counted = checks.enumerated().map { (place: $0.offset, check: $0.element, units: units($0.element)) }
        return counted.sorted { a, b in
            if a.check.state != b.check.state { return a.check.state > b.check.state }
            return (b.units, a.place) < (a.units, b.place)
        }.map(\.check)
    }

    private func partner(of subject: GateLine.Subject) -> Int? {
        if case .partner(let partner) = subject { partner } else { nil }
    }

    /// A criterion that is not met, in words that can be the subject of a sentence.
    /// - Parameter inFull: with when it happened, and to whom.
    func phrase(_ check: GateCheck, _ subject: GateLine.Subject, inFull: Bool) -> String {
        let partner = partner(of: subject)
        switch check.subject {
        case .difference(let verdict, let kind):
            var text = difference(verdict, kind: kind, partner: partner)
            guard inFull else { return text }
            if partner == nil, let whose = concentration(verdict, kind: kind) { text += ", \(whose)" }
            if let when = stretch(verdict, kind: kind, partner: partner) { text += ", \(when)" }
            return check.state == .open ? text + ": " + criteria.wanting(check) : text
        case .latency(let kind, let quantile):
            let name = "\(self.kind(kind)) p\(Figures.trimmed(quantile * 100, 3))"
            return check.state == .open
                ? "\(criteria.wanting(check)) for \(name)"
                : "\(name) at \(criteria.arithmetic(check))" + mix(kind, quantile, subject)
        case .lateness(let kind):
            var cause = ""
            if case .lateness(_, let quantile?) = check.evidence { cause = mix(kind, quantile, subject) }
            return "an agreement about \(noun(kind, 2)) that come later (\(criteria.arithmetic(check)))" + cause
        case .orders: return criteria.wanting(check)
        case .absence: return "\(criteria.wanting(check)) to show that what was not seen is rare"
        case .rows: return unreadable
        case .clocks:
            return
                "a clock that is off as a whole, as by a wrong zone (\(findings.names.new) is \(criteria.arithmetic(check)))"
        case .schedule: return "orders that came late (\(criteria.arithmetic(check)))"
        case .presence: return criteria.arithmetic(check)
        }
    }

    /// By how much the new side's clock differs as a whole: `2 h earlier in 30,012 and 1 h earlier in 40,100`.
    static func clocks(_ steps: [ClockOffsets.Step]) -> String {
        list(
            steps.map { step in
                let size = Figures.duration(Nanoseconds(clamping: step.offset.magnitude))
                return "\(size) \(step.offset < 0 ? "earlier" : "later") in \(Figures.count(step.pairs))"
            }, most: 2)
    }

    private var unreadable: String {
        Figures.count(Int64(findings.reads.reduce(0) { $0 + $1.bad }), of: "row") + " that cannot be read"
    }

    /// How much was seen and how much of it differs: `0 of 11,204 orders differ (at most 0.027 % at 95 %)`.
    private func seen(_ subject: GateLine.Subject) -> String? {
        let (differing, all, noun): (Int, Int, String)
        let bound: ShareBound
        switch subject {
        case .kind(let kind):
            bound = findings.bound(kind: kind)
            (differing, all, noun) = (sums[kind].defects, sums[kind].judged, self.noun(kind, sums[kind].judged))
        case .all, .partner:
            bound = findings.orderBound(partner: partner(of: subject))
            all = compared(partner(of: subject))
            (differing, noun) = (self.differing(partner(of: subject)), all == 1 ? "order" : "orders")
        case .absent: return nil
        }
        guard all > 0 else { return nil }
        let most = Self.share(bound.atMost)
        return
            "\(Figures.count(differing)) of \(Figures.count(all)) \(noun) \(differing == 1 ? "differs" : "differ") (at most \(most) at \(level))"
    }

    /// The largest shift of latency that is shown: `label 310 ms earlier at p99 (340 ms earlier to 280 ms earlier)`.
    private func shift(_ subject: GateLine.Subject) -> String? {
        let shown = tails(subject).filter { !$0.interval.contains(0) }
        return shown.max { $0.interval.estimate.magnitude < $1.interval.estimate.magnitude }.map { words($0, subject) }
    }

    /// Kinds of which the tail as a whole is shown to be later, where events are judged one by one (`late after`) and no sentence of
    /// the gate speaks of their latency: otherwise nobody would be told but by the events that are too late.
    private func later(_ subject: GateLine.Subject) -> [Tail] {
        tails(subject).filter { tail in
            let terms = findings.agreement.kinds[tail.kind]
            return terms.lateAfter != nil && tail.interval.lower > Double(terms.sameWithin)
                && !findings.gate.latencies.contains { $0.kind == terms.name }
        }
    }

    /// Those of them that may be later than was agreed: what is shown to be within it is no reason for anything.
    func slower(_ subject: GateLine.Subject) -> [String] {
        later(subject).filter { !isAgreed($0) }.map { words($0, subject) }
    }

    /// Those of them that are later than on the old side, and no later than was agreed.
    func slowerAsAgreed(_ subject: GateLine.Subject) -> [String] {
        later(subject).filter(isAgreed).map { tail in
            let agreed = findings.agreement.kinds[tail.kind].lateAfter ?? 0
            return "\(words(tail, subject)), within the \(Figures.duration(agreed)) that were agreed"
        }
    }

    private func isAgreed(_ tail: Tail) -> Bool {
        findings.agreement.kinds[tail.kind].lateAfter.map { tail.interval.upper <= Double($0) } ?? false
    }

    /// A quantile's shift of a kind.
    private typealias Tail = (kind: Int, quantile: Double, interval: ConfidenceInterval)

    /// Of each kind the highest quantile that there are enough orders for.
    private func tails(_ subject: GateLine.Subject) -> [Tail] {
        let legs: [LegShift]
        switch subject {
        case .kind(let kind): legs = [findings.leg(kind: kind)].compactMap(\.self)
        case .partner(let partner): legs = kinds.compactMap { findings.leg(kind: $0, partner: partner) }
        case .all: legs = kinds.compactMap { findings.leg(kind: $0) }
        case .absent: legs = []
        }
        return legs.compactMap { leg in
            leg.quantiles.last { $0.difference.interval != nil }.flatMap { told in
                told.difference.interval.map { (leg.kind, told.quantile, $0) }
            }
        }
    }

    private func words(_ tail: Tail, _ subject: GateLine.Subject) -> String {
        "\(kind(tail.kind)) \(Self.later(tail.interval.estimate)) at p\(Figures.trimmed(tail.quantile * 100, 1)) (\(Self.shift(tail.interval.lower)) to \(Self.shift(tail.interval.upper)))"
            + mix(tail.kind, tail.quantile, subject)
    }

    /// Why all orders together are later where no partner's are; empty: some partner's are, or it is about a partner.
    private func mix(_ kind: Int, _ quantile: Double, _ subject: GateLine.Subject) -> String {
        if case .partner = subject { return "" }
        return findings.isOfTheMix(kind: kind, quantile: quantile)
            ? ", though for no partner by itself: which partners' orders are the latest has changed" : ""
    }

    /// What somebody signed for.
    private func signed(_ line: GateLine) -> [String] {
        line.checks.filter { $0.state == .signed }.map { phrase($0, line.subject, inFull: false) + " signed for" }
    }
}
