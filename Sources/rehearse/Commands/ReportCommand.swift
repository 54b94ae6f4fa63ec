internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Reporting

/// `rehearse report RUN`
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Make all reports of a run again, from its recording alone.",
        discussion: """
            RUN is the folder of a run, `latest`, a scenario's name (its latest run), or scenario/run under Reports. \
            The exit code is that of the run's budgets; 5 if the run was interrupted, since its budgets were not judged.
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var target: String

    @Option(help: ArgumentHelp("Where to write, instead of the run's own folder.", valueName: "dir"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            "Also write all latencies of the run here, as an HdrHistogram log (in microseconds, a line a measure).",
            valueName: "file"))
    var histograms: String?

    @Flag(name: .shortAndLong, help: "Print nothing but problems.")
    var quiet = false

    func run() throws {
        if let histograms {
            try OwnFile(
                path: histograms, option: "--histograms", beginning: HistogramLog.beginning, kind: "histogram log"
            ).check()
        }
        let folder = try RunFolder.find(target)
        let recording = try RunFile.recording(in: folder)
        let findings = Findings(recording)
        let report = Report(recording, findings: findings)
        let place = out ?? folder
        try RunFolder.make(place)
        do {
            try report.write(to: place)
            if let histograms {
                let file = URL(fileURLWithPath: histograms)
                try ReportWriter.write(
                    [(name: file.lastPathComponent, bytes: Array(HistogramLog.text(recording).utf8))],
                    to: file.deletingLastPathComponent().path)
            }
        } catch {
            throw CommandFailure("\(error)")
        }
        if !quiet {
            Streams.say(
                report.terminal(
                    colour: Streams.isColourWelcome, width: Streams.width(1),
                    path: Places.short("\(place)/report.html")), terminator: "")
        }
        guard recording.stop != .interrupted else { throw CommandFailure(code: .noVerdict) }
        guard findings.status == .pass else { throw CommandFailure(code: ExitStatus(findings.status)) }
    }
}
