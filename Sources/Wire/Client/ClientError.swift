/// Why a client or an endpoint cannot be set up.
public struct ClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// For people: where, what was expected, what was found and what to do.
    public let description: String

    /// An error.
    public init(_ description: String) { self.description = description }
}
