import CCurl
import Foundation
import Glibc

/// The loop of a freezing server: epoll, on a thread of its own.
struct FreezingLoop {
    private let listener: Int32
    private let wake: Int32
    private let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
    private let service: Int64
    /// What has come of a request, by connection.
    private var input: [Int32: [UInt8]] = [:]
    /// Answers to be given, in order.
    private var due: [(at: Int64, socket: Int32)] = []
    private var next = 0
    private(set) var requests = 0
    private(set) var accepted = 0

    private static let answer = Array(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"result\": \"done\"}".utf8)

    init(listener: Int32, wake: Int32, service: Int64) {
        self.listener = listener
        self.wake = wake
        self.service = service
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
        for descriptor in [listener, wake] { watch(descriptor) }
    }

    private func watch(_ descriptor: Int32) {
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: descriptor))
        epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event)
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    mutating func run(freeze: Int64, after: Int64) {
        var freezes = Int64.max
        var events = [epoll_event](repeating: epoll_event(), count: 4_096)
        loop: while true {
            let wanted = min(freezes, next < due.count ? due[next].at : .max)
            let count = rehearse_epoll_wait(
                poll, &events, Int32(events.count), min(wanted - FreezingLoop.now, 1_000_000_000))
            // What is there now has come by now, however long it takes to read.
            let now = FreezingLoop.now
            for event in events.prefix(Int(max(0, count))) {
                switch event.data.fd {
                case wake: break loop
                case listener: accept(at: now)
                default: read(event.data.fd, at: now)
                }
            }
            if freezes == .max, requests > 0 { freezes = FreezingLoop.now + after }
            if FreezingLoop.now >= freezes {
                stand(until: freezes + freeze)
                for place in next..<due.count { due[place].at += freeze }
                freezes = .max - 1
            }
            answer()
        }
        for socket in input.keys { Glibc.close(socket) }
        for descriptor in [listener, wake, poll] { Glibc.close(descriptor) }
    }

    /// Does nothing at all.
    private func stand(until moment: Int64) {
        while FreezingLoop.now < moment { usleep(UInt32(max(1, min((moment - FreezingLoop.now) / 1_000, 500_000)))) }
    }

    private mutating func accept(at now: Int64) {
        while true {
            let socket = Glibc.accept(listener, nil, nil)
            guard socket >= 0 else { return }
            _ = fcntl(socket, F_SETFL, O_NONBLOCK)
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            var on: Int32 = 1
            setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
            input[socket] = []
            accepted += 1
            watch(socket)
            // Most have sent their request already.
            read(socket, at: now)
        }
    }

    private mutating func read(_ socket: Int32, at now: Int64) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(socket, &buffer, buffer.count)
        guard count > 0 else {
            if count == 0 || errno != EAGAIN {
                input[socket] = nil
                Glibc.close(socket)
            }
            return
        }
        input[socket]?.append(contentsOf: buffer[..<count])
        guard let bytes = input[socket], FreezingLoop.isWhole(bytes) else { return }
        // One request at a time: nobody pipelines here.
        input[socket] = []
        requests += 1
        due.append((max(now + service, (due.last?.at ?? 0) + 1_000_000), socket))
    }

    /// Whether a request is complete, body and all.
    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        // Requests are text: with a zero at its end, C's own search will do.
        (bytes + [0]).withUnsafeBytes { text in
            guard let start = text.assumingMemoryBound(to: CChar.self).baseAddress,
                let end = strstr(start, "\r\n\r\n")
            else { return false }
            guard let field = strstr(start, "ontent-Length: "), field < end else { return true }
            return bytes.count >= end - UnsafeMutablePointer(mutating: start) + 4 + atol(field + 15)
        }
    }

    /// Gives the answers that are due.
    private mutating func answer() {
        let now = FreezingLoop.now
        while next < due.count, due[next].at <= now {
            let socket = due[next].socket
            next += 1
            guard input[socket] != nil else { continue }
            _ = FreezingLoop.answer.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }
    }
}
