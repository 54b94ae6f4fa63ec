import Foundation
import Testing

/// `rehearse capacity` against landscapes whose limits are known from theory.
@Suite("rehearse capacity")
struct CapacityTests {
    /// A day of 2,400 orders, 100 an hour, to one or more stations of exponential service.
    private static func scenario(_ systems: String, calls: [String], budget: String) -> String {
        """
        rehearse: 1
        name: Known
        clock: { from: 2026-11-27 00:00, for: 24h, drain: 1h, zone: Europe/Brussels }
        seed: 11
        orders: { total: 2400 }
        systems:
        \(systems)
        journey: { steps: [ \(calls.map { "{ call: \($0) }" }.joined(separator: ", ")) ] }
        budgets:
          - \(budget)

        """
    }

    private static func station(_ name: String, workers: Int, mean: String, waiting: Int? = nil) -> String {
        let bound = waiting.map { ", waiting: \($0)" } ?? ""
        let steps = "[ { work: exponential \(mean) } ]"
        return "  \(name): { role: other, workers: \(workers)\(bound), operations: { ask: { steps: \(steps) } } }"
    }

    /// What `capacity.json` says.
    private struct Answer {
        let json: [String: Any]
        let bytes: Data

        init(_ folder: URL) throws {
            bytes = try Data(contentsOf: folder.appending(path: "capacity.json"))
            json = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        }

        func steady(_ name: String) throws -> Double {
            let load = try #require(json["steady_load"] as? [String: Any])
            return try #require(load[name] as? NSNumber).doubleValue
        }

        func interval() throws -> [Double] {
            let load = try #require(json["steady_load"] as? [String: Any])
            return try #require(load["interval_95"] as? [NSNumber]).map(\.doubleValue)
        }

        var constraints: [String] {
            (json["constraints"] as? [[String: Any]] ?? []).compactMap { $0["resource"] as? String }
        }
    }

    private func study(_ scenario: String, _ options: [String], in folder: URL) throws -> (Program.Result, Answer) {
        let file = folder.appending(path: "known.yaml")
        try Data(scenario.utf8).write(to: file)
        let out = folder.appending(path: "out-\(UUID())")
        let (process, output, errors) = try Program.debug.start(
            ["capacity", file.path, "--out", out.path] + options, in: folder)
        process.waitUntilExit()
        return (try Program.result(process, output, errors), try Answer(out))
    }

    @Test(
        "M/M/1: of 9 s mean service, 95 % within 60 s needs mu - lambda = ln 20 / 60 s, which is 220.3 orders an hour")
    func singleServer() throws {
        try withFolder { folder in
            let text = Self.scenario(
                Self.station("desk", workers: 1, mean: "9s"), calls: ["desk.ask"], budget: "desk p95 < 60s")
            let (result, answer) = try study(text, ["--hold", "1200", "--warm-up", "60", "--quiet"], in: folder)
            // The response of M/M/1 is exponential with rate mu - lambda.
            let exact = 3600 * (1 / 9.0 - log(20) / 60)
            #expect(result.status == 0, "\(result.errors)")
            let found = try answer.steady("orders")
            #expect(abs(found / exact - 1) < 0.04, "\(found) of \(exact)")
            #expect(answer.constraints.first == "desk workers")
        }
    }

    @Test("A loss system: ten servers without a line refuse 1 % at 4.461 erlangs")
    func lossSystem() throws {
        try withFolder { folder in
            let text = Self.scenario(
                Self.station("lines", workers: 10, mean: "60s", waiting: 0), calls: ["lines.ask"],
                budget: "shed lines <= 1%")
            let (result, answer) = try study(text, ["--hold", "1200", "--warm-up", "60", "--quiet"], in: folder)
            // Erlang's table: A = 4.461 for N = 10 and B = 1 %; 60 of them an hour are one erlang.
            #expect(result.status == 0, "\(result.errors)")
            let found = try answer.steady("orders")
            #expect(abs(found / (4.461 * 60) - 1) < 0.04, "\(found)")
        }
    }

