internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Reconciliation
internal import Reporting
internal import Scenario

/// `rehearse parallel SCENARIO`
struct ParallelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parallel", abstract: "Feed the same orders to two landscapes and tell whether to cut over.",
        discussion: """
            Runs the baseline and the candidate of a scenario's `parallel:` section with the same orders and the same chance, the \
            baseline once more with other chance to learn what differs by nature, and compares the business events of every order. \
            Ends in a decision, partner by partner: hold, ramp, cut over or roll back.

            In virtual time a day takes seconds. Where a side has systems that are served or real, both run by the wall clock at \
            once, each order first on a side that is drawn for it; what they write is marked apart, so that `rehearse cleanup` \
            finds it.

            The exit code is 0 for cut over (and for ramp with --accept ramp), 3 for hold and roll back, 5 if too little was seen.
            """)

    @Argument(help: ArgumentHelp("The scenario file.", valueName: "scenario"))
    var path: String

    @OptionGroup var options: ScenarioOptions

    @Option(help: ArgumentHelp("Root of all randomness, instead of the scenario's.", valueName: "number"))
    var seed: UInt64?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("What must be shown, instead of the scenario's gate.", valueName: "file"))
    var gate: String?

    @OptionGroup var decision: DecisionOptions

    @Option(help: ArgumentHelp("Where to write, instead of Reports/<scenario>/<run>.", valueName: "dir"))
    var out: String?

    @Option(help: "virtual: as fast as can be, all systems by their models; wall: by the clock, over HTTP.")
    var clock: RunClock?

    @Option(
        name: .customLong("allow-target"),
        help: ArgumentHelp("A host other than this machine that may be sent real requests.", valueName: "host"))
    var allowedTargets: [String] = []

    @Option(
        help: ArgumentHelp(
            "Run it in virtual time and tell the story of one order on both sides instead.", valueName: "order"))
    var explain: String?

    @Flag(name: .customLong("dry-run"), help: "Tell what would reach which host, and at what rate; send nothing.")
    var isDry = false

    func run() throws {
        let started = Date()
        let since = ContinuousClock.now
        let scenario = try options.load(path, seed: seed)
        guard var parallel = scenario.parallel else {
            throw CommandFailure(
                "\(path): expected a section \"parallel\" with a baseline, a candidate and the events to compare; Scenarios/edi-hub-to-odoo.yaml has one",
                code: .usage)
        }
        let today = try MigrationTerms.today(decision.today)
        if let gate {
            parallel.gate = try MigrationTerms.gate(
                gate, parallel.agreement,
                partners: ParallelScenario.partners(parallel.dimension, of: parallel.baseline.scenario.plan))
        }
        let plans = [parallel.baseline.scenario.plan, parallel.candidate.scenario.plan]
        let clock = clock ?? plans.map { RunClock(fitting: $0) }.first { $0 == .wall } ?? .virtual
        if isDry { return try tellWhatWouldBeSent(parallel, clock) }
        if explain != nil, clock == .wall {
            throw CommandFailure(
                "--explain runs the scenario once more, in virtual time, and sends nothing; by the wall clock each run is another one: look into its report instead, or add --clock virtual",
                code: .usage)
        }
        Interrupts.catchThem(clock == .wall ? 2 : 1)
        if let explain {
            let run = ParallelRun(
                parallel: parallel, title: scenario.plan.title, today: today, threads: decision.threads, isQuiet: true,
                rehearse: SideRehearsal(
                    clock: .virtual, isQuiet: true, allowedTargets: [], folder: "", stamp: "",
                    progress: SharedProgress("rehearsing", of: 0, in: ("orders", 1), isQuiet: true)
                ).run)
            return Streams.say(try run.story(of: explain), terminator: "")
        }
        let folder = try RunFolder(scenario: path, out: out, started: started)
        let isQuiet = decision.quiet || decision.format == .json
        let sides = parallel.learnsNoise ? 3 : 2
        let expected = (try? scenario.orders().expectedCount) ?? nil
        let progress = SharedProgress(
            "rehearsing", of: (expected ?? 0) * sides, in: ("orders", 1), isQuiet: isQuiet)
        let run = ParallelRun(
            parallel: parallel, title: scenario.plan.title, today: today,
            threads: clock == .wall ? 3 : decision.threads,
            isQuiet: isQuiet,
            rehearse: SideRehearsal(
                clock: clock, isQuiet: isQuiet, allowedTargets: allowedTargets, folder: folder.path,
                stamp: RunFolder.stamp(started), progress: progress
            ).run)
        let outcome = try run.run()
        progress.end()
        try MigrationEnding(
            findings: outcome.findings, rows: outcome.rows, folder: folder, accept: decision.accept,
            format: decision.format,
            isQuiet: decision.quiet, elapsed: String(format: "%.1f s", (ContinuousClock.now - since).inSeconds)
        ).finish()
    }

    /// What each side would send; where the baseline runs once more, it sends everything twice.
    private func tellWhatWouldBeSent(_ parallel: ParallelScenario, _ clock: RunClock) throws {
        let again = parallel.learnsNoise ? ", twice" : ""
        for (name, side) in [
            (parallel.baseline.name + again, parallel.baseline), (parallel.candidate.name, parallel.candidate),
        ] {
            Streams.say("\(name):")
            Streams.say(
                try DryRun(side.scenario, allowed: allowedTargets, clock: clock, shard: .whole, servedAt: nil).text)
        }
    }
}
