import Foundation
import Kernel

/// M/M/1 at load 0.8: one million customers through the whole kernel, recording included, against SimPy.
enum SingleServerBenchmark {
    static let benchmark = Benchmark(
        name: "mm1", summary: "customers/s of M/M/1 at load 0.8, one million customers, against SimPy"
    ) { settings in
        var best = Double.infinity
        var recording: Recording?
        var simpy: Figure.Baseline?
        // Turn by turn, so that both meet the same moods of the machine.
        for _ in 0..<settings.repetitions {
            let plan = plan()
            let start = ContinuousClock.now
            var orders = OrderSchedule(plan)
            recording = VirtualDriver.run(plan, orders: &orders)
            best = min(best, Stopwatch.seconds(since: start))
            if let measured = measureSimPy(), measured.value > simpy?.value ?? 0 { simpy = measured }
        }
        guard let recording, recording.books.completed == Int64(customers) else {
            throw BenchmarkError("M/M/1: not all customers were served: \(String(describing: recording?.books))")
        }
        // Theory: customers stay 1 / (service rate - arrival rate) on average, 40 ms; a figure of a wrong model is none.
        let journey = recording.tracks[TrackLayout(recording.plan).index(.journey)].total
        let stay = (journey.mean ?? 0) / Double(Nanoseconds.millisecond)
        guard stay > 38, stay < 42 else {
            throw BenchmarkError("M/M/1: customers stayed \(stay) ms on average, theory says 40")
        }
        let rate = Double(customers) / best
        return [
            Figure(
                work: "M/M/1 at load 0.8, one million customers", value: rate, unit: "customers/s",
                baseline: simpy ?? recordedSimPy,
                goal: Figure.Goal(subject: .ratio, sense: .atLeast, must: 30, aim: 80),
                note: "\(recording.handledEvents) events in \(String(format: "%.3f", best)) s; customers stayed "
                    + "\(String(format: "%.2f", stay)) ms on average, theory says 40")
        ]
    }

    private static let customers = 1_000_000
    private static let service: Nanoseconds = 8_000_000
    private static let interarrival: Nanoseconds = 10_000_000

    /// A customer is an order that joins the line of a station with one worker, and leaves when it has been served.
    private static func plan() -> Plan {
        let window = Int64(customers) * interarrival
        var plan = Plan(title: "M/M/1", seed: 1, window: window, end: window + .hour)
        plan.demand.streams = [
            DemandPlan.Stream(
                name: "customers", slices: [DemandPlan.Slice(start: 0, end: window, count: customers)])
        ]
        plan.distributions = [.exponential(mean: service)]
        plan.systems = [SystemPlan(name: "station", role: .other)]
        plan.pools = [
            PoolPlan(name: "server", system: 0, capacity: [PoolPlan.Capacity(from: 0, workers: 1)])
        ]
        plan.queues = [QueuePlan(name: "line", system: 0, pool: 0, entry: 2)]
        plan.works = [WorkPlan(base: 0)]
        plan.journey.events = [JourneyPlan.Event(name: "ordered"), JourneyPlan.Event(name: "served")]
        plan.awaits = [AwaitPlan(event: 1)]
        plan.steps = [.enqueue(0), .await(0), .work(0), .finish(.completed)]
        return plan
    }

    private static let recordedSimPy = Figure.Baseline(
        value: 105_000, source: "SimPy 4.1 as recorded on the reference machine, NOT measured now")

    /// SimPy's figure now, if there is a Python that has it.
    private static func measureSimPy() -> Figure.Baseline? {
        let named = ProcessInfo.processInfo.environment["REHEARSE_PYTHON"]
        for python in [named, "python3"].compactMap({ $0 }) {
            guard
                let output = try? ChildProcess.run(["/usr/bin/env", python, "-c", script], capture: true),
                output.status == 0
            else { continue }
            let words = output.text.split(whereSeparator: \.isWhitespace)
            guard words.count == 2, let rate = Double(words[1]) else { continue }
            return Figure.Baseline(
                value: rate.rounded(), source: "SimPy \(words[0]), measured now over 200,000 customers")
        }
        return nil
    }

    private static let script = """
        import random, time, simpy
        customers, waits = 200_000, []
        def customer(env, server, rng):
            arrived = env.now
            with server.request() as turn:
                yield turn
                waits.append(env.now - arrived)
                yield env.timeout(rng.expovariate(1.25))
        def source(env, server, rng):
            for _ in range(customers):
                yield env.timeout(rng.expovariate(1.0))
                env.process(customer(env, server, rng))
        rng = random.Random(1)
        env = simpy.Environment()
        server = simpy.Resource(env, capacity=1)
        env.process(source(env, server, rng))
        start = time.perf_counter()
        env.run()
        assert len(waits) == customers
        print(simpy.__version__, customers / (time.perf_counter() - start))
        """
}
