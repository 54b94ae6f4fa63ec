import Foundation
import Glibc
import Synchronization

/// TLS before a server that does not speak it: what comes encrypted is handed on in plain, and back.
final class TLSFront: Sendable {
    private final class Counts: Sendable { let refused = Mutex(0) }

    private let door: Doorway
    private let counts = Counts()
    private nonisolated(unsafe) let context: OpenSSL.Handle

    /// - Parameters:
    ///   - folder: where `leaf`.pem and `leaf`.key are.
    ///   - authorities: a file there with those whose certificates callers must have; nil: they need none.
    ///   - server: the port of the server behind it.
    init(
        _ folder: URL, _ leaf: String, authorities: String? = nil, newest: OpenSSL.Version = .tls13,
        before server: UInt16
    ) throws {
        func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }
        guard
            let context = OpenSSL.context(
                certificate: path("\(leaf).pem"), key: path("\(leaf).key"), authorities: authorities.map(path),
                newest: newest)
        else { throw POSIXError(.EINVAL) }
        self.context = context
        nonisolated(unsafe) let shared = context
        door = try Doorway { [counts] connection in TLSFront.serve(connection, shared, server, counts) }
    }

    deinit {
        stop()
        OpenSSL.free(context: context)
    }

    var port: UInt16 { door.port }
    var url: String { "https://127.0.0.1:\(port)" }
    /// Connections so far.
    var accepted: Int { door.accepted }
    /// Of these, without an agreement on TLS.
    var refused: Int { counts.refused.withLock { $0 } }

    /// The same, once there are so many, or after ten seconds: the caller knows of a refusal before this side does.
    func refusals(expecting count: Int) -> Int {
        for _ in 0..<2_000 where refused < count { usleep(5_000) }
        return refused
    }

    func stop() { door.stop() }

    private static func serve(
        _ connection: Int32, _ context: OpenSSL.Handle, _ port: UInt16, _ counts: Counts
    ) {
        guard let session = OpenSSL.accept(context, connection) else {
            counts.refused.withLock { $0 += 1 }
            return drain(connection)
        }
        defer { OpenSSL.end(session) }
        guard let server = try? LoopbackSocket.connected(to: port) else { return }
        defer { close(server) }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            var polled = [connection, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            if !OpenSSL.hasPending(session) {
                guard poll(&polled, 2, 30_000) > 0 else { return }
            }
            if polled[0].revents != 0 || OpenSSL.hasPending(session) {
                let bytes = OpenSSL.read(session, &buffer)
                guard !bytes.isEmpty, Doorway.write(bytes, to: server) else { return }
            }
            if polled[1].revents != 0 {
                let count = recv(server, &buffer, buffer.count, 0)
                guard count > 0, OpenSSL.write(session, buffer[..<count]) else { return }
            }
        }
    }

    /// Waits until the caller has gone: closing with bytes unread would break the connection off, and he might never read the
    /// alert that says why.
    private static func drain(_ connection: Int32) {
        shutdown(connection, Int32(SHUT_WR))
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        while recv(connection, &buffer, buffer.count, 0) > 0 {}
    }
}
