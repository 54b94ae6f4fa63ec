public import Kernel

/// A difference that is planted on purpose, to see whether it is found.
public struct Defect: Sendable, Codable, Hashable {
    /// What goes wrong.
    public enum Form: Sendable, Codable, Hashable {
        /// The event does not happen.
        case missing
        /// It happens twice, with the same number.
        case duplicate
        /// It happens once more with a number of its own.
        case again
        /// It happens later by so much.
        case late(Nanoseconds)
        /// It happens before what must come before it.
        case early
        /// A number is so many times what it should be, in millionths.
        case factor(field: Int, Int64)
        /// A number is more by so much, in millionths.
        case more(field: Int, Int64)
        /// A text is another one.
        case other(field: Int, text: String)
        /// It becomes two that come to the same.
        case split
        /// It becomes two that do not: the second one lacks so much, in millionths.
        case brokenSplit(Int64)
        /// Another event of an order that there is not.
        case orphan
        /// Another event that the old side does not have.
        case unexpected
    }

    /// In words, for the report.
    public var name: String
    /// The kind of event it happens to.
    public var kind: Int
    /// What goes wrong.
    public var form: Form
    /// The share of the events.
    public var share: Double
    /// The partner it happens to; nil: all.
    public var partner: String?
    /// From when on, in nanoseconds since 1970 UTC; nil: from the beginning.
    public var from: Instant?
    /// Until when; nil: until the end.
    public var until: Instant?
    /// The class that it should be found as.
    public var expected: VerdictClass

    /// A defect.
    public init(
        name: String, kind: Int, form: Form, share: Double, partner: String? = nil, from: Instant? = nil,
        until: Instant? = nil, expected: VerdictClass
    ) {
        self.name = name
        self.kind = kind
        self.form = form
        self.share = share
        self.partner = partner
        self.from = from
        self.until = until
        self.expected = expected
    }
}
