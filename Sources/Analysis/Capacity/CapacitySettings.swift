public import Kernel

/// How much is asked, and how exactly.
public struct CapacitySettings: Sendable, Codable, Hashable {
    /// How far apart the largest kept and the smallest exceeded load may be, as a share.
    public var precision = 0.02
    /// Seeds that a level near a limit is judged by at most; 1: the scenario's own alone, without intervals.
    public var seeds = 4
    /// Levels of a search at most.
    public var levels = 14
    /// Smallest load that is tried, in times of the forecast.
    public var floor = 0.01
    /// Largest load that is tried, in times of the forecast.
    public var cap = 64.0
    /// What is not judged of a steady load, while the landscape fills.
    public var warmUp: Nanoseconds = 15 * .minute
    /// How long a steady load is judged.
    public var length: Nanoseconds = .hour
    /// Constraints named, in the order in which they would bind.
    public var constraints = 3
    /// How far the limit is followed when resources are lifted, in times of the limit: what binds beyond that is nobody's concern.
    public var reach = 3.0
    /// Resources that are tried for each of them.
    public var candidates = 8
    /// Days that are planned for, in times of the forecast.
    public var days = [1, 1.25, 1.5, 2]
    /// Loads of the curve besides those of the search, in times of the limit.
    public var curve = [0.25, 0.5, 0.7, 0.8, 0.9, 1.1, 1.25, 1.5]

    /// The usual.
    public init() {}
}
