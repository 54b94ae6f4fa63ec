internal import Kernel
internal import Reconciliation

/// Holds what was found against the criteria of a gate.
struct GateJudge {
    let plan: GatePlan
    let agreement: Agreement
    let partners: [String]
    let tally: Tally
    let legs: [LegShift]
    let today: Instant
    let badRows: Int
    let lags: [ScheduleLag]

    /// What a line is about: the cells, and the orders.
    private struct Scope {
        var subject: GateLine.Subject
        var partners: [Int]
        var kinds: [Int]
    }

    /// All lines: of everything, of each partner, of each kind.
    var lines: [GateLine] {
        let allPartners = Array(0..<tally.partners)
        let allKinds = Array(0..<tally.kinds)
        let present = allPartners.filter { partner in
            allKinds.contains { tally.cell(partner: partner, kind: $0) != nil }
        }
        var lines = [everything(Scope(subject: .all, partners: allPartners, kinds: allKinds))]
        for partner in present {
            let scope = Scope(subject: .partner(partner), partners: [partner], kinds: allKinds)
            // Orders without a partner are part of everything; they are nobody's to move.
            let isSomebody = partner != tally.partners - 1
            lines.append(
                GateLine(scope.subject, (isSomebody ? [orders(scope)] : []) + classes(scope) + latencies(scope)))
        }
        for kind in allKinds where present.contains(where: { tally.cell(partner: $0, kind: kind) != nil }) {
            let scope = Scope(subject: .kind(kind), partners: allPartners, kinds: [kind])
            lines.append(
                GateLine(
                    scope.subject, classes(scope) + latencies(scope), owner: plan.owners[agreement.kinds[kind].name]))
        }
        for name in plan.required where !present.contains(where: { partners[$0] == name }) {
            lines.append(
                GateLine(
                    .absent(name),
                    [
                        GateCheck(
                            .presence, "\(name) takes part", "no event of it on either side", .failed,
                            wanting: "events of \(name), or a mapping that finds them")
                    ]))
        }
        return lines
    }

    /// The worst of everything and of the partners that count.
    func decision(_ lines: [GateLine]) -> Decision {
        lines.reduce(.cutOver) { worst, line in
            switch line.subject {
            case .all, .absent: max(worst, line.decision)
            case .partner(let partner):
                plan.required.isEmpty || plan.required.contains(partners[partner]) ? max(worst, line.decision) : worst
            case .kind: worst
            }
        }
    }

    private func everything(_ scope: Scope) -> GateLine {
        var checks = [orders(scope)] + classes(scope) + latencies(scope)
        if badRows > 0 {
            checks.append(
                GateCheck(
                    .rows, "every row can be read", "\(grouped(badRows)) cannot", .failed,
                    wanting: "rows that can be read: they may be any event"))
        }
        for lag in lags where lag.isInvalid {
            checks.append(
                GateCheck(
                    .schedule, "orders come when they are due on \(lag.name)",
                    "99 % within \(time(lag.p99 ?? 0)), tolerance \(time(lag.tolerance))", .failed,
                    wanting: "less load, or a faster machine: the times of an invalid run mean nothing"))
        }
        return GateLine(.all, checks)
    }

    // MARK: - Orders

    /// Orders of the old side that were compared.
    private func judged(_ scope: Scope) -> Int {
        scope.partners.reduce(0) { $0 + tally.comparedOrders($1) }
    }

    private func orders(_ scope: Scope) -> GateCheck {
        let judged = judged(scope)
        let missing = plan.orders - judged
        return GateCheck(
            .orders, "at least \(grouped(plan.orders)) orders compared", grouped(judged), missing <= 0 ? .met : .open,
            wanting: missing <= 0 ? "" : "\(grouped(missing)) more orders")
    }

    // MARK: - Classes

