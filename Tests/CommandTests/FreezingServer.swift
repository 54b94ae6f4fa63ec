import Foundation
import Glibc
import Synchronization

/// An HTTP server on loopback in the test's own process that answers each GET at once, and once stands still: requests come in
/// meanwhile, nobody reads them.
final class FreezingServer: Sendable {
    /// Where it listens.
    let port: UInt16
    private let listener: Int32
    private let isOver = Atomic(false)
    private let answers = Atomic<Int>(0)
    private let backlog: Int
    private let late = Atomic<Int>(0)
    private let ended = DispatchSemaphore(value: 0)

    /// Answers so far.
    var answered: Int { answers.load(ordering: .relaxed) }

    /// How long it took after the freeze to answer as many as had come due meanwhile, in seconds.
    var catchingUp: Double { Double(late.load(ordering: .relaxed)) / 1e9 }

    /// - Parameters:
    ///   - seconds: when it freezes, counted from the first request.
    ///   - duration: for how long, in seconds.
    ///   - backlog: how many requests come due meanwhile.
    init(after seconds: Double, for duration: Double, backlog: Int) throws {
        self.backlog = backlog
        let opened = try LoopbackListener(backlog: 4_096)
        (listener, port) = (opened.descriptor, opened.port)
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
        Thread.detachNewThread { [self] in
            serve(after: seconds, for: duration)
            ended.signal()
        }
    }

    /// Ends it and waits until it has ended.
    func stop() {
        isOver.store(true, ordering: .relaxed)
        ended.wait()
        close(listener)
    }

    private func serve(after seconds: Double, for duration: Double) {
        // Plain memory: a debug build's arrays would cost more than the system calls, and catching up must not take long.
        let polled = UnsafeMutablePointer<pollfd>.allocate(capacity: FreezingServer.most)
        polled[0] = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        var count = 1
        let chunk = UnsafeMutableRawPointer.allocate(byteCount: 4_096, alignment: 8)
        let reply = UnsafeMutableRawPointer.allocate(byteCount: FreezingServer.answer.count, alignment: 8)
        reply.copyMemory(from: FreezingServer.answer, byteCount: FreezingServer.answer.count)
        let length = FreezingServer.answer.count
        defer {
            for place in 1..<count { close(polled[place].fd) }
            polled.deallocate()
            chunk.deallocate()
            reply.deallocate()
        }
        var freeze: ContinuousClock.Instant?
        var isFrozen = false
        var thawed: ContinuousClock.Instant?
        var before = 0
        while !isOver.load(ordering: .relaxed) {
            if !isFrozen, let freeze, ContinuousClock.now >= freeze {
                isFrozen = true
                // Connections are still accepted, as by a thread of their own in most servers; nothing is read.
                let thaw = freeze + .seconds(duration)
                while ContinuousClock.now < thaw {
                    count += accept(into: polled + count, most: FreezingServer.most - count)
                    Thread.sleep(forTimeInterval: 0.001)
                }
                thawed = thaw
                before = self.answered
            }
            guard poll(polled, nfds_t(count), 1) > 0 else { continue }
            var place = 1
            var answered = 0
            while place < count {
                guard polled[place].revents != 0 else {
                    place += 1
                    continue
                }
                // A GET has no body, and a client without pipelining sends one at a time.
                guard recv(polled[place].fd, chunk, 4_096, 0) > 0 else {
                    close(polled[place].fd)
                    count -= 1
                    polled[place] = polled[count]
                    continue
                }
                _ = send(polled[place].fd, reply, length, Int32(MSG_NOSIGNAL))
                answered += 1
                place += 1
            }
            if answered > 0 {
                freeze = freeze ?? ContinuousClock.now + .seconds(seconds)
                let all = answers.add(answered, ordering: .relaxed).newValue
                if let thaw = thawed, all >= before + backlog {
                    late.store(Int((ContinuousClock.now - thaw) / .nanoseconds(1)), ordering: .relaxed)
                    thawed = nil
                }
            }
            if polled[0].revents != 0 { count += accept(into: polled + count, most: FreezingServer.most - count) }
        }
    }

    /// Accepts what waits.
    /// - Returns: how many connections.
    private func accept(into polled: UnsafeMutablePointer<pollfd>, most: Int) -> Int {
        var count = 0
        while count < most, case let connection = Glibc.accept(listener, nil, nil), connection >= 0 {
            var on: Int32 = 1
            setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
            polled[count] = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            count += 1
        }
        return count
    }

    /// Connections at most.
    private static let most = 4_096

    private static let answer = Array(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}".utf8)
}
