public import Kernel

/// How much is asked, and how exactly.
public struct CapacitySettings: Sendable, Codable, Hashable {
    /// How far apart the largest kept and the smallest exceeded load may be, as a share.
    public var precision = 0.02
    /// Seeds that a level near a limit is judged by at most; 1: the scenario's own alone, without intervals. Nil: 4, and more, 40 at
    /// most, where they cost little.
    public var seeds: Int?
    /// Levels of a search at most.
    public var levels = 14
    /// Smallest load that is tried, in times of the forecast.
    public var floor = 0.01
    /// Largest load that is tried, in times of the forecast.
    public var cap = 64.0
    /// What is not judged of a steady load, while the landscape fills; nil: a quarter of an hour, or an eighth of what is judged.
    public var warmUp: Nanoseconds?
    /// How long a steady load is judged; nil: an hour, and longer where that costs little and nothing depends on the time of day.
    public var length: Nanoseconds?
    /// Constraints named, in the order in which they would bind.
    public var constraints = 3
    /// How far the limit is followed when resources are lifted, in times of the limit: what binds beyond that is nobody's concern.
    public var reach = 3.0
    /// The same for levers: whoever doubles what a landscape can take need not know by how much more.
    public var leverReach = 2.0
    /// Resources that are tried for each of them.
    public var candidates = 8
    /// How long a landscape is watched after a stumble begins.
    public var watch: Nanoseconds = .hour
    /// The shortest freeze that is tried, in seconds.
    public var shortestFreeze = 0.1
    /// How exactly the length that trips it is wanted: in seconds, and as a share.
    public var freezePrecision: FreezePrecision = FreezePrecision()
    /// Pools that stumble at most.
    public var stumbles = 2
    /// What may be spent on levers, in the unit of their costs; nil: no plan is asked for.
    public var spend: Double?
    /// Days that are planned for, in times of the forecast.
    public var days = [1, 1.25, 1.5, 2]
    /// Loads of the curve besides those of the search, in times of the limit.
    public var curve = [0.25, 0.5, 0.7, 0.8, 0.9, 1.1, 1.25, 1.5]

    /// Seeds for a question whose trial at the forecast takes so many events.
    func seeds(costing events: UInt64) -> Int {
        seeds ?? min(40, max(4, Int(CapacitySettings.cheap / max(1, events))))
    }

    /// Events that all seeds of a load may take together before they are more than the least.
    private static let cheap: UInt64 = 600_000

    /// How exactly the length of a freeze is wanted: the wider of the two.
    public struct FreezePrecision: Sendable, Codable, Hashable {
        /// In seconds.
        public var seconds = 0.1
        /// As a share of it.
        public var share = 0.05

        /// The usual.
        public init() {}
    }

    /// The usual.
    public init() {}
}
