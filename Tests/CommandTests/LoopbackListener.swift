import Foundation
import Glibc

/// A socket that listens on a free port of 127.0.0.1. The system takes connections as they come; whether anybody answers them is
/// for others to say.
struct LoopbackListener {
    /// The socket.
    let descriptor: Int32
    /// Where it listens.
    let port: UInt16

    /// - Parameter backlog: connections that may wait to be taken.
    init(backlog: Int32) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isThere = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && listen(socket, backlog) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        guard isThere else { throw POSIXError(.EADDRINUSE) }
        descriptor = socket
        port = UInt16(bigEndian: address.sin_port)
    }

    /// Ends it.
    func stop() { close(descriptor) }
}
