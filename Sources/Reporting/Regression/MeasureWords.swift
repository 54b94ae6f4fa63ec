import Analysis
import Kernel

/// Puts measures and their figures into words.
enum MeasureWords {
    /// `journey p99`, `middleware → ups: attempts a call`.
    static func name(_ measure: Measure) -> String {
        let subject = subject(measure.subject)
        switch measure.kind {
        case .quantile(let q): return "\(subject), p\(Figures.trimmed(q * 100, 3))"
        case .failedCalls: return "\(subject): calls failed"
        case .outcome(let outcome): return "\(subject): attempts \(outcome.words)"
        case .amplification: return "\(subject): attempts a call"
        case .duplicates: return "\(subject): effects done twice, a call"
        case .redeliveries: return "\(subject): put back, a message"
        case .deadLetters: return "\(subject): messages given up"
        case .ending(let ending):
            switch ending {
            case .completed: return "orders completed"
            case .failed: return "orders failed"
            case .cancelled: return "orders cancelled"
            }
        case .parked: return "put aside as exceptions, an order"
        case .throughput: return "orders done an hour"
        case .missedCutoff: return "orders that missed their cut-off"
        case .peak: return "\(subject): the most there were"
        case .drained: return "\(subject): worked off after"
        }
    }

    /// What is measured, without which figure of it.
    static func subject(_ subject: Measure.Subject) -> String {
        switch subject {
        case .journey: "whole journey"
        case .leg(let name), .calls(let name), .link(let name): name
        case .queue(let name): "queue \(name)"
        case .orders: "orders"
        case .stock(let name): name ?? "orders on their way to the promised event"
        }
    }

    /// A figure of a measure.
    static func value(_ value: Double?, _ unit: Measure.Unit) -> String {
        guard let value else { return "never" }
        switch unit {
        case .time: return Figures.duration(time(value))
        case .share: return Figures.percent(value)
        case .ratio: return Figures.trimmed(value, 3)
        case .perHour, .pieces: return Figures.fixed(value, value.magnitude < 10 ? 1 : 0)
        }
    }

    /// A difference with its sign: `+118 ms`, `-0.3 points`.
    static func difference(_ value: Double, _ unit: Measure.Unit) -> String {
        guard value.isFinite else { return "open" }
        let sign = value > 0 ? "+" : value < 0 ? "-" : "±"
        let size = value.magnitude
        switch unit {
        case .time: return sign + Figures.duration(time(size))
        case .share: return sign + Figures.trimmed(size * 100, size < 0.001 ? 3 : 2) + " points"
        case .ratio: return sign + Figures.trimmed(size, 3)
        case .perHour, .pieces: return sign + Figures.fixed(size, size < 10 ? 1 : 0)
        }
    }

    /// A difference, and what part of the first figure it is: `+118 ms (+28.6 %)`.
    static func shift(_ verdict: MeasureVerdict) -> String {
        guard let difference = verdict.difference else { return "-" }
        let words = self.difference(difference, verdict.measure.unit)
        guard let relative = verdict.relative else { return words }
        guard relative.magnitude < 10 else { return "\(words) (\(Figures.fixed(relative + 1, 0)) times as much)" }
        let sign = relative > 0 ? "+" : relative < 0 ? "-" : "±"
        return "\(words) (\(sign)\(Figures.trimmed(relative.magnitude * 100, 1)) %)"
    }

    /// `+66 ms to +176 ms`; an end that the samples do not reach is open.
    static func interval(_ verdict: MeasureVerdict) -> String {
        guard let interval = verdict.shift else { return "-" }
        let unit = verdict.measure.unit
        return "\(difference(interval.lower, unit)) to \(difference(interval.upper, unit))"
    }

    /// The verdict's arithmetic in a line: `95 %: +66 ms to +176 ms; 20.6 ms tolerated; p 0.0004`.
    static func brief(_ verdict: MeasureVerdict) -> String {
        var parts: [String] = []
        if let interval = verdict.shift {
            parts.append("\(Figures.trimmed(interval.level * 100, 2)) %: \(self.interval(verdict))")
        }
        parts.append(tolerance(verdict))
        parts.append(verdict.adjusted.map { "p \(probability($0))" } ?? "no chance between the runs")
        return parts.joined(separator: "; ")
    }

    /// A probability with two digits that mean something: `0.031`, `< 0.000001`.
    static func probability(_ p: Double?) -> String {
        guard let p, p.isFinite else { return "-" }
        if p < 0.000_001 { return "< 0.000001" }
        var digits = 2
        var scaled = p
        while scaled < 0.1, digits < 7 {
            scaled *= 10
            digits += 1
        }
        return Figures.trimmed(p, digits)
    }

    /// What the verdict rests on, with its arithmetic.
    static func reason(_ verdict: MeasureVerdict, _ settings: ComparisonSettings) -> String {
        let unit = verdict.measure.unit
        var parts: [String] = []
        if let difference = verdict.difference {
            let shown = self.difference(difference, unit)
            let sign = difference.magnitude > verdict.tolerance ? ">" : "≤"
            parts.append("\(shown) \(sign) \(tolerance(verdict))")
        }
        if let adjusted = verdict.adjusted {
            let sign = adjusted <= settings.falseAlarms ? "≤" : ">"
            parts.append(
                "p \(probability(verdict.pValue)), \(probability(adjusted)) among all tests \(sign) \(Figures.trimmed(settings.falseAlarms, 3))"
            )
        }
        switch verdict.basis {
        case .blocks(let count, let correlation, let areIndependent):
            let words = "\(count) blocks of the run, neighbours correlate by \(Figures.trimmed(correlation, 2))"
            parts.append(areIndependent ? words : words + ": counted as fewer")
        case .exact: parts.append("no chance lies between the runs")
        case .fewSamples, .fewIntervals: break
        case .runs: break
        case .single: parts.append("one figure a run: not judged where chance lies between the runs")
        }
        if let spread = verdict.spread {
            let size = MeasureWords.difference(spread.interval.halfWidth, unit).drop { $0 == "+" || $0 == "±" }
            parts.append(
                "\(spread.baseRuns) and \(spread.runRuns) runs\(spread.arePaired ? " in pairs" : "") differ by chance by ± \(size), p \(probability(spread.pValue))"
            )
        }
        if let needed = needed(verdict) { parts.append(needed) }
        return parts.joined(separator: "; ")
    }

    /// How many samples would tell, where there are too few; nil: there are enough, or nobody knows.
    static func needed(_ verdict: MeasureVerdict) -> String? {
        guard verdict.outcome == .unknown else { return nil }
        if case .fewIntervals(let count, let needed) = verdict.basis {
            return "in \(count) intervals of the recording, \(needed) are needed: a longer run would tell"
        }
        if verdict.needed == nil, verdict.spread != nil { return "more runs of each would tell" }
        let count = Figures.count(min(verdict.baseCount, verdict.runCount))
        return verdict.needed.map { "about \(Figures.count($0)) samples would tell, there are \(count)" }
    }

    private static func tolerance(_ verdict: MeasureVerdict) -> String {
        switch verdict.measure.unit {
        case .share: Figures.trimmed(verdict.tolerance * 100, 2) + " points tolerated"
        default: value(verdict.tolerance, verdict.measure.unit) + " tolerated"
        }
    }

    private static func time(_ value: Double) -> Nanoseconds { Nanoseconds(min(max(value, 0), 9e18)) }
}
