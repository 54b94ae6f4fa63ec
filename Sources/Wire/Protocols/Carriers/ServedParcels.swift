internal import Kernel

/// What a served carrier keeps of parcels in its book.
enum ServedParcels {
    static let voided = "void"

    /// Notes a new label for a reference; asked twice, a carrier makes two. Returns the running number of the label, unique in
    /// the book.
    static func newLabel(_ reference: String, in book: inout ServedBook) -> (record: ServedBook.Record, number: Int) {
        let record = book.enter(reference)
        let labels = Int(record.facts["labels"]?.integer ?? 0)
        book.learn(reference, ["labels": .integer(labels + 1)])
        return (record, record.serial * 10 + labels % 10)
    }

    /// Makes a label findable.
    static func keep(_ tracking: String, for reference: String, in book: inout ServedBook) {
        book.learn(
            reference,
            [FactName.tracking: .string(tracking), "state of \(tracking)": "labelled"])
        book.alias(tracking, for: reference)
    }

    /// The record of a tracking number.
    static func record(_ tracking: String, in book: ServedBook) -> ServedBook.Record? { book.record(tracking) }

    static func isVoided(_ tracking: String, _ record: ServedBook.Record) -> Bool {
        record.facts["state of \(tracking)"]?.text == voided
    }

    static func void(_ tracking: String, _ record: ServedBook.Record, in book: inout ServedBook) {
        book.learn(record.reference, ["state of \(tracking)": .string(voided)])
    }
}
