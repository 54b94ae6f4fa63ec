import Kernel

/// Chooses when a steady load is held, and for how long.
struct HoldChooser {
    private let due: [Int64]
    private let plan: Plan
    /// What comes before this has passed is not judged, at least; how long is judged, at least.
    private let (warmUp, length): (Nanoseconds, Nanoseconds)
    /// Whether what can be done is the same at all times, and a load is held from the same instant on whatever comes.
    private let start: Instant?
    /// What orders come to on their way that is not the same at all times.
    private let changing: [Resource]

    /// - Parameters:
    ///   - reading: of the scenario's day as it is.
    ///   - perHour: orders in its busiest hour.
    init(_ reading: TrialReading, _ plan: Plan, _ settings: CapacitySettings, perHour: Double) {
        due = reading.hours.due
        self.plan = plan
        let usual = HoldChooser.usual(reading, plan, perHour: perHour)
        length = settings.length ?? usual.length
        warmUp = settings.warmUp ?? (settings.length == nil ? usual.warmUp : nil) ?? max(15 * .minute, length / 8)
        start = length > .hour && settings.length == nil ? usual.from : nil
        let way = plan.way(to: plan.followedEvent)
        changing =
            way.pools.filter { Set(plan.pools[$0].capacity.map(\.workers)).count > 1 }.sorted().map { .hours($0) }
            + way.calendars.sorted().map { .window($0) }
    }

    /// Where a load is held, the hour of the day that it is measured by where that is not the busiest, and what changes meanwhile.
    var place: (hold: Trial.Hold, hour: Int?, changing: [Resource]) {
        if let start { return (hold(from: start), nil, []) }
        let holds = due.indices.map { (hour: $0, hold: hold(from: Int64($0) * .hour)) }
            .filter { $0.hour == 0 || $0.hold.judged.end <= plan.window }
        let ranked = holds.map { (hour: $0.hour, hold: $0.hold, rank: rank($0.hold, hour: $0.hour)) }
        guard let best = ranked.max(by: { $0.rank < $1.rank }) else { return (hold(from: 0), nil, changing) }
        let isTold = budgets(during: best.hold).some > 0 || !changing.isEmpty
        return (best.hold, isTold ? best.hour : nil, changing.filter { !isSteady($0, during: best.hold) })
    }

    private func rank(_ hold: Trial.Hold, hour: Int) -> (Int, Int, Int, Int64, Int) {
        let budgets = budgets(during: hold)
        return (budgets.most, budgets.some, changing.count { isSteady($0, during: hold) }, due[hour], -hour)
    }

    /// A hold from an instant on. What is judged are whole intervals of the recording, so it begins and ends with one: those of a run of
    /// weeks are longer than an hour.
    private func hold(from start: Instant) -> Trial.Hold {
        let until = start + warmUp + length
        let step = TimeAxis(window: until, end: max(plan.end - plan.window, 0) + until).step
        func rounded(_ time: Nanoseconds) -> Nanoseconds { (time + step - 1) / step * step }
        let judged = rounded(start + warmUp)
        return Trial.Hold(from: start, warmUp: judged - start, length: rounded(length))
    }

    /// Budgets of which most of what is judged speaks, and those of which some of it does.
    private func budgets(during hold: Trial.Hold) -> (most: Int, some: Int) {
        let judged = Intervals([hold.judged])
        let shared = plan.budgets.compactMap { budget -> Nanoseconds? in
            guard budget.severity == .critical, let calendar = budget.during else { return nil }
            let open = plan.calendars[calendar].open.intersection(judged).stretches
            return open.reduce(0) { $0 + $1.end - $1.start }
        }
        return (shared.count { 2 * $0 > hold.length }, shared.count { $0 > 0 })
    }

    /// Whether a load that is held finds the same at all times: as many workers, or nothing to wait for, or that so often that one time
    /// is like the next.
    private func isSteady(_ resource: Resource, during hold: Trial.Hold) -> Bool {
        let time = Intervals.Stretch(start: hold.from, end: hold.judged.end)
        switch resource {
        case .hours(let pool): return plan.pools[pool].staff(during: time).map { $0 > 0 } ?? false
        case .window(let id):
            let calendar = plan.calendars[id]
            if calendar.open.stretches.contains(where: { $0.start <= time.start && $0.end >= time.end }) { return true }
            let first = calendar.moments.index(from: hold.judged.start)
            return calendar.moments.index(from: hold.judged.end) - first >= HoldChooser.oftenEnough
        default: return true
        }
    }

    /// Times that something comes again while a load is judged, from which on it is like always.
    private static let oftenEnough = 6

    /// How long a steady load is judged where nobody said: an hour, which is what a peak lasts. A landscape that is the same at all
    /// times is held for longer, as long as a trial of the forecast costs little: where a line takes hours to fill, an hour from
    /// an empty start says less than what holds in the long run.
    private static func usual(
        _ reading: TrialReading, _ plan: Plan, perHour: Double
    ) -> (length: Nanoseconds, warmUp: Nanoseconds?, from: Instant) {
        guard plan.calendars.isEmpty, plan.faults.isEmpty, plan.pools.allSatisfy({ $0.capacity.count == 1 }) else {
            return (.hour, nil, 0)
        }
        let eventsPerHour = Double(reading.events) / Double(max(1, reading.due)) * perHour
        let hours = min(HoldChooser.cheap / max(1, eventsPerHour), HoldChooser.longest)
        let length = max(1, Int64(hours)) * .hour
        // What a quota lets through in the long run is to be seen in all of its day, and in no part of it. How orders end is judged
        // of all that came: so what goes before is a whole day as well, or nothing.
        guard let limit = plan.limiters.compactMap({ LongRunLimit($0) }).max(by: { $0.cycle < $1.cycle }) else {
            // A line near its limit takes long to fill.
            return (length, length > .hour ? length / 4 : nil, 0)
        }
        let cost = Double(limit.cycle) / Double(Nanoseconds.hour) * eventsPerHour
        guard cost <= 2 * HoldChooser.cheap else { return (.hour, nil, 0) }
        return (limit.cycle, 2 * cost <= HoldChooser.cheap ? limit.cycle : 0, limit.start)
    }

    /// Events up to which a trial costs little, and the longest hold that is chosen, in hours.
    private static let (cheap, longest) = (200_000.0, 48.0)
}

extension PoolPlan {
    /// How many workers there are for all of a time; nil: their number changes.
    fileprivate func staff(during time: Intervals.Stretch) -> Int? {
        let before = capacity.last { $0.from <= time.start } ?? capacity.first
        guard let there = before?.workers else { return nil }
        let isSame = capacity.allSatisfy { $0.from <= time.start || $0.from >= time.end || $0.workers == there }
        return isSame ? there : nil
    }
}
