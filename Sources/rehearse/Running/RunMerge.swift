internal import Foundation
internal import Kernel
internal import Wire

/// The shards of a divided run as one: its recording, and what it created.
struct RunMerge {
    /// Of all shards that are there.
    private(set) var recording: Recording
    /// What they saw of limits; nil in virtual time, and where what a shard saw is missing.
    private(set) var limits: LimitBook?
    /// The folders of the shards, in the order in which they were named.
    let folders: [String]
    /// What is to be told besides the report.
    private(set) var remarks: [String] = []

    /// Beginnings that lie no further apart are one: machines' clocks agree to some milliseconds, and a wait is counted by each.
    static let mostApart: Int64 = 1_000

    /// Whether a folder holds shards of a run, or one of them.
    static func isRun(_ folder: String) -> Bool {
        !shards(in: folder).isEmpty || (try? RunFolder.find(folder)) != nil
    }

    /// Reads and joins shards.
    /// - Parameter named: their folders, or such as shards share.
    /// - Throws: `CommandFailure` if they are not parts of one run.
    init(_ named: [String]) throws {
        var folders: [String] = []
        for folder in named {
            let shards = RunMerge.shards(in: folder)
            for found in shards.isEmpty ? [try RunFolder.find(folder)] : shards {
                // Named twice is not there twice.
                if !folders.contains(where: { RunMerge.place($0) == RunMerge.place(found) }) { folders.append(found) }
            }
        }
        guard let first = folders.first else {
            throw CommandFailure("expected the folders of shards, found none", code: .usage)
        }
        self.folders = folders
        recording = try RunMerge.part(in: first)
        var places = [Int: String]()
        try RunMerge.enter(recording, first, in: &places)
        for folder in folders.dropFirst() {
            let other = try RunMerge.part(in: folder)
            try RunMerge.compare(recording, first, other, folder)
            try RunMerge.enter(other, folder, in: &places)
            do {
                try recording.merge(other)
            } catch {
                throw CommandFailure("\(folder): \(error)", code: .usage)
            }
        }
        if recording.wire != nil { inferLimits() }
        guard let parts = recording.parts else { return }
        if !parts.isWhole {
            let missing = parts.missing.prefix(20).map { String($0) }.joined(separator: ", ")
            let isOne = parts.missing.count == 1
            remarks.append(
                "\(isOne ? "shard" : "shards") \(missing)\(parts.missing.count > 20 ? ", ..." : "") of \(parts.count) \(isOne ? "is" : "are") missing: the result is that of a part"
            )
        } else if parts.parts.allSatisfy({ $0.start == nil }) {
            // In virtual time the whole is what it would have been undivided.
            recording.parts = nil
        }
    }

    private static func shards(in folder: String) -> [String] {
        RunShard.folders(in: folder).filter {
            FileManager.default.fileExists(atPath: "\($0)/\(RunFolder.File.recording)")
        }
    }

    private static func place(_ folder: String) -> String {
        URL(fileURLWithPath: folder).standardizedFileURL.resolvingSymlinksInPath().path
    }

    /// The recording of a shard.
    private static func part(in folder: String) throws -> Recording {
        let recording = try RunFile.recording(in: folder)
        guard recording.parts != nil else {
            throw CommandFailure(
                "\(folder): expected a shard of a run, found a whole one; `rehearse run --shard i/n` makes shards",
                code: .usage)
        }
        return recording
    }

    /// Notes which shards a recording has; each may be there once.
    private static func enter(_ recording: Recording, _ folder: String, in places: inout [Int: String]) throws {
        for part in recording.parts?.parts ?? [] {
            guard let other = places.updateValue(folder, forKey: part.index) else { continue }
            throw CommandFailure(
                "shard \(part.index) is there twice, in \(other) and in \(folder): expected each once; name the folders of one run only",
                code: .usage)
        }
    }

