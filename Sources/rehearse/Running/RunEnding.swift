internal import Analysis
internal import Foundation
internal import Kernel
internal import Reporting

/// What follows a run: its files, what is printed, and the exit code.
struct RunEnding {
    let recording: Recording
    let folder: RunFolder
    /// Files besides the reports and the recording.
    let files: [(name: String, bytes: [UInt8])]
    let format: OutputFormat
    let isQuiet: Bool
    /// What it took, in words; nil: not told.
    let elapsed: String?

    /// Writes, prints, and throws what is not success.
    func finish() throws {
        let findings = Findings(recording)
        let report = Report(recording, findings: findings)
        do {
            let bytes = try RecordingFile.bytes(of: recording)
            try report.write(to: folder.path, with: [(RunFolder.File.recording, bytes)] + files)
        } catch {
            throw CommandFailure("\(error)")
        }
        format.say(
            json: report.summary,
            words: report.terminal(
                colour: Streams.isColourWelcome, width: Streams.width(1), elapsed: elapsed,
                path: folder.told("report.html")), isQuiet: isQuiet)
        folder.becomeLatest()
        if let status = Interrupts.status, recording.stop == .interrupted { throw CommandFailure(code: status) }
        guard findings.status == .pass else { throw CommandFailure(code: ExitStatus(findings.status)) }
    }
}
