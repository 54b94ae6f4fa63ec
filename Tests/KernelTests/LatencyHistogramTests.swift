import Kernel
import Testing

/// Histograms against the sorted samples.
@Suite("Latency histogram")
struct LatencyHistogramTests {
    /// Samples over many magnitudes, drawn here: 2^(0...50) times a fraction.
    private static func samples(_ count: Int, seed: UInt64) -> [Nanoseconds] {
        var generator = SplitMix64(state: seed)
        return (0..<count).map { _ in
            let magnitude = generator.next() % 50
            return Int64(generator.next() % (1 << (magnitude + 1)))
        }
    }

    private static func histogram(_ samples: [Nanoseconds]) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for sample in samples { histogram.record(sample) }
        return histogram
    }

    @Test("Quantiles lie within a thousandth above the exact ones", arguments: 1...20 as ClosedRange<UInt64>)
    func quantiles(seed: UInt64) throws {
        let samples = Self.samples(1 + Int(seed) * 137, seed: seed)
        let sorted = samples.sorted()
        let histogram = Self.histogram(samples)
        for q in [0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1] {
            let rank = max(1, Int((q * Double(sorted.count)).rounded(.up)))
            // Cells hold whole microseconds.
            let exact = Double(sorted[min(rank, sorted.count) - 1] / 1_000)
            let found = Double(try #require(histogram.quantile(q))) / 1_000
            #expect(found >= exact)
            #expect(found < exact * 1.001 + 1, "quantile \(q) of seed \(seed)")
        }
        #expect(histogram.minimum == sorted[0])
        #expect(histogram.maximum == sorted[sorted.count - 1])
        let sum = sorted.reduce(0.0) { $0 + Double($1) }
        let mean = try #require(histogram.mean)
        #expect(abs(mean - sum / Double(sorted.count)) <= 1e-12 * mean + 1e-6)
    }

    @Test("Without samples there is nothing to tell")
    func empty() {
        let histogram = LatencyHistogram()
        #expect(histogram.quantile(0.5) == nil)
        #expect(histogram.mean == nil)
        #expect(histogram.count == 0)
    }

    @Test("Merged histograms are the histogram of all samples", arguments: 1...10 as ClosedRange<UInt64>)
    func merged(seed: UInt64) {
        let one = Self.samples(500, seed: seed)
        let other = Self.samples(800, seed: seed + 100)
        var histogram = Self.histogram(one)
        histogram.merge(Self.histogram(other))
        #expect(histogram == Self.histogram(one + other))
    }

    /// What `get_highest_equivalent_value` of the Python package hdrhistogram 0.10 says, in microseconds, for three
    /// significant digits and a lowest value of 1.
    @Test(
        "Cells are HdrHistogram's: a value reads as the highest one of its cell",
        arguments: [
            (0, 0), (1, 1), (2_047, 2_047), (2_048, 2_049), (4_095, 4_095), (4_096, 4_099), (10_007, 10_007),
            (10_008, 10_015), (1_000_000, 1_000_447), (123_456_789, 123_469_823),
        ] as [(Int64, Int64)])
    func cells(value: Int64, highest: Int64) {
        var histogram = LatencyHistogram()
        histogram.record(value * .microsecond)
        // A far larger sample, so that the maximum does not cap the cell's.
        histogram.record(1 << 60)
        #expect(histogram.quantile(0.5) == highest * .microsecond)
    }
}
