internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Reporting

/// `rehearse compare BASE RUN`
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Tell whether a run is worse than an earlier one, by how much, and how sure that is.",
        discussion: """
            Compares latencies of journey, legs and calls (p50, p90, p99), failures by class, attempts a call, what orders came \
            to, throughput, cut-offs, backlogs and budgets of two runs of one scenario. A measure is worse if the difference is more \
            than is tolerated and sure, all tests taken together; too little to tell is said, with how much would do. A budget that \
            held and fails now is a regression in any case.

            Runs that differ in what was run are refused, with every difference: one of seed, orders, scenario or shards may be \
            meant, with --across. Clock and hours must be the same.

            For a pipeline: keep a baseline with the code, and move it when a change is meant.
              rehearse compare base.rehearsal out        exit code 4: worse
              rehearse compare out --save-baseline base.rehearsal

            By the wall clock two runs of one build differ as well. Three runs of each, named with --base-again and --run-again (or \
            kept in one baseline), show by how much; then a difference must be sure against that too.

            Exit codes: 0 nothing is worse; 4 something is; 2 usage, or not comparable; 5 a run is invalid or was interrupted, or \
            nothing could be told.
            """)

    @Argument(
        help: ArgumentHelp(
            "The run to be as good as: a run (its folder, `latest`, a scenario's name, scenario/run under Reports) or a baseline file.",
            valueName: "base"))
    var first: String

    @Argument(
        help: ArgumentHelp(
            "The run in question; with --save-baseline alone, leave it out.", valueName: "run"))
    var second: String?

    @Option(
        name: .customLong("base-again"),
        help: ArgumentHelp(
            "A further run of the base, to see by how much two runs of one build differ.", valueName: "run"))
    var baseAgain: [String] = []

    @Option(
        name: .customLong("run-again"),
        help: ArgumentHelp("A further run of what is in question.", valueName: "run"))
    var runAgain: [String] = []

    @Option(
        help: ArgumentHelp(
            "Differences that are meant, separated by commas: \(AcrossArgument.names.joined(separator: ", ")).",
            valueName: "kinds"))
    var across: [AcrossArgument] = []

    @Option(
        help: ArgumentHelp(
            "What part of the base's figure may be lost, from 1% (recordings are no finer) to 1000%. (default: 5%)",
            valueName: "per cent"))
    var tolerance: ToleranceArgument?

    @Option(
        help: ArgumentHelp(
            "Latencies that differ by no more are the same, such as 500us, 1ms, 0.1s. (default: 1ms)", valueName: "time"
        ))
    var floor: FloorArgument?

    @Option(
        help: ArgumentHelp("Where to write compare.html, compare.md, compare.json and junit.xml.", valueName: "dir"))
    var out: String?

    @Option(
        name: .customLong("save-baseline"),
        help: ArgumentHelp(
            "Write the run (with one run named: that one) as a baseline file, unless it is worse.", valueName: "file"))
    var saveBaseline: String?

    @Flag(name: .shortAndLong, help: "Print nothing but problems; the exit code tells the verdict.")
    var quiet = false

    @Option(help: "What is printed: the verdict in words, or compare.json.")
    var format = OutputFormat.text

    func validate() throws {
        if second == nil, saveBaseline == nil {
            throw ValidationError(
                "expected two runs, BASE and RUN, found one: rehearse compare BASE RUN, or --save-baseline FILE to keep one"
            )
        }
        if let saveBaseline, saveBaseline.isEmpty {
            throw ValidationError("--save-baseline: expected a file, found nothing")
        }
    }

    func run() throws {
        guard let second else {
            let run = try RunSide(first, again: baseAgain + runAgain)
            try run.checkValid(asBase: true)
            return try save(run)
        }
        let base = try RunSide(first, again: baseAgain)
        let run = try RunSide(second, again: runAgain)
        try base.checkValid(asBase: true)
        try run.checkValid()
        let differences = RunDifference.all(base.run.recording, run.run.recording)
        let meant = Set(across.flatMap(\.kinds))
        let notMeant = differences.filter { !meant.contains($0.kind) }
        guard !notMeant.contains(where: \.kind.matters) else {
            throw CommandFailure(
                RunDifferenceWords.refusal(notMeant, base: base.run.name, run: run.run.name), code: .usage)
        }
        var settings = ComparisonSettings()
        if let tolerance { settings.tolerance = tolerance.share }
        if let floor { settings.floor = floor.time }
        let comparison = RunComparison(
            base.run.recording, base.runs.dropFirst().map(\.recording), run.run.recording,
            run.runs.dropFirst().map(\.recording), settings: settings)
        let report = ComparisonReport(comparison, base: base.run, run: run.run, differences: differences)
        if let out {
            try RunFolder.make(out)
            do {
                try report.write(to: out)
            } catch {
                throw CommandFailure("\(error)")
            }
        }
        format.say(
            json: report.json,
            words: report.terminal(
                colour: Streams.isColourWelcome, width: Streams.width(1),
                path: out.map { Places.short("\($0)/compare.html") }), isQuiet: quiet)
        switch comparison.status {
        case .pass: try save(run)
        case .regression: throw notSaved(.regression)
        case .unknown: throw notSaved(.noVerdict)
        }
    }

    /// Writes the baseline, if one is wanted.
    private func save(_ run: RunSide) throws {
        guard let saveBaseline else { return }
        let file = URL(fileURLWithPath: saveBaseline)
        try baselineFile(saveBaseline).check()
        do {
            let bytes = try Baseline(run.runs.map { Baseline.Run($0.recording, facts: $0.facts) }).bytes()
            try ReportWriter.write(
                [(name: file.lastPathComponent, bytes: bytes)], to: file.deletingLastPathComponent().path)
        } catch {
            throw CommandFailure("\(error)")
        }
        if !quiet, format == .text { Streams.say("Baseline  \(Places.short(saveBaseline))") }
    }

    private func baselineFile(_ path: String) -> OwnFile {
        OwnFile(path: path, option: "--save-baseline", beginning: Baseline.beginning, kind: "baseline")
    }

    private func notSaved(_ code: ExitStatus) -> CommandFailure {
        guard let saveBaseline else { return CommandFailure(code: code) }
        return CommandFailure(
            "\(saveBaseline) was not written: \(code == .regression ? "the run is worse" : "nothing could be told"); to keep it all the same, name the run alone: rehearse compare RUN --save-baseline \(saveBaseline)",
            code: code)
    }
}
