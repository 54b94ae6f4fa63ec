public import Kernel

/// What a served system's protocol makes of a request.
public enum Recognition: Sendable, Hashable {
    /// A business operation: the model runs it, then the protocol answers.
    case operation(ServedCall)
    /// Answered at once, without the model: log-ins, look-ups, what cannot be understood.
    case immediate(WireResponse)
}

/// A business operation asked of a served system.
public struct ServedCall: Sendable, Hashable {
    /// The operation, by the name that presets give it.
    public var operation: String
    /// The order's reference, if the request names one.
    public var reference: String?
    /// Lines, if the request says: they decide how long the work takes.
    public var lines: Int?
    /// Units, if the request says.
    public var units: Int?
    /// Weight in grams, if the request says.
    public var grams: Int?
    /// What the protocol needs for its answer.
    public var details: Facts

    /// A call.
    public init(
        _ operation: String, reference: String? = nil, lines: Int? = nil, units: Int? = nil, grams: Int? = nil,
        details: Facts = [:]
    ) {
        self.operation = operation
        self.reference = reference
        self.lines = lines
        self.units = units
        self.grams = grams
        self.details = details
    }
}

/// How the model says that an operation went.
public struct ServedVerdict: Sendable, Hashable {
    /// The class of the outcome.
    public var outcome: Outcome
    /// Seconds after which the caller may come back, where the limit tells; nil: it does not.
    public var retryAfter: Double?
    /// The wall clock, as seconds since 1970, for dates in answers.
    public var now: Double

    /// A verdict.
    public init(_ outcome: Outcome, retryAfter: Double? = nil, now: Double = 0) {
        self.outcome = outcome
        self.retryAfter = retryAfter
        self.now = now
    }
}
