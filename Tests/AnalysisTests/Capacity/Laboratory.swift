import Dispatch
import Foundation
import Kernel
import Synchronization

@testable import Analysis

/// Makes the trials that a question wants until it is answered, as the program does, without journal and progress.
struct Laboratory {
    let variants: PlanVariants
    var table = TrialTable()
    /// Trials made.
    private(set) var made = 0

    init(_ plan: Plan) { variants = PlanVariants(plan) }

    /// One trial.
    mutating func reading(of trial: Trial) -> TrialReading {
        if let known = table.readings[trial] { return known }
        let found = Laboratory.run([trial], variants)
        keep(found)
        guard let reading = found[trial] else { fatalError("a trial without a plan") }
        return reading
    }

    /// Asks until nothing more is wanted.
    /// - Parameter rounds: at most; a question that never ends is a defect.
    mutating func answer<Answer>(rounds: Int = 400, _ question: (inout TrialTable) -> Answer) -> Answer {
        for _ in 0..<rounds {
            table.forgetWants()
            let answer = question(&table)
            if table.wanted.isEmpty { return answer }
            keep(Laboratory.run(table.wanted, variants))
        }
        fatalError("a question without end")
    }

    private mutating func keep(_ found: [Trial: TrialReading]) {
        made += found.count
        for (trial, reading) in found { table.keep(reading, of: trial) }
    }

    private static func run(_ trials: [Trial], _ variants: PlanVariants) -> [Trial: TrialReading] {
        let found = Mutex<[Trial: TrialReading]>([:])
        DispatchQueue.concurrentPerform(iterations: trials.count) { index in
            let trial = trials[index]
            guard let plan = trial.plan(from: variants) else { return }
            var orders = OrderSchedule(plan)
            let recording = VirtualDriver.run(plan, orders: &orders, tracing: .none)
            let reading = TrialReading(recording, of: trial)
            found.withLock { $0[trial] = reading }
        }
        return found.withLock { $0 }
    }
}

/// Stations that the journey asks one after the other, each with workers, service and perhaps a limit; orders come evenly
/// spread by chance.
struct Stations: Sendable {
    /// One of them.
    struct Station: Sendable {
        var name: String
        var workers = 1
        var service = Distribution.fixed(.second)
        var waiting: Int?
        var limit: LimiterPlan.Kind?
        var connections: Int?
        /// Hot row that each piece of work writes, and the part of it that the transaction spans, in thousandths.
        var rowSpanPermille: Int?
        /// People who come and go: workers are there in the first `on` of every `cycle` only.
        var shift: (on: Nanoseconds, cycle: Nanoseconds)?
        /// Workers begin work in the first `open` of every `cycle` only, and are held until then: a batch window.
        var gate: (open: Nanoseconds, cycle: Nanoseconds)?
        /// A quota starts anew so often.
        var reset: Nanoseconds?
        var policy: @Sendable (inout LinkPlan) -> Void = { _ in }
    }

    var stations: [Station]
    var perHour = 100.0
    var window: Nanoseconds = 24 * .hour
    var drain: Nanoseconds = .hour
    var seed: UInt64 = 1
    var budgets: [Budget] = []
    /// Whether limits tell when to come again.
    var tells = false

    /// The plan.
    var plan: Plan {
        var plan = Plan(title: "stations", seed: seed, window: window, end: window + drain)
        let count = Int((perHour * Double(window) / Double(Nanoseconds.hour)).rounded())
        plan.demand.streams = [.init(name: "orders", slices: [.init(start: 0, end: window, count: count)])]
        for (index, station) in stations.enumerated() {
            plan.systems.append(SystemPlan(name: station.name, role: .other))
            plan.pools.append(
                PoolPlan(
                    name: "workers", system: index, capacity: capacity(of: station), waitingBound: station.waiting))
            plan.distributions.append(station.service)
            var work = WorkPlan(base: index)
            if let span = station.rowSpanPermille {
                work.contention = plan.contentions.count
                plan.contentions.append(
                    ContentionPlan(name: "row", system: index, key: .single, spanPermille: span))
            }
            plan.works.append(work)
            var operation = OperationPlan(name: "ask", system: index, pool: index, entry: plan.steps.count)
            if let limit = station.limit {
                operation.limiters = [plan.limiters.count]
                var limiter = LimiterPlan(
                    name: "quota", system: index, kind: limit, tells: tells, documented: "known")
                if let reset = station.reset {
                    limiter.resets = Moments((0...plan.end / reset).map { $0 * reset })
                }
                plan.limiters.append(limiter)
            }
            plan.operations.append(operation)
            if let gate = station.gate {
                let starts = (0...plan.end / gate.cycle).map { $0 * gate.cycle }
                plan.steps.append(.waitUntil(plan.calendars.count))
                plan.calendars.append(
                    CalendarPlan(
                        name: "batch", open: Intervals(starts.map { .init(start: $0, end: $0 + gate.open) }),
                        moments: .empty))
            }
            plan.steps += [.work(index), .reply]
            var link = LinkPlan(name: "journey → \(station.name)", caller: nil, callee: index)
            if let connections = station.connections {
                link.bulkhead = LinkPlan.Bulkhead(limit: connections, waiting: 100_000)
            }
            station.policy(&link)
            plan.links.append(link)
            plan.edges.append(EdgePlan(name: "\(link.name): ask", link: index, operation: index))
            plan.calls.append(CallPlan(target: .edge(index)))
        }
        plan.journey.entry = plan.steps.count
        plan.steps += stations.indices.map { .call($0) } + [.finish(.completed)]
        plan.budgets = budgets
        return plan
    }

    private func capacity(of station: Station) -> [PoolPlan.Capacity] {
        guard let shift = station.shift else { return [.init(from: 0, workers: station.workers)] }
        return (0...(window + drain) / shift.cycle).map { $0 * shift.cycle }.flatMap { start in
            [
                PoolPlan.Capacity(from: start, workers: station.workers),
                PoolPlan.Capacity(from: start + shift.on, workers: 0),
            ]
        }
    }
}
