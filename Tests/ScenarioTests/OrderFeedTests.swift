import Foundation
import Kernel
import Testing

@testable import Scenario

/// The second thread makes orders ahead; nothing but the time it takes may tell.
struct OrderFeedTests {
    private static func scenario(_ orders: String) throws -> ScenarioFile {
        var small = SmallLandscape()
        small.orders = orders
        let (scenario, problems) = ScenarioFile.read(small.text, as: "small.yaml")
        #expect(problems.map(\.description) == [])
        return try #require(scenario)
    }

    private static func all<Source: OrderSource>(_ source: inout Source) -> [Order] {
        var orders: [Order] = []
        while let order = source.next() { orders.append(order) }
        return orders
    }

    /// Orders are handed over in batches of 4,096, up to eight of them ahead: none, one, just around a batch, and more
    /// than fit.
    @Test("the feed gives the same orders in the same sequence", arguments: [1, 4_095, 4_096, 4_097, 8_192, 60_000])
    func same(total: Int) throws {
        let scenario = try Self.scenario("total: \(total), lines: uniform 1..5, channels: { shop: 70%, edi: 30% }")
        var plain = try scenario.orders()
        var feed = OrderFeed(try scenario.orders())
        let expected = Self.all(&plain)
        #expect(expected.count == total)
        #expect(Self.all(&feed) == expected)
        #expect(feed.next() == nil && feed.failure == nil && feed.badRows == BadRows())
    }

    @Test("a feed that is stopped gives what it had made at most, then ends")
    func stopped() throws {
        let scenario = try Self.scenario("total: 1M")
        var plain = try scenario.orders()
        var feed = OrderFeed(try scenario.orders())
        for _ in 0..<10 { #expect(feed.next() == plain.next()) }
        feed.stop()
        var count = 0
        while let order = feed.next() {
            #expect(order.number == UInt64(10 + count))
            count += 1
        }
        // Eight batches wait, one is in hand, one in the making.
        #expect(count < 10 * 4_096)
        #expect(feed.next() == nil)
        feed.stop()
    }

    @Test("feeds that are dropped or stopped before anybody asks end their threads")
    func dropped() throws {
        let scenario = try Self.scenario("total: 100k")
        for round in 0..<20 {
            var feed = OrderFeed(try scenario.orders())
            if round % 3 == 0 { feed.stop() }
            if round % 3 == 1 { _ = feed.next() }
        }
    }

    /// What a disk says that fails.
    private struct DiskFailure: LocalizedError {
        var errorDescription: String? { "input/output error" }
    }

    @Test("a file that fails while it is read ends the orders, and both ways of reading say so")
    func failure() throws {
        var plan = Plan(title: "failing", seed: 1, window: .day, end: .day)
        plan.demand.replay = DemandPlan.Replay(source: "orders.csv", shift: 0)
        var file = ReplayFile(path: "/nowhere", name: "orders.csv", columns: .init(time: "time"))
        file.timeFormat = try #require(TimeFormat("unix"))
        file.reorder = 1
        let text = "time\nlater\n" + (0..<10_000).map { "\($0)\n" }.joined()
        func source() throws -> ScenarioOrders {
            ScenarioOrders(
                try ReplaySource(
                    file, bytes: ByteSource(Array(text.utf8), block: 4_096, failing: DiskFailure()), plan: plan))
        }
        var plain = try source()
        var feed = OrderFeed(try source())
        let expected = Self.all(&plain)
        // The last order's row ends with a line break, so it is whole.
        #expect(expected.map(\.due) == (0..<10_000).map { Int64($0) * .second })
        #expect(Self.all(&feed) == expected)
        // A line for the header, one for the bad row, then the orders; the next one fails.
        let message = "orders.csv:10003: reading failed: input/output error; what follows is missing"
        #expect(plain.failure?.description == message)
        #expect(feed.failure == plain.failure)
        #expect(feed.badRows == plain.badRows)
        #expect(feed.badRows.bad == 2 && feed.badRows.first.map(\.line) == [2, 10_003])
    }
}
