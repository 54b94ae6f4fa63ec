/// A named calendar, resolved to rehearsal time: stretches (a dispatch window, a shift) or moments (a cut-off), or both.
public struct CalendarPlan: Sendable, Codable, Hashable {
    /// The name the scenario gives it.
    public var name: String
    /// When it is open. A calendar of moments only has none.
    public var open: Intervals
    /// Its moments: a cut-off, a wave, a batch. A calendar of stretches has their starts here.
    public var moments: Moments

    /// A calendar with its stretches and moments.
    public init(name: String, open: Intervals, moments: Moments) {
        self.name = name
        self.open = open
        self.moments = moments
    }
}
