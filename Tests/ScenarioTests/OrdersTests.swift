import Foundation
import Kernel
import Testing

@testable import Scenario

/// Demand as it is written becomes streams of exact counts at exact times; all figures here are worked out by hand.
struct OrdersTests {
    /// Orders in block style, from 2 November 2026, a Monday, 00:00 UTC for 24 h.
    private static func demand(
        _ orders: String, sections: String = "", _ location: SourceLocation = #_sourceLocation
    ) throws -> DemandPlan {
        try plan(orders, sections: sections, location).demand
    }

    private static func plan(
        _ orders: String, sections: String = "", _ location: SourceLocation = #_sourceLocation
    ) throws -> Plan {
        let (scenario, problems) = ScenarioFile.read(text(orders, sections), as: "small.yaml")
        #expect(problems.map(\.description) == [], sourceLocation: location)
        return try #require(scenario, sourceLocation: location).plan
    }

    private static func problems(_ orders: String, sections: String = "") -> [String] {
        ScenarioFile.read(text(orders, sections), as: "small.yaml").problems.map(\.description)
    }

    /// The first line of `orders` is line 5.
    private static func text(_ orders: String, _ sections: String) -> String {
        let lines = orders.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(
            separator: "\n")
        return SmallLandscape(sections: sections).text.replacing("orders: { total: 10 }", with: "orders:\n" + lines)
    }

    private typealias Slice = DemandPlan.Slice

    // MARK: - The day

