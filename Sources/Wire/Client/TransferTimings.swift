public import Kernel

/// When the parts of a transfer happened. Moments are nanoseconds of `MonotonicClock`; lengths are libcurl's, counted from
/// `started` to the microsecond, and 0 where that part did not happen (a reused connection has no look-up). Where redirects were
/// followed the lengths are those of the last request.
public struct TransferTimings: Sendable, Hashable {
    /// When `send` took it.
    public var accepted: Int64 = 0
    /// When libcurl was given it; what lies between is the wait in the client.
    public var started: Int64 = 0
    /// When its request began to be written, the connection being ready; 0 if that never was.
    public var sent: Int64 = 0
    /// When it ended.
    public var finished: Int64 = 0
    /// Until the name was known.
    public var nameLookup: Nanoseconds = 0
    /// Until the connection stood.
    public var connect: Nanoseconds = 0
    /// Until TLS was agreed on.
    public var tls: Nanoseconds = 0
    /// Until the first byte of the answer.
    public var firstByte: Nanoseconds = 0
    /// Until the end.
    public var total: Nanoseconds = 0

    /// Time spent in the client before libcurl was given it.
    public var queued: Nanoseconds { started == 0 ? finished - accepted : started - accepted }
}
