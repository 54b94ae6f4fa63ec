internal import Foundation

/// What a run leaves behind while it goes on, for `rehearse cleanup`: the mark that its references bear, then the records it
/// created, line by line.
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

    /// The first line of a run.
    private struct Heading: Codable {
        /// How the references of the run's orders begin.
        var references: String
    }

    private let file: LineFile

    /// Opens a journal for appending, made if it is not there.
    /// - Parameter references: how the references of the run's orders begin.
    public init?(path: String, references: String) {
        guard let file = LineFile(path: path) else { return nil }
        self.file = file
        _ = file.append(Heading(references: references))
    }

    /// Notes the records that a turn of a conversation tells of.
    /// - Parameter count: those of the conversation that are noted already.
    /// - Returns: how many are noted now.
    func note(_ turn: Turn, after count: Int, system: String) -> Int {
        let records =
            switch turn {
            case .send(_, let created): created
            case .end(let result): result.created
            }
        for record in records.dropFirst(count) { _ = file.append(Entry(system: system, record: record)) }
        return max(count, records.count)
    }

    /// Reads a journal; a last line that was cut off is passed over.
    public static func entries(path: String) -> [Entry] { lines(path) }

    /// How the references of a journal's runs begin: of one, or of several that were written to one folder.
    public static func references(path: String) -> [String] {
        let headings: [Heading] = lines(path)
        return headings.map(\.references)
    }

    private static func lines<Line: Decodable>(_ path: String) -> [Line] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let decoder = JSONDecoder()
        return data.split(separator: 0x0a).compactMap { try? decoder.decode(Line.self, from: Data($0)) }
    }
}
