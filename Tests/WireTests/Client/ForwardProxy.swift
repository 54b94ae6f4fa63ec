import Foundation
import Glibc
import Synchronization

/// A forward proxy on loopback: passes requests with whole URLs on as they are, makes tunnels, or refuses to.
///
/// It goes to 127.0.0.1 whatever host is asked for.
final class ForwardProxy: Sendable {
    private final class Log: Sendable { let heads = Mutex<[String]>([]) }

    private let door: Doorway
    private let log = Log()

    /// - Parameter refusal: the whole answer to a head that is refused, after which the connection ends; nil: let through.
    init(refusal: @escaping @Sendable (_ head: String) -> String? = { _ in nil }) throws {
        door = try Doorway { [log] connection in ForwardProxy.serve(connection, log, refusal) }
    }

    deinit { stop() }

    var port: UInt16 { door.port }
    var url: String { "http://127.0.0.1:\(port)" }
    /// Connections so far.
    var accepted: Int { door.accepted }
    /// The first head on each connection that sent one.
    var heads: [String] { log.heads.withLock { $0 } }

    func stop() { door.stop() }

    private static func serve(_ connection: Int32, _ log: Log, _ refusal: (String) -> String?) {
        var input: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var end: Range<[UInt8].Index>?
        while end == nil {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0, input.count < 1 << 20 else { return }
            input += buffer[..<count]
            end = input.firstRange(of: Array("\r\n\r\n".utf8))
        }
        guard let end else { return }
        let head = String(decoding: input[..<end.lowerBound], as: UTF8.self)
        log.heads.withLock { $0.append(head) }
        if let answer = refusal(head) {
            _ = Doorway.write(ArraySlice(answer.utf8), to: connection)
            return
        }
        let words = head.split(separator: " ", maxSplits: 2)
        let isTunnel = words[0] == "CONNECT"
        // "CONNECT host:port" or "POST http://host:port/path".
        let authority = isTunnel ? words[1] : words[1].dropFirst("http://".count).prefix { $0 != "/" }
        guard let port = authority.split(separator: ":").last.flatMap({ UInt16($0) }),
            let server = try? LoopbackSocket.connected(to: port)
        else {
            _ = Doorway.write(
                ArraySlice("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n".utf8), to: connection)
            return
        }
        defer { close(server) }
        if isTunnel {
            guard Doorway.write(ArraySlice("HTTP/1.1 200 Connection established\r\n\r\n".utf8), to: connection),
                Doorway.write(input[end.upperBound...], to: server)
            else { return }
        } else {
            guard Doorway.write(ArraySlice(input), to: server) else { return }
        }
        Doorway.join(connection, server)
    }
}
