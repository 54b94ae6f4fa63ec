import Foundation
import Glibc
import Synchronization

/// A proxy on loopback that spoils what goes through it: TCP below, no HTTP; one thread, nothing in it blocks.
final class FaultProxy: Sendable {
    /// What it does to connections.
    enum Fault: Sendable {
        /// Nothing.
        case none
        /// Bytes come so many milliseconds later, either way.
        case delay(Int64)
        /// Of answers this share is cut in the middle, and the connection broken off (RST).
        case cut(share: Double)
        /// Connections are taken and never read, answered or closed, whatever the peer does.
        case deaf
        /// Requests go on so many bytes a millisecond, and of answers no more than that is read.
        case drip(Int)
    }

    /// What it has seen.
    struct Counts: Sendable {
        /// Connections taken.
        var accepted = 0
        /// Answers cut.
        var cut = 0
        /// Bytes of requests.
        var bytesUp = 0
    }

    struct Wishes: Sendable {
        var fault: Fault
        var isOpen = true
        var isStopping = false
    }

    let port: UInt16
    /// Keeps the port ours while nobody listens on it.
    private let holder: Int32
    private let waker: Int32
    private let wishes: Mutex<Wishes>
    private let seen = Mutex(Counts())
    private let finished = DispatchSemaphore(value: 0)

    /// - Parameter target: the port that connections go on to.
    init(to target: UInt16, _ fault: Fault = .none) throws {
        holder = LoopbackSocket.bound()
        port = LoopbackSocket.port(of: holder)
        wishes = Mutex(Wishes(fault: fault))
        var ends: [Int32] = [0, 0]
        guard holder >= 0, pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        waker = ends[1]
        let listener = try LoopbackSocket.listening(port: port)
        let woken = ends[0]
        Thread.detachNewThread { [self] in
            var loop = FaultProxyLoop(listener: listener, target: target, wake: woken)
            loop.run {
                wishes.withLock { $0 }
            } note: { counts in
                seen.withLock { $0 = counts }
            }
            finished.signal()
        }
    }

    deinit { stop() }

    /// Wakes the loop after a change.
    private func wake(after change: Void) { _ = write(waker, [0], 1) }

    /// Breaks all connections off and refuses new ones, as while a server is restarted.
    func shut() { wake(after: wishes.withLock { $0.isOpen = false }) }

    /// Takes connections again.
    func open() { wake(after: wishes.withLock { $0.isOpen = true }) }

    /// Closes everything and waits until it is closed.
    func stop() {
        guard !wishes.withLock({ $0.isStopping }) else { return }
        wake(after: wishes.withLock { $0.isStopping = true })
        finished.wait()
        close(waker)
        close(holder)
    }

    var counts: Counts { seen.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)" }
}
