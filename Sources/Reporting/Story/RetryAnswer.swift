import Analysis
import Kernel

extension AnswerWords {
    /// Attempts per call from which on retries count as piling up.
    private static let pilingUp = 1.05
    /// Messages put back, by messages taken, from which on they do.
    private static let pilingBack = 0.1

    /// Where do retries pile up?
    var retries: ReportStory.Answer {
        let links = findings.retries.filter { $0.extra > 0 }
        func answer(
            _ short: String, _ more: [String], figure: String? = nil, name: String = "", trouble: Bool = false
        ) -> ReportStory.Answer {
            ReportStory.Answer(
                key: "retries", question: "Where do retries pile up?", short: short, more: paragraph(more),
                figure: figure, figureName: name, isTrouble: trouble,
                beside: .amplification(links.prefix(4).map(\.link)))
        }
        guard !findings.retries.isEmpty else { return answer("Nobody can tell.", ["No call was made."]) }
        let most = links.first { ($0.amplification ?? 0) >= AnswerWords.pilingUp } ?? links.first
        if (most?.amplification ?? 0) < AnswerWords.pilingUp, let queue = findings.redeliveries.first,
            Double(queue.redelivered) >= AnswerWords.pilingBack * Double(queue.taken)
        {
            return answer(
                "In \(label(queue: queue.queue)).", [putBack(queue), few(most), kept],
                figure: Figures.count(queue.redelivered),
                name: "times a message was put back, \(label(queue: queue.queue))", trouble: true)
        }
        guard let most else {
            return answer("Nowhere.", ["Nothing was tried twice.", redelivered])
        }
        let ratio = most.amplification ?? 0
        let link = label(link: most.link)
        let name = "attempts per call, \(link)"
        guard ratio >= AnswerWords.pilingUp else {
            return answer(
                "Nowhere to speak of.",
                [few(most), redelivered, kept], figure: Figures.fixed(ratio, 2), name: name)
        }
        return answer(
            "\(link).",
            [causes(most), worst(most), compounded(most), hidden(most), redelivered, kept],
            figure: Figures.fixed(ratio, 2),
            name: name, trouble: true)
    }

    private func few(_ link: RetryFinding?) -> String {
        guard let link else { return "" }
        return
            "Most on \(label(link: link.link)): \(Figures.count(link.extra, of: "extra attempt")) for \(Figures.count(link.calls, of: "call"))."
    }

    /// Calls that never became an attempt.
    private var kept: String {
        guard let most = findings.retries.max(by: { ($0.refusedByBreaker, $1.link) < ($1.refusedByBreaker, $0.link) }),
            most.refusedByBreaker > 0
        else { return "" }
        return
            "The breaker of \(label(link: most.link)) opened \(Figures.count(most.breakerOpened, of: "time")) and refused \(Figures.count(most.refusedByBreaker, of: "call"))."
    }

    private func causes(_ link: RetryFinding) -> String {
        let start = "\(Figures.fixed(link.amplification ?? 0, 2)) attempts a call"
        guard let cause = link.causes.first, link.extra > 0 else { return start + "." }
        let share = Double(cause.attempts) / Double(link.extra)
        let of = share >= 1 ? "all extra ones" : "\(Figures.roughPercent(share)) of the extra ones"
        return "\(start), \(of) caused by \(words(cause.outcome))."
    }

    /// An outcome as a cause.
    func words(_ outcome: Outcome) -> String {
        switch outcome {
        case .ok: "answers"
        case .businessError: "a business “no”"
        case .rateLimited: "429"
        case .timeout: "timeouts"
        case .connection: "broken connections"
        case .serverError: "server errors"
        case .breakerOpen: "an open breaker"
        case .shed: "full lines"
        }
    }

    private func worst(_ link: RetryFinding) -> String {
        guard let worst = link.worst, worst.value > (link.amplification ?? 0) * 1.1 else { return "" }
        return "Worst \(clock.stretch(worst.span.start, worst.span.end)): \(Figures.fixed(worst.value, 2))."
    }

    private func compounded(_ link: RetryFinding) -> String {
        guard let compounded = link.compounded, let own = link.amplification, compounded > own * 1.1 else { return "" }
        return
            "With what fallbacks and messages taken anew add along the way, one call first wanted became \(Figures.fixed(compounded, 2)) attempts."
    }

    private func hidden(_ link: RetryFinding) -> String {
        let callee = label(plan.links[link.link].callee)
        var words = "\(Figures.roughPercent(link.hiddenShare)) of what reached \(callee) were retries"
        if link.wasted > 0 {
            words += ", and \(Figures.count(link.wasted, of: "answer")) came when nobody waited any more"
        }
        return words + "."
    }

    private var redelivered: String {
        guard let most = findings.redeliveries.first, most.taken > 0,
            Double(most.redelivered) >= 0.01 * Double(most.taken)
        else { return "" }
        return putBack(most)
    }

    private func putBack(_ queue: RedeliveryFinding) -> String {
        let dead = queue.dead > 0 ? " and gave \(Figures.count(queue.dead)) up" : ""
        return "\(label(queue: queue.queue)) put messages back \(Figures.count(queue.redelivered, of: "time"))\(dead)."
    }
}
