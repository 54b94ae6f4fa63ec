import Foundation
import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// The admin endpoint, asked over HTTP while systems are served.
@Suite("Admin endpoint")
struct AdminTests {
    private static let ask = WireRequest.post("/ask", json: ["reference": "SO-1"], fields: [.correlationID: "corr-1"])

    @Test("readiness, counters with limits, ledger and state tell of requests")
    func tells() throws {
        let service = try ServiceHarness(SmallPlan(orders: 0).with(limit: 2).plan)
        defer { service.stop() }
        let client = try ClientHarness(service.url())
        defer { client.client.close() }
        let statuses = try (0..<3).map { _ in try client.exchange(Self.ask).response?.status }
        #expect(statuses == [200, 200, 429])
        #expect(try client.exchange(.get("/nowhere?access_token=canary")).response?.status == 404)

        #expect(try service.admin("GET", "/ready").json["ready"]?.bool == true)
        let box = try #require(try service.admin("GET", "/counters").json["systems"]?["box"])
        #expect(box["operations"]?["ask"]?["ok"]?.integer == 2)
        #expect(box["operations"]?["ask"]?["rate limited"]?.integer == 1)
        #expect(box["limits"]?["quota"]?["admitted"]?.integer == 2)
        #expect(box["limits"]?["quota"]?["refused"]?.integer == 1)
        #expect(box["answeredWithoutModel"]?.integer == 1)
        #expect(box["inFlight"]?.integer == 0)

        let all = try #require(try service.admin("GET", "/ledger").json["entries"]?.array)
        #expect(all.map { $0["status"]?.integer } == [404, 429, 200, 200])
        #expect(all[0]["path"]?.text?.contains("canary") == false)
        let found = try service.admin("GET", "/ledger?correlation=corr-1&order=SO-1&system=box&limit=2").json[
            "entries"]
        #expect(found?.array?.map { $0["outcome"]?.text } == ["rate limited", "ok"])
        #expect(found?[0]?["operation"]?.text == "ask")
        #expect(found?[0]?["method"]?.text == "POST")
        #expect(try service.admin("GET", "/ledger?order=SO-2").json["entries"]?.array?.isEmpty == true)

        let state = try service.admin("GET", "/state?key=SO-1").json
        #expect(state["records"]?[0]?["facts"]?["ask"]?.bool == true)
        #expect(try service.admin("GET", "/state?key=unknown").status == 404)
        #expect(try service.admin("GET", "/state").json["counts"]?["box"]?.integer == 1)
    }

    @Test("an incident is switched on, off, and left to the scenario again")
    func incidents() throws {
        var plan = SmallPlan(orders: 0).with(.serverError).plan
        // By the scenario it is never on.
        plan.faults[0].during = Intervals([])
        let service = try ServiceHarness(plan)
        defer { service.stop() }
        let client = try ClientHarness(service.url())
        defer { client.client.close() }
        func status() throws -> Int? { try client.exchange(Self.ask).response?.status }
        #expect(try status() == 200)
        #expect(try service.admin("POST", "/incidents/box%20trouble/on").json["isOn"]?.bool == true)
        #expect(try status() == 500)
        #expect(try service.admin("POST", "/incidents/box%20trouble/off").json["isOn"]?.bool == false)
        #expect(try status() == 200)
        #expect(try service.admin("POST", "/incidents/box%20trouble/auto").json["by"]?.text == "scenario")
        let unknown = try service.admin("POST", "/incidents/nothing/on")
        #expect(unknown.status == 404)
        #expect(unknown.json["incidents"]?[0]?.text == "box trouble")
    }

