internal import Analysis
internal import Foundation
internal import Kernel
internal import Wire

/// A capacity study's folder: what is asked, and the trials as they are made, line by line, so that what was interrupted can go
/// on and what was divided can be joined. Each shard writes a file of its own and reads those of the others as they grow.
final class TrialStore {
    /// What is asked: enough to make the reports of the trials.
    private struct Question: Codable {
        var version = 1
        var mark: String
        var plan: Plan
        var settings: CapacitySettings
    }

    /// The first line of each file of trials: whose they are.
    private struct Heading: Codable, Equatable {
        /// The form of the lines.
        var version = 9
        /// The scenario's plan and the program, as a number: other trials are of no use.
        var plan: String
    }

    private struct Line: Codable {
        var trial: Trial
        var reading: TrialReading
    }

    private static let questionName = "study.json"
    private static let prefix = "trials"
    private static let suffix = ".jsonl"

    private let folder: String
    private let heading: Heading
    private let plan: Plan
    private let own: String
    private let file: LineFile
    /// How far the files of others were read.
    private var offsets: [String: UInt64] = [:]

    /// Opens the store of a study that makes trials.
    /// - Parameters:
    ///   - folder: where it is, or will be.
    ///   - study: what is asked.
    ///   - shard: which part of it this is; nil: the whole.
    ///   - isResuming: whether trials that are there count. Those of a shard always do.
    /// - Throws: `CommandFailure` if what is there is of another scenario, or nothing can be kept.
    init(in folder: RunFolder, of study: CapacityStudy, shard: Shard?, resuming isResuming: Bool) throws {
        self.folder = folder.path
        plan = study.plan
        heading = Heading(plan: try TrialStore.mark(of: study.plan))
        own = TrialStore.prefix + (shard.map { "-\($0.index)-of-\($0.count)" } ?? "") + TrialStore.suffix
        let path = "\(folder.path)/\(own)"
        let known = isResuming || shard != nil
        var bytes = try JSONEncoder().encode(heading) + Data([0x0a])
        if known, let found = FileManager.default.contents(atPath: path) {
            // A last line that was cut off must not run into the next one.
            let whole = found.prefix(upTo: found.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0)
            guard whole.isEmpty || TrialStore.lines(whole, heading) != nil else {
                throw CommandFailure(
                    "\(path): the trials there are of another scenario, seed or version; use another folder, or start anew without --resume",
                    code: .usage)
            }
            if !whole.isEmpty { bytes = whole }
        }
        do {
            if !known {
                for name in TrialStore.files(in: folder.path) {
                    try? FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
                }
            }
            try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
            let question = Question(mark: heading.plan, plan: study.plan, settings: study.settings)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            try encoder.encode(question).write(
                to: URL(fileURLWithPath: "\(folder.path)/\(TrialStore.questionName)"), options: .atomic)
        } catch {
            throw CommandFailure("cannot write \(path): \(error.localizedDescription)", code: .usage)
        }
        guard let file = LineFile(path: path) else { throw CommandFailure("cannot write \(path)", code: .usage) }
        self.file = file
    }

    /// Keeps a trial. Where it cannot be kept, a study that is resumed makes it once more.
    func keep(_ reading: TrialReading, of trial: Trial) { _ = file.append(Line(trial: trial, reading: reading)) }

    /// Lines that were read and are no trials of this study any more: those are made once more.
    private(set) var damaged = 0

    /// Trials that were written since the last time, by this process before it began or by others at any time.
    func news() -> [(trial: Trial, reading: TrialReading)] {
        var found: [(trial: Trial, reading: TrialReading)] = []
        var count = 0
        for name in TrialStore.files(in: folder) where name != own || offsets[name] == nil {
            guard let handle = FileHandle(forReadingAtPath: "\(folder)/\(name)") else { continue }
            defer { try? handle.close() }
            let offset = offsets[name] ?? 0
            guard (try? handle.seek(toOffset: offset)) != nil, let data = try? handle.readToEnd(), !data.isEmpty,
                let end = data.lastIndex(of: 0x0a)
            else { continue }
            let whole = data.prefix(through: end)
            offsets[name] = offset + UInt64(whole.count)
            // Another's trials beside ours are of no use, and do no harm.
            let lines = offset == 0 ? TrialStore.lines(whole, heading) : TrialStore.lines(of: whole)
            guard let lines else { continue }
            found += lines
            count += whole.split(separator: 0x0a).count - (offset == 0 ? 1 : 0)
        }
        let sound = found.filter { TrialStore.isSound($0.trial, $0.reading, of: plan) }
        damaged += count - sound.count
        return sound
    }

