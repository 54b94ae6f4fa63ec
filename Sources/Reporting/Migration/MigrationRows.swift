public import Kernel
public import Reconciliation

/// What is written in the rows that examples come from, by side and position: made by whoever read them.
public struct MigrationRows: Sendable {
    /// A value of a row.
    public struct Field: Sendable, Hashable {
        /// What both sides call it.
        public var name: String
        /// The value, in the words of both sides.
        public var value: String

        /// A value.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A row.
    public struct Row: Sendable, Hashable {
        /// Where it is written: `orders.csv:12`.
        public var place: String
        /// The business key.
        public var order: String
        /// What kind of event it is.
        public var kind: String
        /// When it happened, in nanoseconds since 1970 UTC.
        public var time: Instant?
        /// Its own number; nil: it has none.
        public var document: String?
        /// Its values.
        public var fields: [Field]

        /// A row.
        public init(
            place: String, order: String, kind: String, time: Instant?, document: String? = nil, fields: [Field]
        ) {
            self.place = place
            self.order = order
            self.kind = kind
            self.time = time
            self.document = document
            self.fields = fields
        }

        /// The value of a field, if it has one.
        func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    }

    private var rows: [Side: [UInt64: Row]] = [:]

    /// No row.
    public init() {}

    /// The row at a position of a side; nil: it is not known.
    public subscript(side: Side, position: UInt64) -> Row? {
        get { rows[side]?[position] }
        set { rows[side, default: [:]][position] = newValue }
    }
}
