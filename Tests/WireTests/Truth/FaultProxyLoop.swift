import Foundation
import Glibc
import Kernel

/// The loop of a fault proxy: poll over all its connections.
struct FaultProxyLoop {
    /// Bytes on their way in one direction.
    private struct Way {
        var bytes: [UInt8] = []
        /// When they may go on, by milliseconds of the monotonic clock.
        var due: Int64 = 0
        /// Whether no more will come.
        var hasEnded = false
        var isShut = false
    }

    private struct Pair {
        var client: Int32
        /// -1: nobody is there.
        var server: Int32
        var up = Way()
        var down = Way()
        var isBroken = false
    }

    private var listener: Int32
    private let port: UInt16
    private let target: UInt16
    private let wake: Int32
    private var pairs: [Pair] = []
    private var counts = FaultProxy.Counts()
    private var draws = RandomKey(1).generator
    private var fault = FaultProxy.Fault.none

    init(listener: Int32, target: UInt16, wake: Int32) {
        self.listener = listener
        self.target = target
        self.wake = wake
        port = LoopbackSocket.port(of: listener)
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    mutating func run(wishes: () -> FaultProxy.Wishes, note: (FaultProxy.Counts) -> Void) {
        while true {
            let wanted = wishes()
            if wanted.isStopping { break }
            fault = wanted.fault
            if wanted.isOpen != (listener >= 0) { turn(open: wanted.isOpen) }
            var polled = [
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
            ]
            var isBusy = false
            for pair in pairs {
                let reads = pair.server >= 0
                // What is under way goes first: whoever reads slowly lets the peer's buffers fill.
                let (up, down) = (pair.up.bytes.isEmpty, pair.down.bytes.isEmpty)
                polled.append(
                    pollfd(
                        fd: reads && up && !pair.up.hasEnded ? pair.client : -1, events: Int16(POLLIN), revents: 0))
                polled.append(
                    pollfd(
                        fd: reads && down && !pair.down.hasEnded ? pair.server : -1, events: Int16(POLLIN), revents: 0))
                if !up || !down { isBusy = true }
            }
            _ = poll(&polled, nfds_t(polled.count), isBusy ? 1 : 1_000)
            if polled[0].revents != 0 {
                var bytes = [UInt8](repeating: 0, count: 64)
                _ = Glibc.read(wake, &bytes, bytes.count)
            }
            let moment = FaultProxyLoop.now
            for place in pairs.indices {
                if polled[2 + place * 2].revents != 0 { readUp(place, moment) }
                if polled[3 + place * 2].revents != 0 { readDown(place, moment) }
                goOn(place, moment)
            }
            remove { $0.isBroken || ($0.up.isShut && $0.down.isShut) }
            if listener >= 0, polled[1].revents != 0 { accept() }
            note(counts)
        }
        remove { _ in true }
        if listener >= 0 { Glibc.close(listener) }
        Glibc.close(wake)
    }

    private mutating func turn(open isOpen: Bool) {
        if isOpen {
            listener = (try? LoopbackSocket.listening(port: port)) ?? -1
            _ = fcntl(listener, F_SETFL, O_NONBLOCK)
        } else {
            Glibc.close(listener)
            listener = -1
            for place in pairs.indices { pairs[place].isBroken = true }
            remove { _ in true }
        }
    }

    private mutating func accept() {
        while case let client = Glibc.accept(listener, nil, nil), client >= 0 {
            counts.accepted += 1
            var server: Int32 = -1
            if case .deaf = fault {} else { server = connection() }
            for descriptor in [client, server] where descriptor >= 0 {
                _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                var on: Int32 = 1
                setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
            }
            pairs.append(Pair(client: client, server: server))
        }
    }

    /// A connection to the target, which may still be under way.
    private func connection() -> Int32 {
        let descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = target.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return descriptor
    }

    private mutating func readUp(_ place: Int, _ now: Int64) {
        guard let bytes = FaultProxyLoop.read(pairs[place].client, 65_536) else {
            pairs[place].isBroken = true
            return
        }
        if bytes.isEmpty { pairs[place].up.hasEnded = true }
        counts.bytesUp += bytes.count
        pairs[place].up.bytes = bytes
        if case .delay(let wait) = fault { pairs[place].up.due = now + wait }
    }

    private mutating func readDown(_ place: Int, _ now: Int64) {
        var most = 65_536
        if case .drip(let count) = fault { most = count }
        guard var bytes = FaultProxyLoop.read(pairs[place].server, most) else {
            pairs[place].isBroken = true
            return
        }
        if bytes.isEmpty { pairs[place].down.hasEnded = true }
        if case .cut(let share) = fault, !bytes.isEmpty, Double(draws.next() >> 11) * 0x1p-53 < share {
            counts.cut += 1
            bytes.removeLast(bytes.count / 2)
            _ = FaultProxyLoop.write(bytes, to: pairs[place].client)
            pairs[place].isBroken = true
            return
        }
        pairs[place].down.bytes = bytes
        if case .delay(let wait) = fault { pairs[place].down.due = now + wait }
    }

    /// Sends what is due.
    private mutating func goOn(_ place: Int, _ now: Int64) {
        let pair = pairs[place]
        guard pair.server >= 0, !pair.isBroken else { return }
        var most = Int.max
        if case .drip(let count) = fault { most = count }
        move(&pairs[place].up, to: pair.server, now, most: most)
        move(&pairs[place].down, to: pair.client, now, most: .max)
        // One millisecond of the clock lies between two drips.
        if case .drip = fault, !pairs[place].up.bytes.isEmpty { pairs[place].up.due = now + 1 }
    }

    private func move(_ way: inout Way, to descriptor: Int32, _ now: Int64, most: Int) {
        if !way.bytes.isEmpty, way.due <= now {
            let count = FaultProxyLoop.write(Array(way.bytes.prefix(most)), to: descriptor)
            if count > 0 { way.bytes.removeFirst(count) }
        }
        guard way.hasEnded, way.bytes.isEmpty, !way.isShut else { return }
        shutdown(descriptor, Int32(SHUT_WR))
        way.isShut = true
    }

    private mutating func remove(where isOver: (Pair) -> Bool) {
        pairs.removeAll { pair in
            guard isOver(pair) else { return false }
            for descriptor in [pair.client, pair.server] where descriptor >= 0 {
                if pair.isBroken {
                    var none = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
                }
                Glibc.close(descriptor)
            }
            return true
        }
    }

    /// - Returns: what is there, nothing at the end; nil: the connection is broken.
    private static func read(_ descriptor: Int32, _ most: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: most)
        let count = Glibc.read(descriptor, &buffer, most)
        return count < 0 ? nil : Array(buffer.prefix(count))
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int {
        bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
}
