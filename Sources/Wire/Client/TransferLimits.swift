public import Kernel

/// Bounds of one transfer.
public struct TransferLimits: Sendable, Hashable {
    /// From being handed to the client until the last byte; libcurl counts it in whole milliseconds, rounded up.
    public var total: Nanoseconds
    /// For looking up the name, connecting and TLS together.
    public var connect: Nanoseconds
    /// Bytes of a decompressed body at most; one more and the transfer fails as `tooLarge`.
    public var responseBytes: Int
    /// Whether the connection is all that is wanted: once it is there, TLS included, the transfer ends as cancelled and
    /// nothing has been sent.
    public var connectsOnly = false

    /// Bounds; by default 60 s in all, 10 s to connect, 16 MiB.
    public init(
        total: Nanoseconds = .minute, connect: Nanoseconds = 10 * .second, responseBytes: Int = 16 << 20
    ) {
        self.total = total
        self.connect = connect
        self.responseBytes = responseBytes
    }
}
