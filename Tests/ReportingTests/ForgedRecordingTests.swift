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

    private static let wireChanges: [(String, @Sendable (inout WireFacts) -> Void)] = [
        ("ups: -1 requests sent", { $0.systems["ups"]?.sent = -1 }),
        ("ups: 9223372036854775807 requests over open connections", { $0.systems["ups"]?.reused = .max }),
        ("ups: 101 of 100 requests over open connections", { $0.systems["ups"]?.reused = 101 }),
        ("ups: 101 answers to 100 requests sent", { $0.systems["ups"]?.statuses = [200: 100, 500: 1] }),
        ("ups: answers with status 99", { $0.systems["ups"]?.statuses = [99: 1] }),
        ("ups: answers with status -200", { $0.systems["ups"]?.statuses = [-200: 1] }),
        ("ups: -3 answers with status 200", { $0.systems["ups"]?.statuses = [200: -3] }),
        ("fedex: -4 failures by \"cut\"", { $0.systems["fedex"]?.failures = ["cut": -4] }),
        ("fedex: -1 bytes sent", { $0.systems["fedex"]?.bytesUp = -1 }),
        ("fedex: 4 of 3 tokens fetched after a refusal", { $0.systems["fedex"]?.refusedTokens = 4 }),
        (
            "fedex: 1 times of \"total\" of 4 ns together, the longest 5 ns",
            { $0.systems["fedex"]?.parts["total"] = times(1, 4, 5) }
        ),
        (
            "fedex: 2 times of \"total\" of 11 ns together, the longest 5 ns",
            { $0.systems["fedex"]?.parts["total"] = times(2, 11, 5) }
        ),
        ("fedex: -1 times of \"total\"", { $0.systems["fedex"]?.parts["total"] = times(-1, 0, 0) }),
        ("ups: limit of label: a share of 1.5 explained", { $0.systems["ups"]?.limits["label"]?.confidence = 1.5 }),
        ("ups: limit of label: -2.0 requests a second", { $0.systems["ups"]?.limits["label"]?.sustained = -2 }),
        ("ups: limit of label: -5 requests refused", { $0.systems["ups"]?.limits["label"]?.refused = -5 }),
        (
            "wms: 48 requests from strangers and 3 without the model of 50 received",
            { $0.systems["wms"]?.strangers = 48 }
        ),
        ("wms: webhooks: -9 deliveries", { $0.systems["wms"]?.webhooks?.delivered = -9 }),
        ("inbox: -1 events never arrived", { $0.inbox?.neverArrived = -1 }),
        ("inbox: 101 of 100 requests kept or refused", { $0.inbox?.kept = 95 }),
        ("inbox: 81 of 80 awaits met by earlier events", { $0.inbox?.metEarly = 81 }),
        ("a system \"nobody\" that the plan lacks", { $0.systems["nobody"] = WireFacts.System() }),
    ]

    private static func times(_ count: Int64, _ sum: Int64, _ most: Nanoseconds) -> CompactTimes {
        var times = CompactTimes()
        times.count = count
        times.sum = sum
        times.most = most
        return times
    }

    @Test("Counts of the wire that no run has are refused, and what is wrong is told", arguments: wireChanges.indices)
    func wire(index: Int) throws {
        let (found, change) = Self.wireChanges[index]
        var recording = try RecordingFile.recording(from: Self.bytes)
        var wire = try #require(WireDay.recording.wire)
        change(&wire)
        recording.wire = wire
        #expect(throws: RecordingError.damaged(at: "wire", found: found)) {
            try RecordingFile.recording(from: RecordingFile.bytes(of: recording))
        }
    }

    @Test("What went over the wire is read again as it was written, and merging it with itself stays readable")
    func wireRead() throws {
        var recording = try RecordingFile.recording(from: Self.bytes)
        recording.wire = WireDay.recording.wire
        #expect(try RecordingFile.recording(from: RecordingFile.bytes(of: recording)) == recording)
        let twice = try recording.merged(with: recording)
        #expect(try RecordingFile.recording(from: RecordingFile.bytes(of: twice)) == twice)
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
