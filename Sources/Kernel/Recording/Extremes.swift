/// The orders that stand out among all orders of a run, by their facts: which of them have a trace is a matter of luck.
public struct Extremes: Sendable, Codable, Hashable {
    /// The completed orders with the longest journey, slowest first.
    public var slowest: [OrderFacts] = []
    /// The orders dispatched the longest after their cut-off, latest first.
    public var latest: [OrderFacts] = []
    /// Failed orders, first ones.
    public var failed: [OrderFacts] = []
    /// Orders parked at the end, longest parked first.
    public var parked: [OrderFacts] = []

    /// None.
    public init() {}

    /// The numbers of all of them.
    public var listed: Set<UInt64> { Set([slowest, latest, failed, parked].joined().map(\.number)) }
}
