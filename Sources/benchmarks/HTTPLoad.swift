internal import CCurl
internal import Glibc

/// Load that costs next to nothing: the same bytes over many connections, answers counted by their length.
///
/// A client that understands HTTP costs more than the server does, and would hide the difference between two servers.
struct HTTPLoad {
    let port: Int
    let request: [UInt8]
    var connections = 64

    /// Requests a second, each connection asking again as soon as it is answered.
    func run(seconds: Double) throws -> Double {
        try Processors.on(Processors.load) { try runPinned(seconds) }
    }

    private func runPinned(_ seconds: Double) throws -> Double {
        var open: [Int32] = []
        let epoll = epoll_create1(0)
        defer {
            for descriptor in open + [epoll] { close(descriptor) }
        }
        for _ in 0..<connections { open.append(try connected()) }
        // The first answer says how long all are.
        guard let first = open.first else { return 0 }
        write(first)
        let length = try answerLength(first)
        var missing = [Int](repeating: length, count: Int(open.max() ?? 0) + 1)
        for descriptor in open {
            var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: descriptor))
            epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
            write(descriptor)
        }
        var events = [epoll_event](repeating: epoll_event(), count: connections)
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var answered = 0
        let warm = seconds / 4
        var start = ContinuousClock.now
        var isWarm = false
        while true {
            let spent = Stopwatch.seconds(since: start)
            if !isWarm, spent >= warm {
                (isWarm, answered, start) = (true, 0, ContinuousClock.now)
            } else if isWarm, spent >= seconds {
                return Double(answered) / spent
            }
            let count = epoll_wait(epoll, &events, Int32(connections), 1_000)
            guard count > 0 else { throw BenchmarkError("the server has not answered for a second") }
            for event in events[..<Int(count)] {
                let descriptor = event.data.fd
                let got = recv(descriptor, &chunk, chunk.count, 0)
                guard got > 0 else { throw BenchmarkError("the server closed a connection") }
                missing[Int(descriptor)] -= got
                guard missing[Int(descriptor)] == 0 else { continue }
                missing[Int(descriptor)] = length
                answered += 1
                write(descriptor)
            }
        }
    }

    private func write(_ descriptor: Int32) {
        request.withUnsafeBytes { bytes in
            _ = send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// The length of an answer, head and body, which must be a good one.
    private func answerLength(_ descriptor: Int32) throws -> Int {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let got = recv(descriptor, &chunk, chunk.count, 0)
            guard got > 0 else { throw BenchmarkError("no answer") }
            bytes += chunk[..<got]
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.hasPrefix("HTTP/1.1 200 ") else { throw BenchmarkError("answered \(text.prefix(60))") }
            guard let end = text.firstRange(of: "\r\n\r\n"),
                let field = text.lowercased().firstRange(of: "content-length: ")
            else { continue }
            let digits = text.lowercased()[field.upperBound...].prefix { $0.isNumber }
            let head = text[..<end.upperBound].utf8.count
            guard let body = Int(digits) else { throw BenchmarkError("no length in \(text.prefix(200))") }
            if bytes.count >= head + body { return head + body }
        }
    }

    private func connected() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard descriptor >= 0, code == 0 else { throw BenchmarkError("cannot connect to port \(port)") }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
        return descriptor
    }
}
