internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Reporting
internal import Scenario

/// `rehearse run SCENARIO`
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Rehearse a scenario and write its report.",
        discussion: """
            Runs in virtual time: a day takes seconds. Prints the verdict and writes report.html, summary.json, summary.md, \
            junit.xml and the recording they are made from.

            The same scenario and seed give the same summary.json, byte by byte, on any machine.

            A scenario with systems that are served or real runs by the wall clock, over HTTP; --clock virtual rehearses it with \
            their models first. Hosts other than this machine are reached only if the scenario names them under targets and \
            --allow-target does too; --dry-run tells what would be sent. The first interrupt stops new orders and waits for \
            those under way, the second stops now; both write the report.
            """)

    @Argument(help: ArgumentHelp("The scenario file.", valueName: "scenario"))
    var path: String

    @OptionGroup var options: ScenarioOptions

    @Option(help: ArgumentHelp("Root of all randomness, instead of the scenario's.", valueName: "number"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Where to write, instead of Reports/<scenario>/<run>.", valueName: "dir"))
    var out: String?

    @Option(help: ArgumentHelp("Threads to use, 1 or 2; the result does not depend on it.", valueName: "number"))
    var threads: Int = min(2, ProcessInfo.processInfo.activeProcessorCount)

    @Option(help: "virtual: as fast as can be, all systems by their models; wall: by the clock, over HTTP.")
    var clock: RunClock?

    @Option(
        name: .customLong("allow-target"),
        help: ArgumentHelp("A host other than this machine that may be sent real requests.", valueName: "host"))
    var allowedTargets: [String] = []

    @Option(
        name: .customLong("admin-port"),
        help: ArgumentHelp(
            "By the wall clock: the port on this machine of an endpoint that tells and changes what goes on, as with serve; 0: any that is free.",
            valueName: "port"))
    var adminPort: Int?

    @Flag(name: .customLong("dry-run"), help: "Tell what would reach which host, and at what rate; send nothing.")
    var isDry = false

    @Flag(name: .shortAndLong, help: "Print nothing but problems; the exit code tells the verdict.")
    var quiet = false

    @Option(help: "What is printed: the verdict in words, or summary.json.")
    var format = OutputFormat.text

    func validate() throws {
        guard (1...2).contains(threads) else {
            throw ValidationError("--threads: expected 1 or 2, found \(threads); a second thread makes the orders")
        }
        if let port = adminPort, !(0...65_535).contains(port) {
            throw ValidationError("--admin-port: expected 0 to 65535, found \(port)")
        }
    }

    func run() throws {
        let started = Date()
        let since = ContinuousClock.now
        let scenario = try options.load(path, seed: seed)
        let clock = clock ?? RunClock(fitting: scenario.plan)
        if adminPort != nil, clock == .virtual {
            throw CommandFailure(
                "--admin-port: this run is in virtual time, which is over before anyone could ask; use --clock wall, or serve",
                code: .usage)
        }
        if isDry {
            return Streams.say(try DryRun(scenario, allowed: allowedTargets, clock: clock).text, terminator: "")
        }
        Interrupts.catchThem(clock == .wall ? 2 : 1)
        // Before the run, so that a place that cannot be written to is told at once.
        let folder = try RunFolder(scenario: path, out: out, started: started)
        let isQuiet = quiet || format == .json
        let recording: Recording
        switch clock {
        case .virtual: recording = try Rehearsal(scenario: scenario, threads: threads, isQuiet: isQuiet).run()
        case .wall:
            recording = try WallRehearsal(
                scenario: scenario, isQuiet: isQuiet, allowedTargets: allowedTargets, folder: folder,
                stamp: RunFolder.stamp(started), adminPort: adminPort
            ).run()
        }
        let findings = Findings(recording)
        let report = Report(recording, findings: findings)
        let elapsed = (ContinuousClock.now - since).inSeconds
        let facts = RunFacts(
            command: CommandLine.arguments, scenario: URL(fileURLWithPath: path).path,
            started: RunCommand.text(started),
            elapsedSeconds: elapsed, version: Version.text, machine: RunFile.machine, threads: threads,
            peakMemoryBytes: RunFile.peakMemory)
        var files: [(name: String, bytes: [UInt8])] = [
            (RunFolder.File.recording, try RecordingFile.bytes(of: recording)),
            (RunFolder.File.run, Array(facts.json.utf8)),
        ]
        if let text = FileManager.default.contents(atPath: path) {
            files.append((RunFolder.File.scenario, Array(text)))
        }
        do {
            try report.write(to: folder.path, with: files)
        } catch {
            throw CommandFailure("\(error)")
        }
        if format == .json {
            Streams.say(report.summary, terminator: "")
        } else if !quiet {
            Streams.say(
                report.terminal(
                    colour: Streams.isColourWelcome, width: Streams.width(1),
                    elapsed: String(format: "%.1f s", (ContinuousClock.now - since).inSeconds)
                        + ", \(clock.rawValue) clock",
                    path: folder.told("report.html")),
                terminator: "")
        }
        folder.becomeLatest()
        if let status = Interrupts.status, recording.stop == .interrupted { throw CommandFailure(code: status) }
        guard findings.status == .pass else { throw CommandFailure(code: ExitStatus(findings.status)) }
    }

    /// `2026-11-23T07:40:12Z`
    private static func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
