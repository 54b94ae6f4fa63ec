internal import Analysis
public import Kernel

/// A run to compare later ones with, or several of one build, in one file that can be kept in a repository: their recordings,
/// without what comparisons do not read, and what is known of where they come from.
///
/// `BASELINE`, then for each run the lengths of facts and recording (8 bytes each, little-endian), the facts (as `run.json`,
/// paths without folders, without the command line), and the recording as `RecordingFile` has it.
public struct Baseline: Sendable {
    /// One run of it.
    public struct Run: Sendable {
        /// What was recorded.
        public var recording: Recording
        /// Where it comes from; nil: not known.
        public var facts: RunFacts?

        /// A run; what comparisons do not read is left out.
        public init(_ recording: Recording, facts: RunFacts?) {
            self.recording = recording.comparable
            self.facts = facts
            self.facts?.command = []
            self.facts?.scenario = Baseline.name(facts?.scenario ?? "")
            self.facts?.overlays = facts?.overlays.map(Baseline.name) ?? []
        }
    }

    /// Its runs, one at least.
    public var runs: [Run]

    /// What the file begins with.
    public static let beginning = "BASELINE"
    private static let magic = Array(beginning.utf8)

    /// A baseline of some runs.
    public init(_ runs: [Run]) { self.runs = runs }

    /// Whether a file begins as baselines do.
    public static func isBaseline(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: magic) }

    /// A baseline from bytes that nobody vouches for.
    /// - Throws: `RecordingError`: what is wrong and what to do about it.
    public init(bytes: [UInt8]) throws(RecordingError) {
        guard Baseline.isBaseline(bytes) else {
            throw .damaged(at: "baseline", found: "\(bytes.count) bytes without its beginning")
        }
        var rest = bytes[Baseline.magic.count...]
        func take(_ count: UInt64, _ what: String) throws(RecordingError) -> ArraySlice<UInt8> {
            guard count <= UInt64(rest.count) else {
                throw .damaged(at: "baseline", found: "\(what) of \(count) bytes where \(rest.count) are left")
            }
            defer { rest = rest.dropFirst(Int(count)) }
            return rest.prefix(Int(count))
        }
        func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
            bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        runs = []
        repeat {
            let facts = number(try take(8, "a length"))
            let recording = number(try take(8, "a length"))
            let text = Array(try take(facts, "facts"))
            let known = RunFacts(json: text)
            guard known != nil || text.isEmpty else {
                throw .damaged(at: "baseline", found: "facts of a run that cannot be read")
            }
            let bytes = Array(try take(recording, "a recording"))
            runs.append(Run(try RecordingFile.recording(from: bytes), facts: known))
        } while !rest.isEmpty
    }

    /// The file.
    public func bytes() throws -> [UInt8] {
        var bytes = Baseline.magic
        for run in runs {
            let facts = Array((run.facts?.json ?? "").utf8)
            let recording = try RecordingFile.bytes(of: run.recording)
            for length in [UInt64(facts.count), UInt64(recording.count)] {
                bytes += (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64($0 * 8)) }
            }
            bytes += facts + recording
        }
        return bytes
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map { String($0) } ?? path
    }
}
