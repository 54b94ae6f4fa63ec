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
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let words = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(arguments): \(String(decoding: words, as: UTF8.self))")
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
    private let process = Process()
    private let input = Pipe()

    /// Starts a server and waits until it takes connections.
    /// - Parameter arguments: are given the port.
    init(_ path: String, in folder: URL, _ arguments: (UInt16) -> [String]) throws {
        let socket = LoopbackSocket.bound()
        port = LoopbackSocket.port(of: socket)
        close(socket)
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments(port)
        process.currentDirectoryURL = folder
        // A server that reads what is typed must not find the end of it.
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<500 where !LoopbackSocket.answers(port) { usleep(10_000) }
        try #require(LoopbackSocket.answers(port), "\(path) does not listen on port \(port)")
    }

    deinit {
        // SIGTERM would not do: the server inherits the signals that the test's thread has blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
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
