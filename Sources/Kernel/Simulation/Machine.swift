/// The kernel: a pure state machine. Inputs are orders coming due and instants reached; effects go to its own calendar and
/// to the recorder. It reads no clock; a driver decides how time passes.
public struct Machine: ~Copyable {
    let plan: Plan
    let steps: [Step]
    let works: FixedArray<WorkCore>
    let calls: [CallPlan]
    let conditions: [Condition]
    let edges: FixedArray<EdgeCore>
    let links: FixedArray<LinkCore>
    let operations: FixedArray<OperationCore>
    let queues: FixedArray<QueueCore>
    let operationLimiters: [Int]
    let samplers: FixedArray<Sampler>
    let limiterPlans: FixedArray<LimiterPlan>
    let faultPlans: FixedArray<FaultPlan>
    let contentionPlans: FixedArray<ContentionPlan>
    let systemFaults: [[Int]]
    let slowFaults: [[Int]]
    let legsEnding: [[Int]]
    let eventSlots: [Int]
    let eligibleCarriers: [UInt64]
    let destinations: Int
    let warehouses: Int
    let indicatorsIn: [UInt32]
    let indicatorsOut: [UInt32]
    /// Where the event that an indicator counts from keeps its time; -1: it is the order's due time.
    let indicatorSlots: [Int]
    let picker: ProductPicker
    let meters: MeterLayout
    let peaks: PeakLayout
    let tracks: TrackLayout

    /// The instant of the input being handled.
    public internal(set) var now: Instant = 0
    /// Events and orders handled so far.
    public internal(set) var handled: UInt64 = 0
    /// The books so far; `parked` and `inFlight` are filled in at the end.
    public internal(set) var books = Books()
    /// Orders under way, parked ones included.
    public internal(set) var underWay: Int64 = 0
    /// Orders that came to the promised event so far.
    public internal(set) var promised: Int64 = 0

    var calendar = EventQueue()
    /// What can run at this instant, first come, first served: the first of it, and the others.
    private var firstReady = Machine.nothingReady
    private var ready = Ring<UInt64>()
    var frames = Slab<Frame>()
    var orders = Slab<OrderRecord>()
    var effects = Slab<CallEffects>()
    var milestones: Milestones
    /// When the orders that indicators count were first counted.
    var openAges: OpenAges
    var poolStates: FixedArray<PoolState>
    var linkStates: FixedArray<LinkState>
    var queueWaiting: FixedArray<Int>
    var limiters: FixedArray<Limiter>
    let limiterBase: [Int]
    let limiterKeys: [Int]
    var faults: [FaultState]
    var commits: [[Instant]]
    /// Scratch: the rows that a transaction writes, sixteen at most.
    var rows = FixedArray([Int](repeating: 0, count: 16))
    var outstanding: FixedArray<Int64>
    var attemptSerial: UInt32 = 0
    /// Events still to come whose data have been fetched.
    private var fetched = 0
    /// What `fetchAhead` read, kept so that it is read at all.
    private var fetchedBits: UInt64 = 0
    var recorder: Recorder
    var facts: ExemplarCollector
    /// Where the promised event keeps its time; -1: nothing is promised.
    let promiseSlot: Int
    let tracing: TraceSelection
    /// Keeps every business event, if somebody wants them.
    let chronicle: Chronicle?
    let hasChronicle: Bool
    /// Whether anything of the landscape is not run by this machine; without, none of what follows is touched.
    let hasOutside: Bool
    /// Events that come in from outside, as bits: the outside is told who awaits them.
    let heard: UInt32
    /// By system: events that those who await them learn of from outside, and not as they happen. As bits.
    let told: [UInt32]
    /// What is asked of the outside since it was last taken.
    var outbox: [PortEffect] = []
    /// Where orders under way are, by number.
    var liveOrders: [UInt64: UInt32] = [:]

    /// The part of an edge that every call reads.
    struct EdgeCore: BitwiseCopyable {
        let link: Int
        let operation: Int
        /// The share of calls that a cache answers; 0: there is none in use.
        let hits: Double
        /// How long that takes.
        let answersIn: Nanoseconds
    }

