/// Notes taken while importing: the first of each kind with their places, all of them counted.
struct NoteBook {
    /// How many notes of one kind are kept.
    static let limit = 20

    private var kinds: [String] = []
    private var notes: [String: [ImportNote]] = [:]
    private var counts: [String: Int] = [:]

    /// Takes a note.
    /// - Parameter kind: what is the same about notes of which only the first are kept; nil: the message.
    mutating func add(_ place: String, _ message: String, kind: String? = nil) {
        let kind = kind ?? message
        if counts[kind] == nil { kinds.append(kind) }
        counts[kind, default: 0] += 1
        guard notes[kind, default: []].count < NoteBook.limit else { return }
        notes[kind, default: []].append(ImportNote(place, message))
    }

    /// All notes by kind; where there were more than are kept, a last one says how many.
    var all: [ImportNote] {
        kinds.flatMap { kind in
            let kept = notes[kind] ?? []
            let more = (counts[kind] ?? 0) - kept.count
            return more > 0 ? kept + [ImportNote("", "and \(grouped(more)) more: \(kind)")] : kept
        }
    }
}
