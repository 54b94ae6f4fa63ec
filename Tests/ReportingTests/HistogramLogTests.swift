import Foundation
import Kernel
import Testing

@testable import Reporting

/// Histograms as HdrHistogram's libraries write and read them.
@Suite("Histogram log")
struct HistogramLogTests {
    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// The content of a zlib stream of stored blocks.
    private static func inflated(_ stream: [UInt8]) -> [UInt8] {
        var content: [UInt8] = []
        var position = 2
        var isLast = false
        while !isLast {
            isLast = stream[position] == 1
            let length = Int(stream[position + 1]) | Int(stream[position + 2]) << 8
            content += stream[(position + 5)..<(position + 5 + length)]
            position += 5 + length
        }
        #expect(position == stream.count - 4)
        return content
    }

    /// The expected bytes are what `HdrHistogram(1, 2**27 - 1, 3).encode()` of the Python package hdrhistogram 0.10.8 gives
    /// for these samples, inflated.
    @Test("The encoding is that of HdrHistogram")
    func golden() {
        var histogram = LatencyHistogram()
        for value in [0, 1, 1, 1, 5, 2_047, 2_048, 4_096, 4_097, 10_007, 1_000_000, 123_456_789] {
            histogram.record(Int64(value) * .microsecond)
        }
        histogram.record(300 * .microsecond, count: 70_000)
        let bytes = HistogramBytes.encoded(histogram, highest: 1 << 27 - 1)
        #expect(
            Self.hex(bytes) == "1c84931300000019000000000000000300000000000000010000000007ffffff3ff0000000000000"
                + "02060502cb04e0c508a31b0202fd0f04c11302fb6a02f16e02")
    }

    @Test("A count takes nine bytes at most, the ninth holding eight bits")
    func largest() {
        var histogram = LatencyHistogram()
        histogram.record(0, count: UInt64(Int64.max))
        // ZigZag of 2^63 - 1 is 2^64 - 2.
        #expect(Self.hex(HistogramBytes.encoded(histogram, highest: 2_047)[40...]) == "feffffffffffffffff")
        histogram.record(0)
        #expect(Self.hex(HistogramBytes.encoded(histogram, highest: 2_047)[40...]) == "feffffffffffffffff")
    }

    @Test("The zlib stream holds what went in, whatever its length", arguments: [0, 1, 9, 65_535, 65_536, 200_000])
    func zlib(length: Int) {
        let content = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let stream = HistogramBytes.stored(content)
        #expect((UInt16(stream[0]) << 8 | UInt16(stream[1])) % 31 == 0)
        #expect(Self.inflated(stream) == content)
    }

    @Test("The checksum is Adler-32")
    func checksum() {
        #expect(Self.hex(HistogramBytes.stored(Array("Wikipedia".utf8)).suffix(4)) == "11e60398")
        #expect(Self.hex(HistogramBytes.stored([]).suffix(4)) == "00000001")
    }

    @Test("Every measure with samples has a line: tag, start, length, maximum, histogram")
    func lines() throws {
        let recording = PeakDay.recording
        let lines = HistogramLog.text(recording).split(separator: "\n").map(String.init)
        #expect(lines[0] == "#[Histogram log format version 1.3]")
        #expect(lines[1] == "#[StartTime: 1795734000.000 (seconds since epoch), 2026-11-27T00:00:00+01:00]")
        let entries = lines.filter { !$0.hasPrefix("#") && !$0.hasPrefix("\"") }
        let filled = recording.tracks.count { $0.total.count > 0 }
        #expect(entries.count >= filled)
        let journey = try #require(entries.first { $0.hasPrefix("Tag=journey,") }?.split(separator: ","))
        #expect(journey.count == 5)
        let total = recording.tracks[TrackLayout(recording.plan).index(.journey)].total
        #expect(Double(journey[3]) == Double(total.maximum / 1_000) / 1_000)
        let bytes = [UInt8](try #require(Data(base64Encoded: String(journey[4]))))
        #expect(Self.hex(bytes[..<4]) == "1c849314")
        #expect(bytes[4..<8].reduce(0) { $0 << 8 | Int($1) } == bytes.count - 8)
        let payload = Self.inflated(Array(bytes[8...]))
        let highest = payload[24..<32].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        #expect(highest >= UInt64(total.maximum) / 1_000)
        #expect(payload == HistogramBytes.encoded(total, highest: highest))
    }

    @Test("Whatever names hold, a line has five fields, its tag no space, and no two tags are alike")
    func names() {
        let lines = HistogramLog.text(PeakDay.nastyRecording).split(separator: "\n").dropFirst(5)
        #expect(!lines.isEmpty)
        for line in lines { #expect(line.split(separator: ",").count == 5) }
        let tags = lines.map { $0.prefix { $0 != "," } }
        #expect(Set(tags).count == tags.count)
        #expect(tags.allSatisfy { !$0.contains(where: \.isWhitespace) })
    }

    @Test("A run without samples leaves a log with its heading only")
    func empty() {
        #expect(HistogramLog.text(PeakDay.empty).split(separator: "\n").count == 5)
    }
}
