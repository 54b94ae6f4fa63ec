public import Kernel

/// Where the awaits of journeys meet real webhooks: matched by key, each way of missing one another counted apart.
///
/// Pure. The host tells of orders, the keys they become known by and their end (`learn`, `end`), of awaits (`expect`),
/// of arrivals (`arrive`) and of the time (`due`, for `nextDue`); what comes back wakes orders up.
public struct Inbox: Sendable {
    /// An await of an order: which order, and which of its awaits.
    public struct AwaitID: Sendable, Hashable {
        /// The order's number in the schedule.
        public var order: UInt64
        /// The await's number within the order.
        public var step: UInt64

        /// An id.
        public init(order: UInt64, step: UInt64 = 0) {
            self.order = order
            self.step = step
        }
    }

    /// What is to be done.
    public enum Action: Sendable, Hashable {
        /// The await is met.
        case met(AwaitID, waited: Nanoseconds, Arrival)
        /// The await has waited long enough; the order goes on without.
        case timedOut(AwaitID)
    }

    /// What an arrival turned out to be, as far as is known when it comes.
    public enum Verdict: Sendable, Hashable {
        /// What an await waited for.
        case met
        /// What an await had waited for, but no longer does.
        case late(by: Nanoseconds)
        /// An id that came before.
        case duplicate
        /// Nobody awaits it yet; it is kept for a while.
        case early
    }

    /// Counts, each arrival and each await in one of its own.
    public struct Counts: Sendable, Hashable {
        /// Awaits met while they waited, early arrivals among them.
        public var met = 0
        /// Of these, met by an arrival from before the await.
        public var metEarly = 0
        /// Arrivals after their await had timed out.
        public var late = 0
        /// Arrivals whose id came before.
        public var duplicate = 0
        /// Arrivals with no key of any order.
        public var orphan = 0
        /// Arrivals for an order that did not await them.
        public var unawaited = 0
        /// Awaits that timed out and for which nothing has come since.
        public var neverArrived = 0
        /// Awaits that ended otherwise: the event was known from elsewhere, or the order went another way.
        public var withdrawn = 0
        /// Waiting time over all awaits met.
        public var waited: Nanoseconds = 0
    }

    private struct Waiting: Sendable {
        var topic: String?
        var since: Instant
        var until: Instant
        var isOver = false
    }

    private struct Kept: Sendable {
        var arrival: Arrival
        var at: Instant
        var isKnown: Bool
    }

    private enum Timer: Sendable {
        case awaiting(AwaitID)
        case keeping(UInt64)
        case forgetting(UInt64)
    }

    /// Counts so far. Arrivals that are still kept are in none of them.
    public private(set) var counts = Counts()

    private let patience: Nanoseconds
    private let keeping: Nanoseconds
    private let capacity: Int
    private var orders: [String: UInt64] = [:]
    private var keys: [UInt64: [String]] = [:]
    private var awaits: [UInt64: [(step: UInt64, state: Waiting)]] = [:]
    private var kept: [UInt64: Kept] = [:]
    private var keptByKey: [String: [UInt64]] = [:]
    private var keptCount: UInt64 = 0
    private var firstKept: UInt64 = 0
    private var seen: SeenIDs<Void>
    private var timers = DueQueue<Timer>()

    /// An empty inbox.
    /// - Parameters:
    ///   - patience: how long an order that is over is known.
    ///   - keeping: how long an arrival that nobody awaits is kept before it counts as orphan or unawaited, unless its
    ///     order is forgotten before; nil: as long as `patience`.
    ///   - capacity: such arrivals, and ids for the recognition of duplicates, kept at most.
    public init(
        patience: Nanoseconds = 10 * .minute, keeping: Nanoseconds? = nil, capacity: Int = 100_000
    ) {
        self.patience = patience
        self.keeping = keeping ?? patience
        self.capacity = max(1, capacity)
        seen = SeenIDs(capacity: capacity)
    }

    /// When `due` wants to be called next; nil: never, unless something else happens first.
    public var nextDue: Instant? { timers.next }

    /// An order is known by a key: its reference, its correlation id, a tracking number. Awaits may be met by this at
    /// once.
    public mutating func learn(_ key: String, of order: UInt64) -> [Action] {
        guard !key.isEmpty, orders[key] != order else { return [] }
        orders[key] = order
        keys[order, default: []].append(key)
        return claim(order)
    }

    /// An order is over. Its keys and awaits are forgotten once the patience has passed: what comes until then is late
    /// or unawaited, what comes after is an orphan.
    public mutating func end(_ order: UInt64, at now: Instant) {
        timers.insert(.forgetting(order), at: now.later(by: patience))
    }

    /// An order awaits an event.
    /// - Parameters:
    ///   - topic: what happened; nil: whatever comes for the order.
    ///   - until: when it gives up; the journey's timeout.
    public mutating func expect(_ id: AwaitID, topic: String? = nil, until: Instant, at now: Instant) -> [Action] {
        awaits[id.order, default: []].append((id.step, Waiting(topic: topic, since: now, until: until)))
        if until < .never { timers.insert(.awaiting(id), at: until) }
        return claim(id.order)
    }

    /// An await ended otherwise than by an arrival or its timeout. One that is over already stays as it is.
    public mutating func withdraw(_ id: AwaitID, at now: Instant) -> [Action] {
        let overdue = due(at: now)
        guard let place = awaits[id.order]?.firstIndex(where: { $0.step == id.step && !$0.state.isOver }) else {
            return overdue
        }
        awaits[id.order]?.remove(at: place)
        counts.withdrawn += 1
        return overdue
    }

    /// Arrivals under a key that no order is known by, the oldest first.
    public func orphans(under key: String) -> [Arrival] {
        (keptByKey[key] ?? []).sorted().compactMap { kept[$0]?.arrival }.filter { order(of: $0) == nil }
    }

