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
            let event = plan.journey.events[first.event].name
            return answer("Nobody can tell.", ["No order got as far as \"\(event)\"."], nil, nil, trouble: true, [])
        }
        if let release = findings.release, let culprit = release.culprit {
            let own = isOwn(culprit.system)
            return answer(
                own ? "No partner, but \(label(culprit.system)) itself." : "\(label(culprit.system)).",
                words(culprit, release), release, culprit.perOrder, trouble: true, systems(release))
        }
        if let dispatch = findings.dispatch, let culprit = dispatch.culprit {
            let name = label(culprit.system)
            if findings.release == nil {
                return answer(
                    isOwn(culprit.system) ? "No partner, but \(name) itself." : "\(name).", words(culprit, dispatch),
                    dispatch, culprit.perOrder, trouble: true, systems(dispatch))
            }
            return answer(
                isOwn(culprit.system) ? "No partner; \(name) itself, after release." : "\(name), after release.",
                ["Orders are released in time; they are held up on the way to \"\(promised)\"."]
                    + words(culprit, dispatch),
                dispatch, culprit.perOrder, trouble: true, systems(dispatch))
        }
        let quiet = paths.first { $0.orders > 0 } ?? first
        let lost = quiet.lostPerOrder < .millisecond ? "next to nothing" : Figures.duration(quiet.lostPerOrder)
        return answer(
            "None.",
            [
                "On the way to \"\(plan.journey.events[quiet.event].name)\" an order lost \(lost) on average; its calls take \(Figures.duration(quiet.neededPerOrder)) anyway.",
                little,
            ], quiet, quiet.lostPerOrder < .millisecond ? nil : quiet.lostPerOrder, trouble: false, systems(quiet))
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
        var sentences = [reason(culprit)]
        if let queue = culprit.queue {
            sentences.append(
                "Most of that time was spent waiting in \(label(queue: queue)), \(isRetrying(queue) ? "where messages it failed are put back to try again" : "whose workers it keeps busy")."
            )
        }
        sentences.append(
            "It accounts for \(Figures.roughPercent(culprit.share)) of the time orders lost on the way to \"\(plan.journey.events[path.event].name)\"\(path == findings.release ? "" : ", warehouse work apart")."
        )
        if let next = next(path, after: culprit.system) { sentences.append(next) }
        return sentences
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
        let share = path.losses.filter { $0.system == next.system }.reduce(0) { $0 + $1.share }
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

    private func reason(_ culprit: DegradationFinding.Culprit) -> String {
        let since = culprit.since.map { " from \(clock.moment($0)) on" } ?? ""
        switch culprit.reason {
        case .rateLimited:
            let refused = "\(Figures.roughPercent(culprit.rateLimited)) of the attempts on it were answered 429"
            guard let limiter = culprit.limiter else { return "It refuses\(since): \(refused)." }
            let stated = plan.limiters[limiter].documented
            return
                "Its \(words(limiter: limiter))\(stated.isEmpty ? "" : " (\(stated))") binds\(since); \(refused).\(effective(limiter))"
        case .timeout:
            return
                "It leaves calls without an answer\(since): \(Figures.roughPercent(culprit.timedOut)) of the attempts on it timed out."
        case .errors:
            return "It fails\(since): \(Figures.roughPercent(culprit.failed)) of the attempts on it ended in an error."
        case .shed: return "Its lines are full\(since): it turned requests away."
        case .slow: return "It answers slower than in its quiet hours."
        case .workers: return "Its workers are too few for the load\(since)."
        case .closed: return "Work waits for it while nobody is on duty."
        case .contention: return "Its transactions collide on hot rows and run again."
        case .throttled: return "It holds its own calls back, by its pace or its limit on calls in flight."
        }
    }
}
