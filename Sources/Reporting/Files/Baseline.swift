internal import Foundation
public import Kernel

/// A run to compare later ones with, in one file that can be kept in a repository: its recording, without the journeys of
/// single orders and attempts, and what is known of where it comes from.
///
/// `BASELINE`, the length of the facts (8 bytes, little-endian), the facts (as `run.json`, paths without folders, without the
/// command line), and the recording as `RecordingFile` has it.
public struct Baseline: Sendable {
    /// What was recorded.
    public var recording: Recording
    /// Where it comes from; nil: not known.
    public var facts: RunFacts?

    private static let magic = Array("BASELINE".utf8)

    /// A baseline of a run.
    public init(_ recording: Recording, facts: RunFacts?) {
        self.recording = recording
        self.recording.exemplars = Exemplars()
        for name in recording.wire?.systems.keys.sorted() ?? [] {
            self.recording.wire?.systems[name]?.attempts = nil
        }
        self.facts = facts
        self.facts?.command = []
        self.facts?.scenario = Baseline.name(facts?.scenario ?? "")
        self.facts?.overlays = facts?.overlays.map(Baseline.name) ?? []
    }

    /// Whether a file begins as baselines do.
    public static func isBaseline(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    /// A baseline from bytes that nobody vouches for.
    /// - Throws: `RecordingError`: what is wrong and what to do about it.
    public init(bytes: [UInt8]) throws(RecordingError) {
        let start = Baseline.magic.count + 8
        guard Baseline.isBaseline(bytes), bytes.count >= start else {
            throw .damaged(at: "baseline", found: "\(bytes.count) bytes without its beginning")
        }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[Baseline.magic.count + $1]) << UInt64($1 * 8) }
        guard length <= UInt64(bytes.count - start) else {
            throw .damaged(at: "baseline", found: "facts of \(length) bytes in a file of \(bytes.count)")
        }
        let border = start + Int(length)
        facts = RunFacts(json: Array(bytes[start..<border]))
        recording = try RecordingFile.recording(from: Array(bytes[border...]))
    }

    /// The file.
    public func bytes() throws -> [UInt8] {
        let facts = Array((facts?.json ?? "").utf8)
        let length = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(facts.count) >> UInt64($0 * 8)) }
        return try Baseline.magic + length + facts + RecordingFile.bytes(of: recording)
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map { String($0) } ?? path
    }
}
