import Foundation
import Glibc
import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// Whole runs against partners that misbehave: every order is accounted for, every attempt has one outcome, nothing stays open.
@Suite("Runs against faults", .serialized)
struct FaultRunTests {
    @Test(
        "A partner that does everything wrong: delays, resets, closes, hangs, half-open, cut short, garbage, refusals")
    func everything() throws {
        let server = try FaultServer { request in
            var random = SplitMix(state: UInt64(request.number) &* 77)
            switch random.next() % 12 {
            case 0: return [.pause(60), WireLandscape.done]
            case 1: return [.reset]
            case 2: return [.close]
            case 3: return [.hang]
            case 4: return [.shut]
            case 5: return [.text("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), .close]
            case 6: return [.text("\u{1}\u{2}nonsense\r\n\r\n"), .close]
            case 7: return [.answer("{}", status: "503 Service Unavailable")]
            case 8: return [.answer("{}", status: "429 Too Many Requests", fields: "Retry-After: 0\r\n")]
            case 9:
                return [.text("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"), WireLandscape.done]
            default: return [WireLandscape.done]
            }
        }
        var landscape = WireLandscape(.real, orders: 600, over: 3 * .second)
        landscape.endpoint.url = server.url
        landscape.plan.links[0].timeout = 400 * .millisecond
        landscape.plan.links[0].attempts = 3
        // `run` checks that the books balance and that the run came to its end.
        let recording = try landscape.run()
        #expect(recording.books.completed + recording.books.failed == 600)
        let attempts = Outcome.allCases.reduce(0) { $0 + recording.attempts($1) }
        #expect(attempts > 600 && attempts <= 1_800)
        for outcome in [Outcome.ok, .timeout, .connection, .serverError, .rateLimited] {
            #expect(recording.attempts(outcome) > 0, "\(outcome)")
        }
        // A twelfth each, of attempts drawn at random: 4.5 standard deviations either side.
        func expect(_ outcome: Outcome, of cases: Double) {
            let (p, n) = (cases / 12, Double(attempts))
            let spread = 4.5 * (n * p * (1 - p)).squareRoot()
            #expect(
                abs(Double(recording.attempts(outcome)) - n * p) < spread, "\(outcome): \(recording.attempts(outcome))")
        }
        expect(.rateLimited, of: 1)
        expect(.ok, of: 4)
        let wire = recording.warehouse
        // What its caller gave up in time has no end on the wire; all else has one.
        let ended = wire.statuses.values.reduce(0, +) + wire.failures.values.reduce(0, +)
        #expect(ended <= attempts && ended >= attempts - recording.attempts(.timeout))
        server.stop()
        #expect(try Self.established(server.port) == 0)
    }

    @Test("A server that goes away amid the run and comes back: orders fail in between, and none is lost")
    func restart() throws {
        let first = try FaultServer { _ in [WireLandscape.done] }
        let port = first.port
        var landscape = WireLandscape(.real, orders: 600, over: 3 * .second)
        landscape.endpoint.url = first.url
        landscape.plan.links[0].timeout = 400 * .millisecond
        var second: FaultServer?
        var isDown = false
        let recording = try landscape.run { elapsed in
            if elapsed > .second, !isDown {
                first.stop()
                isDown = true
            }
            if elapsed > 2 * .second, second == nil {
                second = try? FaultServer(port: port) { _ in [WireLandscape.done] }
            }
        }
        second?.stop()
        #expect(recording.books.completed + recording.books.failed == 600)
        // A second of three without a server; the observer looks twenty times a second, a loaded machine less often.
        #expect((60...400).contains(recording.attempts(.connection)), "\(recording.attempts(.connection))")
        #expect(recording.attempts(.ok) > 200)
        #expect(recording.warehouse.failures["connection refused", default: 0] > 0, "\(recording.warehouse.failures)")
        #expect(try Self.established(port) == 0)
    }

    @Test(
        "More requests than places and a limit of sockets: they wait in line or are shed, and are counted",
        arguments: [true, false])
    func exhaustion(_ waits: Bool) throws {
        let server = try FaultServer { _ in [.pause(20), WireLandscape.done] }
        var landscape = WireLandscape(.real, orders: 400, over: .second)
        landscape.endpoint.url = server.url
        landscape.endpoint.connections = 2
        landscape.endpoint.inFlight = 4
        landscape.endpoint.whenFull = waits ? .wait : .shed
        landscape.plan.links[0].timeout = 15 * .second
        let recording = try landscape.run()
        server.stop()
        #expect(server.most <= 2)
        #expect(recording.books.completed + recording.books.failed == 400)
        if waits {
            #expect(recording.books.completed == 400)
            // Two at a time of 20 ms each: 400 take four seconds where one was wanted.
            let lag = recording.tracks[TrackLayout(recording.plan).index(.scheduleLag)].total
            #expect((lag.quantile(1) ?? 0) > 2 * .second)
            // Ten come in the time in which one is answered: from the third on places are rarely free.
            #expect((300...398).contains(recording.warehouse.met), "\(recording.warehouse.met)")
        } else {
            #expect(recording.attempts(.shed) > 200)
            #expect(recording.warehouse.met == recording.attempts(.shed))
        }
    }

    @Test("A served system with a thousand connections at once answers all, and each is in the ledger")
    func thousand() throws {
        raiseDescriptorLimit()
        let service = try ServiceHarness(SmallPlan(orders: 0, workers: 1_000, work: 300 * .millisecond).plan)
        defer { service.stop() }
        let client = try ClientHarness(service.url()) {
            $0.maxConnections = 1_000
            $0.maxInFlight = 1_000
        }
        defer { client.client.close() }
        for number in 0..<1_000 { client.send(.post("/ask", json: ["reference": .string("SO-\(number)")])) }
        let results = try client.results(1_000)
        #expect(results.allSatisfy { $0.response?.status == 200 })
        #expect(client.client.counts(client.endpoint).open == 1_000)
        let counters = try service.admin("GET", "/counters").json["systems"]?["box"]
        #expect(counters?["operations"]?["ask"]?["ok"]?.integer == 1_000)
        #expect(counters?["inFlight"]?.integer == 0)
    }

    @Test("Slow, half-open and vanishing callers of a served system keep nobody else waiting")
    func slowCallers() throws {
        let service = try ServiceHarness(SmallPlan(orders: 0).plan)
        defer { service.stop() }
        let body = #"{"reference":"SO-1"}"#
        let request = "POST /ask HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        // One that stops amid the head, one amid the body, one that shuts its side, one that breaks off.
        var callers: [Int32] = []
        defer { for caller in callers { close(caller) } }
        for part in [20, request.utf8.count - 5] {
            let caller = try LoopbackSocket.connected(to: service.port)
            Self.write(caller, String(request.prefix(part)))
            callers.append(caller)
        }
        let half = try LoopbackSocket.connected(to: service.port)
        callers.append(half)
        Self.write(half, request)
        shutdown(half, Int32(SHUT_WR))
        let gone = try LoopbackSocket.connected(to: service.port)
        Self.write(gone, request)
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(gone, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        close(gone)
        // One that sends its request byte by byte is answered as well.
        let slow = try LoopbackSocket.connected(to: service.port)
        callers.append(slow)
        for byte in request.utf8 {
            Self.write(slow, String(UnicodeScalar(byte)))
            usleep(500)
        }
        #expect(Self.firstLine(slow) == "HTTP/1.1 200 OK")
        // Who shuts his side counts as gone, with what he asked for: the connection ends, and does not hang.
        #expect(Self.firstLine(half).isEmpty)
        let client = try ClientHarness(service.url())
        defer { client.client.close() }
        for _ in 0..<50 { client.send(.post("/ask", json: ["reference": "SO-2"])) }
        #expect(try client.results(50).allSatisfy { $0.response?.status == 200 })
        #expect(try service.admin("GET", "/ready").json["ready"]?.bool == true)
    }

    /// Connections of a port that stand, in this machine.
    private static func established(_ port: UInt16) throws -> Int {
        let wanted = String(format: ":%04X", port)
        let text = try String(contentsOfFile: "/proc/self/net/tcp", encoding: .utf8)
        return text.split(separator: "\n").dropFirst().filter { line in
            let parts = line.split(separator: " ")
            return parts.count > 3 && (parts[1].hasSuffix(wanted) || parts[2].hasSuffix(wanted)) && parts[3] == "01"
        }.count
    }

    private static func write(_ descriptor: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    private static func firstLine(_ descriptor: Int32) -> String {
        var chunk = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        return String(String(decoding: chunk.prefix(max(0, count)), as: UTF8.self).prefix { $0 != "\r\n" })
    }
}