    /// A machine at instant 0 with nothing in it.
    /// - Parameters:
    ///   - plan: a checked plan; ids inside are trusted.
    ///   - tracing: which orders are traced.
    ///   - outside: the systems whose calls leave the machine as effects, for a driver that carries them.
    ///   - isOpen: whether requests may come in from outside.
    ///   - heard: events that come in from outside (`happened`); who awaits them is told as effects.
    ///   - told: by system, events that it tells of by webhook: of those that are `heard`, journeys that await them learn
    ///     when the webhook has come, not when the event happens.
    ///   - chronicle: gets every business event; nil: nobody wants them.
    public init(
        plan: Plan, tracing: TraceSelection = .none, outside: Set<SystemID> = [], isOpen: Bool = false,
        heard: Set<EventID> = [], told: [SystemID: Set<EventID>] = [:], chronicle: Chronicle? = nil
    ) {
        self.chronicle = chronicle
        hasChronicle = chronicle != nil
        hasOutside = isOpen || !outside.isEmpty || !heard.isEmpty
        func eventBits(_ events: Set<EventID>) -> UInt32 { events.reduce(0) { $0 | 1 << UInt32($1) } }
        let heardBits = eventBits(heard)
        self.heard = heardBits
        self.told = plan.systems.indices.map { eventBits(told[$0] ?? []) & heardBits }
        self.plan = plan
        steps = plan.steps
        works = FixedArray(plan.works.map { WorkCore($0) })
        calls = plan.calls
        conditions = plan.conditions
        edges = FixedArray(
            plan.edges.map {
                EdgeCore(
                    link: $0.link, operation: $0.operation, hits: plan.links[$0.link].hits(for: $0.operation),
                    answersIn: plan.links[$0.link].cache?.answersIn ?? 0)
            })
        links = FixedArray(
            plan.links.map {
                let isReal = outside.contains($0.callee) && plan.systems[$0.callee].placement == .real
                return LinkCore($0, isReal: isReal)
            })
        samplers = FixedArray(plan.distributions.map { Sampler($0, tables: plan.tables) })
        limiterPlans = FixedArray(plan.limiters)
        faultPlans = FixedArray(plan.faults)
        contentionPlans = FixedArray(plan.contentions)
        var faultsOf = [[Int]](repeating: [], count: plan.systems.count)
        var slowOf = faultsOf
        for (k, fault) in plan.faults.enumerated() {
            if case .slow = fault.effect { slowOf[fault.system].append(k) } else { faultsOf[fault.system].append(k) }
        }
        systemFaults = faultsOf
        slowFaults = slowOf
        var flat: [Int] = []
        let operationCores = plan.operations.map {
            let first = flat.count
            flat += $0.limiters
            return OperationCore(
                system: $0.system, pool: $0.pool ?? -1, entry: $0.entry, points: $0.points, price: $0.price ?? 0,
                firstLimiter: first, limiterCount: $0.limiters.count, hasFaults: !faultsOf[$0.system].isEmpty,
                isOutside: outside.contains($0.system))
        }
        operations = FixedArray(operationCores)
        operationLimiters = flat
        queues = FixedArray(
            plan.queues.map {
                QueueCore(
                    system: $0.system, pool: $0.pool ?? -1, entry: $0.entry, bound: $0.bound ?? .max,
                    attempts: $0.attempts, deadLetter: $0.deadLetter ?? -1, isBackground: $0.call != nil)
            })
        let events = plan.journey.events.count
        legsEnding = (0..<events).map { event in plan.journey.legs.indices.filter { plan.journey.legs[$0].to == event }
        }
        eligibleCarriers = plan.demand.eligibleCarriers
        destinations = plan.demand.destinations.names.count
        warehouses = plan.demand.warehouses.names.count
        func bits(_ match: (JourneyPlan.Indicator) -> Bool) -> UInt32 {
            plan.journey.indicators.indices.reduce(0) {
                $0 | (match(plan.journey.indicators[$1]) ? 1 << UInt32($1) : 0)
            }
        }
        indicatorsIn = (0..<events).map { event in bits { $0.from == event } }
        indicatorsOut = (0..<events).map { event in bits { $0.to == event } }
        picker = ProductPicker(count: plan.demand.products, exponent: plan.demand.popularity)
        if case .sample(let spans) = tracing {
            facts = ExemplarCollector(seed: plan.seed, spans: spans)
        } else {
            facts = ExemplarCollector(seed: plan.seed)
        }
        // Exemplars tell how late an order was, and indicators how old what they count is: the events behind them keep their
        // time even if no leg starts with them.
        var slots = plan.journey.events.map { $0.slot ?? -1 }
        var used = plan.journey.slots
        for event in [plan.promise.event].compactMap({ $0 }) + plan.journey.indicators.map(\.from)
        where slots[event] < 0 && event != 0 {
            slots[event] = used
            used += 1
        }
        eventSlots = slots
        indicatorSlots = plan.journey.indicators.map { $0.from == 0 ? -1 : slots[$0.from] }
        promiseSlot = plan.promise.event.map { slots[$0] } ?? -1
        milestones = Milestones(slots: used)
        openAges = OpenAges(kinds: plan.journey.indicators.count, end: plan.end)
        recorder = Recorder(plan: plan)
        meters = MeterLayout(plan)
        peaks = PeakLayout(plan)
        tracks = TrackLayout(plan)
        poolStates = FixedArray(
            plan.pools.map { PoolState(capacity: 0, discipline: $0.discipline, bound: $0.waitingBound ?? .max) })
        linkStates = FixedArray(plan.links.map { _ in LinkState() })
        queueWaiting = FixedArray(plan.queues.map { _ in 0 })
        let keys = plan.limiters.map { limiter -> Int in
            switch limiter.scope {
            case .account: 1
            case .operation: max(1, plan.operations.count)
            case .channel: plan.demand.channels.names.count
            case .warehouse: plan.demand.warehouses.names.count
            }
        }
        var bases: [Int] = []
        var next = 0
        for count in keys {
            bases.append(next)
            next += count
        }
        limiterBase = bases
        limiterKeys = keys
        limiters = FixedArray((0..<next).map { _ in Limiter() })
        faults = plan.faults.enumerated().map { FaultState($0.element, seed: plan.seed, index: $0.offset) }
        commits = plan.contentions.map {
            let warehouses = plan.demand.warehouses.names.count
            return switch $0.key {
            case .products: [Instant](repeating: -1, count: plan.demand.products * warehouses)
            case .warehouse: [Instant](repeating: -1, count: warehouses)
            case .single: [-1]
            }
        }
        outstanding = FixedArray([Int64](repeating: 0, count: plan.promise.cutoffs.instants.count))
        self.tracing = tracing
        scheduleCalendars()
    }

