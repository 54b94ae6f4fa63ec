import CCurl
import Foundation
import HTTPTypes
import Kernel
import Synchronization
import Wire

/// Requests per CPU-second of the HTTP client over those of a bare libcurl loop in the same program, against the same server;
/// its throughput over that of `hey`, where that is installed; its memory a connection.
enum WireClientBenchmark {
    static let benchmark = Benchmark(
        name: "wire-client",
        summary: "the HTTP client against a bare libcurl loop: requests per CPU-second, memory of a connection"
    ) { settings in
        let server = try LoopbackServer()
        var bare = Pace()
        var ours = Pace()
        var (fast, hey) = (0.0, 0.0)
        // In turns, so that what else goes on in the machine meets both.
        for _ in 0..<settings.repetitions {
            bare.keep(try measure(requests) { try bareLoop(server.port) })
            ours.keep(try measure(requests) { try client(server.port) })
            fast = max(fast, Double(requests) / (try Stopwatch.seconds { try loops(server.port) }))
            hey = max(hey, try HeyRun.measure(port: server.port, requests: requests, connections: connections) ?? 0)
        }
        settings.progress("wire-client: bare \(bare), ours \(ours)")
        var figures = [
            Figure(
                work: "requests per CPU-second of the HTTP client", value: ours.perCPUSecond, unit: "1/s",
                baseline: Figure.Baseline(
                    value: bare.perCPUSecond, source: "bare libcurl multi and epoll, measured now"),
                goal: Figure.Goal(subject: .ratio, sense: .atLeast, must: 0.85, aim: 1.25),
                note: "closed loop of \(connections) connections, GET of 40 bytes of JSON from \(server.name)")
        ]
        if hey > 0 {
            figures.append(
                Figure(
                    work: "requests per second of the HTTP client, closed loop", value: fast, unit: "1/s",
                    baseline: Figure.Baseline(value: hey, source: "hey with as many connections, measured now"),
                    goal: Figure.Goal(subject: .ratio, sense: .atLeast, must: 1.4, aim: 1.7),
                    note: "\(threads) loops on a thread each, as hey uses all processors; one loop alone: "
                        + "\(Int(ours.perSecond))"))
        } else {
            settings.progress("wire-client: hey is not installed; its comparison is left out")
        }
        figures.append(try memory(server.port))
        return figures
    }

    /// The argument that makes this program a child that opens so many connections to a port and tells their memory.
    static let childArgument = "--hold-connections"
    private static let connections = 64
    private static let requests = 60_000

    /// The best of several measurements.
    private struct Pace: CustomStringConvertible {
        var perCPUSecond = 0.0
        var perSecond = 0.0

        mutating func keep(_ other: Pace) {
            perCPUSecond = max(perCPUSecond, other.perCPUSecond)
            perSecond = max(perSecond, other.perSecond)
        }

        var description: String { "\(Int(perCPUSecond)) per CPU-second and \(Int(perSecond)) per second" }
    }

    private static func measure(_ requests: Int, _ body: () throws -> Void) rethrows -> Pace {
        var seconds = 0.0
        let used = try CPUTime.seconds { seconds = try Stopwatch.seconds(body) }
        return Pace(perCPUSecond: Double(requests) / used, perSecond: Double(requests) / seconds)
    }

    private static func bareLoop(_ port: UInt16) throws {
        try BareCurlLoop(url: "http://127.0.0.1:\(port)/", connections: connections).run(requests)
    }

    /// Loops that share the connections: one a processor, as other tools use all of them.
    private static let threads = max(1, min(4, ProcessInfo.processInfo.activeProcessorCount))

    /// The same work by a loop on each processor.
    private static func loops(_ port: UInt16) throws {
        let problems = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            do {
                try client(port, connections: connections / threads, requests: requests / threads)
            } catch {
                problems.withLock { $0.append("\(error)") }
            }
        }
        if let problem = problems.withLock({ $0.first }) { throw BenchmarkError(problem) }
    }

    /// The same work through the client; each answer is checked.
    private static func client(
        _ port: UInt16, connections: Int = connections, requests: Int = requests
    ) throws {
        let client = try HTTPClient()
        defer { client.close() }
        let endpoint = try client.add(Endpoint(.http, host: "127.0.0.1", port: port))
        let request = WireRequest(.get, "/")
        let limits = TransferLimits()
        for token in 0..<connections { client.send(request, to: endpoint, limits: limits, token: UInt64(token)) }
        var sent = connections
        var answered = 0
        var finished: [Transfer] = []
        while answered < requests {
            client.turn(until: MonotonicClock.now + 10 * .second, into: &finished)
            for transfer in finished {
                guard try transfer.result.get().status == 200 else { throw BenchmarkError("an answer that is not 200") }
                answered += 1
                guard sent < requests else { continue }
                client.send(request, to: endpoint, limits: limits, token: UInt64(sent))
                sent += 1
            }
            finished.removeAll(keepingCapacity: true)
        }
    }

    private static func memory(_ port: UInt16) throws -> Figure {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().path(percentEncoded: false)
        let result = try ChildProcess.run([own, childArgument, "5000", String(port)], capture: true)
        guard result.status == 0, let bytes = Double(result.text.trimmingCharacters(in: .newlines)) else {
            throw BenchmarkError("the child with 5,000 connections ended with \(result.status), \(result.text)")
        }
        return Figure(
            work: "memory of a connection, of 5,000", value: bytes / 1_000, unit: "kB",
            goal: Figure.Goal(subject: .figure, sense: .atMost, must: 60, aim: 30),
            note: "resident, after one request on each, all of them under way at once")
    }

    /// What the child does.
    static func runChild(connections: Int, port: UInt16) throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let client = try HTTPClient()
        var endpoint = Endpoint(.http, host: "127.0.0.1", port: port)
        endpoint.maxConnections = connections
        endpoint.maxInFlight = connections
        let id = try client.add(endpoint)
        let before = try resident()
        for token in 0..<connections {
            client.send(WireRequest(.get, "/"), to: id, limits: TransferLimits(), token: UInt64(token))
        }
        var finished: [Transfer] = []
        while finished.count < connections { client.turn(until: MonotonicClock.now + .second, into: &finished) }
        guard try finished.allSatisfy({ try $0.result.get().status == 200 }), client.counts(id).open == connections
        else {
            throw BenchmarkError("\(client.counts(id).open) connections are open")
        }
        finished = []
        print((try resident() - before) / connections)
    }

    private static func resident() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        guard text.count > 1, let pages = Int(text[1]) else {
            throw BenchmarkError("/proc/self/statm is not as expected")
        }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
