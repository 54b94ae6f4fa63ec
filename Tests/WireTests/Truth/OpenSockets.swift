import Foundation
import Glibc
import Kernel

@testable import Wire

/// Sockets on loopback that somebody still has a descriptor of; those that only the kernel keeps (TIME_WAIT) do not count.
///
/// Told apart by port, so that tests which run at the same time do not see each other's.
enum OpenSockets {
    /// Connections whose other end is this port.
    static func count(to port: UInt16) -> Int { rows.count { $0.remote == port } }

    /// Sockets of this port, listening or connected.
    static func count(at port: UInt16) -> Int { rows.count { $0.local == port } }

    private static var rows: [(local: UInt16, remote: UInt16)] {
        // Linux: "sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ...".
        // It comes a page at a time, and has no length that could be asked for.
        guard let file = FileHandle(forReadingAtPath: "/proc/net/tcp"), let bytes = try? file.readToEnd() else {
            return []
        }
        let table = String(decoding: bytes, as: UTF8.self)
        return table.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[9] != "0" else { return nil }
            func port(_ address: Substring) -> UInt16 {
                UInt16(address.split(separator: ":").last.map(String.init) ?? "", radix: 16) ?? 0
            }
            return (port(fields[1]), port(fields[2]))
        }
    }

    /// Whether none is left, now or within two seconds: whoever stopped closes at his own pace.
    static func areGone(_ count: () -> Int) -> Bool {
        let end = MonotonicClock.now + 2 * .second
        while count() > 0 {
            guard MonotonicClock.now < end else { return false }
            usleep(10_000)
        }
        return true
    }
}
