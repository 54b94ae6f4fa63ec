import Analysis
import Kernel
import Reconciliation

/// Criteria of a gate in words: what is asked for, the arithmetic, and what is wanting.
struct GateWords: Sendable {
    let agreement: Agreement
    /// The probability with which bounds hold.
    let level: Double

    private func kind(_ kind: Int) -> String { agreement.kinds[kind].name }

    /// How much later something may be: `at most 500 ms later`, `no later`, `at least 2 s earlier`.
    private static func bound(_ agreed: Nanoseconds) -> String {
        if agreed == 0 { return "no later" }
        let size = Figures.duration(Nanoseconds(clamping: agreed.magnitude))
        return agreed > 0 ? "at most \(size) later" : "at least \(size) earlier"
    }

    // MARK: - What is asked for

    /// A criterion: `duplicate, invoice: none`.
    func criterion(_ check: GateCheck) -> String {
        switch (check.subject, check.evidence) {
        case (_, .orders(_, let asked)): "at least \(Figures.count(asked)) orders compared"
        case (.difference(let verdict, let kind), .share(_, let bearable)):
            "\(verdict.name), \(self.kind(kind)): "
                + (bearable.most == 0 ? "none" : "at most \(MigrationWords.share(bearable.most))")
        case (_, .share): ""
        case (_, .unseen(_, let bound, _)): "what is not seen is rarer than \(MigrationWords.share(bound))"
        case (.latency(let kind, let quantile), .shift(_, let agreed, _, _)):
            "\(self.kind(kind)) p\(Figures.trimmed(quantile * 100, 3)): \(Self.bound(agreed))"
        case (.lateness(let kind), _): "\(self.kind(kind)): no later than on the old side, or as agreed"
        case (_, .shift), (_, .lateness): ""
        case (_, .unreadable): "every row can be read"
        case (_, .clocks): "the clocks of both sides show the same"
        case (_, .lag(let lag)): "orders come when they are due on \(lag.name)"
        case (_, .absent(let name)): "\(name) takes part"
        }
    }

    // MARK: - The arithmetic

    /// The figures that a criterion is held against: `17 of 11,204 = 0.152 %, 0.088 % to 0.243 % at 95 %`.
    func arithmetic(_ check: GateCheck) -> String {
        switch check.evidence {
        case .orders(let compared, _): return Figures.count(compared)
        case .share(let bound, let bearable): return share(bound, bearable, isHarm: check.state == .harm)
        case .unseen(let bound, _, _):
            return bound.of == 0
                ? "nothing compared"
                : "none in \(Figures.count(bound.of)) orders: at most \(MigrationWords.share(bound.atMost)) at \(MigrationWords.share(level))"
        case .shift(.none, _, _, _): return "no order has it on both sides"
        case .shift(.insufficient(let count, let needed), _, _, _):
            return "not enough samples: \(Figures.count(count)) orders, \(Figures.count(needed)) would do"
        case .shift(.interval(let interval), _, _, _): return shift(interval)
        case .lateness(let interval, let quantile):
            return (quantile.map { "p\(Figures.trimmed($0 * 100, 3)) " } ?? "on the whole ") + shift(interval)
        case .unreadable(let count): return "\(Figures.count(count)) cannot"
        case .clocks(let steps, let pairs):
            return "\(MigrationWords.clocks(steps)) of \(Figures.count(Int64(pairs), of: "pair"))"
        case .lag(let lag):
            return "99 % within \(Figures.duration(lag.p99 ?? 0)), tolerance \(Figures.duration(lag.tolerance))"
        case .absent: return "no event of it on either side"
        }
    }

