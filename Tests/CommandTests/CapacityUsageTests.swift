import Foundation
import Testing

/// What people type wrong.
@Suite("rehearse capacity, typed wrong")
struct CapacityUsageTests {
    private static func scenario(_ levers: String) -> String {
        CapacityScenario.text(
            CapacityScenario.station("desk", workers: 2, mean: "20s"), calls: ["desk.ask"], budget: "desk p95 < 90s"
        ) + levers
    }

    private static let priced = "levers: { more: { change: desk workers x2, cost: 400 EUR } }\n"

    @Test(
        "Budgets, shards and folders that cannot be meant are refused with what was expected",
        arguments: [
            (
                ["--budget", "much"], priced,
                "expected an amount from 0 such as 10000, 10k or 10000 EUR, found \"much\""
            ),
            (["--budget", "-5"], priced, "expected an amount from 0 such as 10000, 10k or 10000 EUR, found \"-5\""),
            (
                ["--budget", "12,5,0 EUR"], priced,
                "expected an amount from 0 such as 10000, 10k, 10,000 or 12.50 EUR, found \"12,5,0 EUR\""
            ),
            (["--budget", "5 USD"], priced, "--budget: expected EUR, in which the levers' costs are, found USD"),
            (["--budget", "5"], "", "--budget: expected a scenario with levers, found none in known.yaml"),
            (
                ["--budget", "5"], "levers: { more: desk workers x2 }\n",
                "expected a scenario with levers that say what they cost"
            ),
            (["--shard", "3/2", "--out", "x"], "", "expected a part and their number such as 0/8"),
            (["--time", "soon"], "", "expected a time such as 90s, 10m or 2h, found \"soon\""),
            (["--time", "0s"], "", "expected a time such as 90s, 10m or 2h, found \"0s\""),
            (["--resume", "nowhere"], "", "--resume: expected the folder of an earlier study, found nowhere"),
        ])
    func refused(options: [String], levers: String, problem: String) throws {
        try withFolder { folder in
            try Data(Self.scenario(levers).utf8).write(to: folder.appending(path: "known.yaml"))
            let (process, output, errors) = try Program.debug.start(["capacity", "known.yaml"] + options, in: folder)
            process.waitUntilExit()
            let result = try Program.result(process, output, errors)
            #expect(result.status == 2 && result.errors.contains(problem), "\(result.output)\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "nowhere").path))
        }
    }

    @Test("A study whose time is up reports what it has and says so; resumed it comes to what it would have come to")
    func outOfTime() throws {
        try withFolder { folder in
            let options = ["--hold", "600", "--seeds", "4"]
            let (_, whole) = try CapacityScenario.study(Self.scenario(Self.priced), options, in: folder)
            func run(_ more: String...) throws -> Program.Result {
                let (process, output, errors) = try Program.debug.start(
                    ["capacity", "known.yaml"] + more + options, in: folder)
                process.waitUntilExit()
                return try Program.result(process, output, errors)
            }
            let short = try run("--time", "0.2s", "--out", "short")
            #expect(short.output.contains("ime was up"), "\(short.output)\(short.errors)")
            #expect(try !run("--resume", "short").output.contains("ime was up"))
            #expect(try CapacityAnswer(folder.appending(path: "short")).bytes == whole.bytes)
        }
    }

    @Test(
        "A budget may be written in thousands and with its currency", arguments: ["0.4k", "400 EUR", "EUR 400", "4_00"])
    func amounts(budget: String) throws {
        try withFolder { folder in
            let options = ["--hold", "60", "--seeds", "1", "--precision", "20", "--budget", budget]
            let (result, answer) = try CapacityScenario.study(Self.scenario(Self.priced), options, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("for 400 EUR: more, 400 EUR"), "\(result.output)")
            #expect(answer.json["what_if"] is [String: Any])
        }
    }
}