    private func classes(_ scope: Scope) -> [GateCheck] {
        var checks: [GateCheck] = []
        var quiet = judged(scope)
        for kind in scope.kinds {
            let cells = scope.partners.compactMap { tally.cell(partner: $0, kind: kind) }
            let totals = ClassTotals(cells)
            let units = totals.total.units - totals[.pending].units
            guard totals.total.units > 0 else { continue }
            // Events of one order are not independent: what was never seen is bounded by orders.
            if case .kind = scope.subject { quiet = cells.reduce(0) { $0 + $1.orders } }
            for verdict in VerdictClass.allCases where verdict.isDefect {
                let seen = totals[verdict].units
                let budget = plan.budget(verdict, kind: agreement.kinds[kind].name)
                guard seen > 0 else { continue }
                checks.append(check(verdict, kind, seen: seen, of: units, budget, scope))
            }
        }
        // What was never seen is bounded by how much was looked at.
        let bound = ShareBound(seen: 0, of: quiet, level: plan.level, isWatched: plan.isWatched)
        let needed = needed
        let base = "orders"
        checks.append(
            GateCheck(
                .absence, "what is not seen is rarer than \(percent(plan.bound))",
                quiet == 0
                    ? "nothing compared"
                    : "none in \(grouped(quiet)) \(base): at most \(percent(bound.atMost)) at \(percent(plan.level))",
                bound.atMost <= plan.bound ? .met : .open,
                wanting: bound.atMost <= plan.bound ? "" : "\(grouped(max(needed - quiet, 1))) more \(base)"))
        return checks
    }

    /// So many without a find show that what is sought is rarer than the plan's bound.
    private var needed: Int {
        guard plan.bound > 0, plan.bound < 1 else { return .max }
        if !plan.isWatched {
            return Int((Elementary.log(1 - plan.level) / Elementary.log1p(-plan.bound)).rounded(.up))
        }
        var count = 1
        while count < 1 << 40,
            ShareBound(seen: 0, of: count, level: plan.level, isWatched: true).atMost > plan.bound
        {
            count *= 2
        }
        return count
    }

    private func check(
        _ verdict: VerdictClass, _ kind: Int, seen: Int, of units: Int, _ budget: GatePlan.ClassBudget?, _ scope: Scope
    ) -> GateCheck {
        let name = agreement.kinds[kind].name
        let most = budget?.most ?? 0
        let cells = scope.partners.compactMap { tally.cell(partner: $0, kind: kind) }
        let bound = ShareBound(
            seen: seen, of: units, level: plan.level, isWatched: plan.isWatched,
            effect: DesignEffect.of([verdict], in: cells.map(\.occurrences)))
        let subject = GateCheck.Subject.difference(verdict, kind: kind)
        let criterion = "\(verdict.name), \(name): \(most == 0 ? "none" : "at most \(percent(most))")"
        let counted = "\(grouped(seen)) of \(grouped(units)) = \(percent(bound.share))"
        let level =
            percent(plan.level)
            + (bound.isClustered ? " (in clusters: as much as \(grouped(bound.countsAs)) independent ones)" : "")
        if let limit = budget?.rollBackAbove, bound.atLeast > limit {
            return GateCheck(
                subject, criterion, "\(counted), at least \(percent(bound.atLeast)) at \(level)", .harm,
                wanting: "it is above \(percent(limit)), at which the new side is taken back")
        }
        // A budget is held against a bound on one side; without one both ends are told, and the interval covers as said.
        var arithmetic =
            most > 0
            ? "\(counted), at most \(percent(bound.atMost)) at \(level)"
            : "\(counted), \(percent(bound.lower)) to \(percent(bound.upper)) at \(level)"
        if most > 0, bound.atMost <= most { return GateCheck(subject, criterion, arithmetic, .met) }
        let signed = signature(verdict, kind, scope, seen: seen)
        arithmetic += signed.words
        if signed.isEnough { return GateCheck(subject, criterion, arithmetic, .signed) }
        if most > 0, bound.share <= most {
            return GateCheck(
                subject, criterion, arithmetic, .open, wanting: "more events: the share may still be above the budget")
        }
        return GateCheck(
            subject, criterion, arithmetic, .failed,
            wanting: most == 0
                ? "a fix, or a signed exception" : "a share of at most \(percent(most)), or a signed exception")
    }

