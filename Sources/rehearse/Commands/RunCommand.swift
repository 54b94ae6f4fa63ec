internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Reporting
internal import Scenario
internal import Wire

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
            those under way (ten seconds at most after a SIGTERM), the second stops now; both write the report.

            With --shard several processes divide the orders, on one machine or many, all with the same --out in a folder that \
            they share and the same --start-at; each gets its part of the caps on hosts. `rehearse merge` makes the report of all \
            of them. What several processes would have several times, such as simulated workers, is refused.
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

    @Option(help: ShardArgument.help, transform: ShardArgument.parse)
    var shard: ShardArgument?

    @Option(
        name: .customLong("start-at"),
        help: ArgumentHelp(
            "By the wall clock: when the rehearsal begins, so that several begin together: 2026-11-27T09:30:00+01:00, 09:30 (today in the scenario's zone) or +30s.",
            valueName: "time"))
    var startAt: String?

    @Option(
        name: .customLong("served-at"),
        help: ArgumentHelp(
            "By the wall clock: where `rehearse serve --by-path` serves what is to be served, instead of this process.",
            valueName: "url"))
    var servedAt: String?

    @Flag(name: .customLong("dry-run"), help: "Tell what would reach which host, and at what rate; send nothing.")
    var isDry = false

    @Flag(name: .shortAndLong, help: "Print nothing but problems; the exit code tells the verdict.")
    var quiet = false

    @Option(help: "What is printed: the verdict in words, or summary.json.")
    var format = OutputFormat.text

    func validate() throws {
        try HostArgument.check(allowedTargets)
        guard (1...2).contains(threads) else {
            throw ValidationError("--threads: expected 1 or 2, found \(threads); a second thread makes the orders")
        }
        if let port = adminPort, !(0...65_535).contains(port) {
            throw ValidationError("--admin-port: expected 0 to 65535, found \(port)")
        }
        if shard != nil, out == nil, !isDry {
            throw ValidationError("--shard: expected --out with the folder that all shards share")
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
        let start = try moment(scenario.plan, by: clock)
        let part = try part(scenario.plan, by: clock, start)
        if isDry {
            return Streams.say(
                try DryRun(
                    scenario, allowed: allowedTargets, clock: clock, shard: part?.shard ?? .whole, servedAt: servedAt
                ).text, terminator: "")
        }
        Interrupts.catchThem(clock == .wall ? 2 : 1)
        // Before the run, so that a place that cannot be written to is told at once.
        let folder = try RunFolder(scenario: path, out: place, started: started)
        let isQuiet = quiet || format == .json
        let recording: Recording
        var limits: LimitBook?
        switch clock {
        case .virtual:
            recording = try Rehearsal(scenario: scenario, threads: threads, isQuiet: isQuiet, shard: part?.shard).run()
        case .wall:
            (recording, limits) = try WallRehearsal(
                scenario: scenario, isQuiet: isQuiet, allowedTargets: allowedTargets, folder: folder,
                stamp: RunFolder.stamp(started), adminPort: adminPort, shard: part, start: start, servedAt: servedAt
            ).run()
        }
        let facts = RunFacts(
            command: CommandLine.arguments, scenario: URL(fileURLWithPath: path).path,
            overlays: options.overlays.map { URL(fileURLWithPath: $0).path },
            started: RunCommand.text(started), elapsedSeconds: (ContinuousClock.now - since).inSeconds,
            version: Version.text, machine: RunFile.machine, threads: threads, peakMemoryBytes: RunFile.peakMemory)
        var files: [(name: String, bytes: [UInt8])] = [(RunFolder.File.run, Array(facts.json.utf8))]
        if let text = FileManager.default.contents(atPath: path) {
            files.append((RunFolder.File.scenario, Array(text)))
        }
        if let part {
            return try ShardEnding(
                part: part, recording: recording, limits: limits, folder: folder, shared: out ?? "", files: files,
                format: format, isQuiet: quiet
            ).finish()
        }
        try RunEnding(
            recording: recording, folder: folder, files: files, format: format, isQuiet: quiet,
            elapsed: String(format: "%.1f s", (ContinuousClock.now - since).inSeconds) + ", \(clock.rawValue) clock"
        ).finish()
    }

    /// The folder that is wanted: that of a shard lies in the one that all share.
    private var place: String? {
        guard let shard = shard?.shard, let out, !out.isEmpty else { return out }
        return RunShard.folder(shard, in: out)
    }

    private func moment(_ plan: Plan, by clock: RunClock) throws -> StartMoment? {
        for (option, value) in [("start-at", startAt), ("served-at", servedAt)] where value != nil && clock == .virtual
        {
            throw CommandFailure(
                "--\(option): this run is in virtual time, where nobody waits and nothing is sent; leave it out, or use --clock wall",
                code: .usage)
        }
        if servedAt != nil { try RunShard.checkServedElsewhere(plan) }
        return try startAt.map { try StartMoment($0, now: Date(), zone: plan.zone.identifier) }
    }

    private func part(_ plan: Plan, by clock: RunClock, _ start: StartMoment?) throws -> RunShard? {
        guard let shard = shard?.shard else { return nil }
        if shard.count > 1 {
            try RunShard.check(plan, by: clock, isServedElsewhere: servedAt != nil)
            if clock == .wall, start == nil {
                throw CommandFailure(
                    "--shard: expected --start-at with the moment at which all shards begin: loads that do not come at the same time are not one load. \(StartMoment.forms)",
                    code: .usage)
            }
        }
        return RunShard(
            shard: shard,
            start: clock == .wall ? start?.milliseconds ?? Int64(Date().timeIntervalSince1970 * 1000) : nil)
    }

    /// `2026-11-23T07:40:12Z`
    private static func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
