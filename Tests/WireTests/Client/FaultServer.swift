import Foundation
import Glibc
import Synchronization

/// A server on loopback that misbehaves as it is told: one thread, plain sockets, an answer made of actions.
final class FaultServer: Sendable {
    /// A step of an answer.
    enum Action: Sendable {
        /// These bytes.
        case bytes([UInt8])
        /// Nothing for so many milliseconds.
        case pause(Int)
        /// These bytes, so many at a time, with so many milliseconds between.
        case drip([UInt8], count: Int, every: Int)
        /// The connection broken off (RST).
        case reset
        /// The connection closed (FIN).
        case close
        /// No more data from us, while reading goes on (half-open).
        case shut
        /// Nothing more, ever.
        case hang

        static func text(_ text: String) -> Action { .bytes(Array(text.utf8)) }

        /// A whole answer.
        static func answer(_ body: String, status: String = "200 OK", fields: String = "") -> Action {
            .text("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
        }
    }

    /// A request as it arrived.
    struct Request: Sendable {
        /// Its place among all requests, from 0.
        var number: Int
        /// Which connection it came by, from 0.
        var connection: Int
        /// Request line and header fields.
        var head: String
        var body: [UInt8]

        /// The request line.
        var line: String { String(head.prefix { $0 != "\r\n" }) }
        /// Path and query.
        var target: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

        /// The value of a field; nil where there is none.
        func field(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                    return parts[1].trimmingCharacters(in: .whitespaces)
                }
            }
            return nil
        }
    }

    private final class Log: Sendable {
        struct Content {
            var requests: [Request] = []
            var connections = 0
            var open = 0
            var most = 0
        }
        let content = Mutex(Content())
    }

    let port: UInt16
    private let stopping: Int32
    private let finished = DispatchSemaphore(value: 0)
    private let log = Log()
    private let isStopped = Atomic(false)

    /// Starts; `port` 0 takes a free one. `greet` is what a connection gets before any request.
    init(
        port wanted: UInt16 = 0, greet: [Action] = [], _ behave: @escaping @Sendable (Request) -> [Action]
    ) throws {
        let listener = try LoopbackSocket.listening(port: wanted)
        port = LoopbackSocket.port(of: listener)
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        stopping = ends[1]
        let wake = ends[0]
        Thread.detachNewThread { [log, finished] in
            var loop = FaultLoop(listener: listener, wake: wake, greet: greet, behave: behave)
            loop.run { request in
                log.content.withLock {
                    var request = request
                    request.number = $0.requests.count
                    $0.requests.append(request)
                    return request
                }
            } note: { opened in
                log.content.withLock {
                    if opened { $0.connections += 1 }
                    $0.open += opened ? 1 : -1
                    $0.most = max($0.most, $0.open)
                }
            }
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

    var requests: [Request] { log.content.withLock { $0.requests } }
    /// Connections accepted so far.
    var connections: Int { log.content.withLock { $0.connections } }
    /// Connections that were open at once at most.
    var most: Int { log.content.withLock { $0.most } }
    var url: String { "http://127.0.0.1:\(port)" }
}

/// Sockets of the tests.
enum LoopbackSocket {
    /// A listener on 127.0.0.1.
    static func listening(port: UInt16 = 0, backlog: Int32 = 4_096) throws -> Int32 {
        let listener = bound(port: port)
        guard listener >= 0, listen(listener, backlog) == 0 else { throw POSIXError(.EADDRINUSE) }
        return listener
    }

    /// A socket that has a port and does not listen: connecting to it is refused, and nobody else gets the port.
    static func bound(port: UInt16 = 0) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return code == 0 ? descriptor : -1
    }

    /// A connection to a port of 127.0.0.1; reading from it ends after ten seconds.
    static func connected(to port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            throw POSIXError(.ECONNREFUSED)
        }
        return descriptor
    }

    static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return UInt16(bigEndian: address.sin_port)
    }
}
