import Foundation
import Kernel
import Testing

@testable import Scenario

struct ReplaySourceTests {
    /// 2026-11-27 00:00 UTC.
    private static let midnight: Int64 = 1_795_737_600 * 1_000_000_000

    private static func plan(_ replay: DemandPlan.Replay? = nil, window: Nanoseconds = .day) -> Plan {
        var plan = Plan(title: "replay", seed: 42, window: window, end: window)
        plan.demand.replay = replay ?? DemandPlan.Replay(source: "orders.csv", shift: -midnight)
        plan.demand.channels = .init(names: ["shop", "edi"], weights: [1, 1])
        plan.demand.destinations = .init(names: ["domestic", "EU", "world"], weights: [1, 1, 1])
        return plan
    }

    private static func file(_ change: (inout ReplayFile) -> Void = { _ in }) -> ReplayFile {
        var file = ReplayFile(path: "/nowhere", name: "orders.csv", columns: .init(time: "time", order: "order"))
        change(&file)
        return file
    }

    private struct Result {
        var orders: [Order] = []
        var bad: BadRows
    }

    private static func replay(
        _ bytes: [UInt8], _ file: ReplayFile = file(), plan: Plan = plan(), block: Int = 7, shard: Shard = .whole
    ) throws -> Result {
        var source = try ReplaySource(file, bytes: ByteSource(bytes, block: block), plan: plan, shard: shard)
        var orders: [Order] = []
        while let order = source.next() { orders.append(order) }
        #expect(zip(orders, orders.dropFirst()).allSatisfy { $0.due <= $1.due })
        return Result(orders: orders, bad: source.badRows)
    }

    private static func replay(
        _ text: String, _ file: ReplayFile = file(), plan: Plan = plan(), block: Int = 7
    ) throws -> Result {
        try replay(Array(text.utf8), file, plan: plan, block: block)
    }

    private static func message(_ text: String, _ file: ReplayFile, plan: Plan = plan()) -> String {
        do {
            _ = try replay(text, file, plan: plan)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [1, 2, 3, 5, 64, 1 << 18])
    func `Quotes, embedded line breaks, CRLF and a byte order mark are read as RFC 4180 says`(block: Int) throws {
        let text =
            "\u{feff}order,\"time\",note\r\n1,2026-11-27 01:00,\"a, \"\"b\"\"\r\nsecond line\"\r\n\r\n"
            + "2,\"2026-11-27 02:00\",\"\"\n\"3\",2026-11-27 03:00,\"x\n\ny\"\n4,nonsense,z"
        let result = try Self.replay(text, block: block)
        #expect(result.orders.map(\.due) == [.hour, 2 * .hour, 3 * .hour])
        #expect(result.orders.map(\.number) == [0, 1, 2])
        #expect(result.bad.read == 4 && result.bad.bad == 1 && result.bad.outside == 0)
        #expect(result.bad.first.map(\.line) == [9])
        #expect(result.bad.first[0].problem == "expected a time (iso), found \"nonsense\"")
    }

    @Test func `Bad rows keep their line and reason, and none is lost`() throws {
        let text = """
            order,time,channel,lines
            1,2026-11-27 01:00,shop,2
            2,2026-11-27 25:00,shop,2
            3,2026-02-30 01:00,shop,2
            4,2026-11-27 01:00,phone,2
            5,2026-11-27 01:00,shop,0
            6,2026-11-27 01:00,shop,2.5
            7,2026-11-27 01:00,shop
            8,2026-11-27 01:00,shop,2,extra
            ,2026-11-27 01:00,shop,2
            1"0,2026-11-27 01:00,"shop"x,2
            11,2026-11-27 01:00,edi,3
            11,2026-11-27 01:00,edi,3
            12,2026-11-28 01:00,edi,3
            """
        let file = Self.file {
            $0.columns.channel = "channel"
            $0.columns.lines = "lines"
        }
        let result = try Self.replay(text, file)
        #expect(result.orders.map(\.lines) == [2, 3])
        #expect(result.orders.map(\.channel) == [0, 1])
        #expect(result.bad.read == 13 && result.bad.bad == 10 && result.bad.outside == 1)
        #expect(Int64(result.orders.count) + result.bad.bad + result.bad.outside == result.bad.read)
        #expect(result.bad.first.map(\.line) == [3, 4, 5, 6, 7, 8, 9, 10, 11, 13])
    }

    @Test func `Rows of one order id that follow each other are one order`() throws {
        let text = """
            order;time;quantity;kg
            A;2026-11-27 01:00;2;0,5
            A;2026-11-27 01:01;3;1.25
            B;2026-11-27 02:00;1;10
            A;2026-11-27 03:00;1;0
            """
        let file = Self.file {
            $0.row = .line
            $0.columns.quantity = "quantity"
            $0.columns.weight = "KG"
            $0.gramsPerWeight = 1_000
        }
        let result = try Self.replay(text, file)
        #expect(result.orders.map(\.lines) == [2, 1, 1])
        #expect(result.orders.map(\.units) == [5, 1, 1])
        #expect(result.orders.map(\.grams) == [1_750, 10_000, 0])
        #expect(result.orders.map(\.due) == [.hour, 2 * .hour, 3 * .hour])
    }

    @Test func `Values are names of the mix, aliases or all others`() throws {
        let text =
            "time,country\n2026-11-27 01:00,BE\n2026-11-27 02:00,FR\n2026-11-27 03:00,world\n2026-11-27 04:00,JP\n"
        let file = Self.file {
            $0.columns.order = nil
            $0.columns.destination = "country"
            $0.destinations = .init(aliases: ["BE": "domestic", "FR": "EU"], otherwise: "world")
        }
        #expect(try Self.replay(text, file).orders.map(\.destination) == [0, 1, 2, 2])
        var wrong = file
        wrong.destinations.otherwise = "mars"
        #expect(
            Self.message(text, wrong)
                == "orders.csv: destination \"mars\" is not one of the scenario's: domestic, EU, world")
    }

