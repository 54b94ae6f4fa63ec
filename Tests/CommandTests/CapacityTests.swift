import Foundation
import Testing

/// `rehearse capacity` against landscapes whose limits are known from theory.
@Suite("rehearse capacity")
struct CapacityTests {
    @Test(
        "M/M/1: of 9 s mean service, 95 % within 60 s needs mu - lambda = ln 20 / 60 s, which is 220.3 orders an hour")
    func singleServer() throws {
        try withFolder { folder in
            let text = CapacityScenario.text(
                CapacityScenario.station("desk", workers: 1, mean: "9s"), calls: ["desk.ask"], budget: "desk p95 < 60s")
            let (result, answer) = try CapacityScenario.study(
                text, ["--hold", "1200", "--warm-up", "60", "--quiet"], in: folder)
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
            let text = CapacityScenario.text(
                CapacityScenario.station("lines", workers: 10, mean: "60s", waiting: 0), calls: ["lines.ask"],
                budget: "shed lines <= 1%")
            let (result, answer) = try CapacityScenario.study(
                text, ["--hold", "1200", "--warm-up", "60", "--quiet"], in: folder)
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
                CapacityScenario.station("wide", workers: 12, mean: "60s"),
                CapacityScenario.station("narrow", workers: 4, mean: "60s"),
                CapacityScenario.station("middling", workers: 7, mean: "60s"),
            ].joined(separator: "\n")
            let text = CapacityScenario.text(
                systems, calls: ["wide.ask", "narrow.ask", "middling.ask"], budget: "p95 of journey < 15m")
            let (_, answer) = try CapacityScenario.study(
                text, ["--hold", "600", "--seeds", "1", "--quiet"], in: folder)
            #expect(Array(answer.constraints.prefix(2)) == ["narrow workers", "middling workers"])
        }
    }

    @Test("One thread, three threads and a resumed study give the same bytes; trials of another scenario are refused")
    func sameBytes() throws {
        try withFolder { folder in
            let text = CapacityScenario.text(
                CapacityScenario.station("desk", workers: 2, mean: "20s"), calls: ["desk.ask"], budget: "desk p95 < 90s"
            )
            let options = ["--hold", "120", "--seeds", "2", "--quiet"]
            let (_, one) = try CapacityScenario.study(text, options + ["--threads", "1"], in: folder)
            let (_, three) = try CapacityScenario.study(text, options + ["--threads", "3"], in: folder)
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
                #expect(try CapacityAnswer(again).bytes == one.bytes)
            }
            // A line that was damaged and still reads like a trial: it is made once more, and a merge names its file.
            let whole = try String(contentsOf: journal, encoding: .utf8)
            let damaged = whole.replacing(/"due":\[/, with: "\"due\":[19,", maxReplacements: 1)
            #expect(damaged != whole)
            try Data(damaged.utf8).write(to: journal)
            let merged = try Program.debug.run("merge", again.path, "--out", "merged", in: folder)
            #expect(
                merged.status == 2 && merged.errors.contains("trials.jsonl: a trial there is damaged"),
                "\(merged.errors)")
            // What is not asked to be quiet says so.
            let loud = resume.filter { $0 != "--quiet" }
            let (mended, mendedOutput, mendedErrors) = try Program.debug.start(loud, in: folder)
            mended.waitUntilExit()
            let healed = try Program.result(mended, mendedOutput, mendedErrors)
            #expect(healed.status == 0 && healed.errors.contains("note: 1 trial in "), "\(healed.errors)")
            #expect(try CapacityAnswer(again).bytes == one.bytes)
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
            let station = CapacityScenario.station("desk", workers: 2, mean: "20s")
            let text = CapacityScenario.text(station, calls: ["desk.ask"], budget: "desk p95 < 60s")
            let unjudged = text.replacingOccurrences(of: "budgets:\n  - desk p95 < 60s\n", with: "")
            let (result, answer) = try CapacityScenario.study(
                unjudged, ["--hold", "60", "--cap", "2", "--seeds", "1"], in: folder)
            // 360 an hour are what two workers can do, three times the forecast: at the cap they keep up, and that is all that is asked.
            #expect(result.status == 0)
            #expect(result.output.contains("What comes is kept up with up to"))
            #expect(result.output.contains("The scenario has no budgets that say what must hold."))
            #expect((answer.json["steady_load"] as? [String: Any])?["found"] as? String == "at least")
            let hopeless = text.replacingOccurrences(of: "p95 < 60s", with: "p95 < 1ms")
            let (failed, none) = try CapacityScenario.study(hopeless, ["--hold", "60", "--seeds", "1"], in: folder)
            #expect(failed.status == 3)
            #expect(failed.output.contains("No load keeps every budget"))
            #expect((none.json["steady_load"] as? [String: Any])?["times_forecast"] is NSNull)
            let refused = try Program.debug.run("capacity", "x.yaml", "--precision", "0", in: folder)
            #expect(refused.status == 2 && refused.errors.contains("--precision: expected 0.1 to 50 per cent"))
        }
    }
}
