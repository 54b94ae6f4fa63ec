/// Where each counter of a run lies in the flat row that is kept for every interval.
///
/// Meters only ever add up, so rows of shards merge by addition. A stock at the end of an interval (orders awaiting
/// shipment, messages waiting) is the running sum of its "in" less its "out". Times are in ns, everything else in pieces.
public struct MeterLayout: Sendable, Hashable, Codable {
    /// Number of outcome classes.
    public static let outcomes = Outcome.allCases.count

    private let edges: Int
    private let links: Int
    private let pools: Int
    private let queues: Int
    private let operations: Int
    private let documentStates: [Int]
    private let bases: [Int]
    /// Whether a link of the plan has a cache, in use or not: only then calls answered from one are counted.
    public let hasCaches: Bool
    /// Number of meters in a row.
    public let count: Int

    private enum Section: Int, CaseIterable {
        case attempts, calls, extraAttempts, backoffTime
        case primaryCalls, duplicates, replays, wasted
        case budgetDenied, breakerOpened, breakerClosed
        case fallbacks
        case limiterAdmitted, limiterRefused
        case poolBusyTime, poolCapacityTime, poolArrived, poolTaken, poolServed, poolShed, poolExpired, poolHeld
        case queueArrived, queueTaken, queueDone, queueRedelivered, queueDead, queueRefused
        case contentionConflicts, contentionFailures
        case faultsStruck
        case ordersDue, ordersEnded, delayedIn, delayedOut
        case parkedIn, parkedOut
        case warehouseExceptionsIn, warehouseExceptionsOut, carrierExceptionsIn, carrierExceptionsOut
        case events, indicatorIn, indicatorOut
        case documentIn, documentOut
        case phaseTime, operationTime
        case spend
        case cached
    }

    /// The layout for a plan.
    public init(_ plan: Plan) {
        edges = plan.edges.count
        links = plan.links.count
        pools = plan.pools.count
        queues = plan.queues.count
        operations = plan.operations.count
        var states: [Int] = [0]
        for document in plan.journey.documents { states.append(states[states.count - 1] + document.states.count) }
        documentStates = states
        let o = MeterLayout.outcomes
        let e = edges
        var sizes = [Int](repeating: 0, count: Section.allCases.count)
        func size(_ sections: [Section], _ n: Int) { for section in sections { sizes[section.rawValue] = n } }
        size([.attempts, .calls, .extraAttempts, .backoffTime], e * o)
        size([.primaryCalls, .duplicates, .replays, .wasted], e)
        size([.budgetDenied, .breakerOpened, .breakerClosed], links)
        size([.fallbacks], plan.routes.count)
        size([.limiterAdmitted, .limiterRefused], plan.limiters.count)
        size(
            [.poolBusyTime, .poolCapacityTime, .poolArrived, .poolTaken, .poolServed, .poolShed, .poolExpired], pools)
        size([.poolHeld], pools * (e + HolderKind.extra))
        size([.queueArrived, .queueTaken, .queueDone, .queueRedelivered, .queueDead, .queueRefused], queues)
        size([.contentionConflicts, .contentionFailures], plan.contentions.count)
        size([.faultsStruck], plan.faults.count)
        size([.ordersDue, .delayedIn, .delayedOut], 1)
        size([.ordersEnded], Ending.allCases.count)
        size([.parkedIn, .parkedOut], plan.parks.count)
        size([.warehouseExceptionsIn, .warehouseExceptionsOut], plan.demand.warehouses.names.count)
        size([.carrierExceptionsIn, .carrierExceptionsOut], plan.demand.carriers.count + 1)
        size([.events], plan.journey.events.count)
        size([.indicatorIn, .indicatorOut], plan.journey.indicators.count)
        size([.documentIn, .documentOut], states[states.count - 1])
        size([.phaseTime], plan.journey.events.count * (e + queues))
        size([.operationTime], operations * (e + HolderKind.extra + 1))
        size([.spend], operations)
        // Without a cache there is nothing to count, and recordings are as long as if there were no caches at all.
        size([.cached], plan.links.contains { $0.cache != nil } ? e : 0)
        hasCaches = sizes[Section.cached.rawValue] > 0
        var next = 0
        var starts: [Int] = []
        for n in sizes {
            starts.append(next)
            next += n
        }
        bases = starts
        count = next
    }

