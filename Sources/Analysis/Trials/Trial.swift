internal import Foundation
public import Kernel

/// A run to be made: how much load, what is different, which of several seeds. Equal trials give equal readings, on any machine
/// and in any order, so each need be made but once.
public struct Trial: Sendable, Codable, Hashable {
    /// How much comes.
    public enum Load: Sendable, Codable, Hashable {
        /// The scenario's own orders, so many times as many.
        case day(times: Double)
        /// The scenario's mix at a steady rate, in orders an hour.
        case steady(perHour: Double, Hold)
    }

    /// When a steady load is held.
    public struct Hold: Sendable, Codable, Hashable {
        /// Orders come from here.
        public var from: Instant
        /// What comes before this has passed is not judged.
        public var warmUp: Nanoseconds
        /// How long is judged, after it.
        public var length: Nanoseconds

        /// A hold.
        public init(from: Instant, warmUp: Nanoseconds, length: Nanoseconds) {
            self.from = from
            self.warmUp = warmUp
            self.length = length
        }

        /// What is judged.
        public var judged: Intervals.Stretch {
            Intervals.Stretch(start: from + warmUp, end: from + warmUp + length)
        }
    }

    /// How much comes.
    public var load: Load
    /// Levers that are pulled, ascending: indices into `Plan.levers`.
    public var levers: [Int]
    /// What is different beyond them, in this order; of the plan with the levers pulled.
    public var changes: [PlanChange]
    /// Which seed: 0 is the scenario's own, others are derived from it.
    public var replicate: UInt64

    /// A trial.
    public init(_ load: Load, levers: [Int] = [], changes: [PlanChange] = [], replicate: UInt64 = 0) {
        self.load = load
        self.levers = levers
        self.changes = changes
        self.replicate = replicate
    }

    /// A number made of what it is, the same in every process: whose it is where work is divided.
    public var number: UInt64 {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return RandomKey(seed: 0, path: text).value
    }

    /// Its stumble, if it has one.
    var stumble: PlanChange? {
        changes.first { change in
            if case .dip = change { true } else { false }
        }
    }

    /// What is to be run for it; nil: its levers cannot be pulled together.
    public func plan(from variants: PlanVariants) -> Plan? {
        guard var plan = variants.plan(with: levers)?.with(changes) else { return nil }
        if replicate > 0 { plan.seed = RandomKey(seed: plan.seed, path: "replicate").child(replicate).value }
        switch load {
        case .day(let times):
            plan.multiply(by: times)
            plan.countUnderWay(to: plan.promise.event)
        case .steady(let rate, let hold):
            plan.hold(rate, hold)
            plan.countUnderWay(to: plan.followedEvent)
            // A stumble is watched for as long as orders come; how they end is another question.
            if stumble != nil { plan.end = plan.window }
        }
        return plan
    }
}

extension Plan {
    /// So many times as many orders, at the same times.
    fileprivate mutating func multiply(by times: Double) {
        for stream in demand.streams.indices {
            // Rounded sums, not rounded parts: the total is right whatever the slices are.
            var (exact, given) = (0.0, 0)
            for slice in demand.streams[stream].slices.indices {
                exact += Double(demand.streams[stream].slices[slice].count) * times
                let count = max(0, Int(exact.rounded()) - given)
                demand.streams[stream].slices[slice].count = count
                given += count
            }
        }
        demand.replay?.scale *= times
    }

    /// A steady load in place of the scenario's orders; budgets speak of the judged part of it.
    fileprivate mutating func hold(_ perHour: Double, _ hold: Trial.Hold) {
        let until = hold.judged.end
        let count = max(0, Int((perHour * Double(until - hold.from) / Double(Nanoseconds.hour)).rounded()))
        demand.replay = nil
        demand.streams = [
            DemandPlan.Stream(
                name: "steady", slices: [DemandPlan.Slice(start: hold.from, end: until, count: count)])
        ]
        end = max(end - window, 0) + until
        window = until
        for limiter in limiters.indices { limiters[limiter].repeatResets(until: end) }
        let judged = Intervals([hold.judged])
        for index in budgets.indices {
            guard budgets[index].canBeJudgedInPart else { continue }
            let open = budgets[index].during.map { calendars[$0].open.intersection(judged) } ?? judged
            let name = budgets[index].during.map { calendars[$0].name } ?? "hold"
            budgets[index].during = calendars.count
            calendars.append(CalendarPlan(name: name, open: open, moments: .empty))
        }
    }
}

extension LimiterPlan {
    /// Lets a quota go on starting anew as it did, where a load is held for longer than its scenario lasts.
    fileprivate mutating func repeatResets(until end: Instant) {
        guard case .quota = kind, let limit = LongRunLimit(self) else { return }
        var instants = resets.instants
        var next = (instants.last ?? 0) + limit.cycle
        while next < end {
            instants.append(next)
            next += limit.cycle
        }
        resets = Moments(instants)
    }
}

extension Budget {
    /// Whether it can be judged by a part of a run: how orders end in the end cannot.
    var canBeJudgedInPart: Bool {
        switch measure {
        case .cutoffShare, .parkedShare, .endingShare, .rate: false
        default: true
        }
    }
}