    /// Whether two shards are of one run.
    private static func compare(_ one: Recording, _ first: String, _ other: Recording, _ folder: String) throws {
        func refuse(_ what: String, _ found: String, _ expected: String) -> CommandFailure {
            CommandFailure(
                "\(folder): expected a shard of the same run as \(first), \(what) \(expected), found \(found)",
                code: .usage)
        }
        guard one.plan.title == other.plan.title else {
            throw refuse("of the scenario", "\"\(other.plan.title)\"", "\"\(one.plan.title)\"")
        }
        guard one.plan.seed == other.plan.seed else {
            throw refuse("with the seed", "\(other.plan.seed)", "\(one.plan.seed)")
        }
        guard one.plan == other.plan else {
            throw refuse(
                "of the same scenario",
                "one that differs in its orders, systems, links or budgets; run all shards with the same files",
                "\"\(one.plan.title)\"")
        }
        guard let here = one.parts, let there = other.parts else { return }
        guard here.count == there.count else {
            throw refuse("divided into", "\(there.count)", "\(here.count)")
        }
        guard let start = here.parts.first?.start, let begun = there.parts.first?.start else {
            let clock = { (parts: RunParts) in parts.parts.first?.start == nil ? "virtual clock" : "wall clock" }
            guard clock(here) == clock(there) else { throw refuse("by the", clock(there), clock(here)) }
            return
        }
        guard abs(start - begun) <= mostApart else {
            throw refuse(
                "begun at", "\(told(begun)): loads that do not come at the same time are not one load", told(start))
        }
    }

    private static func told(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601)
    }

    /// Infers limits from what all shards saw of them: each alone saw others use up what it was refused.
    private mutating func inferLimits() {
        var book: LimitBook?
        for folder in folders {
            guard let next = RunMerge.limits(in: folder) else {
                remarks.append(
                    "\(folder): no \(RunFolder.File.limits) that could be read; limits are not inferred, as what this shard saw of them is missing"
                )
                return forgetLimits()
            }
            if book == nil { book = next } else { book?.merge(next) }
        }
        guard let book else { return }
        for system in recording.plan.systems.indices {
            let name = recording.plan.systems[system].name
            guard recording.wire?.systems[name] != nil else { continue }
            recording.wire?.systems[name]?.limits = book.facts(system, recording.plan)
        }
        limits = book
    }

    private static func limits(in folder: String) -> LimitBook? {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(RunFolder.File.limits)"),
            let book = try? JSONDecoder().decode(LimitBook.self, from: data), book.firstFlaw == nil
        else { return nil }
        return book
    }

    private mutating func forgetLimits() {
        for name in (recording.wire?.systems ?? [:]).keys {
            for operation in (recording.wire?.systems[name]?.limits ?? [:]).keys {
                recording.wire?.systems[name]?.limits[operation]?.practice = "not inferred: a shard's part is missing"
                recording.wire?.systems[name]?.limits[operation]?.sustained = nil
                recording.wire?.systems[name]?.limits[operation]?.burst = nil
                recording.wire?.systems[name]?.limits[operation]?.confidence = 0
            }
        }
    }

    /// The files of the whole besides its reports and recording: what all shards created, so that `rehearse cleanup` finds it; the
    /// scenario; what they saw of limits.
    func files(_ facts: [UInt8]) throws -> [(name: String, bytes: [UInt8])] {
        var files: [(name: String, bytes: [UInt8])] = [(RunFolder.File.run, facts)]
        for name in [RunFolder.File.created, RunFolder.File.received] {
            let bytes = folders.flatMap { folder in
                FileManager.default.contents(atPath: "\(folder)/\(name)").map(RunMerge.wholeLines) ?? []
            }
            if !bytes.isEmpty { files.append((name, bytes)) }
        }
        if let scenario = FileManager.default.contents(atPath: "\(folders[0])/\(RunFolder.File.scenario)") {
            files.append((RunFolder.File.scenario, Array(scenario)))
        }
        if let limits { files.append((RunFolder.File.limits, Array(try JSONEncoder().encode(limits)))) }
        return files
    }

    /// A last line that was cut off must not run into the next file's first one.
    private static func wholeLines(_ data: Data) -> [UInt8] {
        data.last.map { $0 == 0x0a } ?? true ? Array(data) : Array(data) + [0x0a]
    }
}
