internal import Analysis
internal import Foundation
internal import Kernel
internal import Reporting

/// One side of a comparison, as somebody named it: runs, or baseline files with some.
struct RunSide {
    /// Its runs, one at least.
    private(set) var runs: [ComparedRun]

    /// The first of them.
    var run: ComparedRun { runs[0] }

    /// - Throws: `CommandFailure` if there is no such run or file, or it cannot be read, or the further ones are of another plan.
    init(_ name: String, again: [String]) throws {
        runs = try ([name] + again).flatMap(RunSide.read)
        for other in runs.dropFirst() {
            let differences = RunDifference.all(runs[0].recording, other.recording)
                .filter { $0.kind != .seed && $0.kind.matters }
            guard differences.isEmpty else {
                throw CommandFailure(
                    RunDifferenceWords.refusal(differences, base: runs[0].name, run: other.name, isOneSide: true),
                    code: .usage)
            }
        }
    }

    private static func read(_ name: String) throws -> [ComparedRun] {
        if let data = file(name), Baseline.isBaseline(data) {
            do {
                return try Baseline(bytes: Array(data)).runs.map {
                    ComparedRun(name: name, recording: $0.recording, facts: $0.facts)
                }
            } catch {
                throw CommandFailure("cannot read \(name): \(error)", code: .usage)
            }
        }
        if file(name) != nil, URL(fileURLWithPath: name).lastPathComponent != RunFolder.File.recording {
            throw CommandFailure(
                "\(name) is no baseline: expected a file that rehearse compare --save-baseline wrote, or a run",
                code: .usage)
        }
        let folder = try RunFolder.find(name)
        return [
            ComparedRun(
                name: name, recording: try RunFile.recording(in: folder), facts: RunFile.facts(in: folder))
        ]
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
        for run in runs {
            let reasons = RunSide.doubts(run.recording, asBase: asBase || runs.count > 1)
            guard reasons.isEmpty else {
                throw CommandFailure(
                    "\(run.name) cannot be compared: " + reasons.joined(separator: " "), code: .noVerdict)
            }
        }
    }

    private static func doubts(_ recording: Recording, asBase: Bool) -> [String] {
        var reasons = Findings(recording).doubts.map { ReportStory.words($0) }
        switch recording.stop {
        case .finished: break
        case .interrupted: reasons.append("It was interrupted before its end: run it again.")
        case .aborted where asBase:
            reasons.append("A budget stopped it before its end: it is nothing to be measured by.")
        case .aborted: break
        }
        if recording.books.due == 0 { reasons.append("No order came due in it.") }
        return reasons
    }
}
