import Foundation
import Glibc

/// The loop of a fault server: poll over all its connections.
struct FaultLoop {
    private struct Connection {
        var number: Int
        var input: [UInt8] = []
        var output: [UInt8] = []
        var actions: [FaultServer.Action] = []
        /// Milliseconds of the monotonic clock before which nothing more is done.
        var until: Int64 = 0
        var isDone = false
    }

    let listener: Int32
    let wake: Int32
    let greet: [FaultServer.Action]
    let behave: @Sendable (FaultServer.Request) -> [FaultServer.Action]
    private var connections: [Int32: Connection] = [:]
    private var accepted = 0

    init(
        listener: Int32, wake: Int32, greet: [FaultServer.Action],
        behave: @escaping @Sendable (FaultServer.Request) -> [FaultServer.Action]
    ) {
        self.listener = listener
        self.wake = wake
        self.greet = greet
        self.behave = behave
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    mutating func run(
        log: (FaultServer.Request) -> FaultServer.Request, note: (_ opened: Bool) -> Void
    ) {
        while true {
            var polled = [
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            let now = FaultLoop.now
            var wait: Int64 = 1_000
            for (descriptor, connection) in connections {
                var events = Int16(POLLIN)
                if !connection.output.isEmpty { events |= Int16(POLLOUT) }
                if !connection.actions.isEmpty { wait = min(wait, max(0, connection.until - now)) }
                polled.append(pollfd(fd: descriptor, events: events, revents: 0))
            }
            _ = poll(&polled, nfds_t(polled.count), Int32(wait))
            if polled[1].revents != 0 { break }
            if polled[0].revents != 0 { accept(note) }
            for entry in polled[2...] where entry.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
                if !read(entry.fd, log) { end(entry.fd, note) }
            }
            let moment = FaultLoop.now
            for descriptor in connections.keys.sorted() {
                act(descriptor, moment)
                if connections[descriptor]?.isDone == true { end(descriptor, note) }
            }
        }
        for descriptor in connections.keys.sorted() { end(descriptor, note) }
        Glibc.close(listener)
        Glibc.close(wake)
    }

    private mutating func accept(_ note: (Bool) -> Void) {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            var on: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
            connections[descriptor] = Connection(number: accepted, actions: greet)
            accepted += 1
            note(true)
        }
    }

    private mutating func end(_ descriptor: Int32, _ note: (Bool) -> Void) {
        guard connections.removeValue(forKey: descriptor) != nil else { return }
        Glibc.close(descriptor)
        note(false)
    }

    /// Reads what is there, and takes whole requests out of it.
    private mutating func read(_ descriptor: Int32, _ log: (FaultServer.Request) -> FaultServer.Request) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 { break }
            guard count > 0 else { return false }
            connections[descriptor]?.input += buffer[..<count]
            if count < buffer.count { break }
        }
        guard errno == EAGAIN || errno == EINTR || connections[descriptor]?.input.isEmpty == false else { return false }
        while let request = takeRequest(descriptor) {
            let actions = behave(log(request))
            connections[descriptor]?.actions += actions
        }
        return true
    }

    private mutating func takeRequest(_ descriptor: Int32) -> FaultServer.Request? {
        guard let connection = connections[descriptor] else { return nil }
        let input = connection.input
        let mark = Array("\r\n\r\n".utf8)
        guard input.count >= 4,
            let end = (0...(input.count - 4)).first(where: { input[$0..<($0 + 4)].elementsEqual(mark) })
        else { return nil }
        var request = FaultServer.Request(
            number: 0, connection: connection.number, head: String(decoding: input[..<end], as: UTF8.self), body: [])
        let length = request.field("Content-Length").flatMap { Int($0) } ?? 0
        guard input.count >= end + 4 + length else { return nil }
        request.body = Array(input[(end + 4)..<(end + 4 + length)])
        connections[descriptor]?.input.removeFirst(end + 4 + length)
        return request
    }

    /// Does what is due.
    private mutating func act(_ descriptor: Int32, _ now: Int64) {
        while var connection = connections[descriptor], !connection.isDone {
            if !connection.output.isEmpty {
                let count = connection.output.withUnsafeBytes {
                    send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count < 0 {
                    if errno != EAGAIN { connections[descriptor]?.isDone = true }
                    return
                }
                connections[descriptor]?.output.removeFirst(count)
                continue
            }
            guard now >= connection.until, !connection.actions.isEmpty else { return }
            switch connection.actions.removeFirst() {
            case .bytes(let bytes): connection.output = bytes
            case .pause(let milliseconds): connection.until = now + Int64(milliseconds)
            case .drip(let bytes, let count, let every):
                connection.output = Array(bytes.prefix(count))
                connection.until = now + Int64(every)
                if bytes.count > count {
                    connection.actions.insert(.drip(Array(bytes.dropFirst(count)), count: count, every: every), at: 0)
                }
            case .reset:
                var none = linger(l_onoff: 1, l_linger: 0)
                setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
                connection.isDone = true
            case .close: connection.isDone = true
            case .shut: shutdown(descriptor, Int32(SHUT_WR))
            case .hang:
                connection.actions = []
                connection.until = .max
            }
            connections[descriptor] = connection
        }
    }
}
