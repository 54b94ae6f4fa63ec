public import Kernel

/// A row of an export, read again for people.
public struct FoundRow: Sendable, Hashable {
    /// A value of it.
    public struct Value: Sendable, Hashable {
        /// What both sides call it.
        public var name: String
        /// The value, in the words of both sides.
        public var text: String
    }

    /// Its file.
    public var file: String
    /// The line in which it begins, from 1.
    public var line: Int
    /// The business key.
    public var order: String
    /// What kind of event it is.
    public var kind: String
    /// When it happened, in nanoseconds since 1970 UTC.
    public var time: Instant?
    /// Whose it is.
    public var partner: String?
    /// Its own number.
    public var document: String?
    /// Values that are compared, and what tells events of an order apart.
    public var values: [Value]

    /// `orders.csv:12`
    public var place: String { "\(file):\(line)" }
}
