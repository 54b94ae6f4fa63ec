/// What became of events of one order, with the events.
public struct ExplainedUnit: Sendable, Hashable {
    /// Its class and what differs.
    public var unit: MatchUnit
    /// Events of the old side.
    public var old: [BusinessEvent]
    /// Events of the new side.
    public var new: [BusinessEvent]
}
