import Analysis
import Kernel

extension AnswerWords {
    /// Which partner degrades order release?
    var partner: ReportStory.Answer {
        let question = "Which partner degrades order release?"
        func answer(
            _ short: String, _ more: [String], _ figure: DegradationFinding?, _ loss: Nanoseconds?, trouble: Bool,
            _ systems: [SystemID]
        ) -> ReportStory.Answer {
            let name = figure.map {
                "lost per order on the way to \"\(plan.journey.events[$0.event].name)\", on average"
            }
            return ReportStory.Answer(
                key: "partner", question: question, short: short, more: paragraph(more),
                figure: loss.map { Figures.duration($0) }, figureName: name ?? "", isTrouble: trouble,
                beside: .partners(systems))
        }
        let paths = [findings.release, findings.dispatch].compactMap { $0 }
        guard let first = paths.first else {
            return answer(
                "Nobody can tell.", ["The journey has neither an event of release nor a promised one."], nil, nil,
                trouble: false, [])
        }
        guard paths.contains(where: { $0.orders > 0 }) else {
            let none = "No order got as far as \"\(plan.journey.events[first.event].name)\"."
            guard let worst = findings.outages.first else {
                return answer("Nobody can tell.", [none], nil, nil, trouble: true, [])
            }
            return answer(
                isOwn(worst.system) ? "No partner, but \(label(worst.system)) itself." : "\(label(worst.system)).",
                [none] + outages(besides: []), nil, nil, trouble: true, findings.outages.prefix(3).map(\.system))
        }
        if let release = findings.release, let culprit = release.culprit {
            return answer(
                isOwn(culprit.system)
                    ? "No partner, but \(label(culprit.system)) itself." : "\(names(named(culprit, release))).",
                words(culprit, release), release, culprit.perOrder, trouble: true, systems(release))
        }
        if let dispatch = findings.dispatch, let culprit = dispatch.culprit {
            let name = names(named(culprit, dispatch))
            if findings.release == nil {
                return answer(
                    isOwn(culprit.system) ? "No partner, but \(name) itself." : "\(name).", words(culprit, dispatch),
                    dispatch, culprit.perOrder, trouble: true, systems(dispatch))
            }
            return answer(
                isOwn(culprit.system) ? "No partner; \(name) itself, after release." : "\(name), after release.",
                words(culprit, dispatch).prefix(1)
                    + ["Orders are released in time; they are held up on the way to \"\(promised)\"."]
                    + words(culprit, dispatch).dropFirst(),
                dispatch, culprit.perOrder, trouble: true, systems(dispatch))
        }
        let quiet = paths.first { $0.orders > 0 } ?? first
        let lost = quiet.lostPerOrder < .millisecond ? "next to nothing" : Figures.duration(quiet.lostPerOrder)
        let out = findings.outages.filter { $0.shareOfRun >= OutageFinding.mainShare }.prefix(3).map(\.system)
        return answer(
            out.isEmpty ? "None." : "None, though \(names(out)) failed.",
            outages(besides: findings.outages.map(\.system).filter { !out.contains($0) }) + [
                "On the way to \"\(plan.journey.events[quiet.event].name)\" an order lost \(lost) on average; its calls take \(Figures.duration(quiet.neededPerOrder)) anyway.",
                little,
            ] + outages(besides: out), quiet, quiet.lostPerOrder < .millisecond ? nil : quiet.lostPerOrder,
            trouble: !out.isEmpty,
            out.isEmpty ? systems(quiet) : out)
    }

    /// The partners to name together: the culprit, and whoever costs about as much.
    private func named(_ culprit: DegradationFinding.Culprit, _ path: DegradationFinding) -> [SystemID] {
        guard !isOwn(culprit.system) else { return [culprit.system] }
        var others: [SystemID] = []
        for loss in path.losses where loss.system != culprit.system && !others.contains(loss.system) {
            let share = share(of: loss.system, path)
            if !isOwn(loss.system), share >= 0.2, share >= 0.6 * culprit.share { others.append(loss.system) }
        }
        return [culprit.system] + others
    }

    /// The share of the time lost on a way that a system accounts for.
    private func share(of system: SystemID, _ path: DegradationFinding) -> Double {
        path.losses.filter { $0.system == system }.reduce(0) { $0 + $1.share }
    }

    /// Systems that failed most of their calls for a while, even where nobody lost time by it.
    private func outages(besides told: [SystemID]) -> [String] {
        findings.outages.filter { !told.contains($0.system) }.prefix(3).map { outage in
            let carrier = plan.systems[outage.system].role == .carrier
            let refused = outage.outcome == .rateLimited || outage.outcome == .shed
            let many =
                outage.failed >= outage.calls
                ? "all of" : "\(Figures.roughPercent(Double(outage.failed) / Double(max(1, outage.calls)))) of"
            let moved =
                outage.movedOn == 0 || outage.isWithoutSubstitute
                ? ""
                : "; \(outage.movedOn >= outage.failed ? "all of them" : Figures.count(outage.movedOn)) went on to another \(carrier ? "carrier" : "system")"
            return
                "\(label(outage.system)) \(refused ? "refused" : "failed") \(many) \(Figures.count(outage.calls, of: "call"))\(when(outage.trouble)) (\(words(outage.outcome)))\(moved)."
        }
    }

    /// Where the little that is lost comes from, when nobody loses enough to be named.
    private var little: String {
        let paths = [findings.dispatch, findings.release].compactMap { $0 }
        guard let path = paths.first(where: { $0.lostPerOrder >= 10 * .millisecond }), let most = path.losses.first
        else {
            return ""
        }
        return
            "On the way to \"\(plan.journey.events[path.event].name)\" most is lost because of \(label(most.system)) (\(cause(most.reason))): \(Figures.duration(Nanoseconds(most.time / Double(max(1, path.orders))))) an order."
    }