    @inline(__always)
    private func at(_ section: Section, _ offset: Int) -> Int { bases[section.rawValue] &+ offset }

    /// Whether a meter counts pieces; the others are times and money.
    public func isCount(_ meter: Int) -> Bool {
        guard let section = Section.allCases.last(where: { bases[$0.rawValue] <= meter }) else { return false }
        return switch section {
        case .backoffTime, .poolBusyTime, .poolCapacityTime, .poolHeld, .phaseTime, .operationTime, .spend: false
        default: true
        }
    }

    /// What a worker spends its time on besides nested calls.
    public enum HolderKind: Int, Sendable, CaseIterable {
        /// Its own service.
        case work
        /// Sleeping after a hot-row conflict.
        case contention
        /// Waiting on purpose, or hung by a fault.
        case wait
        static let extra = 3
    }

    /// Attempts that ended so, at the caller, in the interval in which they ended.
    public func attempts(_ edge: EdgeID, _ outcome: Outcome) -> Int {
        at(.attempts, edge &* MeterLayout.outcomes &+ Int(outcome.rawValue))
    }
    /// Calls whose last word was this outcome.
    public func calls(_ edge: EdgeID, _ outcome: Outcome) -> Int {
        at(.calls, edge &* MeterLayout.outcomes &+ Int(outcome.rawValue))
    }
    /// Retries (attempts after the first) sent because the attempt before ended so.
    public func extraAttempts(_ edge: EdgeID, cause: Outcome) -> Int {
        at(.extraAttempts, edge &* MeterLayout.outcomes &+ Int(cause.rawValue))
    }
    /// Time calls spent pausing before a retry, by what the attempt before ended in.
    public func backoffTime(_ edge: EdgeID, cause: Outcome) -> Int {
        at(.backoffTime, edge &* MeterLayout.outcomes &+ Int(cause.rawValue))
    }
    /// Calls that no retry, redelivery or resumption above them caused; attempts / these = compounded amplification.
    public func primaryCalls(_ edge: EdgeID) -> Int { at(.primaryCalls, edge) }
    /// Effects done twice: an abandoned attempt and another one of the same call both took effect.
    public func duplicates(_ edge: EdgeID) -> Int { at(.duplicates, edge) }
    /// Attempts answered from the idempotency key without doing the work again.
    public func replays(_ edge: EdgeID) -> Int { at(.replays, edge) }
    /// Abandoned attempts whose work the server finished all the same.
    public func wasted(_ edge: EdgeID) -> Int { at(.wasted, edge) }
    /// Retries the budget did not allow.
    public func budgetDenied(_ link: LinkID) -> Int { at(.budgetDenied, link) }
    /// Times the breaker opened.
    public func breakerOpened(_ link: LinkID) -> Int { at(.breakerOpened, link) }
    /// Times the breaker closed again.
    public func breakerClosed(_ link: LinkID) -> Int { at(.breakerClosed, link) }
    /// Calls that moved on to another member.
    public func fallbacks(_ route: RouteID) -> Int { at(.fallbacks, route) }
    /// Requests the limiter let pass.
    public func limiterAdmitted(_ limiter: LimiterID) -> Int { at(.limiterAdmitted, limiter) }
    /// Requests the limiter refused, counted at the limiter.
    public func limiterRefused(_ limiter: LimiterID) -> Int { at(.limiterRefused, limiter) }
    /// Worker time spent busy.
    public func poolBusyTime(_ pool: PoolID) -> Int { at(.poolBusyTime, pool) }
    /// Worker time on duty.
    public func poolCapacityTime(_ pool: PoolID) -> Int { at(.poolCapacityTime, pool) }
    /// Requests and messages that joined the waiting line (those served at once did not).
    public func poolArrived(_ pool: PoolID) -> Int { at(.poolArrived, pool) }
    /// Requests and messages that left the waiting line, served or dropped.
    public func poolTaken(_ pool: PoolID) -> Int { at(.poolTaken, pool) }
    /// Requests and messages a worker took up.
    public func poolServed(_ pool: PoolID) -> Int { at(.poolServed, pool) }
    /// Requests turned away because the line was full.
    public func poolShed(_ pool: PoolID) -> Int { at(.poolShed, pool) }
    /// Requests dropped unserved because their caller had given up.
    public func poolExpired(_ pool: PoolID) -> Int { at(.poolExpired, pool) }
    /// Worker time held during nested calls on this edge, backoff included.
    public func poolHeld(_ pool: PoolID, edge: EdgeID) -> Int {
        at(.poolHeld, pool &* (edges &+ HolderKind.extra) &+ edge)
    }
    /// Worker time held otherwise.
    public func poolHeld(_ pool: PoolID, _ kind: HolderKind) -> Int {
        at(.poolHeld, pool &* (edges &+ HolderKind.extra) &+ edges &+ kind.rawValue)
    }
    /// Messages put on the queue, redelivered ones not counted again.
    public func queueArrived(_ queue: QueueID) -> Int { at(.queueArrived, queue) }
    /// Messages that left the waiting state for the first time.
    public func queueTaken(_ queue: QueueID) -> Int { at(.queueTaken, queue) }
    /// Messages done.
    public func queueDone(_ queue: QueueID) -> Int { at(.queueDone, queue) }
    /// Times a failed message was put back.
    public func queueRedelivered(_ queue: QueueID) -> Int { at(.queueRedelivered, queue) }
    /// Messages given up.
    public func queueDead(_ queue: QueueID) -> Int { at(.queueDead, queue) }
    /// Messages refused because the queue was full.
    public func queueRefused(_ queue: QueueID) -> Int { at(.queueRefused, queue) }
    /// Transactions that lost against another one on a hot row.
    public func contentionConflicts(_ contention: Int) -> Int { at(.contentionConflicts, contention) }
    /// Transactions that gave up on a hot row.
    public func contentionFailures(_ contention: Int) -> Int { at(.contentionFailures, contention) }
    /// Requests a fault struck.
    public func faultsStruck(_ fault: Int) -> Int { at(.faultsStruck, fault) }
    /// Orders due.
    public var ordersDue: Int { at(.ordersDue, 0) }
    /// Orders that ended so.
    public func ordersEnded(_ ending: Ending) -> Int { at(.ordersEnded, Int(ending.rawValue)) }
    /// Orders whose cut-off passed before the promised event.
    public var delayedIn: Int { at(.delayedIn, 0) }
    /// Delayed orders that got there after all, or ended.
    public var delayedOut: Int { at(.delayedOut, 0) }
    /// Orders parked for this reason (index into `Plan.parks`).
    public func parkedIn(_ park: Int) -> Int { at(.parkedIn, park) }
    /// Orders of this reason settled.
    public func parkedOut(_ park: Int) -> Int { at(.parkedOut, park) }
    /// Exceptions opened, by the order's warehouse.
    public func warehouseExceptionsIn(_ warehouse: Int) -> Int { at(.warehouseExceptionsIn, warehouse) }
    /// Exceptions settled, by the order's warehouse.
    public func warehouseExceptionsOut(_ warehouse: Int) -> Int { at(.warehouseExceptionsOut, warehouse) }
    /// Exceptions opened, by the order's carrier; index `carriers.count` is "no carrier yet".
    public func carrierExceptionsIn(_ carrier: Int) -> Int { at(.carrierExceptionsIn, carrier) }
    /// Exceptions settled, by the carrier the order had when it was parked.
    public func carrierExceptionsOut(_ carrier: Int) -> Int { at(.carrierExceptionsOut, carrier) }
    /// Business events published (event 0: orders due).
    public func events(_ event: EventID) -> Int { at(.events, event) }
    /// Orders that entered an indicator's count.
    public func indicatorIn(_ indicator: Int) -> Int { at(.indicatorIn, indicator) }
    /// Orders that left it.
    public func indicatorOut(_ indicator: Int) -> Int { at(.indicatorOut, indicator) }
    /// Documents that entered a state.
    public func documentIn(_ document: Int, state: Int) -> Int { at(.documentIn, documentStates[document] &+ state) }
    /// Documents that left a state.
    public func documentOut(_ document: Int, state: Int) -> Int { at(.documentOut, documentStates[document] &+ state) }
    /// Time that orders whose last business event was `phase` spent in calls on an edge (asked by the journey or a consumer).
    public func phaseTime(_ phase: EventID, edge: EdgeID) -> Int { at(.phaseTime, phase &* (edges &+ queues) &+ edge) }
    /// Time that orders whose last business event was `phase` spent waiting in a queue, redelivery pauses included.
    public func phaseTime(_ phase: EventID, queue: QueueID) -> Int {
        at(.phaseTime, phase &* (edges &+ queues) &+ edges &+ queue)
    }
    /// Time an operation's requests spent in nested calls on an edge.
    public func operationTime(_ operation: OperationID, edge: EdgeID) -> Int {
        at(.operationTime, operation &* (edges &+ HolderKind.extra &+ 1) &+ edge)
    }
    /// Time an operation's requests spent otherwise.
    public func operationTime(_ operation: OperationID, _ kind: HolderKind) -> Int {
        at(.operationTime, operation &* (edges &+ HolderKind.extra &+ 1) &+ edges &+ kind.rawValue)
    }
    /// Time an operation's requests waited for a worker.
    public func operationWait(_ operation: OperationID) -> Int {
        at(.operationTime, operation &* (edges &+ HolderKind.extra &+ 1) &+ edges &+ HolderKind.extra)
    }
    /// Calls answered from a cache at the caller, in the interval in which they were made; they count as calls nowhere else. Only
    /// where the plan `hasCaches`.
    public func cached(_ edge: EdgeID) -> Int { at(.cached, edge) }
    /// Money spent on an operation's successes, in minor units.
    public func spend(_ operation: OperationID) -> Int { at(.spend, operation) }
}