    @Test("a reset empties limits, books and counters")
    func reset() throws {
        let service = try ServiceHarness(SmallPlan(orders: 0).with(limit: 1).plan)
        defer { service.stop() }
        let client = try ClientHarness(service.url())
        defer { client.client.close() }
        #expect(try client.exchange(Self.ask).response?.status == 200)
        #expect(try client.exchange(Self.ask).response?.status == 429)
        #expect(try service.admin("POST", "/reset?seed=42").json["seed"]?.integer == 42)
        #expect(try service.admin("GET", "/state").json["counts"]?["box"]?.integer == 0)
        #expect(try service.admin("GET", "/ledger").json["entries"]?.array?.isEmpty == true)
        #expect(try client.exchange(Self.ask).response?.status == 200)
        #expect(try client.exchange(Self.ask).response?.status == 429)
    }

    @Test("a request under way at a reset is answered 503")
    func resetUnderWay() throws {
        let service = try ServiceHarness(SmallPlan(orders: 0, work: 20 * .second).plan)
        defer { service.stop() }
        let client = try ClientHarness(service.url())
        defer { client.client.close() }
        client.send(Self.ask)
        var tries = 0
        repeat {
            var finished: [Transfer] = []
            client.client.turn(until: MonotonicClock.now + 5 * .millisecond, into: &finished)
            tries += 1
        } while try service.admin("GET", "/counters").json["systems"]?["box"]?["inFlight"]?.integer != 1 && tries < 200
        #expect(try service.admin("POST", "/reset").status == 200)
        #expect(try client.results(1)[0].response?.status == 503)
    }

    @Test("what is not there is told with what is; other methods and browsers' pages are refused")
    func refusals() {
        func refusal(_ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields = [:]) -> WireResponse? {
            guard case .failure(let refusal) = AdminRequest.reading(WireRequest(method, path, fields: fields)) else {
                return nil
            }
            return refusal.response
        }
        #expect(refusal(.get, "/")?.status == 404)
        #expect(refusal(.get, "/nowhere")?.status == 404)
        #expect(refusal(.post, "/ready")?.fields[.allow] == "GET")
        #expect(refusal(.get, "/reset")?.status == 405)
        #expect(refusal(.get, "/incidents/x/on")?.fields[.allow] == "POST")
        #expect(refusal(.post, "/incidents/x/maybe")?.status == 404)
        #expect(refusal(.get, "/ledger?limit=0")?.status == 400)
        #expect(refusal(.post, "/reset?seed=-1")?.status == 400)
        #expect(refusal(.post, "/reset", [.origin: "https://elsewhere.example"])?.status == 403)
        let unknown = refusal(.get, "/state?order=SO-1")
        #expect(unknown?.status == 400)
        #expect(
            (try? JSON(reading: unknown?.body ?? []))?["error"]?.text
                == "order: no such parameter; expected key, system, limit")
        #expect(refusal(.get, "/nowhere?order=SO-1")?.status == 404)
        #expect(
            AdminRequest.reading(WireRequest(.post, "/incidents/a%20b/off"))
                == .success(.incident(name: "a b", isOn: false)))
    }

    @Test("a page under a name of its own that was made to mean this machine is refused: DNS rebinding sends no Origin")
    func rebinding() {
        for host in ["127.0.0.1", "127.0.0.1:8089", "localhost:8089", "[::1]:8089"] {
            #expect(HostField.refusal(host) == nil, "\(host)")
        }
        #expect(HostField.refusal(nil) == nil)
        for host in ["elsewhere.example", "elsewhere.example:8089", "127.0.0.1.elsewhere.example", "10.0.0.7:8089", ""]
        {
            #expect(HostField.refusal(host)?.status == 403, "\(host)")
        }
    }

    @Test("the ledger keeps the latest entries only")
    func bounded() {
        var log = RequestLog(operations: 1, systems: 1, capacity: 3)
        for k in 1...5 {
            log.immediate(.get("/\(k)"), system: 0, status: 404, correlation: nil, at: Instant(k), until: Instant(k))
        }
        #expect(log.latest(10) { _ in true }.map(\.path) == ["/5", "/4", "/3"])
        #expect(log.latest(1) { $0.path != "/5" }.map(\.path) == ["/4"])
        #expect(log.immediates == [5])
    }
}
