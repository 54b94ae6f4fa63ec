internal import Analysis
internal import Foundation
internal import Kernel
internal import Reporting

/// One side of a comparison, as somebody named it: a run, or a baseline file.
struct RunSide {
    let run: ComparedRun

    /// - Throws: `CommandFailure` if there is no such run or file, or it cannot be read.
    init(_ name: String) throws {
        if let data = RunSide.file(name), Baseline.isBaseline(Array(data.prefix(8))) {
            do {
                let baseline = try Baseline(bytes: Array(data))
                run = ComparedRun(name: name, recording: baseline.recording, facts: baseline.facts)
            } catch {
                throw CommandFailure("cannot read \(name): \(error)", code: .usage)
            }
            return
        }
        if RunSide.file(name) != nil, URL(fileURLWithPath: name).lastPathComponent != RunFolder.File.recording {
            throw CommandFailure(
                "\(name) is no baseline: expected a file that rehearse compare --save-baseline wrote, or a run",
                code: .usage)
        }
        let folder = try RunFolder.find(name)
        run = ComparedRun(name: name, recording: try RunFile.recording(in: folder), facts: RunFile.facts(in: folder))
    }

    /// A file's content; nil: it is none.
    private static func file(_ path: String) -> Data? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            return nil
        }
        return FileManager.default.contents(atPath: path)
    }

    /// Whether its figures can be trusted and compared.
    /// - Parameter asBase: whether others are to be held against it: what a budget stopped is no measure for them.
    /// - Throws: `CommandFailure` with exit code 5: why not.
    func checkValid(asBase: Bool = false) throws {
        let recording = run.recording
        let doubts = Findings(recording).doubts
        var reasons = doubts.map { ReportStory.words($0) }
        switch recording.stop {
        case .finished: break
        case .interrupted: reasons.append("It was interrupted before its end: run it again.")
        case .aborted where asBase:
            reasons.append("A budget stopped it before its end: it is nothing to be measured by.")
        case .aborted: break
        }
        if recording.books.due == 0 { reasons.append("No order came due in it.") }
        guard reasons.isEmpty else {
            throw CommandFailure(
                "\(run.name) cannot be compared: " + reasons.joined(separator: " "), code: .noVerdict)
        }
    }
}