    @Test("a total alone comes evenly over the clock")
    func even() throws {
        let demand = try Self.demand("total: 10")
        #expect(
            demand.streams == [.init(name: "day", slices: [Slice(start: 0, end: .day, count: 10)], spacing: .poisson)])
    }

    @Test(
        "spacing is poisson, even or batch",
        arguments: [("poisson", DemandPlan.Spacing.poisson), ("even", .even), ("batch", .batch)])
    func spacing(word: String, spacing: DemandPlan.Spacing) throws {
        #expect(try Self.demand("total: 10\nspacing: \(word)").streams[0].spacing == spacing)
    }

    @Test("stretches by share take their part of the total")
    func shares() throws {
        let demand = try Self.demand(
            """
            total: 1k
            shape:
              - { from: 06:00, to: 12:00, share: 25% }
              - { from: 12:00, to: 14:00, share: 75% }
            """)
        #expect(
            demand.streams[0].slices == [
                Slice(start: 6 * .hour, end: 12 * .hour, count: 250),
                Slice(start: 12 * .hour, end: 14 * .hour, count: 750),
            ])
    }

    @Test("stretches by count, by rate and by ramp hold what they say; the total follows")
    func rates() throws {
        let demand = try Self.demand(
            """
            shape:
              - { from: 06:00, to: 08:00, rate: 0..40/min }
              - { from: 08:00, to: 18:00, rate: 40/min }
              - { from: 18:00, to: 20:00, orders: 3k }
              - { from: 20:00, to: 20:30, rate: 90/h..30/h }
              - { from: 22:00, to: 24:00, pause: yes }
            """)
        #expect(
            demand.streams[0].slices == [
                // Two hours at 20/min in the mean, from nothing.
                Slice(start: 6 * .hour, end: 8 * .hour, count: 2_400, startWeight: 0),
                Slice(start: 8 * .hour, end: 18 * .hour, count: 24_000),
                Slice(start: 18 * .hour, end: 20 * .hour, count: 3_000),
                // Half an hour at 60/h in the mean; 90 is one and a half times that.
                Slice(start: 20 * .hour, end: 20 * .hour + 30 * .minute, count: 30, startWeight: 1.5),
            ])
        #expect(demand.generatedOrders == 29_430)
    }

    @Test("a pause moves orders to the rest of the time, and never loses one")
    func pauses() throws {
        let even = try Self.demand("total: 230\npauses: 03:00-04:00")
        // 23 hours are left: 10 orders each.
        #expect(
            even.streams[0].slices == [
                Slice(start: 0, end: 3 * .hour, count: 30), Slice(start: 4 * .hour, end: .day, count: 200),
            ])
        let within = try Self.demand(
            "shape:\n  - { from: 08:00, to: 12:00, orders: 300 }\npauses: [09:00-10:00, lunch]",
            sections: "calendars:\n  lunch: { from: 11:30, to: 12:30 }")
        // 1 h, then 1.5 h of the 2.5 h that are left.
        #expect(
            within.streams[0].slices == [
                Slice(start: 8 * .hour, end: 9 * .hour, count: 120),
                Slice(start: 10 * .hour, end: 11 * .hour + 30 * .minute, count: 180),
            ])
    }

    @Test("a profile by the hour holds from row to row; its shares are relative")
    func profile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rehearse-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func demand(_ profile: String) throws -> [Slice] {
            try profile.write(to: folder.appending(path: "day.csv"), atomically: false, encoding: .utf8)
            let path = folder.appending(path: "day.csv").path(percentEncoded: false)
            return try Self.demand("total: 100\nshape: \(path)").streams.first?.slices ?? []
        }
        let slices = [
            Slice(start: 0, end: 9 * .hour, count: 10), Slice(start: 9 * .hour, end: 17 * .hour, count: 70),
            Slice(start: 17 * .hour, end: .day, count: 20),
        ]
        #expect(try demand("00:00,1\n09:00,7\n17:00,2\n") == slices)
        #expect(try demand("time,share\r\n0,10%\r\n9,70%\r\n17,20%\r\n") == slices)
        #expect(try demand("\u{23} made by hand\n\"00:00\",\"0.5\"\n09:00, 3.5\n17:00 , 1.0\n") == slices)
        // Of a week: Monday's rows alone fall on this Monday.
        #expect(try demand("mon 00:00,1\nmon 09:00,7\nmon 17:00,2\ntue 00:00,50\n") == slices)
    }

    @Test("mistakes in a profile name its own line")
    func badProfiles() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "rehearse-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        func problems(_ profile: String) throws -> [String] {
            try profile.write(toFile: path, atomically: false, encoding: .utf8)
            return Self.problems("total: 100\nshape: \(path)").map { $0.replacing(path, with: "P") }
        }
        #expect(
            try problems("09:00,4%\n08:00,96%\n") == [
                "P:2:1: times must ascend, found \"08:00\" after an equal or later one"
            ])
        #expect(try problems("00:00,40%\n08:00,50%\n") == ["P: the shares make 90% together, expected 100%"])
        #expect(
            try problems("00:00,999999999999999%\n") == [
                "P:1:1: expected a share of at most 100%, found \"999999999999999%\""
            ])
        #expect(try problems("00:00,1\n25:00,1\n") == ["P:2:1: expected a row such as 09:00,4.5%, found \"25:00,1\""])
        #expect(try problems("00:00,1\n08:00\n") == ["P:2:1: expected a row such as 09:00,4.5%, found \"08:00\""])
        #expect(try problems("00:00,-1\n") == ["P:1:1: expected a share such as 4.5%, found \"-1\""])
        #expect(try problems("") == ["P: expected rows such as 09:00,4.5%, found no share above 0"])
        #expect(try problems("time,share\n") == ["P: expected rows such as 09:00,4.5%, found no share above 0"])
        #expect(try problems("00:00,0\n") == ["P: expected rows such as 09:00,4.5%, found no share above 0"])
    }

    // MARK: - Besides the day

    @Test("bursts come within their time, besides the rest of the total")
    func bursts() throws {
        let demand = try Self.demand(
            """
            total: 1,000
            channels: { shop: 70%, edi: 30% }
            bursts:
              - { at: 20:00, orders: 300, within: 10m, decaying: yes, name: drop, channel: edi }
              - { at: 2026-11-02 21:00, orders: 100 }
            """)
        #expect(demand.streams[0].slices == [Slice(start: 0, end: .day, count: 600)])
        #expect(
            demand.streams[1]
                == .init(
                    name: "drop",
                    slices: [Slice(start: 20 * .hour, end: 20 * .hour + 10 * .minute, count: 300, startWeight: 2)],
                    spacing: .poisson, channel: 1))
        #expect(
            demand.streams[2]
                == .init(
                    name: "burst", slices: [Slice(start: 21 * .hour, end: 21 * .hour, count: 100)], spacing: .batch))
    }

    @Test("waves share their orders among their moments, as evenly as whole numbers allow")
    func waves() throws {
        let demand = try Self.demand(
            """
            total: 11
            waves:
              - { at: [06:00, 12:00, 18:00], orders: 7, within: 5m, name: retail }
              - { calendar: release, orders: 4 }
            """, sections: "calendars:\n  release: { from: 08:00, to: 12:00, every: 2h }")
        #expect(demand.streams.map(\.name) == ["day", "retail", "wave"])
        #expect(demand.streams[0].slices.map(\.count) == [0])
        #expect(
            demand.streams[1].slices == [
                Slice(start: 6 * .hour, end: 6 * .hour + 5 * .minute, count: 3),
                Slice(start: 12 * .hour, end: 12 * .hour + 5 * .minute, count: 2),
                Slice(start: 18 * .hour, end: 18 * .hour + 5 * .minute, count: 2),
            ])
        #expect(demand.streams[1].spacing == .even)
        #expect(
            demand.streams[2].slices == [
                Slice(start: 8 * .hour, end: 8 * .hour, count: 2), Slice(start: 10 * .hour, end: 10 * .hour, count: 2),
            ])
        #expect(demand.streams[2].spacing == .batch)
    }

    @Test(
        "demand that contradicts itself is refused where it is written",
        arguments: [
            (
                "channels: shop",
                "4:1: orders: no orders: \"total\", \"shape\", \"bursts\", \"waves\" or \"replay\" is missing"
            ),
            (
                "shape: even",
                "4:1: orders: no orders: \"total\", \"shape\", \"bursts\", \"waves\" or \"replay\" is missing"
            ),
            ("total: 10\nwaves: [{ orders: 5 }]", "6:11: orders.waves[0]: expected either \"at\" or \"calendar\""),
            ("total: 10\npauses: 00:00-24:00", "5:3: orders: the pauses leave no time for orders"),
            (
                "shape: [{ from: 08:00, to: 09:00, orders: 5 }]\npauses: 07:00-10:00",
                "5:11: orders.shape[0]: a pause covers all of it, yet it has 5 orders"
            ),
            (
                "shape: [{ from: 08:00, to: 09:00 }]",
                "5:11: orders.shape[0]: expected one of orders, rate, share and pause, found none"
            ),
            (
                "shape: [{ from: 08:00, to: 09:00, orders: 5, share: 5% }]",
                "5:11: orders.shape[0]: expected one of orders, rate, share and pause, found several"
            ),
            (
                "shape: [{ from: 08:00, to: 09:00, share: 100% }]",
                "5:10: orders.shape: shares need a total: \"total\" is missing"
            ),
            (
                "total: 20\nshape: [{ from: 08:00, to: 09:00, orders: 5 }]",
                "5:10: orders.total: the stretches have 5 orders, but 20 are left of the total; drop one of the two"
            ),
            (
                "total: 20\nwaves: [{ at: [08:00, 08:30], orders: 5, within: 40m }]",
                "6:11: orders.waves[0]: a release takes 40m, longer than the time to the next one"
            ),
            (
                "total: 20\nbursts: [{ at: 23:55, orders: 5, within: 10m }]",
                "6:12: orders.bursts[0]: it lies outside the clock, which runs from 2026-11-02 00:00 to 2026-11-03 00:00"
            ),
            ("total: 1\nproducts: 0", "6:13: orders.products: expected a number from 1 to 50,000,000, found \"0\""),
            ("total: 1\nlines: 0", "6:10: orders.lines: expected 1 at least, found \"0\""),
            ("total: 1\ncurrency: Euro", "6:13: orders.currency: expected a currency code such as EUR, found \"Euro\""),
            (
                "bursts: [{ at: 01:00, orders: 1000M }, { at: 02:00, orders: 1 }]",
                "4:1: orders: 1,000,000,001 orders; at most 1,000,000,000 can be rehearsed"
            ),
        ])
    func contradictions(orders: String, problem: String) {
        #expect(Self.problems(orders) == ["small.yaml:" + problem])
    }

    // MARK: - Attributes

    @Test("mixes, lines, units, weights and products are what is written")
    func attributes() throws {
        let demand = try Self.demand(
            """
            total: 10
            channels: { shop: 33.3%, edi: 33.3%, phone: 33.4% }
            destinations: domestic
            lines: uniform 1..5
            units per line: { min: 1, shape: 1.5, max: 100 }
            unit weight: uniform 250 g..1.2 kg
            products: { count: 20k, popularity: zipf 1.1 }
            currency: JPY
            """)
        #expect(demand.channels == .init(names: ["shop", "edi", "phone"], weights: [0.333, 0.333, 0.334]))
        #expect(demand.destinations == .init(names: ["domestic"], weights: [1]))
        #expect(demand.lines == .uniform(low: 1, high: 5))
        #expect(demand.unitsPerLine == .pareto(minimum: 1, shape: 1.5, maximum: 100))
        #expect(demand.gramsPerUnit == .uniform(low: 250, high: 1_200))
        #expect(demand.products == 20_000)
        #expect(demand.popularity == 1.1)
        #expect(demand.currency == "JPY")
    }

    @Test("what is left out is one line of one unit of 500 g of one product by one channel")
    func defaults() throws {
        let demand = try Self.demand("total: 10")
        #expect(demand.lines == .fixed(1) && demand.unitsPerLine == .fixed(1) && demand.gramsPerUnit == .fixed(500))
        #expect(demand.products == 1 && demand.popularity == 0 && demand.currency == "EUR")
        #expect(demand.channels.names == ["shop"] && demand.services.names == ["standard"])
        #expect(try Self.demand("total: 10\nproducts: 300").products == 300)
    }

    @Test("a measured table keeps its quantiles, and its ends hold beyond them")
    func measured() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "rehearse-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "quantile,value\np10,20ms\np50,80ms\n0.9,0.2s\n99%,1s\n".write(
            toFile: path, atomically: false, encoding: .utf8)
        let small = SmallLandscape(ask: "          - work: { file: \(path) }\n            per line: { file: \(path) }")
        let plan = try small.plan()
        #expect(
            plan.tables == [
                EmpiricalTable(
                    probabilities: [0, 0.1, 0.5, 0.9, 0.99, 1],
                    values: [20, 20, 80, 200, 1_000, 1_000].map { $0 * .millisecond })
            ])
        #expect(plan.distributions[plan.works[0].base] == .empirical(0))
        #expect(plan.works[0].perLine == plan.works[0].base)
        func problems(_ table: String) throws -> [String] {
            try table.write(toFile: path, atomically: false, encoding: .utf8)
            return small.problems.map { $0.replacing(path, with: "T") }
        }
        #expect(try problems("p50,80ms\np40,90ms\n") == ["T:2:1: quantiles and values must ascend, found \"p40,90ms\""])
        #expect(try problems("p50,80ms\np60,70ms\n") == ["T:2:1: quantiles and values must ascend, found \"p60,70ms\""])
        #expect(
            try problems("p50,80ms\np101,90ms\n") == ["T:2:1: expected a row such as p50,80ms, found \"p101,90ms\""])
        #expect(try problems("p50,80ms\np90,fast\n") == ["T:2:1: expected a row such as p50,80ms, found \"p90,fast\""])
        #expect(
            try problems("p50,80ms\np90,9999d\n") == ["T:2:1: expected a row such as p50,80ms, found \"p90,9999d\""])
        #expect(try problems("p50,80ms\n") == ["T: a table needs two rows at least"])
    }

    // MARK: - Budgets

    @Test(
        "orders put aside are counted at the end, so no time can be named",
        arguments: [("during night", "during"), ("for any 10m", "for any")])
    func parked(tail: String, word: String) {
        let small = SmallLandscape(
            sections: "calendars: { night: 22:00-23:00 }\nbudgets:\n  - orders parked < 1% \(tail)")
        #expect(
            small.problems == [
                "small.yaml:16:5: budgets[0]: orders parked are counted at the end of the run; drop \"\(word)\" and what follows"
            ])
    }

    @Test("a budget for any window keeps its length beside its calendar")
    func window() throws {
        let small = SmallLandscape(
            sections: "calendars: { day: 08:00-18:00 }\nbudgets:\n  - ask p99.9 <= 1.5s during day for any 1h30m")
        let budget = try #require(try small.plan().budgets.first)
        #expect(budget.measure == .quantile(0.999) && budget.bound == 1.5e9 && budget.comparison == .lessOrEqual)
        #expect(budget.anyWindow == 5_400 * .second && budget.during == 0 && budget.severity == .critical)
    }
}
