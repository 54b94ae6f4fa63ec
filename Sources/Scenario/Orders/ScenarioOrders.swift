public import Kernel

/// All orders of a scenario, generated and replayed, in time order.
public struct ScenarioOrders: OrderSource {
    // One of the three is there; each is changed in place, never copied.
    private var generated: OrderSchedule?
    private var replayed: ReplaySource?
    private var merged: MergedOrders<OrderSchedule, ReplaySource>?
    /// Orders in all, if that is known before they are read: those of a file are not.
    public let expectedCount: Int?

    /// The orders of a plan.
    /// - Parameters:
    ///   - plan: a checked plan.
    ///   - file: the order file, if the plan replays one.
    ///   - shard: which part of the orders.
    /// - Throws: `ReplayError` if the file cannot be read at all.
    public init(_ plan: Plan, replaying file: ReplayFile?, shard: Shard = .whole) throws(ReplayError) {
        guard let file, plan.demand.replay != nil else {
            generated = OrderSchedule(plan, shard: shard)
            expectedCount = shard == .whole ? plan.demand.generatedOrders : nil
            return
        }
        expectedCount = nil
        if plan.demand.streams.isEmpty {
            replayed = try ReplaySource(file, plan: plan, shard: shard)
        } else {
            merged = MergedOrders(OrderSchedule(plan), try ReplaySource(file, plan: plan), shard: shard)
        }
    }

    /// The orders of one file alone.
    init(_ replay: ReplaySource) {
        replayed = replay
        expectedCount = nil
    }

    /// The next order.
    public mutating func next() -> Order? {
        if generated != nil { return generated?.next() }
        return replayed != nil ? replayed?.next() : merged?.next()
    }

    /// Rows of the file that could not be used so far.
    public var badRows: BadRows { replayed?.badRows ?? merged?.badRows ?? BadRows() }

    /// Why the file could not be read to its end; nil: it could, as far as it has been read.
    public var failure: ReplayError? { replayed?.failure ?? merged?.second.failure }
}
