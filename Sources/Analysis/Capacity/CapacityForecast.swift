public import Kernel

/// What the scenario expects.
public struct CapacityForecast: Sendable, Codable, Hashable {
    /// Orders in all.
    public var orders: Int64
    /// Orders an hour that a steady load is measured by: those of the busiest hour among those in which it is held. Where budgets
    /// speak of the afternoon, orders that come at midnight say nothing of it.
    public var peakPerHour: Double
    /// When that hour begins, from the origin.
    public var peakHour: Instant
    /// Orders in the busiest hour of all.
    public var busiestPerHour: Double
    /// When the busiest hour begins, from the origin.
    public var busiestHour: Instant
    /// When a steady load is held: in the busiest of those hours in which most budgets are judged, and as many workers are there at
    /// its end as at its beginning.
    public var hold: Trial.Hold
    /// Whether as many workers are there for all of it, of each pool that orders come to as far as they are followed. Else what can be
    /// done changes while the load does not, and a steady load says nothing.
    public var isSteady: Bool

    /// - Parameters:
    ///   - reading: of the scenario's day as it is.
    ///   - plan: the scenario.
    ///   - settings: how long a load is held.
    /// - Returns: nil where no orders come.
    init?(_ reading: TrialReading, of plan: Plan, _ settings: CapacitySettings) {
        let due = reading.hours.due
        guard let most = due.max(), most > 0, let busiest = due.firstIndex(of: most) else { return nil }
        orders = reading.due
        // A run shorter than an hour has its orders in less than that.
        let shortest = min(plan.window, .hour)
        busiestPerHour = Double(most) * Double(Nanoseconds.hour) / Double(shortest)
        busiestHour = Int64(busiest) * .hour
        let usual = CapacityForecast.usual(reading, plan, perHour: busiestPerHour, settings.warmUp)
        let length = settings.length ?? usual.length
        let warmUp = settings.warmUp ?? (settings.length == nil ? usual.warmUp : nil) ?? max(15 * .minute, length / 8)
        let total = warmUp + length
        let last = max(0, plan.window - total)
        let starts = due.indices.map { Int64($0) * .hour }.filter { $0 <= last }
        /// Budgets of which most of what is judged speaks, and those of which some of it does.
        func budgets(from start: Instant) -> (most: Int, some: Int) {
            let judged = Intervals([.init(start: start + warmUp, end: start + total)])
            let shared = plan.budgets.compactMap { budget -> Nanoseconds? in
                guard budget.severity == .critical, let calendar = budget.during else { return nil }
                let open = plan.calendars[calendar].open.intersection(judged).stretches
                return open.reduce(0) { $0 + $1.end - $1.start }
            }
            return (shared.count { 2 * $0 > length }, shared.count { $0 > 0 })
        }
        let changing = plan.changingPools(onTheWayTo: plan.followedEvent)
        /// Pools with the same workers for all of a hold, which is what a steady load is steady for.
        func steady(_ start: Instant) -> Int {
            changing.count { plan.pools[$0].staff(from: start, to: start + total).map { $0 > 0 } ?? false }
        }
        func rank(_ start: Instant) -> (Int, Int, Int, Int64, Int64) {
            let budgets = budgets(from: start)
            return (budgets.most, budgets.some, steady(start), due[Int(start / .hour)], -start)
        }
        let best = starts.max { rank($0) < rank($1) }
        (peakPerHour, peakHour) = (busiestPerHour, busiestHour)
        isSteady = best.map { steady($0) == changing.count } ?? changing.isEmpty
        if let best, budgets(from: best).some > 0 || !changing.isEmpty, due[Int(best / .hour)] > 0 {
            (peakPerHour, peakHour) = (Double(due[Int(best / .hour)]), best)
        }
        hold = Trial.Hold(
            from: length > .hour && settings.length == nil ? 0 : best ?? 0, warmUp: warmUp, length: length)
    }

    /// How long a steady load is judged where nobody said: an hour, which is what a peak lasts. A landscape that is the same at all
    /// times is held for longer, as long as a trial of the forecast costs little: where a line takes hours to fill, an hour from
    /// an empty start says less than what holds in the long run.
    private static func usual(
        _ reading: TrialReading, _ plan: Plan, perHour: Double, _ warmUp: Nanoseconds?
    ) -> (length: Nanoseconds, warmUp: Nanoseconds?) {
        guard plan.calendars.isEmpty, plan.faults.isEmpty, plan.pools.allSatisfy({ $0.capacity.count == 1 }) else {
            return (.hour, nil)
        }
        let eventsPerHour = Double(reading.events) / Double(max(1, reading.due)) * perHour
        let hours = min(CapacityForecast.cheap / max(1, eventsPerHour), CapacityForecast.longest)
        let room = Double(plan.window - (warmUp ?? 0)) / Double(Nanoseconds.hour) * 8 / 9
        let length = max(1, Int64(min(hours, room))) * .hour
        // What a quota lets through in the long run is to be seen in all of its day, and in no part of it. How orders end is judged
        // of all that came: so what goes before is a whole day as well, or nothing.
        guard let cycle = plan.limiters.compactMap({ LongRunLimit($0)?.cycle }).max() else { return (length, nil) }
        let cost = Double(cycle) / Double(Nanoseconds.hour) * eventsPerHour
        guard cost <= 2 * CapacityForecast.cheap else { return (.hour, nil) }
        return (cycle, 2 * cost <= CapacityForecast.cheap ? cycle : 0)
    }

    /// Events up to which a trial costs little, and the longest hold that is chosen, in hours.
    private static let (cheap, longest) = (200_000.0, 20.0)
}

extension Plan {
    /// Pools that orders come to on their way to an event and that do not have the same workers at all times.
    fileprivate func changingPools(onTheWayTo event: EventID?) -> [PoolID] {
        pools(onTheWayTo: event).filter { Set(pools[$0].capacity.map(\.workers)).count > 1 }.sorted()
    }
}

extension PoolPlan {
    /// How many workers there are for all of a time; nil: their number changes.
    fileprivate func staff(from start: Instant, to end: Instant) -> Int? {
        let before = capacity.last { $0.from <= start } ?? capacity.first
        guard let there = before?.workers else { return nil }
        return capacity.allSatisfy { $0.from <= start || $0.from >= end || $0.workers == there } ? there : nil
    }
}