    /// When the next event is due; nil when nothing is scheduled.
    public var nextTime: Instant? { mutating get { calendar.nextTime } }

    /// Whether nothing goes on: no order under way and no program running.
    public var isIdle: Bool { underWay == 0 && frames.count == 0 }

    /// Capacity changes and cut-offs are known beforehand.
    private mutating func scheduleCalendars() {
        for (k, pool) in plan.pools.enumerated() {
            for (change, capacity) in pool.capacity.enumerated() {
                if change == 0 || capacity.from <= 0 {
                    poolStates[k].capacity = capacity.workers
                } else if capacity.from < plan.end {
                    calendar.schedule(
                        MachineEvent(kind: .capacity, serial: UInt32(change), index: k).payload, at: capacity.from)
                }
            }
        }
        // An order dispatched at the very instant of its cut-off has made it: delay begins one nanosecond later.
        for (k, cutoff) in plan.promise.cutoffs.instants.enumerated() where cutoff >= 0 && cutoff < plan.end {
            calendar.schedule(MachineEvent(kind: .cutoff, index: k).payload, at: cutoff + 1)
        }
    }

    /// An order comes due.
    /// - Parameter lag: how late the driver is, where time passes by itself.
    @inline(__always)
    public mutating func admit(_ order: Order, lag: Nanoseconds = 0) {
        advance(to: order.due)
        handled &+= 1
        begin(order, lag: lag)
        drain()
    }

