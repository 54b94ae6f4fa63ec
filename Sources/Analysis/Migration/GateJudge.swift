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
    /// By how much the new side's clock differs as a whole; empty: it does not.
    let clocks: [ClockOffsets.Step]

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
                GateLine(
                    scope.subject, (isSomebody ? [orders(scope)] : []) + classes(scope) + latencies(scope) + punctuality
                ))
        }
        for kind in allKinds where present.contains(where: { tally.cell(partner: $0, kind: kind) != nil }) {
            let scope = Scope(subject: .kind(kind), partners: allPartners, kinds: [kind])
            lines.append(
                GateLine(
                    scope.subject, classes(scope) + latencies(scope), owner: plan.owners[agreement.kinds[kind].name]))
        }
        for name in plan.required where !present.contains(where: { partners[$0] == name }) {
            lines.append(GateLine(.absent(name), [GateCheck(.presence, .absent(name), .failed)]))
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

    /// A clock that is off as a whole hides what is late, of everything and of each partner.
    private var punctuality: [GateCheck] {
        clocks.isEmpty ? [] : [GateCheck(.clocks, .clocks(clocks, of: tally.clocks.pairs), .failed)]
    }

    private func everything(_ scope: Scope) -> GateLine {
        var checks = [orders(scope)] + classes(scope) + latencies(scope)
        if badRows > 0 {
            checks.append(GateCheck(.rows, .unreadable(badRows), .failed))
        }
        checks += punctuality
        for lag in lags where lag.isInvalid {
            checks.append(GateCheck(.schedule, .lag(lag), .failed))
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
        return GateCheck(
            .orders, .orders(compared: judged, asked: plan.orders), judged >= plan.orders ? .met : .open)
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
        checks.append(
            GateCheck(
                .absence, .unseen(bound, rarerThan: plan.bound, needed: needed),
                bound.atMost <= plan.bound ? .met : .open))
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
        let cells = scope.partners.compactMap { tally.cell(partner: $0, kind: kind) }
        let bound = ShareBound(
            seen: seen, of: units, level: plan.level, isWatched: plan.isWatched,
            effect: DesignEffect.of([verdict], in: cells.map(\.occurrences)))
        var bearable = GateEvidence.Bearable(
            most: budget?.most ?? 0, rollBackAbove: budget?.rollBackAbove, signatures: [], signedFor: 0)
        func check(_ state: GateCheck.State) -> GateCheck {
            GateCheck(.difference(verdict, kind: kind), .share(bound, bearable), state)
        }
        if let limit = bearable.rollBackAbove, bound.atLeast > limit { return check(.harm) }
        if bearable.most > 0, bound.atMost <= bearable.most { return check(.met) }
        (bearable.signatures, bearable.signedFor) = signatures(verdict, kind, scope)
        if bearable.signedFor >= seen { return check(.signed) }
        // It may still be above the budget, and may be below.
        return check(bearable.most > 0 && bound.share <= bearable.most ? .open : .failed)
    }

    /// What exceptions that name a class came to, and how many of its units are signed for: each partner's are or are not,
    /// however many exceptions name them.
    private func signatures(_ verdict: VerdictClass, _ kind: Int, _ scope: Scope) -> ([GateSignature], signedFor: Int) {
        var signedFor: Set<Int> = []
        var signatures: [GateSignature] = []
        for exception in plan.exceptions where exception.verdict == verdict {
            if let own = exception.kind, own != agreement.kinds[kind].name { continue }
            let touched = scope.partners.filter {
                (exception.partner == nil || partners[$0] == exception.partner) && units(verdict, kind, $0) > 0
            }
            guard !touched.isEmpty else { continue }
            func came(to outcome: GateSignature.Outcome) {
                signatures.append(GateSignature(exception: exception, outcome: outcome))
            }
            // What an exception is for does not depend on the line that asks.
            let all = reach(of: exception)
            if exception.until <= today {
                came(to: .ranOut)
            } else if all > exception.most {
                came(to: .exceeded(by: all))
            } else {
                let own = touched.reduce(0) { $0 + units(verdict, kind, $1) }
                came(to: signedFor.isSuperset(of: touched) ? .again(own) : .signed(own))
                signedFor.formUnion(touched)
            }
        }
        return (signatures, signedFor.reduce(0) { $0 + units(verdict, kind, $1) })
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
            let leg = self.leg(kind, partner)
            let quantile = leg?.quantiles.first { $0.quantile == budget.quantile }
            if quantile == nil, let partner, tally.cell(partner: partner, kind: kind) == nil { return nil }
            let state: GateCheck.State
            switch quantile?.difference {
            case .interval(let interval) where interval.upper <= Double(budget.most): state = .met
            case .interval(let interval) where interval.lower > Double(budget.most): state = .failed
            default: state = .open
            }
            return GateCheck(
                .latency(kind: kind, quantile: budget.quantile),
                .shift(
                    quantile?.difference, agreed: budget.most, used: quantile?.sampled ?? 0, orders: leg?.orders ?? 0),
                state)
        } + scope.kinds.compactMap { lateness($0, partner) }
    }
}
