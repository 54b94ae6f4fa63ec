internal import Foundation

extension RunFacts {
    /// The facts in a `run.json`, also one of an earlier version; what it does not say is empty.
    /// - Returns: nil for anything but a JSON object.
    public init?(json bytes: [UInt8]) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else { return nil }
        self.init(
            command: object["command"] as? [String] ?? [], scenario: object["scenario"] as? String ?? "",
            overlays: object["with"] as? [String] ?? [], started: object["started"] as? String ?? "",
            elapsedSeconds: object["elapsed_seconds"] as? Double ?? 0,
            version: object["tool_version"] as? String ?? "", machine: object["machine"] as? String ?? "",
            threads: object["threads"] as? Int ?? 1,
            peakMemoryBytes: (object["peak_memory_bytes"] as? Int).map { Int64($0) })
    }
}