    /// Handles the next scheduled event, if it is due before `limit`.
    /// - Returns: whether there was one.
    public mutating func step(before limit: Instant) -> Bool {
        guard let next = calendar.pop(before: limit) else { return false }
        advance(to: next.time)
        handled &+= 1
        if fetched > 0 { fetched -= 1 } else if orders.reached >= Machine.fetchWorth { fetchAhead() }
        guard let event = MachineEvent(payload: next.payload) else { return true }
        switch event.kind {
        case .frame: frameDue(event.index)
        case .order: suspensionOver(event.index, serial: event.serial)
        case .awaitTimeout: awaitTimedOut(event.index, serial: event.serial)
        case .linkTimer: linkTimerDue(event.index)
        case .linkDeadline: linkDeadlineDue(event.index)
        case .capacity: capacityChanges(event.index, change: Int(event.serial))
        case .cutoff: cutoffPasses(event.index)
        }
        drain()
        return true
    }

    /// Reads what the next few events will touch, so that the processor fetches it all at once: a million orders do not fit
    /// its caches, and each event alone would wait for its own.
    ///
    /// Frames first, then what they lead to: where a branch depends on memory that has not come yet, a wrong guess would
    /// make the fetches wait for each other.
    @inline(never)
    private mutating func fetchAhead() {
        let count = min(Machine.fetchLength, calendar.sorted)
        fetched = count
        var read: UInt64 = 0
        for place in 0..<count {
            guard let event = MachineEvent(payload: calendar.upcoming(place)), event.kind == .frame else { continue }
            read &+= fetch(frame: event.index)
        }
        for place in 0..<count {
            guard let event = MachineEvent(payload: calendar.upcoming(place)) else { continue }
            switch event.kind {
            case .frame:
                let f = event.index
                if frames[f].caller != Frame.none { read &+= fetch(frame: Int(frames[f].caller)) }
                read &+= fetch(order: Int(frames[f].order))
            case .order, .awaitTimeout: read &+= fetch(order: event.index)
            case .linkTimer, .linkDeadline, .capacity, .cutoff: break
            }
        }
        fetchedBits = read
    }

    /// From so many orders on their records do not fit the processor's own cache.
    private static var fetchWorth: Int { 8_192 }
    /// Events whose data are fetched together.
    private static var fetchLength: Int { 16 }

    /// The same for those who stand first in a long line; what waits in it has not been touched for long.
    @inline(never)
    mutating func fetchLine(_ pool: Int) {
        guard poolStates[pool].line.count >= Machine.longLine, poolStates[pool].discipline != .lifo else { return }
        var read: UInt64 = 0
        for place in 0..<Machine.lineFetchLength {
            read &+= fetch(frame: Int(poolStates[pool].line.upcoming(place)))
        }
        for place in 0..<Machine.lineFetchLength {
            read &+= fetch(order: Int(frames[Int(poolStates[pool].line.upcoming(place))].order))
        }
        fetchedBits = read
    }

    /// How many of a line are fetched together; a power of two.
    static var lineFetchLength: Int { 8 }
    /// From so many on a line is long.
    private static var longLine: Int { 256 }

    /// Reads a field in both cache lines of a frame.
    @inline(__always)
    private func fetch(frame f: Int) -> UInt64 {
        let frame = frames.at(f)
        return frame.pointee.key.value &+ frame.pointee.tried
    }

    /// Reads fields at both ends of an order's record, and when its events happened.
    @inline(__always)
    private func fetch(order o: Int) -> UInt64 {
        let record = orders.at(o)
        return record.pointee.key.value &+ UInt64(record.pointee.parks) &+ milestones.fetch(o)
    }

    /// Moves the clock, closing the recording's intervals on the way.
    mutating func advance(to instant: Instant) {
        while recorder.intervalEnd <= instant {
            let boundary = recorder.intervalEnd
            closeInterval(at: boundary)
            recorder.advance(to: boundary)
        }
        now = instant
    }

