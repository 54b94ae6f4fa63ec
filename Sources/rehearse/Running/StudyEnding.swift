internal import Analysis
internal import Foundation
internal import Reporting

/// What follows a capacity study: its reports, what is printed, and the exit code.
struct StudyEnding {
    let findings: CapacityFindings
    let study: CapacityStudy
    let folder: RunFolder
    let format: OutputFormat
    let isQuiet: Bool
    /// What it took, in words; nil: not told.
    let elapsed: String?

    /// Writes, prints, and throws what is not success.
    func finish() throws {
        let report = CapacityReport(findings, study)
        do {
            try report.write(to: folder.path)
        } catch {
            throw CommandFailure("\(error)")
        }
        format.say(
            json: report.json,
            words: report.terminal(
                colour: Streams.isColourWelcome, width: Streams.width(1), elapsed: elapsed,
                path: folder.told("capacity.html")), isQuiet: isQuiet)
        folder.becomeLatest()
        if let status = Interrupts.status { throw CommandFailure(code: status) }
        switch findings.forecastFits {
        case true?: break
        case false?: throw CommandFailure(code: .budgetFailed)
        case nil:
            // Quiet as it is, somebody has to say why there is no answer.
            if isQuiet, format == .text { Streams.complain(report.story.sentence) }
            throw CommandFailure(code: .noVerdict)
        }
    }
}
