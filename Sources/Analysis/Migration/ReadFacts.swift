/// What reading one side came to.
public struct ReadFacts: Sendable, Codable, Hashable {
    /// What people call the side.
    public var name: String
    /// Where it was read from.
    public var place: String
    /// Rows that were read.
    public var rows: Int
    /// Events that came of them.
    public var events: Int
    /// Rows of kinds that are left out on purpose.
    public var ignored: Int
    /// Events of orders that were not on the new side yet, and are not compared.
    public var notMoved: Int
    /// Rows of kinds that the mapping does not name, by what they are called.
    public var unknown: [String: Int]
    /// Events that have no time yet, in rows that tell of several.
    public var notYet: Int
    /// Events after the time until which events are known; they are not compared.
    public var later: Int
    /// Rows that cannot be used.
    public var bad: Int
    /// The first of them, as they are told.
    public var badRows: [String]

    /// Facts.
    public init(
        name: String, place: String, rows: Int, events: Int, ignored: Int = 0, notMoved: Int = 0,
        unknown: [String: Int] = [:],
        notYet: Int = 0, later: Int = 0, bad: Int = 0, badRows: [String] = []
    ) {
        self.name = name
        self.place = place
        self.rows = rows
        self.events = events
        self.ignored = ignored
        self.notMoved = notMoved
        self.unknown = unknown
        self.notYet = notYet
        self.later = later
        self.bad = bad
        self.badRows = badRows
    }
}
