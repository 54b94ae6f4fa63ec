internal import Foundation

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

    private let file: LineFile

    /// Opens a journal for appending, made if it is not there.
    public init?(path: String) {
        guard let file = LineFile(path: path) else { return nil }
        self.file = file
    }

    /// Notes a record.
    func created(_ record: CreatedRecord, system: String) {
        _ = file.append(Entry(system: system, record: record))
    }

    /// Reads a journal; a last line that was cut off is passed over.
    public static func entries(path: String) -> [Entry] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let decoder = JSONDecoder()
        return data.split(separator: 0x0a).compactMap { try? decoder.decode(Entry.self, from: Data($0)) }
    }
}