    /// Systems of one's own house, as against partners.
    private func isOwn(_ system: SystemID) -> Bool {
        switch plan.systems[system].role {
        case .gateway, .middleware, .broker, .erp, .warehouse, .desk: true
        case .channel, .transport, .carrier, .marketplace, .customs, .edi, .finance, .crm, .other: false
        }
    }

    /// The systems that cost most, for the chart beside.
    private func systems(_ path: DegradationFinding) -> [SystemID] {
        var found: [SystemID] = []
        for loss in path.losses where !found.contains(loss.system) {
            let isCalled = plan.links.contains { $0.callee == loss.system }
            if isCalled && loss.share >= 0.02 { found.append(loss.system) }
        }
        return Array(found.prefix(3))
    }

    private func words(_ culprit: DegradationFinding.Culprit, _ path: DegradationFinding) -> [String] {
        let named = named(culprit, path)
        let subject = named.count > 1 ? label(culprit.system) : "It"
        var sentences = [reason(culprit, subject)]
        let others = outages(besides: [culprit.system])
        if named.count > 1 { sentences += others }
        if let queue = culprit.queue {
            sentences.append(
                "Most of that time was spent waiting in \(label(queue: queue)), \(waiting(queue))."
            )
        }
        let way =
            "of the time orders lost on the way to \"\(plan.journey.events[path.event].name)\"\(path == findings.release ? "" : ", warehouse work apart")."
        guard named.count == 1 else {
            let shares = named.enumerated().map { k, system in
                (k == 0 ? "" : "\(label(system)) for ") + Figures.roughPercent(share(of: system, path))
            }.joined(separator: ", ")
            sentences.append("\(label(culprit.system)) accounts for \(shares) \(way)")
            return sentences
        }
        sentences.append("It accounts for \(Figures.roughPercent(culprit.share)) \(way)")
        if let next = next(path, after: culprit.system) { sentences.append(next) }
        sentences += others
        return sentences
    }

    /// Why orders wait in a queue because of somebody else.
    private func waiting(_ queue: QueueID) -> String {
        if plan.systems[plan.queues[queue].system].role == .desk { return "where orders that failed are put aside" }
        return isRetrying(queue) ? "where messages it failed are put back to try again" : "whose workers it keeps busy"
    }

    /// Whether messages of a queue are put back often, rather than wait for its workers.
    private func isRetrying(_ queue: QueueID) -> Bool {
        findings.redeliveries.contains { $0.queue == queue && $0.redelivered * 10 > $0.taken }
    }

    /// What a limit let pass while it bound, where that is well below its documented figure.
    private func effective(_ limiter: LimiterID) -> String {
        let finding = findings.limiters[limiter]
        guard let passed = finding.effectivePerHour, let documented = finding.documentedPerHour,
            passed < 0.9 * documented
        else { return "" }
        let unit = documented >= 6_000 ? 60.0 : 1
        let word = unit > 1 ? "a minute" : "an hour"
        return
            " While it bound it let \(Figures.fixed(passed / unit, 0)) \(word) pass; documented are \(Figures.fixed(documented / unit, 0))."
    }

    private func next(_ path: DegradationFinding, after system: SystemID) -> String? {
        guard let next = path.losses.first(where: { $0.system != system }) else { return nil }
        let share = share(of: next.system, path)
        return share >= 0.15
            ? "Next: \(label(next.system)), \(Figures.roughPercent(share)) (\(cause(next.reason)))." : nil
    }

    /// A reason in a few words.
    func cause(_ reason: LossReason) -> String {
        switch reason {
        case .rateLimited: "rate limits"
        case .timeout: "no answer in time"
        case .errors: "failures"
        case .shed: "full lines"
        case .slow: "slow answers"
        case .workers: "too few workers"
        case .closed: "nobody on duty"
        case .contention: "hot rows"
        case .throttled: "held back by the caller"
        }
    }

    private func reason(_ culprit: DegradationFinding.Culprit, _ it: String) -> String {
        let its = it == "It" ? "Its" : it + "'s"
        let when = when(culprit.trouble)
        let kept =
            culprit.kept > 0 ? " An open breaker kept \(Figures.count(culprit.kept, of: "call")) from it." : ""
        switch culprit.reason {
        case .rateLimited:
            let refused = "\(Figures.roughPercent(culprit.rateLimited)) of the attempts on it were answered 429"
            guard let limiter = culprit.limiter else { return "\(it) refuses\(when): \(refused).\(kept)" }
            let stated = plan.limiters[limiter].documented
            // Of what came under this limit alone: what else is asked of the system would dilute it.
            let share = findings.limiters[limiter].refusedShare
            return
                "\(its) \(words(limiter: limiter))\(stated.isEmpty ? "" : " (\(stated))") binds\(when); \(Figures.roughPercent(share)) of the requests under it were answered 429.\(effective(limiter))\(kept)"
        case .timeout:
            return
                "\(it) leaves calls without an answer\(when): \(Figures.roughPercent(culprit.timedOut)) of the attempts on it timed out.\(kept)"
        case .errors:
            return
                "\(it) fails\(when): \(Figures.roughPercent(culprit.failed)) of the attempts on it ended in an error.\(kept)"
        case .shed: return "\(its) lines are full\(when): it turned requests away.\(kept)"
        case .slow: return "\(it) answers slower than in its quiet hours."
        case .workers: return "\(its) workers are too few for the load\(when)."
        case .closed: return "Work waits for it while nobody is on duty."
        case .contention: return "\(its) transactions collide on hot rows and run again."
        case .throttled: return "\(it) holds its own calls back, by its pace or its limit on calls in flight."
        }
    }
}
