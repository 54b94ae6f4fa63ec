internal import Foundation
public import Kernel

/// A recording on disk.
///
/// `REHEARSE`, then little-endian numbers of 8 bytes: format version, length of the head, length of the rows, checksum
/// (FNV-1a, 64 bits, of head and rows); then the head (JSON: plan, books, cut-offs, exemplars) and the rows (binary).
public enum RecordingFile {
    /// The version of the format.
    public static let version: UInt64 = 2

    private static let magic = Array("REHEARSE".utf8)
    private static let prologue = 8 + 4 * 8

    /// All of a recording but its rows.
    private struct Head: Codable {
        var plan: Plan
        var cutoffs: [[Int64]]
        var books: Books
        var exemplars: Exemplars
        var reached: Instant
        var stop: Recording.Stop
        var badRows: BadRows
        var handledEvents: UInt64
        var wire: WireFacts?
        var parts: RunParts?
    }

    /// A recording as bytes; the same recording always gives the same ones.
    public static func bytes(of recording: Recording) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let head = try encoder.encode(
            Head(
                plan: recording.plan,
                cutoffs: recording.cutoffs.cells.map { [$0.met, $0.late, $0.missing, $0.open] },
                books: recording.books, exemplars: recording.exemplars, reached: recording.reached,
                stop: recording.stop, badRows: recording.badRows, handledEvents: recording.handledEvents,
                wire: recording.wire, parts: recording.parts))
        let content = Array(head) + recording.encodedRows
        var bytes = magic
        for number in [version, UInt64(head.count), UInt64(content.count - head.count), checksum(content[...])] {
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
            }
        }
        return bytes + content
    }

    /// A recording from bytes that nobody vouches for.
    /// - Throws: `RecordingError`: what is wrong and what to do about it.
    public static func recording(from bytes: [UInt8]) throws(RecordingError) -> Recording {
        guard bytes.count >= prologue, Array(bytes[..<8]) == magic else { throw .notARecording }
        func number(_ index: Int) -> UInt64 {
            (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[8 + index * 8 + $1]) << UInt64($1 * 8) }
        }
        guard number(0) == version else { throw .version(found: number(0), known: version) }
        let room = UInt64(bytes.count - prologue)
        let (length, overflow) = number(1).addingReportingOverflow(number(2))
        guard !overflow, length == room else {
            let expected = (overflow ? UInt64.max : length).addingReportingOverflow(UInt64(prologue))
            throw .length(expected: expected.overflow ? .max : expected.partialValue, found: UInt64(bytes.count))
        }
        guard checksum(bytes[prologue...]) == number(3) else { throw .checksum }
        let border = prologue + Int(number(1))
        let head: Head
        do {
            head = try JSONDecoder().decode(Head.self, from: Data(bytes[prologue..<border]))
        } catch {
            throw .damaged(at: "head", found: "JSON that is not a recording's")
        }
        return try recording(head, rows: bytes[border...])
    }

    private static func recording(_ head: Head, rows: ArraySlice<UInt8>) throws(RecordingError) -> Recording {
        var recording = try Recording(plan: head.plan, rows: rows)
        guard head.cutoffs.count == recording.cutoffs.cells.count, head.cutoffs.allSatisfy({ $0.count == 4 }) else {
            throw .damaged(at: "cut-offs", found: "\(head.cutoffs.count) of \(recording.cutoffs.cells.count) cells")
        }
        guard (0...Instant.never / 4).contains(head.reached) else {
            throw .damaged(at: "reached", found: "\(head.reached) ns")
        }
        if let flaw = flaw(head) { throw .damaged(at: flaw.place, found: flaw.found) }
        for (index, cell) in head.cutoffs.enumerated() {
            recording.cutoffs.cells[index].met = cell[0]
            recording.cutoffs.cells[index].late = cell[1]
            recording.cutoffs.cells[index].missing = cell[2]
            recording.cutoffs.cells[index].open = cell[3]
        }
        if let flaw = head.exemplars.firstFlaw(under: head.plan) { throw .damaged(at: "exemplars", found: flaw) }
        if let flaw = head.wire?.firstFlaw(under: head.plan) { throw .damaged(at: "wire", found: flaw) }
        if let flaw = head.parts?.firstFlaw { throw .damaged(at: "parts", found: flaw) }
        if case .aborted(let budget) = head.stop, !head.plan.budgets.indices.contains(budget) {
            throw .damaged(at: "stop", found: "budget \(budget) of \(head.plan.budgets.count)")
        }
        recording.books = head.books
        recording.exemplars = head.exemplars
        recording.reached = head.reached
        recording.stop = head.stop
        recording.badRows = head.badRows
        recording.handledEvents = head.handledEvents
        recording.wire = head.wire
        recording.parts = head.parts
        return recording
    }

    /// More orders or rows than any run has; sums of as many counts as a recording holds stay within 64 bits.
    private static let mostOrders: Int64 = 1 << 40

    /// The first count of a head that no run ever has.
    private static func flaw(_ head: Head) -> (place: String, found: String)? {
        let books = head.books
        let rows = head.badRows
        let counts = [
            ("books", [books.due, books.completed, books.failed, books.cancelled, books.parked, books.inFlight]),
            ("cut-offs", head.cutoffs.flatMap { $0 }),
            ("rows", [rows.read, rows.outside, rows.outsideClock, rows.bad]),
            ("traces", [head.exemplars.traced]),
        ]
        for (place, numbers) in counts {
            if let number = numbers.first(where: { $0 < 0 || $0 > mostOrders }) { return (place, "\(number) orders") }
        }
        return nil
    }

    /// FNV-1a over 8-byte words, the last one filled with zeros: finds accidents, not malice.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        bytes.withUnsafeBytes { raw in
            var position = 0
            while position + 8 <= raw.count {
                hash =
                    (hash ^ UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
                    &* 0x100_0000_01b3
                hash ^= hash >> 29
                position += 8
            }
            while position < raw.count {
                hash = (hash ^ UInt64(raw[position])) &* 0x100_0000_01b3
                position += 1
            }
        }
        return hash ^ UInt64(bytes.count)
    }
}