    @Test func `A file that cannot be replayed says why`() {
        let file = Self.file()
        #expect(Self.message("", file).contains("is empty"))
        #expect(Self.message("id,when\n", file) == "orders.csv:1: no column \"time\"; the file has \"id\", \"when\"")
        #expect(Self.message("time,order,order\n", file) == "orders.csv:1: 2 columns are called \"order\"")
        #expect(
            Self.message("time,order\n", Self.file { $0.zone = "Mars/Base" }).contains("no time zone \"Mars/Base\""))
        #expect(Self.message("1,2\n", Self.file { $0.hasHeader = false }).contains("columns are numbers from 1"))
        #expect(
            Self.message(
                "time",
                Self.file {
                    $0.columns.order = nil; $0.row = .line
                }
            ).contains("order's id is needed"))
        do {
            _ = try ReplaySource(file, plan: Self.plan())
            Issue.record("a missing file was opened")
        } catch {
            #expect(error.description == "orders.csv: no such file; expected a CSV file of orders")
        }
        #expect(throws: ReplayError.self) { try Self.replay([0xff, 0xfe, 0x74, 0x00], file) }
        #expect(throws: ReplayError.self) {
            try Self.replay("time\n", plan: Self.plan(.init(source: "", shift: 0, scale: -1)))
        }
        #expect(throws: ReplayError.self) {
            try Self.replay("time\n", plan: Self.plan(.init(source: "", shift: 0, compression: .nan)))
        }
    }

    @Test func `A file without header names columns by number`() throws {
        let file = Self.file {
            $0.hasHeader = false
            $0.columns = .init(time: "2", order: "1")
        }
        #expect(try Self.replay("1|2026-11-27 01:00\n2|2026-11-27 02:00\n", file).orders.count == 2)
    }

    @Test func `Times compress and shift exactly`() throws {
        // x60: an hour in a minute.
        let replay = DemandPlan.Replay(source: "", shift: -Self.midnight / 60, compression: 60)
        let result = try Self.replay(
            "order,time\n1,2026-11-27 00:00\n2,2026-11-27 01:00\n3,2026-11-27 23:59:59.999999960\n",
            plan: Self.plan(replay))
        #expect(result.orders.map(\.due) == [0, .minute, 24 * .minute - 1])
        let half = DemandPlan.Replay(source: "", shift: -2 * Self.midnight, compression: 0.5)
        #expect(half.due(Self.midnight + 3) == 6)
    }

    @Test func `A window chooses orders by the file's own time`() throws {
        let file = Self.file {
            $0.from = Self.midnight + 2 * .hour
            $0.until = Self.midnight + 3 * .hour
        }
        let text = "order,time\n1,2026-11-27 01:59\n2,2026-11-27 02:00\n3,2026-11-27 02:59:59.9\n4,2026-11-27 03:00\n"
        let result = try Self.replay(text, file)
        #expect(result.orders.count == 2 && result.bad.outside == 2)
        #expect(result.bad.outsideClock == 0)
    }

    @Test func `Rows outside the clock are counted apart, and the file's own days are known`() throws {
        let text = "order,time\n1,2025-07-01 09:30\n2,2026-11-27 02:00\n3,2025-07-01 09:00:07\n4,2027-01-01 00:00\n"
        let result = try Self.replay(text, Self.file { $0.zone = "Europe/Brussels" })
        #expect(result.orders.count == 1)
        #expect(result.bad.outside == 3 && result.bad.outsideClock == 3)
        // As the file writes them, whatever the season: 2025-07-01 09:00:07 and 2027-01-01 00:00.
        #expect(result.bad.extent == .init(first: 1_751_360_407, last: 1_798_761_600))
        let none = try Self.replay("order,time\n")
        #expect(none.bad.extent == nil)
    }

    @Test func `Orders out of order are sorted within the buffer and reported beyond it`() throws {
        let hours = [3, 1, 2, 5, 4, 9, 8, 7, 6, 0]
        let text = "order,time\n" + hours.enumerated().map { "\($0),2026-11-27 0\($1):00\n" }.joined()
        let all = try Self.replay(text, Self.file { $0.reorder = 10 })
        #expect(all.orders.map(\.due) == (0...9).map { Int64($0) * .hour })
        let few = try Self.replay(text, Self.file { $0.reorder = 4 })
        #expect(few.orders.count + Int(few.bad.bad) == 10 && few.bad.first.map(\.line) == [11])
        #expect(few.bad.first[0].problem.hasPrefix("out of order"))
    }

    /// The hour that the clock shows twice, in Brussels on 25 October 2026 (01:00 UTC is 03:00 and becomes 02:00).
    @Test func `Local times pass through both steps of the clock`() throws {
        var file = Self.file { $0.zone = "Europe/Brussels" }
        let autumn = DemandPlan.Replay(source: "", shift: -1_792_879_200 * 1_000_000_000)
        let text =
            "order,time\n1,2026-10-25 01:30\n2,2026-10-25 02:30\n3,2026-10-25 02:45\n4,2026-10-25 02:15\n5,2026-10-25 03:30\n"
        let twice = try Self.replay(text, file, plan: Self.plan(autumn, window: 2 * .day))
        #expect(twice.orders.map(\.due) == [90, 150, 165, 195, 270].map { Int64($0) * .minute })
        // 29 March 2026: 02:00 becomes 03:00; a time in between counts on from before.
        let spring = DemandPlan.Replay(source: "", shift: -1_774_738_800 * 1_000_000_000)
        let gap = "order,time\n1,2026-03-29 01:30\n2,2026-03-29 02:30\n3,2026-03-29 03:45\n"
        let once = try Self.replay(gap, file, plan: Self.plan(spring, window: 2 * .day))
        #expect(once.orders.map(\.due) == [90, 150, 165].map { Int64($0) * .minute })
        file.zone = "America/New_York"
        let offset = try Self.replay("order,time\n1,2026-11-27T03:00:00+02:00\n", file)
        #expect(offset.orders.map(\.due) == [.hour])
    }

    @Test(arguments: [
        ("M/d/yyyy H:mm", "11/27/2026 1:05"), ("dd.MM.yy HH:mm:ss", "27.11.26 01:05:00"),
        ("yyyyMMdd'T'HHmmss.SSSZ", "20261127T030500.000+0200"), ("MM/dd/yyyy hh:mm a", "11/27/2026 01:05 AM"),
        ("unix", "1795741500"), ("unix ms", "1795741500000"), ("iso", "2026-11-27T01:05Z"),
        ("iso", " 2026-11-27 01:05:00,000 "),
    ])
    func `Time formats read what they say`(format: (String, String)) throws {
        let timeFormat = try #require(TimeFormat(format.0))
        let file = Self.file { $0.timeFormat = timeFormat }
        #expect(try Self.replay("order,time\n1,\"\(format.1)\"\n", file).orders.map(\.due) == [65 * .minute])
    }

    @Test func `What is no time format is refused`() {
        for text in ["", "HH:mm", "yyyy-MM-dd QQ", "yyyy-MM-dd hh:mm", "yyyy-yyyy-MM-dd", "yyyy-MM-dd 'open"] {
            #expect(TimeFormat(text) == nil)
        }
    }

    @Test func `Scaling keeps the shape, and copies lie within the resolution`() throws {
        var text = "order,time\n"
        for i in 0..<2_000 { text += "\(i),2026-11-27 \(i % 2 == 0 ? "01:00" : "05:00")\n" }
        let replay = DemandPlan.Replay(source: "", shift: -Self.midnight, scale: 2.5, resolution: .minute)
        let result = try Self.replay(text, plan: Self.plan(replay), block: 4096)
        // 2,000 whole pairs and Binomial(2,000, 1/2) more: four deviations are 90.
        #expect(abs(result.orders.count - 5_000) < 90)
        #expect(Set(result.orders.map(\.key)).count == result.orders.count)
        let early = result.orders.filter { $0.due >= .hour && $0.due < .hour + .minute }
        let late = result.orders.filter { $0.due >= 5 * .hour && $0.due < 5 * .hour + .minute }
        #expect(early.count + late.count == result.orders.count && abs(early.count - late.count) < 130)
        // Spread evenly: half of them in the first half of the minute (four deviations are 100).
        #expect(abs(early.count { $0.due < .hour + 30 * .second } - early.count / 2) < 110)
        let thin = DemandPlan.Replay(source: "", shift: -Self.midnight, scale: 0.25)
        let few = try Self.replay(text, plan: Self.plan(thin), block: 4096)
        // Four deviations of Binomial(2,000, 1/4) are 78.
        #expect(abs(few.orders.count - 500) < 78)
        #expect(try Self.replay(text, plan: Self.plan(.init(source: "", shift: 0, scale: 0)), block: 99).orders.isEmpty)
    }

    @Test func `Shards of a replay are the whole`() throws {
        var text = "order,time\n"
        for i in 0..<300 { text += "\(i),2026-11-27 0\(i % 7):\(10 + i % 50)\n" }
        let replay = DemandPlan.Replay(source: "", shift: -Self.midnight, scale: 1.7, resolution: .minute)
        let whole = try Self.replay(Array(text.utf8), plan: Self.plan(replay))
        let parts = try (0..<3).flatMap {
            try Self.replay(Array(text.utf8), plan: Self.plan(replay), block: 100, shard: Shard($0, of: 3)).orders
        }
        #expect(parts.sorted { $0.number < $1.number } == whole.orders)
    }

    @Test func `The shipped week of real orders replays in full`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        var file = ReplayFile(
            path: folder.appending(path: "Scenarios/data/uci-online-retail-peak-week.csv").path(percentEncoded: false),
            name: "peak week", columns: .init(time: "time", order: "order"))
        file.columns.lines = "lines"
        file.zone = "Europe/London"
        let scan = try ReplayScan(file, demand: DemandPlan())
        #expect(scan.orders == 773 && scan.rows.bad == 0 && scan.resolution == .minute)
        // Monday 14 November 2011 08:10 and Sunday 20 November 16:12 in London, which is UTC then.
        #expect(scan.first == 1_321_258_200 * 1_000_000_000 && scan.last == 1_321_805_520 * 1_000_000_000)
        let monday: Int64 = 1_321_228_800 * 1_000_000_000
        let plan = Self.plan(.init(source: "", shift: -monday, resolution: .minute), window: 7 * .day)
        var source = try ReplaySource(file, plan: plan)
        var days = [Int](repeating: 0, count: 7)
        var lines = 0
        while let order = source.next() {
            days[Int(order.due / .day)] += 1
            lines += Int(order.lines)
        }
        #expect(days == [121, 132, 148, 152, 120, 0, 100] && lines == 20_851)
    }
}
