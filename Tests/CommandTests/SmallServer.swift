import Foundation
import Glibc
import Synchronization

/// An HTTP server on loopback in the test's own process: one request a connection, a thread for all of them.
final class SmallServer: Sendable {
    /// A request as it came: line and header fields, and the body.
    struct Request: Sendable {
        var head: String
        var body: String
        /// When all of it was there.
        var at = ContinuousClock.now

        /// The path of the request line.
        var path: String { head.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

        /// The value of a field; empty where there is none.
        func field(_ name: String) -> String {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, parts[0].lowercased() == name else { continue }
                return parts[1].trimmingCharacters(in: .whitespaces)
            }
            return ""
        }
    }

    /// Where it listens.
    let port: UInt16
    private let listener: Int32
    private let requests = Mutex<[Request]>([])
    private let isStopped = Atomic(false)
    private let finished = DispatchSemaphore(value: 0)

    /// - Parameter answer: the end of the status line and the body, for a request.
    init(_ answer: @escaping @Sendable (Request) -> (status: String, body: String)) throws {
        let opened = try LoopbackListener(backlog: 128)
        (listener, port) = (opened.descriptor, opened.port)
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                if isStopped.load(ordering: .relaxed) || connection < 0 {
                    if connection >= 0 { close(connection) }
                    break
                }
                serve(connection, answer)
                close(connection)
            }
            finished.signal()
        }
    }

    /// The requests so far.
    var seen: [Request] { requests.withLock { $0 } }

    /// Ends it.
    func stop() {
        guard isStopped.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        finished.wait()
        close(listener)
    }

    private func serve(_ connection: Int32, _ answer: (Request) -> (status: String, body: String)) {
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var input: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let request = SmallServer.parse(input) {
                requests.withLock { $0.append(request) }
                let (status, body) = answer(request)
                let text =
                    "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
                    + "Connection: close\r\n\r\n\(body)"
                _ = send(connection, text, text.utf8.count, Int32(MSG_NOSIGNAL))
                return
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0, input.count < 1 << 20 else { return }
            input += buffer[..<count]
        }
    }

    private static func parse(_ input: [UInt8]) -> Request? {
        let text = String(decoding: input, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let request = Request(head: String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
        return request.body.utf8.count >= Int(request.field("content-length")) ?? 0 ? request : nil
    }
}
