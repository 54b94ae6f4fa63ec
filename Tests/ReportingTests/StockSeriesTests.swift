import Foundation
import Kernel
import Testing

@testable import Reporting

@Suite("Stocks over time")
struct StockSeriesTests {
    /// An hour in intervals of 15 s or so, one queue and its workers.
    private static func recording() -> Recording {
        var plan = Plan(title: "By hand", seed: 1, window: .hour, end: .hour)
        plan.systems = [SystemPlan(name: "desk", role: .desk, label: "Desk")]
        plan.pools = [PoolPlan(name: "agents", system: 0, capacity: [.init(from: 0, workers: 1)])]
        plan.queues = [QueuePlan(name: "cases", system: 0, pool: 0, entry: 0)]
        plan.steps = [.reply]
        var recording = Recording(plan: plan)
        recording.reached = plan.end
        return recording
    }

    /// 7 come and 2 are taken in interval 1; 4 are taken in interval 4, the last one in 6. Nothing arrives after interval 1.
    private static func filled() -> Recording {
        var recording = recording()
        let meters = MeterLayout(recording.plan)
        let peaks = PeakLayout(recording.plan)
        for (come, gone, mark) in [
            (meters.queueArrived(0), meters.queueTaken(0), peaks.queueDepth(0)),
            (meters.poolArrived(0), meters.poolTaken(0), peaks.poolWaiting(0)),
        ] {
            recording.meters[1][come] = 7
            recording.meters[1][gone] = 2
            recording.peaks[1][mark] = 6
            recording.meters[4][gone] = 4
            recording.meters[6][gone] = 1
        }
        return recording
    }

    /// The mark in interval 1; then the five left over, also in interval 4 in which most of them go; then the last one.
    private static let expected: [Int64] = [0, 6, 5, 5, 5, 1, 1, 0]

    @Test("What waits without anything new arriving still waits: in the recording, on the page and in summary.json")
    func withoutArrivals() throws {
        let recording = StockSeriesTests.filled()
        #expect(Array(recording.waiting(inQueue: 0).prefix(8)) == StockSeriesTests.expected)
        #expect(Array(recording.waiting(forPool: 0).prefix(8)) == StockSeriesTests.expected)

        let work = WorkSection(day: DaySeries(recording))
        let drawn = StockSeriesTests.expected.map { Double($0) }
        #expect(work.depths.map(\.name) == ["Desk: cases"])
        #expect(Array(work.depths[0].values.prefix(8)) == drawn)
        #expect(work.waiting(for: [0]).map(\.name) == ["Desk: agents"])
        #expect(Array(work.waiting(for: [0])[0].values.prefix(8)) == drawn)

        let data = Data(SummaryJSON.value(.sample(), recording).text.utf8)
        let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let series = try #require(summary["series"] as? [String: Any])
        let depths = try #require(series["queue_depths"] as? [[String: Any]])
        let highest = try #require(depths.first?["highest"] as? [Int64])
        #expect(Array(highest.prefix(8)) == StockSeriesTests.expected)
    }

    @Test("Ages of what indicators count, and legs, are told over time")
    func ages() throws {
        var recording = StockSeriesTests.recording()
        recording.plan.journey.events = [.init(name: "packed"), .init(name: "updated")]
        recording.plan.journey.legs = [.init(name: "inventory update", from: 0, to: 1)]
        recording.plan.journey.indicators = [.init(name: "updates under way", from: 0, to: 1)]
        var filled = Recording(plan: recording.plan)
        filled.peaks[2][PeakLayout(filled.plan).indicatorAge(0)] = 7_000_000_000
        var times = LatencyHistogram()
        for _ in 0..<10 { times.record(.second) }
        filled.tracks[TrackLayout(filled.plan).index(.leg(0))].intervals[3] = CompactHistogram(times)
        let text = SummaryJSON.value(.sample(), filled).text
        #expect(try SchemaValidator(SummarySchema.text).problems(text) == [])
        let summary = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let indicators = try #require(summary["indicators"] as? [[String: Any]])
        #expect(indicators.first?["oldest_ns"] as? Int64 == 7_000_000_000)
        let series = try #require(summary["series"] as? [String: Any])
        let open = try #require((series["indicators"] as? [[String: Any]])?.first)
        #expect((open["oldest_ns"] as? [Int64])?.prefix(4) == [0, 0, 7_000_000_000, 0])
        let leg = try #require((series["legs"] as? [[String: Any]])?.first)
        #expect(leg["name"] as? String == "inventory update")
        #expect((leg["counts"] as? [Int])?.prefix(5) == [0, 0, 0, 10, 0])
        let p90 = try #require(leg["p90_ns"] as? [Any])
        // To two significant digits, never below.
        let value = try #require(p90[3] as? Int64)
        #expect(value >= 1_000_000_000 && value <= 1_010_000_000)
        #expect(p90[2] is NSNull)
        #expect(HTMLReport.text(.sample(), filled).contains("Age of the oldest order in each count"))
    }
}
