internal import Analysis
internal import Foundation
internal import Kernel

/// The trials of a study as they are made, line by line: what was interrupted can go on, what was divided can be joined.
final class TrialJournal: @unchecked Sendable {
    /// The first line: whose trials they are.
    struct Heading: Codable, Equatable {
        /// The form of the lines.
        var version = 1
        /// The scenario's plan and the program, as a number: other trials are of no use.
        var plan: String
    }

    /// Its name in a study's folder.
    static let file = "trials.jsonl"

    /// A plan and the program as a number (FNV-1a of what the plan is as JSON).
    static func mark(of plan: Plan) throws -> String {
        let bytes = try encoder.encode(plan) + Data(Version.text.utf8)
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }

    private struct Line: Codable {
        var trial: Trial
        var reading: TrialReading
    }

    private let handle: FileHandle
    private let encoder = TrialJournal.encoder

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return encoder
    }

    /// Opens a journal for appending, made if it is not there.
    /// - Throws: `CommandFailure` if it cannot be written to.
    init(path: String, heading: Heading) throws {
        let isNew = !FileManager.default.fileExists(atPath: path)
        if isNew {
            let line = try TrialJournal.encoder.encode(heading) + Data([0x0a])
            do { try line.write(to: URL(fileURLWithPath: path)) } catch {
                throw CommandFailure("cannot write \(path): \(error.localizedDescription)", code: .usage)
            }
        }
        guard let handle = FileHandle(forWritingAtPath: path) else {
            throw CommandFailure("cannot write \(path)", code: .usage)
        }
        _ = try? handle.seekToEnd()
        self.handle = handle
    }

    /// Keeps a trial.
    func keep(_ reading: TrialReading, of trial: Trial) {
        guard let line = try? encoder.encode(Line(trial: trial, reading: reading)) else { return }
        try? handle.write(contentsOf: line + Data([0x0a]))
    }

    /// Reads a journal.
    /// - Parameter heading: whose trials are wanted.
    /// - Returns: nil if they are another's; empty if there are none.
    static func read(path: String, heading: Heading) -> [Trial: TrialReading]? {
        guard let data = FileManager.default.contents(atPath: path) else { return [:] }
        let lines = data.split(separator: 0x0a)
        let decoder = JSONDecoder()
        guard let first = lines.first, let found = try? decoder.decode(Heading.self, from: Data(first)) else {
            return nil
        }
        guard found == heading else { return nil }
        var readings: [Trial: TrialReading] = [:]
        for bytes in lines.dropFirst() {
            // The last line may have been cut off.
            guard let line = try? decoder.decode(Line.self, from: Data(bytes)) else { continue }
            readings[line.trial] = line.reading
        }
        return readings
    }
}
