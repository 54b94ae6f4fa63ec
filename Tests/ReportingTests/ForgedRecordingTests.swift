import Foundation
import Kernel
import Testing

@testable import Reporting

/// Recordings whose numbers somebody changed, with a true checksum: refused with words, or reported; never a crash.
@Suite("Forged recordings")
struct ForgedRecordingTests {
    /// A quiet day of the same landscape, so that a report is made in no time.
    private static let bytes: [UInt8] = {
        var plan = PeakDay.plan
        for stream in plan.demand.streams.indices {
            for slice in plan.demand.streams[stream].slices.indices {
                plan.demand.streams[stream].slices[slice].count = 4
            }
        }
        var schedule = OrderSchedule(plan)
        let recording = VirtualDriver.run(
            plan, orders: &schedule, tracing: .ordinary)
        return (try? RecordingFile.bytes(of: recording)) ?? []
    }()

    private static let headLength = (0..<8).reduce(0) { $0 | Int(bytes[16 + $1]) << ($1 * 8) }
    private static let head = Array(bytes[40..<(40 + headLength)])

    /// Where numbers begin and end in the head, quotes and names left alone.
    private static let numbers: [Range<Int>] = {
        var ranges: [Range<Int>] = []
        var isText = false
        var start: Int?
        for (index, byte) in head.enumerated() {
            if byte == UInt8(ascii: "\"") { isText.toggle() }
            let isNumeric = !isText && (byte >= 48 && byte < 58 || [43, 45, 46, 69, 101].contains(byte))
            if isNumeric, start == nil, byte == 45 || byte >= 48 && byte < 58 { start = index }
            if !isNumeric, let first = start {
                ranges.append(first..<index)
                start = nil
            }
        }
        return ranges
    }()

    private static let values = [
        "0", "1", "-1", "2", "7", "255", "65536", "2147483648", "-2147483649", "4294967296", "1000000000000",
        "9223372036854775807", "-9223372036854775808", "4611686018427387904", "0.5", "1e300", "-1e300",
        "18446744073709551615", "86400000000000", "null",
    ]

    /// A recording file with another head and rows, its checksum true.
    private static func file(_ head: [UInt8], _ rows: [UInt8]) -> [UInt8] {
        let content = head + rows
        var file = Array(bytes[..<8])
        for number in [
            RecordingFile.version, UInt64(head.count), UInt64(rows.count), RecordingFile.checksum(content[...]),
        ] {
            for shift in stride(from: 0, to: 64, by: 8) {
                file.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
            }
        }
        return file + content
    }

    /// Reads a file and makes its reports; whether it was accepted.
    private static func isReported(_ file: [UInt8]) -> Bool {
        guard let recording = try? RecordingFile.recording(from: file) else { return false }
        let report = Report(recording)
        #expect(!report.html.isEmpty)
        #expect(!report.summary.isEmpty)
        #expect(!report.markdown.isEmpty)
        #expect(!report.junit.isEmpty)
        #expect(!HistogramLog.text(recording).isEmpty)
        return true
    }

    @Test("A number of the head replaced by another one")
    func numbers() {
        #expect(Self.numbers.count > 100)
        let rows = Array(Self.bytes[(40 + Self.headLength)...])
        var accepted = 0
        for seed in UInt64(0)..<24 {
            var generator = SplitMix64(state: seed)
            let range = Self.numbers[Int(generator.next() % UInt64(Self.numbers.count))]
            let value = Self.values[Int(generator.next() % UInt64(Self.values.count))]
            let head = Self.head[..<range.lowerBound] + Array(value.utf8) + Self.head[range.upperBound...]
            if Self.isReported(Self.file(Array(head), rows)) { accepted += 1 }
        }
        #expect(accepted > 0)
    }

    private static let changes: [(String, @Sendable (inout Recording) -> Void)] = [
        ("books", { $0.books.cancelled = .max }), ("books", { $0.books.failed = -1 }),
        ("cut-offs", { $0.cutoffs.cells[0].open = .max }), ("cut-offs", { $0.cutoffs.cells[0].met = .min }),
        ("rows", { $0.badRows.bad = .max }), ("traces", { $0.exemplars.traced = -1 }),
        ("reached", { $0.reached = .max }), ("reached", { $0.reached = -1 }),
        ("plan", { $0.plan.zone.offsets[0].seconds = .min }), ("plan", { $0.plan.zone.originUnixSeconds = .max }),
        ("plan", { $0.plan.demand.streams[0].slices[0].count = 1 << 62 }),
    ]

    @Test("Counts and times that no run has are refused, and where they stand is told", arguments: changes.indices)
    func refused(index: Int) throws {
        let (place, change) = Self.changes[index]
        var recording = PeakDay.recording
        change(&recording)
        let file = try RecordingFile.bytes(of: recording)
        do throws(RecordingError) {
            _ = try RecordingFile.recording(from: file)
            Issue.record("accepted")
        } catch {
            guard case .damaged(at: place, found: _) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test("Counters at the ends of their range are refused, times and peaks there reported or refused")
    func counters() throws {
        let layout = MeterLayout(PeakDay.plan)
        let whole = try RecordingFile.recording(from: Self.bytes)
        for value in [Int64.max, .min, 1 << 62] {
            var counts = whole
            var times = whole
            for row in [40, 41, 90] {
                for meter in 0..<layout.count {
                    if layout.isCount(meter) {
                        counts.meters[row][meter] = value
                    } else {
                        times.meters[row][meter] = value
                    }
                }
                for peak in times.peaks[row].indices { times.peaks[row][peak] = value }
            }
            #expect(throws: RecordingError.damaged(at: "meters", found: "a count of \(value)")) {
                try RecordingFile.recording(from: RecordingFile.bytes(of: counts))
            }
            _ = Self.isReported(try RecordingFile.bytes(of: times))
        }
    }
}
