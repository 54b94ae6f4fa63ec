import Foundation
import Glibc
import Synchronization

/// A network of its own for one thread: loopback and nothing else, and as few local ports as a test wants. The rest of the
/// machine does not notice.
enum NetworkNamespace {
    /// Whether this machine lets us have one; needs the rights of an administrator.
    static let isAllowed: Bool = {
        let result = Mutex(false)
        inThread { result.withLock { $0 = enter(ports: 50_000...50_999) } }
        return result.withLock { $0 }
    }()

    /// What `body` has to say, run on a thread in a network with these local ports; threads that it starts are in it as well.
    static func run<Result: Sendable>(
        ports: ClosedRange<Int>, _ body: @escaping @Sendable () throws -> Result
    ) throws -> Result {
        let result = Mutex<Swift.Result<Result, any Error>?>(nil)
        inThread {
            let said = Swift.Result {
                guard enter(ports: ports) else { throw POSIXError(.EPERM) }
                return try body()
            }
            result.withLock { $0 = said }
        }
        guard let said = result.withLock({ $0 }) else { throw POSIXError(.EINVAL) }
        return try said.get()
    }

    private static func inThread(_ body: @escaping @Sendable () -> Void) {
        let finished = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            body()
            finished.signal()
        }
        finished.wait()
    }

    private static func enter(ports: ClosedRange<Int>) -> Bool {
        // Of the C library, though its headers give it only to who asks for all of GNU: int unshare(int).
        guard let symbol = dlsym(nil, "unshare") else { return false }
        let unshare = unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)
        let newNetwork: Int32 = 0x4000_0000
        guard unshare(newNetwork) == 0 else { return false }
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        // struct ifreq: sixteen bytes of name, then the flags IFF_UP and IFF_RUNNING; SIOCSIFFLAGS sets them.
        var request = [UInt8](repeating: 0, count: 40)
        request.replaceSubrange(0..<2, with: Array("lo".utf8))
        request[16] = 0x41
        guard ioctl(socket, 0x8914, &request) == 0 else { return false }
        let file = open("/proc/sys/net/ipv4/ip_local_port_range", O_WRONLY)
        guard file >= 0 else { return false }
        defer { close(file) }
        let text = "\(ports.lowerBound) \(ports.upperBound)"
        return write(file, text, text.utf8.count) == text.utf8.count
    }
}
