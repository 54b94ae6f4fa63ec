public import Kernel

/// Drives the machine by the wall clock: what it asks of the outside goes over HTTP, what comes in is handed to it.
///
/// The machine lives in intended time: an event is handled as of the instant it was due, however late the loop is; what is
/// sent late is measured late (`scheduleLag`), and answers count from when they were intended. One thread runs all of it.
public final class WallRun {
    let plan: Plan
    let clock: WallClock
    let client: HTTPClient
    let mailbox: Mailbox<ServedArrival>
    let nonce: String
    var machine: Machine
    var partners: [Partner?]
    var orders: OrderBook
    var exchanges: [UInt64: Exchange] = [:]
    var tokens: [Ticket: UInt64] = [:]
    var pending: [Ticket: PendingRequest] = [:]
    /// Unanswered requests by connection, for callers that go.
    var open: [ObjectIdentifier: Ticket] = [:]
    var lastToken: UInt64 = 0
    var ledger: WireLedger
    let journal: RunJournal?
    /// How requests are named.
    let naming: CallNaming
    /// The caps on hosts.
    var governors = HostGovernors()
    /// What is learnt of limits.
    var limits = LimitBook()
    /// Subscriptions to served systems' events.
    var outlets: [WebhookOutlet] = []
    /// Webhooks under way.
    var deliveries: [UInt64: WebhookDelivery] = [:]
    /// Events told of by webhook so far.
    var published: UInt64 = 0
    /// Orders that are not of this run.
    var guests = GuestBook()
    /// Systems whose requests need tokens.
    let tokenSystems: [SystemID]
    /// Requests for tokens under way.
    var fetches: [UInt64: TokenFetch] = [:]
    /// Where webhooks come in; nil: they do not.
    var inboxDesk: InboxDesk?
    /// Where they are written down.
    var inboxJournal: InboxJournal?
    /// When all but webhooks was over.
    private var overSince: Instant?
    private var effects: [PortEffect] = []
    private var finished: [Transfer] = []

    /// What an observer wants.
    public enum Directive: Sendable, Hashable {
        /// Carry on.
        case carryOn
        /// No new orders; those under way go on to their end.
        case drain
        /// Stop here, and say why.
        case stop(Recording.Stop)
    }

    init(
        plan: Plan, partners: [Partner?], client: HTTPClient, clock: WallClock, naming: CallNaming, nonce: String,
        mailbox: Mailbox<ServedArrival>, journal: RunJournal?, tracing: TraceSelection, outside: Set<SystemID>,
        isOpen: Bool, heard: Set<EventID> = [], told: [SystemID: Set<EventID>] = [:]
    ) {
        self.plan = plan
        self.partners = partners
        self.client = client
        self.clock = clock
        self.naming = naming
        self.nonce = nonce
        tokenSystems = partners.indices.filter { partners[$0]?.tokens != nil }
        self.mailbox = mailbox
        self.journal = journal
        orders = OrderBook(plan: plan, run: naming.run)
        ledger = WireLedger(count: plan.systems.count)
        machine = Machine(
            plan: plan, tracing: tracing, outside: outside, isOpen: isOpen, heard: heard, told: told)
    }

    /// Takes what webhooks go out and come in by; their times are those of this run from now on.
    func take(_ outlets: [WebhookOutlet], _ desk: InboxDesk?) {
        let origin = EpochOrigin(nanoseconds: Int64((clock.epoch * 1e9).rounded()))
        self.outlets = outlets
        inboxDesk = desk
        for place in outlets.indices { self.outlets[place].sender.origin = origin }
        for path in desk?.doors.keys.sorted() ?? [] { inboxDesk?.doors[path]?.receiver.origin = origin }
    }

    /// Runs to the end of the orders, or of the plan.
    /// - Parameters:
    ///   - source: where orders come from.
    ///   - isService: whether it goes on without orders, for callers from outside, until it is told to stop.
    ///   - observe: asked about twenty times a second.
    func run<Source: OrderSource>(
        orders source: inout Source, isService: Bool,
        observe: (VirtualDriver.Progress, () -> Recording) -> Directive
    ) -> Recording {
        var order = source.next()
        var stop = Recording.Stop.finished
        var nextLook: Instant = 0
        while true {
            let now = clock.now
            takeArrivals(&source, &order)
            for transfer in finished { take(transfer, &source, &order) }
            finished.removeAll(keepingCapacity: true)
            pump(until: now + 1, &source, &order)
            runTimers(at: now)
            if now >= nextLook {
                nextLook = now + 50 * .millisecond
                let progress = VirtualDriver.Progress(
                    now: machine.now, due: machine.books.due, underWay: machine.underWay, promised: machine.promised,
                    handled: machine.handled)
                switch observe(progress, { self.snapshot() }) {
                case .carryOn: break
                case .drain:
                    stop = .interrupted
                    order = nil
                case .stop(let reason):
                    stop = reason
                    return end(stop, source.badRows)
                }
            }
            let isOver = order == nil && machine.isIdle && exchanges.isEmpty
            if now > plan.end || (isOver && !isService && areWebhooksOver(at: now)) { break }
            let next = min(order?.due ?? .never, machine.nextTime ?? .never, nextLook, plan.end + 1, nextTimer)
            client.turn(until: clock.monotonic(next), into: &finished)
        }
        return end(stop, source.badRows)
    }

