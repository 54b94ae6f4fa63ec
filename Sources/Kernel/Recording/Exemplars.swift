/// Exemplar journeys: orders worth a look, each with its full trace, and the extremes among all orders without.
///
/// Whether an order is the slowest of all is known when it ends, and its trace has to be written from its beginning. Traces of
/// all orders under way do not fit the memory on a peak day (a million parcels in transit), and a second run that follows
/// only the extremes would double the time of the first. So a uniform sample of the orders is followed step by step, as
/// large as a bounded room allows (`TraceBook`): all orders of a small run, some thousand of a peak day. The lists are of the
/// followed orders, so that each order in them has its story in the recording. `extremes` looks at every order.
public struct Exemplars: Sendable, Codable, Hashable {
    /// Longest lists kept.
    public static let limit = 12

    /// The completed orders with the longest journey among the followed ones, slowest first.
    public var slowest: [OrderFacts] = []
    /// The followed orders dispatched the longest after their cut-off, latest first.
    public var latest: [OrderFacts] = []
    /// Followed orders that failed, first ones.
    public var failed: [OrderFacts] = []
    /// Followed orders parked at the end, longest parked first.
    public var parked: [OrderFacts] = []
    /// A seeded uniform sample of all orders; all of it is followed.
    public var sample: [OrderFacts] = []
    /// The full trace of every order in the lists above, by number.
    public var traces: [OrderTrace] = []
    /// How many orders were followed step by step to their end, or to the run's.
    public var traced: Int64 = 0
    /// The extremes among all orders, followed or not.
    public var extremes = Extremes()

    /// None.
    public init() {}

    /// The trace of an order, if it was kept.
    public func trace(of number: UInt64) -> OrderTrace? { traces.first { $0.facts.number == number } }

    /// The numbers of all orders in the lists, those of `extremes` left out.
    public var listed: Set<UInt64> { Set([slowest, latest, failed, parked, sample].joined().map(\.number)) }
}
