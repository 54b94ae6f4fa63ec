import Testing

@testable import Kernel

@Suite("Settled intervals")
struct RecordingSettleTests {
    @Test("Totals of a recorder equal a histogram of the same samples, whatever their scale", arguments: [1, 3, 5])
    func totals(seed: UInt64) {
        let plan = Plan(title: "settle", seed: seed, window: .minute, end: .minute)
        var recorder = Recorder(plan: plan)
        let journey = TrackLayout(plan).index(.journey)
        var expected = LatencyHistogram()
        var byInterval: [Int: LatencyHistogram] = [:]
        var generator = RandomKey(seed).generator
        for step in 0..<4_000 {
            recorder.advance(to: Int64(step) * 12_000_000)
            // Orders of magnitude from nanoseconds to hours, the last one seldom.
            let shift = 20 + generator.next() % 44
            let time = Int64(bitPattern: generator.next() >> max(shift, 64 - seed * 10))
            recorder.record(journey, time)
            expected.record(time)
            guard recorder.interval % 16 == 0 else { continue }
            byInterval[recorder.interval, default: LatencyHistogram()].record(time)
        }
        let recording = recorder.finish(
            reached: .minute, stop: .finished, books: Books(), exemplars: Exemplars(), badRows: BadRows(),
            handledEvents: 0)
        let track = recording.tracks[journey]
        #expect(track.total == expected)
        for (interval, histogram) in byInterval {
            var compact = CompactAccumulator()
            guard let settled = track.intervals[interval] else {
                Issue.record("interval \(interval) is missing")
                return
            }
            compact.add(settled)
            #expect(compact.summary == histogram.summary)
            for quantile in [0.1, 0.5, 0.9, 0.99] {
                let fine = Double(histogram.quantile(quantile) ?? 0)
                let coarse = Double(compact.quantile(quantile) ?? 0)
                // Both give the highest value of a cell: a coarse one is at most 1/128 wide.
                #expect(coarse >= fine && coarse <= fine * (1 + 1.0 / 128) + 8_000)
            }
        }
    }
}
