import Foundation
import Kernel
import Scenario
import Wire

/// A whole run by the wall clock, from the schedule to the books: requests per CPU-second over those of a bare libcurl loop
/// against the same server, and the schedule lag at half of capacity.
enum WireRunBenchmark {
    static let benchmark = Benchmark(
        name: "wire-run", summary: "a run by the wall clock: requests per CPU-second against bare libcurl, schedule lag"
    ) { settings in
        let server = try LoopbackServer()
        var (bare, ours, capacity) = (0.0, 0.0, 0.0)
        for _ in 0..<settings.repetitions {
            bare = max(
                bare,
                Double(requests)
                    / (try CPUTime.seconds {
                        try BareCurlLoop(url: "http://127.0.0.1:\(server.port)/", connections: connections).run(
                            requests)
                    }))
            // More than anything can send: as many are under way at any time as there are connections.
            let full = try run(orders: requests, over: 1, server.port)
            ours = max(ours, Double(requests) / full.cpu)
            capacity = max(capacity, Double(requests) / full.wall)
        }
        let half = capacity / 2
        var lag = Int64.max
        for _ in 0..<settings.repetitions {
            let calm = try run(orders: Int(half * 4), over: 4, server.port)
            let track = calm.recording.tracks[TrackLayout(calm.recording.plan).index(.scheduleLag)].total
            lag = min(lag, track.quantile(0.99) ?? .max)
        }
        return [
            Figure(
                work: "requests per CPU-second of a run by the wall clock", value: ours, unit: "1/s",
                baseline: Figure.Baseline(value: bare.rounded(), source: "bare libcurl multi and epoll, measured now"),
                goal: Figure.Goal(subject: .ratio, sense: .atLeast, must: 0.85, aim: 1.1),
                note: "\(connections) under way; each order is due, sent, judged, recorded and traced by header; "
                    + "\(Int(capacity)) a second from \(server.name)"),
            Figure(
                work: "schedule lag p99 at half of capacity", value: Double(lag) / 1e6, unit: "ms",
                goal: Figure.Goal(subject: .figure, sense: .atMost, must: 1, aim: 0.2),
                note: "\(Int(half)) orders a second by a Poisson process for 4 s"),
        ]
    }

    private static let connections = 64
    private static let requests = 90_000

    private struct Run {
        var cpu: Double
        var wall: Double
        var recording: Recording
    }

    private static func run(orders: Int, over seconds: Int, _ port: UInt16) throws -> Run {
        let file = FileManager.default.temporaryDirectory.appending(path: "rehearse-wire-run-\(getpid()).yaml")
        try Data(scenario(orders, seconds, port).utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let (scenario, problems) = ScenarioFile.load(file.path(percentEncoded: false))
        guard let scenario else { throw BenchmarkError("\(problems)") }
        let session = try WireSession(scenario.plan, WireSession.Options(run: "benchmark"))
        defer { session.close() }
        try session.open()
        var source = OrderSchedule(scenario.plan)
        var recording: Recording?
        var wall = 0.0
        let cpu = CPUTime.seconds {
            wall = Stopwatch.seconds {
                recording = session.run(orders: &source, tracing: .none) { _, _ in .carryOn }
            }
        }
        guard let recording, recording.books.completed == Int64(orders) else {
            throw BenchmarkError("not all orders were completed: \(String(describing: recording?.books))")
        }
        return Run(cpu: cpu, wall: wall, recording: recording)
    }

    private static func scenario(_ orders: Int, _ seconds: Int, _ port: UInt16) -> String {
        """
        rehearse: 1
        name: Wire run
        clock: { from: 2026-11-27 08:00, for: \(seconds)s, drain: 60s, zone: UTC }
        orders: { total: \(orders) }
        systems:
          box:
            role: other
            placement: real
            protocol: http
            url: http://127.0.0.1:\(port)
            connections: \(connections)
            in flight: \(connections)
            operations:
              ask:
                http: { path: / }
                steps: [ { work: 1ms } ]
        links:
          journey -> box: { timeout: 50s }
        journey:
          steps:
            - call: box.ask
        budgets:
          - orders completed >= 99%

        """
    }
}
