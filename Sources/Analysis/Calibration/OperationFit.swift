public import Kernel

/// One operation as a run saw it.
public struct OperationFit: Sendable, Hashable {
    /// Which.
    public var operation: OperationID
    /// Its name.
    public var name: String
    /// Its system.
    public var system: SystemID
    /// How long it takes at a worker; nil: not identified.
    public var service: ServiceFit?
    /// The mean time at a worker that the scenario says, in ns; nil: it is made of several steps.
    public var modelled: Double?
    /// Why not; empty: it was.
    public var reason: String
    /// Attempts that were answered, refusals for a limit's sake not counted.
    public var answered: Int
    /// Of these, answered with an error of the server.
    public var serverErrors: Int
    /// Of these, refused by the business.
    public var businessErrors: Int
    /// Attempts whose caller gave up before an answer.
    public var timeouts: Int
    /// What is said besides.
    public var notes: [String]

    /// The share of answers that are errors of the server, with its 95 % interval; nil without any answer.
    public var serverErrorShare: ConfidenceInterval? { RateBound.share(serverErrors, of: answered) }
    /// The share of answers that refuse for the business's sake, with its 95 % interval.
    public var businessErrorShare: ConfidenceInterval? { RateBound.share(businessErrors, of: answered) }
}
