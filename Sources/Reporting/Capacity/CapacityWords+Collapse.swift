import Analysis
import Kernel

extension CapacityWords {
    /// "odoo workers".
    func workers(_ pool: PoolID) -> String { Resource.workers(pool).name(in: plan) }

    /// A length in seconds: "0.8 s", "2 min".
    static func seconds(_ seconds: Double) -> String { Figures.duration(Nanoseconds((seconds * 1e9).rounded())) }

    /// How long a freeze may last.
    func freeze(_ tipping: StumbleFinding.Tipping) -> String {
        switch tipping {
        case .between(let heals, let trips):
            "\(CapacityWords.seconds(trips)); \(CapacityWords.seconds(heals)) heals"
        case .never(let longest): "none up to \(CapacityWords.seconds(longest))"
        case .always(let shortest): "\(CapacityWords.seconds(shortest)) already"
        }
    }

    /// How deep a dip may be.
    func dip(_ stumble: StumbleFinding) -> String {
        guard let dip = stumble.dip, let length = stumble.length else { return "-" }
        let time = CapacityWords.seconds(length)
        return switch dip {
        case .between(_, let trips): "to \(Figures.percent(1 - trips, digits: 0)) for \(time)"
        case .never: "none for \(time)"
        case .always(let share): "to \(Figures.percent(1 - share, digits: 0)) for \(time) already"
        }
    }

    /// A cure in words.
    static func cure(_ kind: Cure.Kind) -> String {
        switch kind {
        case .noRetries: "no retries"
        case .retryBudget(let ratio): "retry budget of \(Figures.percent(ratio, digits: 0))"
        case .breaker(let share): "circuit breaker at \(Figures.percent(share, digits: 0)) failures"
        case .queueBound(let bound): "\(Figures.count(Int64(bound))) waiting at most"
        case .lifo: "last come, first served"
        case .dropExpired: "requests dropped whose caller has given up"
        case .loadShedding(let bound): "load shed beyond \(Figures.count(Int64(bound))) requests under way"
        }
    }

    /// Whether a stumble can become a collapse, in a sentence; nil: not known, or nothing is tried twice.
    var collapse: String? {
        guard let collapse = findings.collapse else { return nil }
        guard let worst = collapse.stumbles.first(where: { $0.freeze.trips != nil }), let trips = worst.freeze.trips
        else {
            guard let first = collapse.stumbles.first else {
                return collapse.pressures.isEmpty
                    ? nil : "nothing that is tried twice leads to workers whose callers give up."
            }
            guard case .never(let longest) = first.freeze else { return nil }
            return
                "no freeze of \(workers(first.pool)) up to \(CapacityWords.seconds(longest)) turns into a collapse at "
                + "\(amount(collapse.factor ?? 1, .hour)); \(recovery(first.healed))."
        }
        var sentence =
            "at \(amount(collapse.factor ?? 1, .hour)) a freeze of \(workers(worst.pool)) of \(CapacityWords.seconds(trips)) turns into "
            + "a collapse that does not end by itself"
        let cures = worst.cures.filter(\.reading.isHealed)
        if let best = cures.first {
            sentence += "; \(CapacityWords.cure(best.kind)) would heal it"
            if cures.count > 1 { sentence += ", \(cures.count - 1) other cures as well" }
        } else if !worst.cures.isEmpty {
            sentence += "; none of \(worst.cures.count) cures alone would heal it"
        }
        return sentence + "."
    }

    private func recovery(_ reading: StumbleReading?) -> String {
        reading?.recovery.map { "calls go well again within \(Figures.duration($0))" } ?? "it recovers"
    }
}
