internal import CCurl
internal import Glibc

/// Ends a client's wait from another thread.
public final class Waker: Sendable {
    let descriptor: Int32

    init() throws(ClientError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw ClientError("eventfd: \(String(cString: strerror(errno)))") }
    }

    deinit { Glibc.close(descriptor) }

    /// The client's wait under way, or its next one, ends at once.
    public func wake() {
        var one: UInt64 = 1
        // It fails only where the counter is full, and then the wait ends anyway.
        _ = write(descriptor, &one, 8)
    }

    /// Takes the wish back, as it was followed.
    func settle() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }
}
