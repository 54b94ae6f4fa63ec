/// A field that events carry, and how it is compared.
public struct EventField: Sendable, Codable, Hashable {
    /// How its values are kept.
    public enum Form: String, Sendable, Codable, Hashable {
        /// An exact decimal number in millionths (`EventField.scale`).
        case number
        /// A text, as a hash of 48 bits: two texts that differ are taken for equal once in 10^14 comparisons.
        case text
        /// A point in time, in nanoseconds since 1970 UTC.
        case time
    }

    /// What a difference in it means, and which books it is entered in.
    public enum Meaning: String, Sendable, Codable, Hashable, CaseIterable {
        /// A value like any other.
        case value
        /// The state of a document.
        case status
        /// Master data: an article, a place, a unit, a tax code. A difference is drift, not a wrong transaction.
        case master
        /// Whose event it is: who carries it, or who trades. It is what events carry as their partner, not a value of its
        /// own. A difference is drift: another one was chosen, or the sides call the same one by two names.
        case partner
        /// How much was ordered, shipped, moved.
        case quantity
        /// The sum of an invoice's lines.
        case net
        /// Its tax.
        case tax
        /// What is to be paid.
        case total
    }

    /// Millionths in one.
    public static let scale: Int64 = 1_000_000
    /// No value.
    public static let absent = Int64.min
    /// The most fields that somebody may name.
    public static let limit = 12
    /// The most fields that a reconciliation has: those, and the partner.
    public static let most = limit + 1

    /// Its name ("quantity").
    public var name: String
    /// How its values are kept.
    public var form: Form
    /// What a difference means.
    public var meaning: Meaning
    /// Differences up to this are tolerated: millionths for numbers, nanoseconds for times.
    public var tolerance: Int64
    /// Differences up to this share of the old value, in millionths, are tolerated.
    public var relativeTolerance: Int64
    /// Whether it is known to differ: then a difference is tolerated, and listed.
    public var isNoise: Bool

    /// A field.
    public init(
        name: String, form: Form, meaning: Meaning = .value, tolerance: Int64 = 0, relativeTolerance: Int64 = 0,
        isNoise: Bool = false
    ) {
        self.name = name
        self.form = form
        self.meaning = meaning
        self.tolerance = tolerance
        self.relativeTolerance = relativeTolerance
        self.isNoise = isNoise
    }

    /// Whether a difference is small enough to be tolerated.
    /// - Parameter documents: of so many documents or parts it is a sum, each of which may be as far off as one.
    @inline(__always)
    func tolerates(_ old: Int64, _ new: Int64, documents: Int = 1) -> Bool {
        guard form != .text, old != EventField.absent, new != EventField.absent else { return false }
        let (difference, overflow) = new.subtractingReportingOverflow(old)
        guard !overflow, difference != .min else { return false }
        let (room, isAny) = tolerance.magnitude.multipliedReportingOverflow(by: UInt64(documents))
        if isAny || difference.magnitude <= room { return true }
        guard relativeTolerance > 0 else { return false }
        let allowed = old.magnitude.multipliedFullWidth(by: relativeTolerance.magnitude)
        let actual = difference.magnitude.multipliedFullWidth(by: UInt64(EventField.scale))
        return actual.high < allowed.high || actual.high == allowed.high && actual.low <= allowed.low
    }
}
