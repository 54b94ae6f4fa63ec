internal import ArgumentParser
internal import Kernel
internal import Reporting
internal import Scenario

/// `rehearse trace RUN ORDER`
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Tell one order's story, from click to doorstep.",
        discussion: """
            Orders that the report shows are in the recording. Any other order is traced by rehearsing once more, which gives \
            the same journey, since everything is seeded.
            """)

    @Argument(
        help: ArgumentHelp(
            "The run: its folder, `latest`, a scenario's name, or scenario/run under Reports.", valueName: "run"))
    var target: String

    @Argument(help: "The order's number; without one, the orders at hand are listed.")
    var order: UInt64?

    @OptionGroup var options: ScenarioOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    func run() throws {
        let folder = try RunFolder.find(target)
        let recording = try RunFile.recording(in: folder)
        guard let order else { return Streams.say(TraceReport.list(recording), terminator: "") }
        let trace = try recording.exemplars.trace(of: order) ?? again(order, recording, folder)
        Streams.say(
            TraceReport.text(
                trace, plan: recording.plan, colour: Streams.isColourWelcome, width: Streams.width(1)), terminator: "")
    }

    /// Rehearses again, tracing one order.
    private func again(_ order: UInt64, _ recording: Recording, _ folder: String) throws -> OrderTrace {
        let plan = recording.plan
        let found: Recording
        if plan.demand.replay == nil {
            var orders = OrderSchedule(plan)
            found = drive(recording, &orders, order)
        } else {
            guard let path = RunFile.scenario(in: folder) else {
                throw CommandFailure(
                    "order \(order) is not in the recording, and \(folder)/run.json does not name the scenario")
            }
            var options = options
            if options.overlays.isEmpty { options.overlays = RunFile.overlays(in: folder) }
            let scenario = try options.load(path, seed: plan.seed)
            guard scenario.plan == plan else {
                throw CommandFailure("\(path) has changed since the run; rehearse it again, then trace", code: .usage)
            }
            do {
                var orders = try scenario.orders()
                found = drive(recording, &orders, order)
            } catch {
                throw CommandFailure("\(error)", code: .usage)
            }
        }
        if let status = Interrupts.status { throw CommandFailure(code: status) }
        let trace = found.exemplars.trace(of: order)
        if recording.stop != .finished, trace.map({ $0.facts.due > recording.reached }) ?? true {
            throw CommandFailure(
                "order \(order) was not due yet when the run was stopped: it is not part of it", code: .usage)
        }
        guard let trace else {
            throw CommandFailure(
                "no order \(order) in this run: orders are numbered from 0 to \(max(0, found.books.due - 1))",
                code: .usage)
        }
        return trace
    }

    /// The run again, as far as it came.
    private func drive<Source: OrderSource>(
        _ recording: Recording, _ source: inout Source, _ order: UInt64
    ) -> Recording {
        let plan = recording.plan
        Interrupts.catchThem()
        var line = ProgressLine(
            plan, expected: plan.demand.replay == nil ? plan.demand.generatedOrders : nil, by: .virtual,
            isQuiet: quiet)
        defer { line.clear() }
        return VirtualDriver.run(plan, orders: &source, tracing: .only([order])) { progress, _ in
            if Interrupts.status != nil { return .stop(.interrupted) }
            if recording.stop != .finished && progress.now > recording.reached { return .stop(.interrupted) }
            line.update(progress)
            return .carryOn
        }
    }
}
