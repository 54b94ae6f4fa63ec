internal import Foundation
internal import Wire

/// The folder of one run: `Reports/<scenario>/<run>`, with `latest` beside it, or wherever the user wants it.
struct RunFolder {
    /// Names of the files besides the reports.
    enum File {
        static let recording = "recording.rehearsal"
        static let run = "run.json"
        static let scenario = "scenario.yaml"
        static let created = "created.jsonl"
        static let received = "received.jsonl"
        static let limits = "limits.json"
    }

    /// Its path.
    let path: String
    /// The folder with all runs of the scenario, in which `latest` is kept; nil: the user named the folder.
    private let shelf: String?

    /// Makes the folder of a new run.
    /// - Parameters:
    ///   - scenario: the scenario file.
    ///   - out: the folder the user wants; nil: a new one under `Reports`.
    ///   - started: when the run began.
    /// - Throws: `CommandFailure` if the folder cannot be made or written to.
    init(scenario: String, out: String?, started: Date) throws {
        if let out {
            path = out
            shelf = nil
            try RunFolder.make(out)
            return
        }
        let name = URL(fileURLWithPath: scenario).deletingPathExtension().lastPathComponent
        let shelf = "\(Places.reports)/\(name)"
        try RunFolder.make(shelf)
        // Two runs that begin in the same second get a folder each: whoever makes it has it.
        let stamp = RunFolder.stamp(started)
        var candidate = "\(shelf)/\(stamp)"
        var number = 2
        while mkdir(candidate, 0o777) != 0 {
            guard errno == EEXIST else { throw RunFolder.refused(candidate) }
            candidate = "\(shelf)/\(stamp)-\(number)"
            number += 1
        }
        path = candidate
        self.shelf = shelf
    }

    /// Makes a folder and those it is in, and tries whether it can be written to.
    static func make(_ folder: String) throws {
        guard !folder.isEmpty else {
            throw CommandFailure("--out: expected a folder, found nothing", code: .usage)
        }
        var made = folder.hasPrefix("/") ? "" : "."
        for part in folder.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o777) == 0 || errno == EEXIST else { throw refused(folder) }
        }
        var status = stat()
        guard stat(folder, &status) == 0 else { throw refused(folder) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure("cannot write to \(folder): it is not a folder", code: .usage)
        }
        guard access(folder, W_OK) == 0 else { throw refused(folder) }
    }

    /// A folder that the machine refuses, in its words.
    private static func refused(_ folder: String) -> CommandFailure {
        CommandFailure("cannot write to \(folder): \(String(cString: strerror(errno)))", code: .usage)
    }

    /// Points `latest` at this run, in one step, so that it never points nowhere. Where that cannot be done, it is told, and the
    /// run lies in its folder all the same.
    func becomeLatest() {
        guard let shelf else { return }
        let name = URL(fileURLWithPath: path).lastPathComponent
        let fresh = "\(shelf)/.latest-\(ProcessInfo.processInfo.processIdentifier)"
        unlink(fresh)
        guard symlink(name, fresh) == 0, rename(fresh, "\(shelf)/latest") == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(fresh)
            return Streams.complain("warning: cannot write \(shelf)/latest: \(reason)")
        }
    }

    /// Leaves no trace of a run that did not begin, unless it has created something, which `rehearse cleanup` must find.
    func discardIfNothingWasCreated() {
        guard RunJournal.entries(path: "\(path)/\(File.created)").isEmpty else { return }
        for name in [File.recording, File.created, File.received] { unlink("\(path)/\(name)") }
        // A folder that the user named was perhaps there before, and one with other files stays.
        if shelf != nil { rmdir(path) }
    }

    /// Where the report lies, as it is told: by `latest` where there is one.
    func told(_ file: String) -> String {
        Places.short(shelf.map { "\($0)/latest/\(file)" } ?? "\(path)/\(file)")
    }

    /// The folder that a user means by a run: a folder, a recording in it, `latest`, or `scenario/run` under `Reports`.
    static func find(_ run: String) throws -> String {
        let files = FileManager.default
        func hasRecording(_ path: String) -> Bool { files.fileExists(atPath: "\(path)/\(File.recording)") }
        if hasRecording(run) { return run }
        if URL(fileURLWithPath: run).lastPathComponent == File.recording, files.fileExists(atPath: run) {
            return URL(fileURLWithPath: run).deletingLastPathComponent().path
        }
        let shelves = ["\(Places.reports)/\(run)", "\(Places.reports)/\(run)/latest", "\(run)/latest"]
        if let found = shelves.first(where: hasRecording) { return found }
        if run == "latest", let newest = newestRun() { return newest }
        let place = files.fileExists(atPath: run) ? run : "\(Places.reports)/\(run)"
        if TrialStore.isStudy(place) || TrialStore.isStudy("\(place)/latest") {
            throw CommandFailure(
                "\"\(run)\" holds a capacity study, which is many trials and no run: expected a folder that `rehearse run` made",
                code: .usage)
        }
        throw CommandFailure(
            "no run \"\(run)\": expected a folder with a \(File.recording), scenario/run under \(Places.short(Places.reports)), "
                + "or latest; `rehearse run` makes one", code: .usage)
    }

    /// The newest run of any scenario.
    private static func newestRun() -> String? {
        let files = FileManager.default
        let shelves = (try? files.contentsOfDirectory(atPath: Places.reports)) ?? []
        let runs = shelves.map { "\(Places.reports)/\($0)/latest" }
            .filter { files.fileExists(atPath: "\($0)/\(File.recording)") }
        func date(_ run: String) -> Date {
            let attributes = try? files.attributesOfItem(atPath: "\(run)/\(File.recording)")
            return attributes?[.modificationDate] as? Date ?? .distantPast
        }
        return runs.sorted { (date($0), $0) < (date($1), $1) }.last
    }

    /// `20261127-074012`, in UTC.
    static func stamp(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        return String(
            format: "%04d%02d%02d-%02d%02d%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0, parts.hour ?? 0,
            parts.minute ?? 0, parts.second ?? 0)
    }
}
