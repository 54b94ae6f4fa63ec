internal import Foundation
internal import Kernel
internal import Reporting

/// The files that a run leaves besides its reports, and how they are read again.
enum RunFile {
    /// The recording in a run's folder.
    static func recording(in folder: String) throws -> Recording {
        let path = "\(folder)/\(RunFolder.File.recording)"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("cannot read \(path): check that it is there and readable", code: .usage)
        }
        do {
            return try RecordingFile.recording(from: Array(data))
        } catch {
            throw CommandFailure("cannot read \(path): \(error)", code: .usage)
        }
    }

    /// The scenario file that a run was made from; nil: the run does not say.
    static func scenario(in folder: String) -> String? {
        facts(in: folder).flatMap { $0.scenario.isEmpty ? nil : $0.scenario }
    }

    /// The files that were laid over it.
    static func overlays(in folder: String) -> [String] { facts(in: folder)?.overlays ?? [] }

    /// When a run began, as its facts say it.
    static func started(in folder: String) -> String? {
        facts(in: folder).flatMap { $0.started.isEmpty ? nil : $0.started }
    }

    /// What depends on the machine and the moment of a run; nil: it does not say.
    static func facts(in folder: String) -> RunFacts? {
        FileManager.default.contents(atPath: "\(folder)/\(RunFolder.File.run)").flatMap { RunFacts(json: Array($0)) }
    }

    /// Name and version of the operating system, and the processor's kind.
    static var machine: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "unknown" }
        func text<T>(_ field: T) -> String {
            withUnsafeBytes(of: field) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
        }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return "\(text(names.sysname)) \(text(names.release)) \(text(names.machine)), \(cores) cores"
    }

    /// The highest resident memory of this process so far, in bytes.
    static var peakMemory: Int64? {
        var usage = rusage()
        #if os(Linux)
            guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
            return Int64(usage.ru_maxrss) * 1024
        #else
            guard getrusage(RUSAGE_SELF, &usage) == 0 else { return nil }
            return Int64(usage.ru_maxrss)
        #endif
    }
}