    @Test("The narrowest of three stations gives first, the next narrow one after it")
    func order() throws {
        try withFolder { folder in
            let systems = [
                Self.station("wide", workers: 12, mean: "60s"), Self.station("narrow", workers: 4, mean: "60s"),
                Self.station("middling", workers: 7, mean: "60s"),
            ].joined(separator: "\n")
            let text = Self.scenario(
                systems, calls: ["wide.ask", "narrow.ask", "middling.ask"], budget: "p95 of journey < 15m")
            let (_, answer) = try study(text, ["--hold", "600", "--seeds", "1", "--quiet"], in: folder)
            #expect(Array(answer.constraints.prefix(2)) == ["narrow workers", "middling workers"])
        }
    }

    @Test("One thread, three threads and a resumed study give the same bytes; trials of another scenario are refused")
    func sameBytes() throws {
        try withFolder { folder in
            let text = Self.scenario(
                Self.station("desk", workers: 2, mean: "20s"), calls: ["desk.ask"], budget: "desk p95 < 90s")
            let options = ["--hold", "120", "--seeds", "2", "--quiet"]
            let (_, one) = try study(text, options + ["--threads", "1"], in: folder)
            let (_, three) = try study(text, options + ["--threads", "3"], in: folder)
            #expect(one.bytes == three.bytes)
            let file = folder.appending(path: "known.yaml")
            let again = folder.appending(path: "again")
            let first = ["capacity", file.path, "--out", again.path] + options
            let (process, output, errors) = try Program.debug.start(first, in: folder)
            process.waitUntilExit()
            #expect(try Program.result(process, output, errors).status == 0)
            // As if it had been killed: the last lines are missing, one is cut off.
            let journal = again.appending(path: "trials.jsonl")
            let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
            try Data((lines.prefix(5).joined(separator: "\n") + "\n" + lines[5].prefix(40)).utf8).write(to: journal)
            let resume = ["capacity", file.path, "--resume", again.path] + options
            for _ in 0..<2 {
                let (process, output, errors) = try Program.debug.start(resume, in: folder)
                process.waitUntilExit()
                let result = try Program.result(process, output, errors)
                #expect(result.status == 0, "\(result.errors)")
                #expect(try Answer(again).bytes == one.bytes)
            }
            try Data(text.replacingOccurrences(of: "seed: 11", with: "seed: 12").utf8).write(to: file)
            let (other, _, complaint) = try Program.debug.start(resume, in: folder)
            other.waitUntilExit()
            #expect(other.terminationStatus == 2)
            #expect(try String(contentsOf: complaint, encoding: .utf8).contains("of another scenario, seed or version"))
        }
    }

    @Test("Nothing to judge, nothing to multiply and options out of range are told, and no figure is made up")
    func nothing() throws {
        try withFolder { folder in
            let station = Self.station("desk", workers: 2, mean: "20s")
            let text = Self.scenario(station, calls: ["desk.ask"], budget: "desk p95 < 60s")
            let unjudged = text.replacingOccurrences(of: "budgets:\n  - desk p95 < 60s\n", with: "")
            let (result, answer) = try study(unjudged, ["--hold", "60", "--cap", "2", "--seeds", "1"], in: folder)
            #expect(result.status == 5)
            #expect(result.output.contains("No budget could be judged at any load"))
            #expect((answer.json["steady_load"] as? [String: Any])?["times_forecast"] is NSNull)
            let hopeless = text.replacingOccurrences(of: "p95 < 60s", with: "p95 < 1ms")
            let (failed, none) = try study(hopeless, ["--hold", "60", "--seeds", "1"], in: folder)
            #expect(failed.status == 3)
            #expect(failed.output.contains("No load keeps every budget"))
            #expect((none.json["steady_load"] as? [String: Any])?["times_forecast"] is NSNull)
            let refused = try Program.debug.run("capacity", "x.yaml", "--precision", "0", in: folder)
            #expect(refused.status == 2 && refused.errors.contains("--precision: expected 0.1 to 50 per cent"))
        }
    }
}
