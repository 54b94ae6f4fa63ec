public import Kernel

/// A resource that holds the limit down, found by lifting it.
public struct CapacityConstraint: Sendable, Codable, Hashable {
    /// Which.
    public var resource: Resource
    /// How it was used at the limit it held down.
    public var use: TrialReading.Use
    /// The limit without it, those before it lifted as well.
    public var lifted: CapacityLimit
}
