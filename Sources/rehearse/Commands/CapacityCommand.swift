internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Reporting
internal import Scenario

/// `rehearse capacity SCENARIO`
struct CapacityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity", abstract: "Find how much peak the landscape can take, and what gives first.",
        discussion: """
            Rehearses the scenario again and again in virtual time, with more and less load: its day multiplied, and its mix at a \
            steady rate in the busiest hour. Finds the largest load that keeps every budget, the resources that hold it down in \
            the order in which they would bind, and what the day would be if the forecast is too low.

            With --shard several processes divide the trials, on one machine or many, all with the same --out in a folder that they \
            share; each makes its part, reads the others', and makes theirs too where nothing is heard of them. `rehearse merge` \
            makes the reports.

            Each trial is kept as it is made; what was interrupted goes on with --resume. The same scenario, seed and settings \
            give the same capacity.json, whatever the number of threads.

            Exit codes: 0 the forecast fits; 3 it does not; 5 not known, or too close to tell; 2 usage; 130, 143 interrupted, what is known is reported.
            """)

    @Argument(help: ArgumentHelp("The scenario file.", valueName: "scenario"))
    var path: String

    @OptionGroup var options: ScenarioOptions

    @Option(help: ArgumentHelp("Root of all randomness, instead of the scenario's.", valueName: "number"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Where to write, instead of Reports/<scenario>-capacity/<run>.", valueName: "dir"))
    var out: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How exactly limits are wanted, in per cent.", valueName: "per cent"),
        transform: PercentArgument.parse)
    var precision = PercentArgument(percent: 2)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Seeds by which a load near a limit is judged at most; 1: no intervals. Without it 4, and up to 40 where they cost little.",
            valueName: "number"))
    var seeds: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Minutes for which a steady load is held and judged, or a time such as 2h. Without it 60, and up to 2880 where that costs little and nothing depends on the time of day.",
            valueName: "minutes"), transform: MinutesArgument.parse)
    var hold: MinutesArgument?

    @Option(
        name: .customLong("warm-up"), parsing: .unconditional,
        help: ArgumentHelp(
            "Minutes of a steady load that are not judged, or a time such as 90s, while the landscape fills. Without it 15, or an eighth of what is judged; a quarter where --hold is left out and nothing depends on the time of day.",
            valueName: "minutes"), transform: MinutesArgument.parse)
    var warmUp: MinutesArgument?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Largest load that is tried, in times of the forecast.", valueName: "times"))
    var cap: Double = 64

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What may be spent on the scenario's levers, such as 10000, 10k or 10000 EUR: the best plan for it is looked for.",
            valueName: "amount"), transform: SpendArgument.parse)
    var budget: SpendArgument?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Threads to use; the result does not depend on it.", valueName: "number"))
    var threads: Int = ProcessInfo.processInfo.activeProcessorCount

    @Option(
        help: ArgumentHelp("Go on with the trials of an earlier, interrupted study in this folder.", valueName: "dir"))
    var resume: String?

    @Option(
        help: ArgumentHelp(
            "How long trials are made at most, such as 90s, 10m or 2h: then what is known is reported, and --resume goes on.",
            valueName: "time"), transform: TimeArgument.parse)
    var time: TimeArgument?

    @Option(help: ShardArgument.help, transform: ShardArgument.parse)
    var shard: ShardArgument?

    @Flag(name: .shortAndLong, help: "Print nothing but problems; the exit code tells whether the forecast fits.")
    var quiet = false

    @Option(help: "What is printed: the answers in words, or capacity.json.")
    var format = OutputFormat.text

    func validate() throws {
        func expect(_ isGood: Bool, _ option: String, _ words: String, _ found: some CustomStringConvertible) throws {
            guard isGood else { throw ValidationError("--\(option): expected \(words), found \(found)") }
        }
        try expect(
            precision.percent >= 0.1 && precision.percent <= 50, "precision", "0.1 to 50 per cent", precision)
        if let seeds { try expect((1...64).contains(seeds), "seeds", "1 to 64", seeds) }
        func expect(_ held: MinutesArgument?, _ option: String, from least: Int64) throws {
            guard let held else { return }
            let isGood = (least * .minute...10_080 * .minute).contains(held.time)
            try expect(isGood, option, "\(least) to 10080 minutes", Figures.duration(held.time))
        }
        try expect(hold, "hold", from: 1)
        try expect(warmUp, "warm-up", from: 0)
        try expect(cap >= 1 && cap <= 10_000, "cap", "1 to 10000", cap)
        try expect((1...256).contains(threads), "threads", "1 to 256", threads)
        if shard != nil, out == nil {
            throw ValidationError("--shard: expected --out with the folder that all shards share")
        }
        if out != nil, resume != nil {
            throw ValidationError("--out and --resume: expected one of them; a resumed study is written where it was")
        }
    }

    func run() throws {
        let started = Date()
        let since = ContinuousClock.now
        if let resume, !TrialStore.isStudy(resume) {
            throw CommandFailure(
                "--resume: expected the folder of an earlier study, found \(resume), where there is none; without --resume a new one begins",
                code: .usage)
        }
        let scenario = try options.load(path, seed: seed)
        try checkBudget(scenario.plan.levers)
        Interrupts.catchThem(1)
        let folder = try RunFolder(
            scenario: "\(URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent)-capacity",
            out: resume ?? out,
            started: started)
        let variants = PlanVariants(scenario.plan) { scenario.plan(rewrittenBy: $0) }
        let study = CapacityStudy(variants, settings)
        let runner = try TrialRunner(
            study, scenario, in: folder, shard: shard?.shard, resuming: resume != nil, isQuiet: quiet || format == .json
        )
        let findings = try runner.run(threads: threads, atMost: time?.duration)
        if let shard = shard?.shard {
            if !quiet {
                Streams.say(
                    "shard \(shard.index) of \(shard.count): \(runner.summary). When all have ended: rehearse merge \(folder.path)"
                )
            }
            if let status = Interrupts.status { throw CommandFailure(code: status) }
            return
        }
        let elapsed = Figures.duration(Int64((ContinuousClock.now - since).inSeconds * 1e9))
        try StudyEnding(
            findings: findings, study: study, folder: folder, format: format, isQuiet: quiet,
            elapsed: "\(runner.summary) in \(elapsed)"
        ).finish()
    }

    /// Whether there is something to spend a budget on, in its currency.
    private func checkBudget(_ levers: [LeverPlan]) throws {
        guard let budget else { return }
        guard levers.contains(where: { $0.cost != nil }) else {
            let what = levers.isEmpty ? "levers" : "levers that say what they cost"
            throw CommandFailure(
                "--budget: expected a scenario with \(what), found none in \(path). Write some, such as "
                    + "levers: { more workers: { change: middleware workers +50%, cost: 4000 EUR } }", code: .usage)
        }
        if let wanted = budget.currency, let found = levers.lazy.compactMap(\.currency).first, wanted != found {
            throw CommandFailure(
                "--budget: expected \(found), in which the levers' costs are, found \(wanted)", code: .usage)
        }
    }

    private var settings: CapacitySettings {
        var settings = CapacitySettings()
        settings.precision = precision.percent / 100
        settings.seeds = seeds
        settings.length = hold?.time
        settings.warmUp = warmUp?.time
        settings.cap = cap
        settings.spend = budget?.amount
        return settings
    }
}
