/// What an export calls a kind of event: a word of a column, or a stream whose rows all are of one kind.
struct EventWord: Hashable, Comparable {
    /// As it is written.
    let text: String
    /// The stream; nil: the word stands in a column.
    let stream: Int?

    static func < (one: EventWord, other: EventWord) -> Bool {
        (one.stream ?? -1, one.text) < (other.stream ?? -1, other.text)
    }
}
