import Analysis
import Kernel

extension AnswerWords {
    /// What would have helped most, as an honest hint; nil if nothing stands out.
    var helped: String? {
        guard let help = findings.help else { return nil }
        let soFar = isStopped ? " so far" : ""
        let share = "(\(Figures.roughPercent(help.share)) of the time lost\(soFar))"
        switch help.measure {
        case .limit(let limiter, let factor):
            return
                "\(words(limiter: limiter)) of \(label(plan.limiters[limiter].system)) × \(rounded(factor)): so much was wanted of it in the busiest hour\(soFar) \(share)."
        case .workers(let pool, let factor):
            return
                "\(label(pool: pool)) × \(rounded(factor)): so many were needed to keep up in the hour in which most was left over\(soFar) \(share)."
        case .shifts(let pool):
            return "\(label(pool: pool)) on duty while work waited and nobody was there \(share)."
        case .health(let system, let reason):
            let names = names([system] + help.also)
            let words: String =
                switch reason {
                case .rateLimited:
                    "calls to \(label(system)) spread evenly: over its busiest hour its limit would have been enough"
                case .timeout: "answers of \(names) in time"
                case .errors: "\(names) without \(help.also.isEmpty ? "its" : "their") failures"
                case .slow: "\(names) as fast as in \(help.also.isEmpty ? "its" : "their") quiet hours"
                case .contention: "fewer collisions on hot rows at \(names)"
                case .throttled: "a wider pace, or more calls in flight, from \(names)"
                case .shed, .workers, .closed: "more workers at \(label(system))"
                }
            return "\(words) \(share)."
        }
    }

    /// A factor, up to the next tenth.
    private func rounded(_ factor: Double) -> String { Figures.trimmed((factor * 10).rounded(.up) / 10, 1) }
}
