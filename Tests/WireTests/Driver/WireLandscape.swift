import Foundation
import Kernel
import Testing

@testable import Wire

/// A small plan for runs by the wall clock: one system with one operation, a journey that calls it, and what follows.
struct WireLandscape {
    var plan: Plan
    var endpoint = EndpointPlan(system: 0)

    /// The only operation, edge and link.
    let edge: EdgeID = 0

    /// Orders come evenly over a window; the run ends at the latest after a drain.
    init(
        _ placement: SystemPlan.Placement, orders: Int, over window: Nanoseconds, drain: Nanoseconds = 20 * .second,
        seed: UInt64 = 1
    ) {
        plan = Plan(title: "test", seed: seed, window: window, end: window + drain)
        plan.wire = WirePlan()
        plan.demand.streams.append(
            DemandPlan.Stream(
                name: "orders", slices: [DemandPlan.Slice(start: 0, end: window, count: orders)], spacing: .even))
        plan.systems = [SystemPlan(name: "warehouse", role: .warehouse, placement: placement)]
        plan.journey.events.append(JourneyPlan.Event(name: "picked"))
        plan.links = [LinkPlan(name: "link", caller: nil, callee: 0)]
        plan.edges = [EdgePlan(name: "edge", link: 0, operation: 0)]
        plan.calls = [CallPlan(target: .edge(0))]
        plan.operations = [OperationPlan(name: "pick", system: 0, pool: nil, entry: 0)]
    }

    /// Event 1.
    static let picked: EventID = 1

    /// The program of the operation; its answer follows.
    var operation: [Step] = []
    /// What the journey does after its call.
    var after: [Step] = []
    /// Where the journey goes on when an await has timed out, before it fails.
    var afterTimeout: [Step] = []

    /// A step that waits for so long.
    mutating func wait(_ time: Nanoseconds) -> Step {
        plan.distributions.append(.fixed(time))
        return .wait(plan.distributions.count - 1)
    }

    /// A step that awaits "picked".
    mutating func awaitPicked(atMost timeout: Nanoseconds) -> Step {
        plan.awaits.append(AwaitPlan(event: WireLandscape.picked, timeout: timeout))
        return .await(plan.awaits.count - 1)
    }

    /// The plan with its programs laid out.
    var finished: Plan {
        var plan = plan
        plan.steps = operation + [.reply]
        plan.journey.entry = plan.steps.count
        plan.steps += [.call(0)] + after + [.finish(.completed)]
        let otherwise = plan.steps.count
        plan.steps += afterTimeout + [.finish(.failed)]
        for place in plan.awaits.indices { plan.awaits[place].otherwise = otherwise }
        plan.wire?.endpoints = [endpoint]
        return plan
    }

    /// Sets a run up.
    func session(_ change: (inout WireSession.Options) -> Void = { _ in }) throws -> WireSession {
        var options = WireSession.Options(run: "test")
        change(&options)
        return try WireSession(finished, options)
    }

    /// Sets a run up and runs it.
    func run(
        environment: [String: String] = [:], observe: (Instant) -> Void = { _ in }
    ) throws -> Recording {
        try session { $0.environment = environment }.runToEnd(observe: observe)
    }

    /// The order's number in a request of the plain protocol.
    static func order(_ body: [UInt8]) -> UInt64? {
        (try? JSON(reading: body))?["reference"]?.text?.split(separator: "-").last.flatMap { UInt64($0) }
    }

    /// An answer of the plain protocol.
    static let done = FaultServer.Action.answer(
        #"{"result": "done"}"#, fields: "Content-Type: application/json\r\n")
}

extension WireLandscape {
    /// What prevents a run, until its sessions are open; empty: nothing does.
    func trouble(_ environment: [String: String] = [:]) -> String {
        do {
            let session = try session { $0.environment = environment }
            defer { session.close() }
            try session.open()
            return ""
        } catch {
            return "\(error)"
        }
    }
}

extension WireSession {
    /// Runs to the end of the orders; a test that hangs ends after a minute.
    /// - Parameter observe: gets the time since the run began.
    func runToEnd(observe: (Instant) -> Void = { _ in }) throws -> Recording {
        defer { close() }
        var orders = OrderSchedule(plan)
        // The machine's own time stands still while nothing happens in it.
        let start = MonotonicClock.now
        let recording = run(orders: &orders, tracing: .none) { _, _ in
            let elapsed = MonotonicClock.now - start
            observe(elapsed)
            return elapsed > .minute ? .stop(.interrupted) : .carryOn
        }
        #expect(recording.stop == .finished)
        #expect(recording.books.balance, "\(recording.books)")
        return recording
    }
}

extension Recording {
    /// What went over the wire to the only system.
    var warehouse: WireFacts.System { wire?.systems["warehouse"] ?? WireFacts.System() }

    /// Attempts on the only edge with an outcome.
    func attempts(_ outcome: Outcome) -> Int64 { total(MeterLayout(plan).attempts(0, outcome)) }
}
