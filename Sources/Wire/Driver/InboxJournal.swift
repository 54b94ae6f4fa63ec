/// The webhooks that a run took in, line by line: an event is only answered with success once it stands here.
final class InboxJournal {
    /// A line of the journal.
    private struct Entry: Encodable {
        /// When it came, as seconds since 1970.
        var at: Double
        var id: String?
        var event: String?
        var keys: [String]
    }

    private let file: LineFile

    /// Opens a journal for appending, made if it is not there.
    init?(path: String) {
        guard let file = LineFile(path: path) else { return nil }
        self.file = file
    }

    /// Writes an event down.
    /// - Returns: whether it is safe.
    func write(_ arrival: Arrival, at seconds: Double) -> Bool {
        file.append(Entry(at: seconds, id: arrival.id, event: arrival.topic, keys: arrival.keys))
    }
}