    /// The study in some folders and all trials in them.
    /// - Throws: `CommandFailure` if one of them holds none, or they are not of one study.
    static func joined(_ folders: [String]) throws -> (study: CapacityStudy, table: TrialTable) {
        var question: Question?
        var readings: [Trial: TrialReading] = [:]
        for folder in folders {
            let path = "\(folder)/\(questionName)"
            guard let data = FileManager.default.contents(atPath: path),
                let found = try? JSONDecoder().decode(Question.self, from: data)
            else {
                throw CommandFailure("\(path): expected a capacity study of this version of rehearse", code: .usage)
            }
            if let question, question.mark != found.mark || question.settings != found.settings {
                throw CommandFailure(
                    "\(folder): the study there is of another scenario, seed or settings than that in \(folders[0])",
                    code: .usage)
            }
            question = question ?? found
            for name in files(in: folder) {
                guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)"),
                    let made = TrialStore.lines(bytes, Heading(plan: found.mark))
                else { continue }
                for line in made {
                    guard TrialStore.isSound(line.trial, line.reading, of: found.plan) else {
                        throw CommandFailure(
                            "\(folder)/\(name): a trial there is damaged; run the study or the shard again with --resume, which makes it once more",
                            code: .usage)
                    }
                    readings[line.trial] = line.reading
                }
            }
        }
        guard let question else { throw CommandFailure("expected folders of a study, found none", code: .usage) }
        return (CapacityStudy(variants(question.plan, readings), question.settings), TrialTable(readings))
    }

    /// The scenario is not at hand to be rewritten by levers, and no trial is made here: which of them can be pulled together is
    /// known by the trials that were made. One by itself always can.
    private static func variants(_ plan: Plan, _ readings: [Trial: TrialReading]) -> PlanVariants {
        let together = Set(
            readings.keys.map { $0.levers.filter { plan.levers.indices.contains($0) && plan.levers[$0].rewrites } })
        return PlanVariants(plan) { rewriters in
            rewriters.count == 1 || together.contains(rewriters) ? plan : nil
        }
    }

    /// Whether a reading can be of a trial. A lever that writes the scenario anew may have brought systems that it does not have, so
    /// that numbers of resources tell nothing.
    private static func isSound(_ trial: Trial, _ reading: TrialReading, of plan: Plan) -> Bool {
        let levers = trial.levers.filter { plan.levers.indices.contains($0) }.map { plan.levers[$0] }
        let changes = levers.reduce(trial.changes.count) { $0 + $1.changes.count }
        return levers.contains(where: \.rewrites) || reading.isSound(for: plan, changes: changes)
    }

    /// Whether a folder holds a capacity study.
    static func isStudy(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/\(questionName)")
    }

    private static func files(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }.sorted()
    }

    /// A plan and the program as a number.
    private static func mark(of plan: Plan) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(plan), as: UTF8.self) + Version.text
        return String(RandomKey(seed: 0, path: text).value, radix: 16)
    }

    /// - Returns: nil if they are another's.
    private static func lines(
        _ bytes: Data, _ heading: Heading
    ) -> [(trial: Trial, reading: TrialReading)]? {
        guard let end = bytes.firstIndex(of: 0x0a),
            (try? JSONDecoder().decode(Heading.self, from: Data(bytes[bytes.startIndex..<end]))) == heading
        else { return nil }
        return lines(of: bytes[(end + 1)...])
    }

    private static func lines(of bytes: Data) -> [(trial: Trial, reading: TrialReading)] {
        let decoder = JSONDecoder()
        return bytes.split(separator: 0x0a).compactMap { line in
            (try? decoder.decode(Line.self, from: Data(line))).map { ($0.trial, $0.reading) }
        }
    }
}
