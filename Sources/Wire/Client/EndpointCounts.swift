/// What an endpoint's transfers came to.
public struct EndpointCounts: Sendable, Hashable {
    /// Requests handed to libcurl.
    public var sent = 0
    /// Those answered, whatever the status.
    public var answered = 0
    /// Those that failed or were cancelled after being handed to libcurl.
    public var failed = 0
    /// Requests refused because the limits had no place.
    public var refused = 0
    /// Requests that had to wait in line.
    public var waited = 0
    /// Connections opened.
    public var opened = 0
    /// Connections open now.
    public var open = 0

    /// Nothing yet.
    public init() {}
}
