internal import Foundation
internal import Glibc

/// What a run leaves behind while it goes on: the records it created, line by line, for `rehearse cleanup`.
public final class RunJournal {
    /// A line of the journal.
    public struct Entry: Sendable, Codable, Hashable {
        /// The system's name.
        public var system: String
        /// What was created there.
        public var record: CreatedRecord

        /// An entry.
        public init(system: String, record: CreatedRecord) {
            self.system = system
            self.record = record
        }
    }

    private let descriptor: Int32
    private let encoder = JSONEncoder()

    /// Opens a journal for appending, made if it is not there.
    public init?(path: String) {
        descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    deinit { close(descriptor) }

    /// Notes a record. One write a line: what is killed loses no more than the line it was at.
    func created(_ record: CreatedRecord, system: String) {
        guard var line = try? encoder.encode(Entry(system: system, record: record)) else { return }
        line.append(0x0a)
        line.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            _ = write(descriptor, base, bytes.count)
        }
    }

    /// Reads a journal; a last line that was cut off is passed over.
    public static func entries(path: String) -> [Entry] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let decoder = JSONDecoder()
        return data.split(separator: 0x0a).compactMap { try? decoder.decode(Entry.self, from: Data($0)) }
    }
}