    private func share(_ bound: ShareBound, _ bearable: GateEvidence.Bearable, isHarm: Bool) -> String {
        let level =
            MigrationWords.share(level)
            + (bound.isClustered ? " (in clusters: as much as \(Figures.count(bound.countsAs)) independent ones)" : "")
        // A budget is held against a bound on one side; without one both ends are told, and the interval covers as said.
        let range =
            isHarm
            ? "at least \(MigrationWords.share(bound.atLeast))"
            : bearable.most > 0
                ? "at most \(MigrationWords.share(bound.atMost))"
                : "\(MigrationWords.share(bound.lower)) to \(MigrationWords.share(bound.upper))"
        let counted =
            "\(Figures.count(bound.seen)) of \(Figures.count(bound.of)) = \(MigrationWords.share(bound.share))"
        let unsigned = bound.seen - bearable.signedFor
        let rest =
            bearable.signedFor > 0 && unsigned > 0 ? "; nobody signed for the other \(Figures.count(unsigned))" : ""
        return "\(counted), \(range) at \(level)" + bearable.signatures.map { "; " + said($0) }.joined() + rest
    }

    private func said(_ signature: GateSignature) -> String {
        let exception = signature.exception
        func signed(_ count: String) -> String {
            "\(exception.signedBy) signed for \(count) until \(exception.untilText) (\(exception.owner): \(exception.reason))"
        }
        return switch signature.outcome {
        case .signed(let count): signed(Figures.count(count))
        case .again(let count): signed("the same \(Figures.count(count))")
        case .exceeded(let all):
            "\(exception.signedBy) signed for \(Figures.count(exception.most)) of \(Figures.count(all))"
        case .ranOut: "the exception of \(exception.owner) ran out on \(exception.untilText)"
        }
    }

    private func shift(_ interval: ConfidenceInterval) -> String {
        "\(MigrationWords.shift(interval.estimate)) (\(MigrationWords.shift(interval.lower)) to \(MigrationWords.shift(interval.upper)) at \(MigrationWords.share(level)))"
    }

    // MARK: - What is wanting

    /// What would meet a criterion; empty: nothing is wanting.
    func wanting(_ check: GateCheck) -> String {
        guard check.state > .signed else { return "" }
        switch check.evidence {
        case .orders(let compared, let asked): return "\(Figures.count(asked - compared)) more orders"
        case .share(_, let bearable): return wanting(bearable, check.state)
        case .unseen(let bound, _, let needed): return "\(Figures.count(max(needed - bound.of, 1))) more orders"
        case .shift(let difference, _, let used, let orders):
            return wanting(difference, isFailed: check.state == .failed, used: used, orders: orders)
        case .lateness:
            guard case .lateness(let kind) = check.subject else { return "" }
            return
                "nobody agreed to it: say with \"late after\" in the mapping, or with a sentence under \"latency\" in the gate, how late \(self.kind(kind)) may be"
        case .unreadable: return "rows that can be read: they may be any event"
        case .clocks: return "the right \"zone\" for times without an offset, in the mapping"
        case .lag: return "less load, or a faster machine: the times of an invalid run mean nothing"
        case .absent(let name): return "events of \(name), or a mapping that finds them"
        }
    }

    private func wanting(_ bearable: GateEvidence.Bearable, _ state: GateCheck.State) -> String {
        switch state {
        case .harm:
            "it is above \(MigrationWords.share(bearable.rollBackAbove ?? 0)), at which the new side is taken back"
        case .open: "more events: the share may still be above the budget"
        default:
            bearable.most == 0
                ? "a fix, or a signed exception"
                : "a share of at most \(MigrationWords.share(bearable.most)), or a signed exception"
        }
    }

    private func wanting(_ difference: QuantileEstimate?, isFailed: Bool, used: Int, orders: Int) -> String {
        guard let difference else { return "orders that have it on both sides" }
        if isFailed { return "a new side that is faster, or another agreement" }
        // More orders than are used are there already.
        if used < orders {
            return
                "another agreement: of \(Figures.count(orders)) orders \(Figures.count(used)) are used, and the shift may still be beyond it"
        }
        guard case .insufficient(let count, let needed) = difference else {
            return "more orders: the shift may still be beyond the agreement"
        }
        return "\(Figures.count(max(needed - count, 1))) more orders"
    }
}

extension GateWords {
    /// The words for findings.
    init(_ findings: MigrationFindings) {
        self.init(agreement: findings.agreement, level: findings.level)
    }
}
