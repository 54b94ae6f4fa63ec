public import Kernel

/// What reading an export came to: every row is in one of these.
public struct ReadTally: Sendable, Hashable {
    /// Rows that became an event.
    public var events = 0
    /// Rows of kinds that are left out on purpose.
    public var ignored = 0
    /// Rows of kinds that the mapping does not name, by what they are called; at most a hundred names.
    public var unknown: [String: Int] = [:]
    /// Events that have no time yet.
    public var notYet = 0
    /// Events after the time until which events are known: they are not there yet.
    public var later = 0
    /// Rows that cannot be used.
    public var badCount = 0
    /// The first of them.
    public var bad: [BadRow] = []
    /// Rows, or as many mappings as there are for each.
    public var rows = 0
    /// Bytes.
    public var bytes = 0
    /// When the last event happened, of all orders.
    public var latest: Instant?

    /// How many bad rows are listed.
    public static let listed = 100_000

    /// Nothing yet.
    public init() {}

    mutating func add(_ row: BadRow) {
        badCount += 1
        if bad.count < ReadTally.listed { bad.append(row) }
    }

    mutating func addUnknown(_ name: String) {
        if unknown.count < 100 || unknown[name] != nil {
            unknown[name, default: 0] += 1
        } else {
            unknown["others", default: 0] += 1
        }
    }

    /// Rows of unknown kinds.
    public var unknownCount: Int { unknown.values.reduce(0, +) }
}