    /// What is due besides the machine's own events.
    private func runTimers(at now: Instant) {
        guard nextTimer <= now else { return }
        runTokenTimers(at: now)
        runWebhookTimers(at: now)
        runInboxTimers(at: now)
        carryEffects()
    }

    private var nextTimer: Instant { min(nextTokenTime, nextWebhookTime, inboxDesk?.inbox.nextDue ?? .never) }

    private func areWebhooksOver(at now: Instant) -> Bool {
        let since = overSince ?? now
        overSince = since
        return webhooksAreDone(since: since)
    }

    private func end(_ stop: Recording.Stop, _ badRows: BadRows) -> Recording {
        client.cancelAll()
        var recording = machine.finish(stop: stop, badRows: badRows)
        inboxDesk?.inbox.close(at: machine.now)
        recording.wire = wireFacts(isLast: true)
        return recording
    }

    /// What went over the wire.
    /// - Parameter isLast: whether limits are inferred as well, which takes time.
    private func wireFacts(isLast: Bool) -> WireFacts {
        for system in tokenSystems {
            guard let keeper = partners[system]?.tokens?.keeper else { continue }
            ledger.noteTokens(system, Int64(keeper.fetches), Int64(keeper.forcedFetches))
        }
        for (system, outlets) in Dictionary(grouping: outlets, by: \.system) {
            var facts = WebhookFacts()
            for outlet in outlets { outlet.add(to: &facts) }
            ledger.note(facts, system: system)
        }
        if isLast { for system in plan.systems.indices { ledger.note(limits.facts(system, plan), system: system) } }
        var facts = ledger.facts(plan)
        facts.inbox = inboxDesk?.result
        return facts
    }

    private func snapshot() -> Recording {
        var recording = machine.snapshot()
        recording.wire = wireFacts(isLast: false)
        // Those under way count as such: nobody has looked which of them are parked.
        recording.books = machine.books
        recording.books.inFlight = machine.underWay
        return recording
    }

    /// Lets the machine do all that is due before an instant, and carries what it asks for.
    private func pump<Source: OrderSource>(until limit: Instant, _ source: inout Source, _ order: inout Order?) {
        carryEffects()
        while true {
            let due = order?.due ?? .never
            let next = machine.nextTime ?? .never
            guard min(due, next) < limit else { return }
            if due <= next, let coming = order {
                guard due <= plan.end else {
                    order = nil
                    continue
                }
                enter(coming.number)
                machine.admit(coming, lag: max(0, clock.now - due))
                order = source.next()
            } else {
                guard next <= plan.end, machine.step(before: limit) else { return }
            }
            carryEffects()
        }
    }

    // MARK: What comes in

    private func takeArrivals<Source: OrderSource>(_ source: inout Source, _ order: inout Order?) {
        for arrival in mailbox.take() {
            let at = clock.instant(arrival.at)
            pump(until: at, &source, &order)
            switch arrival.content {
            case .request(let request) where arrival.system == WireSession.inboxSystem:
                receiveWebhook(request, arrival, at: at)
            case .request(let request): serve(request, arrival, at: at)
            case .gone:
                guard let ticket = open.removeValue(forKey: ObjectIdentifier(arrival.connection)) else { continue }
                if pending.removeValue(forKey: ticket) != nil { machine.callerGone(ticket) }
            }
            carryEffects()
        }
    }

    private func take<Source: OrderSource>(
        _ transfer: Transfer, _ source: inout Source, _ order: inout Order?
    ) {
        if let delivery = deliveries.removeValue(forKey: transfer.token) { return handle(transfer, delivery) }
        let fetch = fetches.removeValue(forKey: transfer.token)
        guard fetch != nil || exchanges[transfer.token] != nil else { return noteLost(transfer) }
        let at = clock.instant(transfer.timings.finished == 0 ? MonotonicClock.now : transfer.timings.finished)
        pump(until: at, &source, &order)
        if let fetch {
            handle(transfer, fetch, at: at)
            return carryEffects()
        }
        // Time passed, and with it perhaps the caller's patience.
        guard let exchange = exchanges[transfer.token] else { return noteLost(transfer) }
        handle(transfer, exchange, at: at)
        carryEffects()
    }

    // MARK: What goes out

    private func carryEffects() {
        while true {
            machine.takeEffects(into: &effects)
            guard !effects.isEmpty else { return }
            let batch = effects
            for effect in batch {
                switch effect {
                case .send(let departure): begin(departure)
                case .cancel(let ticket): callOff(ticket)
                case .answer(let ticket, let outcome, let retryAt): answer(ticket, outcome, retryAt: retryAt)
                case .event(let event, let order, let system): publish(event, order: order, system: system)
                case .awaits(let event, let order, let until): awaits(event, order: order, until: until)
                case .awaitOver(let event, let order): awaitOver(event, order: order)
                case .ended(let number):
                    orders.forget(number)
                    leave(number)
                }
            }
        }
    }

    /// Exchanges whose callers have gone, until their transfers have ended: how late they were sent is still to be told.
    var lost: [UInt64: Exchange] = [:]
}
