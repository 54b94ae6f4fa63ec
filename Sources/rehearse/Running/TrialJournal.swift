internal import Analysis
internal import Foundation
internal import Kernel
internal import Wire

/// The trials of a study as they are made, line by line: what was interrupted can go on.
struct TrialJournal {
    /// The first line: whose trials they are.
    private struct Heading: Codable, Equatable {
        /// The form of the lines.
        var version = 1
        /// The scenario's plan and the program, as a number: other trials are of no use.
        var plan: String
    }

    private struct Line: Codable {
        var trial: Trial
        var reading: TrialReading
    }

    /// Its name in a study's folder.
    private static let name = "trials.jsonl"

    private let file: LineFile
    /// The trials that were there when it was opened.
    let known: [Trial: TrialReading]

    /// Opens the journal of a study.
    /// - Parameters:
    ///   - folder: where it is, or will be.
    ///   - plan: whose trials they are.
    ///   - isResuming: whether those that are there count.
    /// - Throws: `CommandFailure` if what is there is of another scenario, or nothing can be kept.
    init(in folder: RunFolder, of plan: Plan, resuming isResuming: Bool) throws {
        let path = "\(folder.path)/\(TrialJournal.name)"
        let heading = Heading(plan: try TrialJournal.mark(of: plan))
        var bytes = try JSONEncoder().encode(heading) + Data([0x0a])
        if isResuming, let found = FileManager.default.contents(atPath: path) {
            // A last line that was cut off must not run into the next one.
            bytes = found.prefix(upTo: found.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0)
        }
        guard let known = TrialJournal.readings(bytes, heading) else {
            throw CommandFailure(
                "--resume: the trials in \(folder.path) are of another scenario, seed or version; start anew without --resume",
                code: .usage)
        }
        self.known = known
        do {
            try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure("cannot write \(path): \(error.localizedDescription)", code: .usage)
        }
        guard let file = LineFile(path: path) else { throw CommandFailure("cannot write \(path)", code: .usage) }
        self.file = file
    }

    /// Keeps a trial. Where it cannot be kept, a study that is resumed makes it once more.
    func keep(_ reading: TrialReading, of trial: Trial) { _ = file.append(Line(trial: trial, reading: reading)) }

    /// A plan and the program as a number.
    private static func mark(of plan: Plan) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(plan), as: UTF8.self) + Version.text
        return String(RandomKey(seed: 0, path: text).value, radix: 16)
    }

    /// - Returns: nil if they are another's.
    private static func readings(_ bytes: Data, _ heading: Heading) -> [Trial: TrialReading]? {
        let lines = bytes.split(separator: 0x0a)
        let decoder = JSONDecoder()
        guard let first = lines.first, (try? decoder.decode(Heading.self, from: Data(first))) == heading else {
            return nil
        }
        let whole = lines.dropFirst().compactMap { try? decoder.decode(Line.self, from: Data($0)) }
        return Dictionary(whole.map { ($0.trial, $0.reading) }, uniquingKeysWith: { first, _ in first })
    }
}
