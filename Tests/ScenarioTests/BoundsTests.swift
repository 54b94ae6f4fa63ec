import Foundation
import Kernel
import Testing

@testable import Scenario

/// Files made to be too much are refused at once, with a message that says which bound they pass.
struct BoundsTests {
    private static func problems(_ text: String) -> [String] {
        let reading = Reading()
        _ = TreeParser.parse(bytes: Array(text.utf8), file: "s.yaml", reading: reading)
        return reading.sortedProblems.map(\.description)
    }

    @Test("a file has 4 MiB at most, read from disk or not")
    func size() throws {
        let text = "a: 1\n" + String(repeating: "# padding\n", count: 430_000)
        #expect(Self.problems(text) == ["s.yaml: the file is larger than 4 MiB"])
        let path = FileManager.default.temporaryDirectory.appending(path: "rehearse-\(UUID().uuidString).yaml").path
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(
            ScenarioFile.load(path).problems.map(\.description) == [
                "\(path): it is larger than 4 MiB, the most this kind of file may have"
            ])
    }

    @Test("a file that is not there, or no file at all, is told")
    func noFile() {
        #expect(
            ScenarioFile.load("/nowhere/x.yaml").problems.map(\.description) == [
                "/nowhere/x.yaml: there is no such file"
            ])
        #expect(
            ScenarioFile.load(ShippedScenariosTests.folder).problems.map(\.description) == [
                "\(ShippedScenariosTests.folder): it is a directory; name a file"
            ])
        // It never ends.
        #expect(
            ScenarioFile.load("/dev/zero").problems.map(\.description) == [
                "/dev/zero: it is larger than 4 MiB, the most this kind of file may have"
            ])
        #expect(
            ScenarioFile.load("/dev/null").problems.map(\.description) == [
                "/dev/null:1:1: the file is empty; `rehearse new NAME` writes one to start from"
            ])
    }

    @Test("nesting has 64 levels at most, in braces, in brackets, and by indentation")
    func depth() {
        #expect(Self.problems("a: " + String(repeating: "[", count: 62) + String(repeating: "]", count: 62)) == [])
        for (open, close) in [("[", "]"), ("{ a: ", "}")] {
            for count in [70, 1_000, 100_000] {
                let text = "a: " + String(repeating: open, count: count) + String(repeating: close, count: count)
                let problems = Self.problems(text)
                #expect(problems.count == 1 && problems[0].hasSuffix(": nested deeper than 64 levels"), "\(problems)")
            }
        }
        let lines = (0..<200).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n") + " 1\n"
        let problems = Self.problems(lines)
        #expect(problems.count == 1 && problems[0].hasSuffix(": nested deeper than 64 levels"), "\(problems)")
        let dashes = "a:\n" + String(repeating: "- ", count: 5_000) + "1\n"
        #expect(Self.problems(dashes).first?.hasSuffix(": nested deeper than 64 levels") == true)
    }

    @Test("a billion laughs are counted as they are told, not told")
    func laughs() {
        var text = "a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
        for (one, next) in zip("abcdefghi", "bcdefghij") {
            text += "\(next): &\(next) [" + (0..<10).map { _ in "*\(one)" }.joined(separator: ", ") + "]\n"
        }
        let problems = Self.problems(text)
        #expect(problems.count == 1)
        #expect(
            problems.first?.hasSuffix(": more than 200000 values (aliases count as often as they are used)") == true)
    }

    @Test("laughs in the keys are refused before they are compared")
    func laughingKeys() {
        var text = "a: &a {x: 1, y: 2}\n"
        for (one, next) in zip("abcdefghi", "bcdefghij") {
            text += "\(next): &\(next) {? *\(one) : *\(one), ? [*\(one)] : *\(one)}\n"
        }
        #expect(
            Self.problems(text) == [
                "s.yaml:2:8: in a file with anchors, a key must be plain text, not an alias, a list or a mapping"
            ])
    }

    @Test("an anchor cannot hold itself")
    func selfReference() {
        #expect(Self.problems("a: &a [*a]\n").count == 1)
        #expect(Self.problems("&a a: *a\n").count <= 1)
    }

    @Test("a text has 64 KiB at most, a name 120 characters, what people read 200")
    func texts() throws {
        #expect(
            Self.problems("a: \(String(repeating: "x", count: 65_537))\n") == ["s.yaml:1:4: a text longer than 64 KiB"])
        #expect(
            try Spoilt([("name: Small peak", "name: \(String(repeating: "x", count: 201))")]).problems == [
                "small.yaml:2:7: name: expected a text of at most 200 characters, found \"\(String(repeating: "x", count: 60))...\""
            ])
        let key = String(repeating: "k", count: 121)
        #expect(
            try Spoilt([("  holidays:", "  \(key): { at: 12:00 }\n  holidays:")]).problems == [
                "small.yaml:11:3: calendars.\(key): a name needs 1 to 120 characters on one line"
            ])
        let unknown = String(repeating: "u", count: 1_000)
        let problem = try #require(try Spoilt([("seed: 7", "\(unknown): 7")]).problems.first)
        #expect(
            problem.hasSuffix(
                ": unknown key \"\(String(repeating: "u", count: 60))...\"; there are: rehearse, name, about, seed, clock, calendars, orders, systems, groups, links, journey, budgets, levers, targets, mark, lag tolerance, inbox, parallel"
            ))
    }

    @Test("200 problems are kept, the first of the file, and reading goes on no longer than the file")
    func problemCount() throws {
        let bursts = (0..<900).map { _ in "    - { at: 25:00, orders: 1 }\n" }.joined()
        let spoilt = try Spoilt([("  bursts:\n", "  bursts:\n" + bursts)])
        let problems = spoilt.problems
        #expect(problems.count == 200)
        #expect(
            problems.first
                == "small.yaml:19:13: orders.bursts[0].at: there is no time \"25:00\" on a clock from 00:00 to 24:00")
        #expect(problems.last?.hasPrefix("small.yaml:218:13: orders.bursts[199].at: ") == true)
    }

    @Test("lists and mappings of too many are refused without reading them")
    func tooMany() throws {
        let bursts = (0..<1_001).map { _ in "    - { at: 25:00, orders: 1 }\n" }.joined()
        #expect(
            try Spoilt([("  bursts:\n", "  bursts:\n" + bursts)]).problems == [
                "small.yaml:19:5: orders.bursts: expected at most 1000 bursts, found 1002"
            ])
        let channels = (0..<65).map { "c\($0): 1%" }.joined(separator: ", ")
        #expect(
            try Spoilt([("{ shop: 70%, edi: 30% }", "{ \(channels) }")]).problems == [
                "small.yaml:22:13: orders.channels: expected at most 64 channels, found 65"
            ])
        let systems = (0..<201).map { "  s\($0): x\n" }.joined()
        #expect(
            try Spoilt([("systems:\n", "systems:\n" + systems)]).problems.first
                == "small.yaml:29:3: systems: expected at most 200 systems, found 205")
    }

    @Test("steps within steps within steps end at the depth of the file")
    func deepSteps() throws {
        var steps = "[reply]"
        for _ in 0..<24 { steps = "[{ if: 50% of orders, then: \(steps) }]" }
        #expect(try Spoilt([("steps: [work: 300ms]", "steps: \(steps)")]).problems == [])
        for _ in 0..<20 { steps = "[{ if: 50% of orders, then: \(steps) }]" }
        let problems = try Spoilt([("steps: [work: 300ms]", "steps: \(steps)")]).problems
        #expect(problems.count == 1 && problems[0].hasSuffix(": nested deeper than 64 levels"), "\(problems)")
    }

    @Test(
        "the largest figures that are accepted overflow nowhere",
        arguments: [
            [("total: 1k", "total: 1000M")], [("for: 6h, drain: 2d", "for: 6h, drain: 400d")],
            [("lognormal 20ms p99 80ms", "exponential 3660d")], [("lognormal 20ms p99 80ms", "uniform 0s..3660d")],
            [("{ median: 2, p99: 14 }", "uniform 1..1M")], [("unit weight: 500 g", "unit weight: 100 t")],
            [("count: 2k", "count: 50M")], [("workers: 8", "workers: 1M")], [("count: 4 }", "count: 1M }")],
            [("fixed window: 300/min", "fixed window: 1000M/ns")], [("fixed window: 300/min", "fixed window: 2/3660d")],
            [("timeout: 30s", "timeout: 3660d")], [("slow x3", "slow x1000")],
            [("points: 2", "points: 1M"), ("300/min", "1M/min")],
            [("6.20 EUR", "10000000000 EUR")], [("seed: 7", "seed: 18446744073709551615")],
            [("redelivery: { from: 1s, to: 30s", "redelivery: { from: 3660d, to: 3660d, factor: 100")],
            [("channel is edi", "lines at least 999999M")], [("channel is edi", "weight at least 99999999 t")],
            [("wait: 5m", "wait: 3660d")], [("at most: 12h", "at most: 3660d")], [("lead: 1h", "lead: 3660d")],
            [("2026-11-27 08:00", "2199-12-30 08:00")],
            [("< 5k, severity", "< 1000000M, severity")],
            [("p99 < 2s during dispatch window", "p99 < 3660d for any 3660d")],
        ])
    func large(edits: [(String, String)]) throws {
        var plan = try Spoilt(edits).plan()
        #expect(plan.firstFlaw == nil)
        // A few orders through it, with whatever that makes of their times.
        let total = plan.demand.generatedOrders
        for stream in plan.demand.streams.indices {
            for slice in plan.demand.streams[stream].slices.indices {
                let count = plan.demand.streams[stream].slices[slice].count
                plan.demand.streams[stream].slices[slice].count = min(count, (count * 40 + total - 1) / total)
            }
        }
        var orders = OrderSchedule(plan)
        let run = VirtualDriver.run(plan, orders: &orders)
        #expect(run.books.balance)
        #expect(run.books.due > 0)
    }
}
