internal import Kernel
internal import NIOCore

/// A request that came to a served system, or the news that whoever asked has gone.
struct ServedArrival: Sendable {
    /// The admin endpoint.
    static let admin = -2
    /// The port of all systems, told apart by the first part of the path.
    static let byPath = -3

    /// What came.
    enum Content: Sendable {
        /// A request.
        case request(WireRequest)
        /// The connection of an unanswered request was closed.
        case gone
    }

    /// Which system's port it came to, or one of those below.
    var system: Int
    /// The connection, to answer on.
    var connection: ServedConnection
    /// The request's number on its connection.
    var serial: Int
    /// When it was complete, by `MonotonicClock`.
    var at: Int64
    /// What came.
    var content: Content
}
