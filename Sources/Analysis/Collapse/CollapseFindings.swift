public import Kernel

/// Retries against load, and whether a stumble can turn into a collapse.
public struct CollapseFindings: Sendable, Codable, Hashable {
    /// Links that try more than once, the most multiplied first.
    public var pressures: [RetryPressure]
    /// The load at which stumbles were tried, in times of the forecast, but for those at which calls go wrong without one; nil: none
    /// were.
    public var factor: Double?
    /// How long it is watched after a stumble begins.
    public var watched: Nanoseconds = 0
    /// Seeds on which each stumble was tried; 1: a trial is long, and what is told of it may be chance.
    public var seeds = 1
    /// Pools that stumbled, the most vulnerable first.
    public var stumbles: [StumbleFinding] = []
    /// Pools that did not stumble, as calls to them fail for another reason than a line there, whatever the load that was tried.
    public var refused: [PoolID] = []
}