    /// Exceptions that somebody signed for, and whether they are enough: each partner's units are signed for or not, however
    /// many exceptions name them.
    private func signature(_ verdict: VerdictClass, _ kind: Int, _ scope: Scope, seen: Int) -> (
        isEnough: Bool, words: String
    ) {
        var signedFor: Set<Int> = []
        var words = ""
        for exception in plan.exceptions where exception.verdict == verdict {
            if let own = exception.kind, own != agreement.kinds[kind].name { continue }
            let touched = scope.partners.filter {
                (exception.partner == nil || partners[$0] == exception.partner) && units(verdict, kind, $0) > 0
            }
            guard !touched.isEmpty else { continue }
            let own = touched.reduce(0) { $0 + units(verdict, kind, $1) }
            guard exception.until > today else {
                words += "; the exception of \(exception.owner) ran out on \(exception.untilText)"
                continue
            }
            // What an exception is for does not depend on the line that asks.
            let all = reach(of: exception)
            if all > exception.most {
                words += "; \(exception.signedBy) signed for \(grouped(exception.most)) of \(grouped(all))"
                continue
            }
            let isAgain = signedFor.isSuperset(of: touched)
            signedFor.formUnion(touched)
            words +=
                "; \(exception.signedBy) signed for \(isAgain ? "the same " : "")\(grouped(own)) until \(exception.untilText) (\(exception.owner): \(exception.reason))"
        }
        let covered = signedFor.reduce(0) { $0 + units(verdict, kind, $1) }
        if covered > 0, covered < seen { words += "; nobody signed for the other \(grouped(seen - covered))" }
        return (covered >= seen, words)
    }

    private func units(_ verdict: VerdictClass, _ kind: Int, _ partner: Int) -> Int {
        tally.cell(partner: partner, kind: kind)?[verdict].units ?? 0
    }

    /// Units of all kinds and partners that an exception is for.
    private func reach(of exception: GatePlan.SignedException) -> Int {
        agreement.kinds.indices.filter { exception.kind == nil || agreement.kinds[$0].name == exception.kind }
            .reduce(0) { sum, kind in
                partners.indices.filter { exception.partner == nil || partners[$0] == exception.partner }
                    .reduce(sum) { $0 + units(exception.verdict, kind, $1) }
            }
    }

    // MARK: - Latency

    private func latencies(_ scope: Scope) -> [GateCheck] {
        let partner: Int?
        switch scope.subject {
        case .partner(let one): partner = one
        default: partner = nil
        }
        return plan.latencies.compactMap { budget -> GateCheck? in
            guard let kind = agreement.kinds.firstIndex(where: { $0.name == budget.kind }), scope.kinds.contains(kind)
            else { return nil }
            let subject = GateCheck.Subject.latency(kind: kind, quantile: budget.quantile)
            let criterion = "\(budget.kind) p\(number(budget.quantile * 100)): at most \(time(budget.most)) later"
            let leg = self.leg(kind, partner)
            guard let quantile = leg?.quantiles.first(where: { $0.quantile == budget.quantile })
            else {
                if partner != nil, tally.cell(partner: partner ?? 0, kind: kind) == nil { return nil }
                return GateCheck(
                    subject, criterion, "no order has it on both sides", .open,
                    wanting: "orders that have it on both sides")
            }
            switch quantile.difference {
            case .insufficient(let count, let needed):
                return GateCheck(
                    subject, criterion, "not enough samples: \(grouped(count)) orders, \(grouped(needed)) would do",
                    .open,
                    wanting: wanting(quantile, of: leg) ?? "\(grouped(max(needed - count, 1))) more orders")
            case .interval(let interval):
                let arithmetic =
                    "\(shift(interval.estimate)) (\(shift(interval.lower)) to \(shift(interval.upper)) at \(percent(plan.level)))"
                if interval.upper <= Double(budget.most) { return GateCheck(subject, criterion, arithmetic, .met) }
                if interval.lower > Double(budget.most) {
                    return GateCheck(
                        subject, criterion, arithmetic, .failed,
                        wanting: "a new side that is faster, or another agreement")
                }
                return GateCheck(
                    subject, criterion, arithmetic, .open,
                    wanting: wanting(quantile, of: leg)
                        ?? "more orders: the shift may still be beyond the agreement")
            }
        } + scope.kinds.compactMap { lateness($0, partner) }
    }

    /// What is wanting where more orders than are used are there already; nil: all are used.
    private func wanting(_ quantile: LegShift.Quantile, of leg: LegShift?) -> String? {
        guard let leg, quantile.sampled < leg.orders else { return nil }
        return
            "another agreement: of \(grouped(leg.orders)) orders \(grouped(quantile.sampled)) are used, and the shift may still be beyond it"
    }
}
