import Foundation
import Glibc

/// A listener on loopback that gives each connection a thread of its own; for what stands between a client and a server.
final class Doorway: Sendable {
    private struct State {
        var isOpen = true
        var accepted = 0
        var connections: Set<Int32> = []
    }

    let port: UInt16
    private let listener: Int32
    private let threads = DispatchGroup()
    /// Of Foundation, as the thread sanitizer does not see what `Mutex` keeps in order.
    private let lock = NSLock()
    private nonisolated(unsafe) var guarded = State()

    private func withState<Result>(_ body: (inout State) -> Result) -> Result { lock.withLock { body(&guarded) } }

    /// Opens it.
    /// - Parameter serve: has a connection until it returns; its socket is closed then.
    init(_ serve: @escaping @Sendable (Int32) -> Void) throws {
        listener = try LoopbackSocket.listening()
        port = LoopbackSocket.port(of: listener)
        threads.enter()
        Thread.detachNewThread { [self] in
            defer { threads.leave() }
            while true {
                let connection = accept(listener, nil, nil)
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                let isTaken = withState { state in
                    guard connection >= 0, state.isOpen else { return false }
                    state.accepted += 1
                    state.connections.insert(connection)
                    return true
                }
                guard isTaken else {
                    if connection >= 0 { Glibc.close(connection) }
                    return
                }
                threads.enter()
                Thread.detachNewThread { [self] in
                    Doorway.blockBrokenPipes()
                    serve(connection)
                    withState { state in
                        state.connections.remove(connection)
                        Glibc.close(connection)
                    }
                    threads.leave()
                }
            }
        }
    }

    /// Connections so far.
    var accepted: Int { withState { $0.accepted } }

    /// Ends all connections and listens no longer; connecting to the port is refused from then on.
    func stop() {
        let wasOpen = withState { state in
            defer { state.isOpen = false }
            for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
            return state.isOpen
        }
        guard wasOpen else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        threads.wait()
        Glibc.close(listener)
    }

    /// Carries bytes both ways until one side ends.
    static func join(_ one: Int32, _ other: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var polled = [one, other].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, 2, 30_000) > 0 else { return }
            for (place, target) in [(0, other), (1, one)] where polled[place].revents != 0 {
                let count = recv(polled[place].fd, &buffer, buffer.count, 0)
                guard count > 0, write(buffer[..<count], to: target) else { return }
            }
        }
    }

    /// Sends all of it; false: the peer has gone.
    static func write(_ bytes: ArraySlice<UInt8>, to socket: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
                let count = send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
    }

    /// OpenSSL writes without a word about signals.
    private static func blockBrokenPipes() {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }
}
