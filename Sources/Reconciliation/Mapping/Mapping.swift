/// How the exports of both sides become events that can be compared.
public struct Mapping: Sendable, Codable, Hashable {
    /// One side.
    public struct Part: Sendable, Codable, Hashable {
        /// What people call it.
        public var name: String
        /// How its rows become events: each of them makes an event of a row, or none.
        public var rows: [RowMapping]

        /// A side.
        public init(name: String, rows: [RowMapping]) {
            self.name = name
            self.rows = rows
        }
    }

    /// What both sides agreed.
    public var agreement: Agreement
    /// The old side.
    public var old: Part
    /// The new side.
    public var new: Part

    /// A mapping.
    public init(agreement: Agreement, old: Part, new: Part) {
        self.agreement = agreement
        self.old = old
        self.new = new
    }

    /// A side; the old one once more is written as the old one.
    public subscript(_ side: Side) -> Part { side == .new ? new : old }
}
