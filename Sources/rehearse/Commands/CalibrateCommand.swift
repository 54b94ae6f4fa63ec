internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Reporting
internal import Scenario

/// `rehearse calibrate RUN`
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate", abstract: "Fit a scenario's model to a run by the wall clock.",
        discussion: """
            Reads what a run by the wall clock saw of the systems that it called (how long each request took, which were under \
            way together, what was refused) and fits the model to it: times at a worker, numbers of workers, limits, shares of \
            errors, each with its interval, how well it fits, and why where it cannot be told. A run at 20 to 40 % of what the \
            systems can take is enough if some requests have to wait: a small burst of orders sees to that.

            Writes calibration.json and calibrated.yaml into the run's folder. The latter holds what was identified, in the \
            scenario's own keys: rehearse capacity SCENARIO --with calibrated.yaml predicts the limit by it.

            Exit codes: 0 something was identified; 5 nothing was; 2 usage, or a run to which no model can be fitted.
            """)

    @Argument(
        help: ArgumentHelp(
            "The run: its folder, `latest`, a scenario's name, or scenario/run under Reports.", valueName: "run"))
    var target: String

    @Option(
        help: ArgumentHelp(
            "The scenario that the run was made from, if it is not where it was.", valueName: "file"))
    var scenario: String?

    @OptionGroup var options: ScenarioOptions

    @Option(help: ArgumentHelp("Where to write, instead of the run's folder.", valueName: "dir"))
    var out: String?

    @Flag(name: .shortAndLong, help: "Print nothing but problems.")
    var quiet = false

    @Option(help: "What is printed: the findings in words, or calibration.json.")
    var format = OutputFormat.text

    func run() throws {
        let folder = try RunFolder.find(target)
        let recording = try RunFile.recording(in: folder)
        let findings: CalibrationFindings
        do {
            findings = try CalibrationFindings(recording)
        } catch {
            throw CommandFailure("\(folder): \(error)", code: .usage)
        }
        let (model, path, overlays) = try model(of: recording, in: folder)
        let figures = CalibratedFigures(findings)
        let started = RunFile.started(in: folder).map { " of \($0)" } ?? ""
        let overlay = model.overlay(
            figures.figures,
            comments: [
                "\(findings.plan.title), calibrated by a run\(started).", "To lay over the scenario with --with.",
            ])
        let unwritten = overlay.refusals.sorted { $0.key < $1.key }.map { "\(figures.words[$0.key]): \($0.value)" }
        let report = CalibrationReport(findings, unwritten: unwritten)
        let place = out ?? folder
        try RunFolder.make(place)
        try write(report.json, "\(place)/calibration.json")
        for table in overlay.tables { try write(table.text, "\(place)/\(table.name)") }
        let file = "\(place)/calibrated.yaml"
        if let text = overlay.text {
            try write(text, file)
            var options = options
            options.overlays = overlays + [file]
            _ = try options.load(path, seed: recording.plan.seed)
        } else if FileManager.default.fileExists(atPath: file) {
            // One of an earlier time would be taken for this one's.
            unlink(file)
        }
        if format == .json {
            Streams.say(report.json, terminator: "")
        } else if !quiet {
            Streams.say(report.text, terminator: "")
            if overlay.text != nil {
                let with = (overlays + [file]).map { " --with \(Places.short($0))" }.joined()
                Streams.say("\nPredict the limit by it: rehearse capacity \(Places.short(path))\(with)")
            }
        }
        guard findings.hasResults else { throw CommandFailure(code: .noVerdict) }
    }

    /// The scenario that the run was made from, as it was then.
    private func model(of recording: Recording, in folder: String) throws -> (
        scenario: ScenarioFile, path: String, overlays: [String]
    ) {
        guard let path = scenario ?? RunFile.scenario(in: folder) else {
            throw CommandFailure(
                "\(folder)/run.json does not name the scenario: name it with --scenario FILE", code: .usage)
        }
        var options = options
        if options.overlays.isEmpty { options.overlays = RunFile.overlays(in: folder) }
        let model = try options.load(path, seed: recording.plan.seed)
        guard model.plan == recording.plan else {
            throw CommandFailure(
                "\(path) is not the scenario that \(folder) was run from, or it or a file laid over it has changed since: expected \"\(recording.plan.title)\" as it was then (\(folder)/\(RunFolder.File.scenario) is a copy of it); run it again, then calibrate",
                code: .usage)
        }
        return (model, path, options.overlays)
    }

    private func write(_ text: String, _ path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure("cannot write \(path): \(error.localizedDescription)")
        }
    }
}