/// Where each high-water mark lies in the row of peaks that is kept for every interval. Peaks merge by maximum.
public struct PeakLayout: Sendable, Hashable, Codable {
    private let pools: Int
    private let queues: Int
    private let indicators: Int
    /// Number of peaks in a row.
    public let count: Int

    /// The layout for a plan.
    public init(_ plan: Plan) {
        pools = plan.pools.count
        queues = plan.queues.count
        indicators = plan.journey.indicators.count
        count = pools * 2 + queues * 2 + 1 + indicators
    }

    /// Longest waiting line.
    public func poolWaiting(_ pool: PoolID) -> Int { pool }
    /// Most workers busy.
    public func poolBusy(_ pool: PoolID) -> Int { pools + pool }
    /// Most messages waiting.
    public func queueDepth(_ queue: QueueID) -> Int { pools * 2 + queue }
    /// Greatest age of the oldest waiting message, in ns, seen when a message was taken and at interval ends.
    public func queueAge(_ queue: QueueID) -> Int { pools * 2 + queues + queue }
    /// Most orders under way.
    public var ordersUnderWay: Int { pools * 2 + queues * 2 }
    /// Greatest age of the oldest order that an indicator counts, in ns since it was first counted, seen when an order left the
    /// count and at interval ends.
    public func indicatorAge(_ indicator: Int) -> Int { pools * 2 + queues * 2 + 1 + indicator }
}
