internal import Kernel
internal import NIOCore

/// A request that came to a served system, or the news that whoever asked has gone.
struct ServedArrival: Sendable {
    /// What came.
    enum Content: Sendable {
        /// A request.
        case request(WireRequest)
        /// The connection of an unanswered request was closed.
        case gone
    }

    /// Which system's port it came to; -1: the inbox.
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
