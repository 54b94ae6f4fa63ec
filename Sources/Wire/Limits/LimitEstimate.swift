public import Kernel

/// What a partner's limit seems to be, from what it let through and what it refused.
public struct LimitEstimate: Sendable, Hashable, CustomStringConvertible {
    /// A limit with its parameters.
    public enum Model: Sendable, Hashable, CustomStringConvertible {
        /// Refills at `rate` a second up to `burst`; full at the first request.
        case tokenBucket(rate: Double, burst: Double)
        /// `count` in each window of `period`, windows side by side.
        case fixedWindow(count: Int, period: Nanoseconds)
        /// `count` in any window of `period`.
        case slidingWindow(count: Int, period: Nanoseconds)

        /// For people: "10.0/s, burst 20".
        public var description: String {
            switch self {
            case .tokenBucket(let rate, let burst):
                "\(LimitEstimate.short(rate))/s, burst \(LimitEstimate.short(burst))"
            case .fixedWindow(let count, let period): "\(count) in each \(LimitEstimate.seconds(period))"
            case .slidingWindow(let count, let period): "\(count) in any \(LimitEstimate.seconds(period))"
            }
        }

        /// What it allows in the long run, in requests a second.
        public var sustained: Double {
            switch self {
            case .tokenBucket(let rate, _): rate
            case .fixedWindow(let count, let period), .slidingWindow(let count, let period):
                Double(count) * Double(Nanoseconds.second) / Double(max(1, period))
            }
        }
    }

    /// What could be found.
    public enum Finding: Sendable, Hashable {
        /// One model explains the decisions, and clearly better than the others.
        case identified(Model)
        /// These explain them, or none well enough: the best first.
        case notIdentified([Model])
        /// Nothing was refused: the limit, if there is one, lies above what was sent.
        case notReached
        /// Too little was refused, or let through again after it, to tell.
        case tooFew
    }

    /// What could be found.
    public var finding: Finding
    /// The share of decisions that the best model explains, what was let through and what was refused weighing the
    /// same: 1 all, 0.5 no better than a coin. 0 where nothing was fitted.
    public var confidence: Double
    /// For a token bucket: rates that explain the decisions about as well, in requests a second.
    public var rateRange: ClosedRange<Double>?
    /// Requests let through.
    public var admitted: Int
    /// Requests refused.
    public var refused: Int
    /// From the first request to the last.
    public var span: Nanoseconds

    /// Requests let through a second over the whole time: what was had in practice, whatever the model.
    public var admittedRate: Double { span > 0 ? Double(admitted) * Double(Nanoseconds.second) / Double(span) : 0 }

    /// For people, without the evidence: "10.0/s, burst 20".
    public var words: String {
        switch finding {
        case .identified(let model): "\(model)"
        case .notIdentified(let models):
            "not identified; nearest \(models.map(\.description).joined(separator: ", or "))"
        case .notReached: "not reached: above \(LimitEstimate.short(admittedRate))/s"
        case .tooFew: "not identified: too few refusals, or too little after them"
        }
    }

    /// For people, with the evidence: one line.
    public var description: String {
        let seen = "\(admitted) let through, \(refused) refused in \(LimitEstimate.seconds(span))"
        return switch finding {
        case .identified, .notIdentified: "\(words) (explains \(LimitEstimate.percent(confidence)); \(seen))"
        case .notReached, .tooFew: "\(words) (\(seen))"
        }
    }

    /// Three digits, as far as they say something.
    static func short(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
        var scale = 1.0
        while value.magnitude * scale < 100, scale < 1e6 { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
    }

    static func seconds(_ span: Nanoseconds) -> String {
        "\(short(Double(span) / Double(Nanoseconds.second))) s"
    }

    private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