    /// The order that an arrival is about; nil: none that is known.
    public func order(of arrival: Arrival) -> UInt64? { arrival.keys.lazy.compactMap { orders[$0] }.first }

    /// A webhook arrived and is authentic; duplicates may be among them.
    public mutating func arrive(_ arrival: Arrival, at now: Instant) -> (verdict: Verdict, actions: [Action]) {
        let overdue = due(at: now)
        if let id = arrival.id {
            guard seen[id] == nil else {
                counts.duplicate += 1
                return (.duplicate, overdue)
            }
            seen.insert(id, (), until: .max, at: now)
        }
        let known = arrival.keys.compactMap { orders[$0] }
        for order in known {
            if let action = meet(order, arrival, arrivedAt: now) { return (.met, overdue + [action]) }
        }
        for order in known {
            guard let lateness = expire(order, arrival, at: now) else { continue }
            counts.late += 1
            counts.neverArrived -= 1
            return (.late(by: lateness), overdue)
        }
        keep(arrival, at: now)
        return (.early, overdue)
    }

    /// The time of `nextDue` has come.
    public mutating func due(at now: Instant) -> [Action] {
        var actions: [Action] = []
        while let timer = timers.pop(dueAt: now) {
            switch timer {
            case .awaiting(let id):
                guard let place = awaits[id.order]?.firstIndex(where: { $0.step == id.step && !$0.state.isOver }),
                    (awaits[id.order]?[place].state.until ?? .max) <= now
                else { continue }
                awaits[id.order]?[place].state.isOver = true
                counts.neverArrived += 1
                actions.append(.timedOut(id))
            case .keeping(let number): settle(number, at: now)
            case .forgetting(let order): forget(order, at: now)
            }
        }
        return actions
    }

    /// The run is over: awaits under way count as never arrived, kept arrivals as late, unawaited or orphan.
    public mutating func close(at now: Instant) {
        for order in awaits.keys {
            for place in (awaits[order] ?? []).indices where awaits[order]?[place].state.isOver == false {
                awaits[order]?[place].state.isOver = true
                counts.neverArrived += 1
            }
        }
        for number in kept.keys.sorted() { settle(number, at: now) }
    }

    private static func matches(_ topic: String?, _ arrival: Arrival) -> Bool { topic == nil || topic == arrival.topic }

    private mutating func meet(_ order: UInt64, _ arrival: Arrival, arrivedAt: Instant) -> Action? {
        guard
            let place = awaits[order]?.firstIndex(where: {
                !$0.state.isOver && Inbox.matches($0.state.topic, arrival)
            }), let found = awaits[order]?.remove(at: place)
        else { return nil }
        let waited = max(0, arrivedAt - found.state.since)
        counts.met += 1
        if arrivedAt < found.state.since { counts.metEarly += 1 }
        counts.waited += waited
        return .met(AwaitID(order: order, step: found.step), waited: waited, arrival)
    }

    /// The await that this arrival comes too late for, taken out; how late.
    private mutating func expire(_ order: UInt64, _ arrival: Arrival, at now: Instant) -> Nanoseconds? {
        guard
            let place = awaits[order]?.firstIndex(where: {
                $0.state.isOver && Inbox.matches($0.state.topic, arrival)
            }), let found = awaits[order]?.remove(at: place)
        else { return nil }
        return now - found.state.until
    }

    private mutating func keep(_ arrival: Arrival, at now: Instant) {
        let number = keptCount
        keptCount += 1
        kept[number] = Kept(arrival: arrival, at: now, isKnown: arrival.keys.contains { orders[$0] != nil })
        for key in arrival.keys { keptByKey[key, default: []].append(number) }
        if keeping < .never { timers.insert(.keeping(number), at: now.later(by: keeping)) }
        while kept.count > capacity {
            settle(firstKept, at: now)
            firstKept += 1
        }
    }

    /// Early arrivals for an order's awaits, the oldest first.
    private mutating func claim(_ order: UInt64) -> [Action] {
        guard awaits[order]?.isEmpty == false else { return [] }
        var actions: [Action] = []
        for number in Set((keys[order] ?? []).flatMap { keptByKey[$0] ?? [] }).sorted() {
            guard let found = kept[number], let action = meet(order, found.arrival, arrivedAt: found.at)
            else { continue }
            take(number)
            actions.append(action)
        }
        return actions
    }

    private mutating func settle(_ number: UInt64, at now: Instant) {
        guard let found = take(number) else { return }
        let known = found.arrival.keys.compactMap { orders[$0] }
        if known.contains(where: { expire($0, found.arrival, at: now) != nil }) {
            counts.late += 1
            counts.neverArrived -= 1
        } else if known.isEmpty, !found.isKnown {
            counts.orphan += 1
        } else {
            counts.unawaited += 1
        }
    }

    private mutating func forget(_ order: UInt64, at now: Instant) {
        for number in Set((keys[order] ?? []).flatMap { keptByKey[$0] ?? [] }).sorted() { settle(number, at: now) }
        for key in keys.removeValue(forKey: order) ?? [] where orders[key] == order { orders[key] = nil }
        // An order that was broken off may still have waited.
        counts.neverArrived += awaits.removeValue(forKey: order)?.count { !$0.state.isOver } ?? 0
    }

    @discardableResult
    private mutating func take(_ number: UInt64) -> Kept? {
        guard let found = kept.removeValue(forKey: number) else { return nil }
        for key in found.arrival.keys {
            keptByKey[key]?.removeAll { $0 == number }
            if keptByKey[key]?.isEmpty == true { keptByKey[key] = nil }
        }
        return found
    }
}
