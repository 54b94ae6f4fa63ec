import Foundation
import Glibc
import Testing

/// Programs that tests start where the machine has them.
enum Program {
    /// The path of a program; nil where it is not installed.
    static func find(_ name: String) -> String? {
        ["/usr/bin", "/usr/sbin", "/usr/local/bin"].map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs one to its end.
    static func run(_ path: String, _ arguments: [String], in folder: URL) throws {
        let child = try start(path, arguments, in: folder)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        try #require(status == 0, "\(path) \(arguments) ended with \(status)")
    }

    /// Starts one, its output thrown away, its input open and silent. Not by Foundation's `Process`, which reads beyond a buffer
    /// of its own (the address sanitizer says so) and hands on the signals that a thread has blocked.
    static func start(_ path: String, _ arguments: [String], in folder: URL) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // A server that reads what is typed must not find the end of it.
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        // The child keeps both ends, so that its input stays open as long as it runs.
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        for descriptor: Int32 in [1, 2] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] =
            (["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path(percentEncoded: false), path] + arguments)
            .map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, "/bin/sh", &actions, &attributes, words, environ)
        for end in ends { close(end) }
        try #require(code == 0, "\(path) does not start: \(String(cString: strerror(code)))")
        return child
    }

    /// A folder for the time of `body`.
    static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wire-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}

/// A server in a process of its own, ended with this object.
final class ServerProcess {
    let port: UInt16
    private let child: pid_t

    /// Starts a server and waits until it takes connections.
    /// - Parameter arguments: are given the port.
    init(_ path: String, in folder: URL, _ arguments: (UInt16) -> [String]) throws {
        let socket = LoopbackSocket.bound()
        port = LoopbackSocket.port(of: socket)
        close(socket)
        child = try Program.start(path, arguments(port), in: folder)
        for _ in 0..<1_000 where !LoopbackSocket.answers(port) { usleep(10_000) }
        try #require(LoopbackSocket.answers(port), "\(path) does not listen on port \(port)")
    }

    deinit {
        kill(child, SIGKILL)
        var status: Int32 = 0
        waitpid(child, &status, 0)
    }
}

extension LoopbackSocket {
    /// Whether something takes connections at a port.
    static func answers(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
