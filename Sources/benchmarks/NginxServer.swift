import CCurl
import Foundation
import Glibc

/// nginx on loopback, one worker, that answers every request with 40 bytes of JSON.
final class NginxServer {
    /// Where Debian puts it.
    static let program = "/usr/sbin/nginx"
    /// What it answers.
    static let answer = #"{"order":"REHEARSE-1","state":"shipped"}"#

    let port: UInt16
    private let folder: URL
    private var child: pid_t = 0

    /// Starts it; nil where it is not installed.
    init?() throws {
        guard FileManager.default.isExecutableFile(atPath: NginxServer.program) else { return nil }
        port = try FreePort.find()
        folder = FileManager.default.temporaryDirectory.appending(path: "rehearse-nginx-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.path(percentEncoded: false)
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(path)/\($0);" }
        let text = """
            daemon off; master_process off; worker_processes 1; worker_rlimit_nofile 20000;
            pid \(path)/pid; error_log \(path)/error.log;
            events { worker_connections 16384; }
            http {
              access_log off; keepalive_requests 1000000000; keepalive_timeout 600s; \(temporary.joined(separator: " "))
              server { listen 127.0.0.1:\(port) backlog=16384; default_type application/json;
                location / { return 200 '\(NginxServer.answer)'; } }
            }
            """
        let configuration = folder.appending(path: "nginx.conf")
        try text.write(to: configuration, atomically: true, encoding: .utf8)
        let arguments = [NginxServer.program, "-p", path, "-c", configuration.path(percentEncoded: false)]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in [1, 2] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        guard posix_spawn(&child, NginxServer.program, &actions, nil, words, environ) == 0 else {
            throw BenchmarkError("nginx does not start")
        }
        guard FreePort.answers(port, seconds: 5) else { throw BenchmarkError("nginx does not listen on port \(port)") }
    }

    deinit {
        kill(child, SIGTERM)
        var status: Int32 = 0
        waitpid(child, &status, 0)
        try? FileManager.default.removeItem(at: folder)
    }
}

/// Ports of loopback.
enum FreePort {
    /// One that is free now.
    static func find() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
            }
        }
        guard code == 0 else { throw BenchmarkError("no free port on 127.0.0.1") }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Whether something listens, waiting for it.
    static func answers(_ port: UInt16, seconds: Double) -> Bool {
        let start = ContinuousClock.now
        while Stopwatch.seconds(since: start) < seconds {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = loopback(port)
            let code = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if code == 0 { return true }
            usleep(10_000)
        }
        return false
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