    /// Books what runs across an interval's end.
    private mutating func closeInterval(at boundary: Instant) {
        for pool in poolStates.indices { bookPool(pool, until: boundary) }
        for queue in queues.indices where queueWaiting[queue] > 0 && queues[queue].pool >= 0 {
            guard let oldest = poolStates[queues[queue].pool].line.first.map({ Int($0) }) else { continue }
            guard frames[oldest].kind == .message, Int(frames[oldest].owner) == queue else { continue }
            recorder.raise(peaks.queueAge(queue), to: boundary - frames[oldest].arrived)
        }
        for indicator in indicatorSlots.indices {
            guard let oldest = openAges.oldest(indicator) else { continue }
            recorder.raise(peaks.indicatorAge(indicator), to: boundary - oldest)
        }
    }

    /// Runs everything that can run at this instant, first come, first served.
    mutating func drain() {
        while firstReady != Machine.nothingReady {
            let next = firstReady
            firstReady = ready.popFirst() ?? Machine.nothingReady
            let index = Int(next & 0xffff_ffff)
            if next >> 32 == 0 {
                run(index)
            } else {
                resumeJourney(index, serial: UInt32(truncatingIfNeeded: next >> 33))
            }
        }
    }

    /// Lets a frame run as soon as the current one is done.
    @inline(__always)
    mutating func makeReady(_ frame: Int) {
        frames[frame].state = .ready
        makeReady(UInt64(UInt32(truncatingIfNeeded: frame)))
    }

    private static var nothingReady: UInt64 { .max }

    /// Mostly there is nothing else, and no need for the line.
    @inline(__always)
    private mutating func makeReady(_ program: UInt64) {
        if firstReady == Machine.nothingReady { firstReady = program } else { ready.append(program) }
    }

    /// Lets an order's journey go on as soon as the current frame is done.
    mutating func makeReady(order: Int) {
        orders[order].references += 1
        makeReady(UInt64(orders[order].serial) << 33 | 1 << 32 | UInt64(UInt32(truncatingIfNeeded: order)))
    }

    /// Wakes a frame after `delay`.
    @inline(__always)
    mutating func schedule(_ frame: Int, after delay: Nanoseconds) {
        let (time, overflow) = now.addingReportingOverflow(max(0, delay))
        guard !overflow, time <= plan.end else { return }
        calendar.schedule(MachineEvent(kind: .frame, index: frame).payload, at: time)
    }

    /// A frame's time has come.
    private mutating func frameDue(_ f: Int) {
        let frame = frames.at(f)
        switch frame.pointee.state {
        case .working: workDone(f)
        case .sleeping: sleepDone(f)
        case .waiting:
            account(frame, .wait, now - frame.pointee.segment)
            run(f)
        case .hanging:
            account(frame, .wait, now - frame.pointee.segment)
            endRequest(f, .connection)
        case .pausing: pauseOver(f)
        case .cached: cacheAnswered(f)
        case .throttled: sendAttempt(f)
        case .outbound: arrive(f)
        case .inbound: deliver(f)
        case .redelivering: takeAgain(f)
        case .ready, .inLine, .calling, .joined, .departed, .returning: break
        }
    }

    /// A draw for a frame, never the same twice.
    @inline(__always)
    func draw(_ frame: FramePointer) -> RandomKey {
        let number = frame.pointee.draws
        frame.pointee.draws = number &+ 1
        return frame.pointee.key.child(UInt64(number))
    }

    /// A time drawn for a frame.
    @inline(__always)
    func sample(_ distribution: DistributionID, _ frame: FramePointer) -> Nanoseconds {
        Sampler.sample(samplers.at(distribution), draw(frame))
    }

    /// The recording so far, for budgets that stop a run; its books are not closed.
    public func snapshot() -> Recording { recorder.snapshot() }

    /// Ends the run: the books are closed and checked, the recording is handed out.
    /// - Parameters:
    ///   - stop: why the run ends.
    ///   - badRows: what the order source could not use.
    /// - Returns: the recording; its books balance or the kernel has a bug, which the caller must report as such.
    public mutating func finish(stop: Recording.Stop, badRows: BadRows) -> Recording {
        // Orders still under way at a regular end have lived until the end of the run.
        if stop == .finished && underWay > 0 && plan.end > now { advance(to: plan.end) }
        closeInterval(at: now)
        closeOrders()
        return recorder.finish(
            reached: now, stop: stop, books: books, exemplars: facts.result, badRows: badRows, handledEvents: handled)
    }
}
