public import Kernel

/// An Odoo that one side of a comparison is read from.
public struct OdooSource: Sendable, Hashable {
    /// How it is reached: URL, protocol, database, and secrets by reference.
    public var endpoint: EndpointPlan
    /// Orders created from then on, nanoseconds since 1970; nil: all.
    public var from: Instant?
    /// Orders created before; nil: all.
    public var until: Instant?
    /// How customers' references of the orders begin; nil: any.
    public var references: String?
    /// Name of a tag on the orders; nil: any.
    public var tag: String?
    /// Kinds of events that are not read.
    public var leftOut: Set<String>
    /// Whether stock moves are read as well.
    public var hasMoves: Bool
    /// Orders in one answer.
    public var page: Int
    /// Requests a second at most.
    public var perSecond: Double
    /// Requests in all at most.
    public var total: Int64

    /// The host, without scheme and port.
    public var host: String {
        let authority = (endpoint.url ?? "").drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" }
        if authority.first == "[" { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }
}
