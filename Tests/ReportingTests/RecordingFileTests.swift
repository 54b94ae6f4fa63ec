import Foundation
import Kernel
import Testing

@testable import Reporting

/// Recordings on disk: what goes in comes out, and damage is told, never a crash.
@Suite("Recording files")
struct RecordingFileTests {
    private static let bytes: [UInt8] = (try? RecordingFile.bytes(of: PeakDay.recording)) ?? []

    private func error(_ bytes: [UInt8]) -> RecordingError? {
        do throws(RecordingError) {
            _ = try RecordingFile.recording(from: bytes)
            return nil
        } catch {
            return error
        }
    }

    private static func write(_ number: UInt64, at index: Int, in bytes: inout [UInt8]) {
        for k in 0..<8 { bytes[8 + index * 8 + k] = UInt8(truncatingIfNeeded: number >> UInt64(k * 8)) }
    }

    @Test("What is written is read again, byte for byte the same")
    func roundTrip() throws {
        #expect(Self.bytes.count > 1_000)
        let read = try RecordingFile.recording(from: Self.bytes)
        #expect(read == PeakDay.recording)
        #expect(try RecordingFile.bytes(of: read) == Self.bytes)
        let empty = PeakDay.empty
        #expect(try RecordingFile.recording(from: RecordingFile.bytes(of: empty)) == empty)
    }

    @Test("What is no recording is told apart from another version's and from a damaged one")
    func refusals() {
        #expect(error([]) == .notARecording)
        #expect(error(Array("REHEARSE".utf8)) == .notARecording)
        #expect(error(Array("{\"schema\": 1, \"something\": \"else that is long enough\"}".utf8)) == .notARecording)
        var other = Self.bytes
        Self.write(RecordingFile.version + 1, at: 0, in: &other)
        #expect(error(other) == .version(found: RecordingFile.version + 1, known: RecordingFile.version))
        var damaged = Self.bytes
        damaged[damaged.count / 2] ^= 1
        #expect(error(damaged) == .checksum)
        #expect(
            error(Self.bytes + [0])
                == .length(expected: UInt64(Self.bytes.count), found: UInt64(Self.bytes.count + 1)))
        var huge = Self.bytes
        Self.write(.max, at: 1, in: &huge)
        #expect(error(huge) != nil)
    }

    @Test("Cut short anywhere, a recording is refused")
    func truncated() {
        for length in stride(from: 0, to: Self.bytes.count, by: max(1, Self.bytes.count / 100)) {
            #expect(error(Array(Self.bytes[..<length])) != nil, "length \(length)")
        }
    }

    @Test("One changed byte anywhere is noticed")
    func changed() {
        var generator = SplitMix64(state: 1)
        for _ in 0..<100 {
            var bytes = Self.bytes
            bytes[Int(generator.next() % UInt64(bytes.count))] ^= UInt8(1 << (generator.next() % 8))
            #expect(error(bytes) != nil)
        }
    }

    /// Somebody who makes the checksum anew gets an error or a recording whose reports can be made.
    @Test("Changed content under a true checksum never brings the program down")
    func forged() throws {
        var generator = SplitMix64(state: 2)
        var accepted = 0
        for round in 0..<100 {
            var bytes = Self.bytes
            for _ in 0...(generator.next() % 3) {
                // Half of them in the head, where a digit of the plan may become another.
                let head = 40 + Int(headLength(bytes))
                let place =
                    round % 2 == 0
                    ? 40 + Int(generator.next() % UInt64(head - 40))
                    : head + Int(generator.next() % UInt64(bytes.count - head))
                bytes[place] =
                    round % 2 == 0 && bytes[place] >= 48 && bytes[place] < 58
                    ? 48 + UInt8(generator.next() % 10) : UInt8(truncatingIfNeeded: generator.next())
            }
            Self.write(RecordingFile.checksum(bytes[40...]), at: 3, in: &bytes)
            guard let recording = try? RecordingFile.recording(from: bytes) else { continue }
            accepted += 1
            let report = Report(recording)
            #expect(!report.html.isEmpty)
            #expect(!report.summary.isEmpty)
        }
        #expect(accepted > 0)
    }

    private func headLength(_ bytes: [UInt8]) -> UInt64 {
        (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[16 + $1]) << UInt64($1 * 8) }
    }
}
