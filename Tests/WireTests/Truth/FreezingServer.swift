import Foundation
import Glibc
import Synchronization

/// A server that answers each request a fixed time after it came, in order and one a millisecond at most, and once stands still
/// altogether for a while, as a process does that its machine stops: connections and requests pile up in the kernel, nothing is
/// read, nothing is written, and what was being worked on is as much later.
final class FreezingServer: Sendable {
    let port: UInt16
    private let stopping: Int32
    private let finished = DispatchSemaphore(value: 0)
    private let counts = Mutex((requests: 0, connections: 0))
    private let isStopped = Atomic(false)

    /// - Parameters:
    ///   - service: from a request's arrival to its answer, in milliseconds.
    ///   - freeze: how long it stands still, in milliseconds.
    ///   - after: how long after the first request it begins to, in milliseconds.
    init(service: Int64, freeze: Int64, after: Int64) throws {
        let listener = try LoopbackSocket.listening()
        port = LoopbackSocket.port(of: listener)
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        stopping = ends[1]
        let wake = ends[0]
        Thread.detachNewThread { [self] in
            var loop = FreezingLoop(listener: listener, wake: wake, service: service * 1_000_000)
            loop.run(freeze: freeze * 1_000_000, after: after * 1_000_000)
            counts.withLock { $0 = (loop.requests, loop.accepted) }
            finished.signal()
        }
    }

    deinit { stop() }

    /// Closes everything and waits until it is closed.
    func stop() {
        guard isStopped.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged else { return }
        Glibc.close(stopping)
        finished.wait()
    }

    /// Requests that came, once it has stopped.
    var requests: Int { counts.withLock { $0.requests } }
    /// Connections that came, once it has stopped.
    var connections: Int { counts.withLock { $0.connections } }
    var url: String { "http://127.0.0.1:\(port)" }
}
