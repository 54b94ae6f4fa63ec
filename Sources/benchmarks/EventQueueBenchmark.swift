import Kernel

/// The hold model (Vaucher and Duval 1975): with a constant number of events pending, take the earliest, record how long
/// it was pending, schedule another after an exponential delay.
enum EventQueueBenchmark {
    static let benchmark = Benchmark(
        name: "event-queue",
        summary: "events/s of the event queue in the hold model at 100,000 pending, a histogram record each"
    ) { settings in
        let delays = exponentialDelays()
        var ours = 0.0
        var heap = 0.0
        for _ in 0..<settings.repetitions {
            ours = max(ours, Double(events) / hold(EventQueue(), delays))
            heap = max(heap, Double(events / 10) / holdHeap(delays))
        }
        return [
            Figure(
                work: "event queue, hold model, 100,000 pending, histogram included", value: ours / 1e6,
                unit: "M events/s",
                baseline: Figure.Baseline(value: heap / 1e6, source: "binary heap of 24-byte entries, measured now"),
                goal: Figure.Goal(subject: .figure, sense: .atLeast, must: 15, aim: 50))
        ]
    }

    private static let pending = 100_000
    private static let events = 20_000_000

    /// Delays drawn beforehand, so that the queue is measured and not the generator.
    private static func exponentialDelays() -> [Int64] {
        let sampler = Sampler(.exponential(mean: .second), tables: [])
        let root = RandomKey(seed: 1, path: "hold")
        return (0..<(1 << 16)).map { sampler.sample(root.child($0)) }
    }

    private static func hold(_ fresh: consuming EventQueue, _ delays: [Int64]) -> Double {
        var queue = fresh
        var histogram = LatencyHistogram()
        for i in 0..<pending { queue.schedule(0, at: delays[i & 0xffff]) }
        // Once through all pending, so that the shape is stationary.
        _ = turn(&queue, &histogram, delays, count: pending * 4)
        return Stopwatch.seconds { _ = turn(&queue, &histogram, delays, count: events) }
    }

    @inline(never)
    private static func turn(
        _ queue: inout EventQueue, _ histogram: inout LatencyHistogram, _ delays: [Int64], count: Int
    ) -> Instant {
        var last: Instant = 0
        for i in 0..<count {
            guard let event = queue.pop() else { break }
            last = event.time
            // The payload is when the event was scheduled.
            histogram.record(last - Int64(bitPattern: event.payload))
            // A stride prime to the table's length, so that neighbours in time are not neighbours in the table.
            queue.schedule(UInt64(bitPattern: last), at: last + delays[(i &* 40_503) & 0xffff])
        }
        return last
    }

    private static func holdHeap(_ delays: [Int64]) -> Double {
        var heap = BinaryHeap()
        var histogram = LatencyHistogram()
        for i in 0..<pending { heap.schedule(0, at: delays[i & 0xffff]) }
        turn(&heap, &histogram, delays, count: pending)
        return Stopwatch.seconds { turn(&heap, &histogram, delays, count: events / 10) }
    }

    @inline(never)
    private static func turn(
        _ heap: inout BinaryHeap, _ histogram: inout LatencyHistogram, _ delays: [Int64], count: Int
    ) {
        for i in 0..<count {
            guard let event = heap.pop() else { break }
            histogram.record(event.time - Int64(bitPattern: event.payload))
            heap.schedule(UInt64(bitPattern: event.time), at: event.time + delays[(i &* 40_503) & 0xffff])
        }
    }
}
