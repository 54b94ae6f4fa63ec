public import Kernel

/// A kind of business event, and what both sides agreed about it.
public struct EventKind: Sendable, Codable, Hashable {
    /// Its name ("shipment").
    public var name: String
    /// What it is in the life of an order.
    public var role: EventRole
    /// Times that differ by no more are the same.
    public var sameWithin: Nanoseconds
    /// The new side may be later by so much; nil: by any time.
    public var lateAfter: Nanoseconds?
    /// An event is missing when the other side has had it for so long.
    public var wait: Nanoseconds
    /// Whether one event may be several on the other side that come to the same quantities.
    public var maySplit: Bool
    /// Whether one document may be of several orders, as a consolidated invoice is: told under each of them.
    public var spansOrders: Bool

    /// A kind.
    public init(
        name: String, role: EventRole, sameWithin: Nanoseconds = .second, lateAfter: Nanoseconds? = nil,
        wait: Nanoseconds = .hour, maySplit: Bool = false, spansOrders: Bool = false
    ) {
        self.name = name
        self.role = role
        self.sameWithin = sameWithin
        self.lateAfter = lateAfter
        self.wait = wait
        self.maySplit = maySplit
        self.spansOrders = spansOrders
    }
}
