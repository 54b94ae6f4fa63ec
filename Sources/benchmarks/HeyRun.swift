import Foundation

/// `hey` (https://github.com/rakyll/hey) against the same server.
enum HeyRun {
    /// Its requests per second; nil where it is not installed.
    static func measure(port: UInt16, requests: Int, connections: Int) throws -> Double? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let places = folders.map { "\($0)/hey" }
        guard let hey = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return nil }
        let url = "http://127.0.0.1:\(port)/"
        let result = try ChildProcess.run([hey, "-n", String(requests), "-c", String(connections), url], capture: true)
        let line = result.text.split(separator: "\n").first { $0.contains("Requests/sec:") }
        guard let pace = line?.split(separator: "\t").last.flatMap({ Double($0.trimmingCharacters(in: .whitespaces)) })
        else { throw BenchmarkError("hey ended with \(result.status) and without \"Requests/sec\"") }
        return pace
    }
}
