/// What a scenario says of the wire: which systems are reached over HTTP, and what may be done to whom.
public struct WirePlan: Sendable, Codable, Hashable {
    /// Hosts other than this machine that a run may reach, if the command line names them too.
    public var targets: [TargetPlan]
    /// What references of synthetic orders begin with, so that they can be found and removed.
    public var mark: String
    /// Schedule lag at p99 from which on a run is invalid: the generator, not the landscape, was slow.
    public var lagTolerance: Nanoseconds
    /// Systems that are served or real.
    public var endpoints: [EndpointPlan]
    /// Where webhooks come in; nil: they do not.
    public var inbox: InboxPlan?

    /// Nothing on the wire.
    public init() {
        targets = []
        mark = WirePlan.usualMark
        lagTolerance = 100 * .millisecond
        endpoints = []
        inbox = nil
    }

    /// What references begin with if a scenario says nothing.
    public static let usualMark = "REHEARSE"

    /// The endpoint of a system.
    public func endpoint(of system: SystemID) -> EndpointPlan? { endpoints.first { $0.system == system } }
}

/// A host that a scenario allows a run to reach, and how much of it.
public struct TargetPlan: Sendable, Codable, Hashable {
    /// Its name, without scheme and port.
    public var host: String
    /// Requests a second at most.
    public var perSecond: Double
    /// Requests in all at most.
    public var total: Int64

    /// A target.
    public init(host: String, perSecond: Double, total: Int64) {
        self.host = host
        self.perSecond = perSecond
        self.total = total
    }
}
