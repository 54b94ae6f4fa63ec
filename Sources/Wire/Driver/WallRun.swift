public import Kernel

/// Drives the machine by the wall clock: what it asks of the outside goes over HTTP, what comes in is handed to it.
///
/// The machine lives in intended time: an event is handled as of the instant it was due, however late the loop is; what is
/// sent late is measured late (`scheduleLag`), and answers count from when they were intended. One thread runs all of it.
public final class WallRun {
    var plan: Plan
    var clock: WallClock
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
    var naming: CallNaming
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
    /// Requests under way that open sessions anew.
    var renewals: [UInt64: Renewal] = [:]
    /// The secrets of the run.
    var secrets: SecretBook
    /// Where webhooks come in; nil: they do not.
    var inboxDesk: InboxDesk?
    /// Where they are written down.
    var inboxJournal: InboxJournal?
    /// When all but webhooks was over.
    private var overSince: Instant?
    /// Requests that came in, for whoever looks.
    var requests: RequestLog
    /// Answers that go out at the end of a turn.
    var replies = ReplyBatch()
    /// Systems by the first part of a path; empty where each has a port of its own.
    let paths: PathTable
    /// Whether it runs for callers from outside only, without orders of its own.
    let isService: Bool
    /// Whether somebody wants it to come to its end.
    private(set) var isDraining = false
    private let setup: MachineSetup
    /// Subscriptions as they were at the beginning.
    private var freshOutlets: [WebhookOutlet] = []
    private var freshDesk: InboxDesk?
    private var arrivals: [ServedArrival] = []
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
        mailbox: Mailbox<ServedArrival>, journal: RunJournal?, setup: MachineSetup, isService: Bool, paths: PathTable,
        secrets: SecretBook
    ) {
        self.secrets = secrets
        self.plan = plan
        self.partners = partners
        self.client = client
        self.clock = clock
        self.naming = naming
        self.nonce = nonce
        tokenSystems = partners.indices.filter { partners[$0]?.tokens != nil }
        self.mailbox = mailbox
        self.journal = journal
        self.setup = setup
        self.isService = isService
        self.paths = paths
        requests = RequestLog(operations: plan.operations.count, systems: plan.systems.count)
        orders = OrderBook(plan: plan, run: naming.run)
        ledger = WireLedger(count: plan.systems.count)
        machine = setup.machine(plan)
    }

    /// Time that neither the start of the run nor a reset begins anew, for what goes on across them: caps on hosts, and
    /// tokens.
    var steadyNow: Instant { MonotonicClock.now }

    /// Takes what webhooks go out and come in by; their times are those of this run from now on.
    func take(_ outlets: [WebhookOutlet], _ desk: InboxDesk?) {
        freshOutlets = outlets
        freshDesk = desk
        let origin = EpochOrigin(nanoseconds: Int64((clock.epoch * 1e9).rounded()))
        self.outlets = outlets
        inboxDesk = desk
        for place in outlets.indices {
            self.outlets[place].sender.origin = origin
            self.outlets[place].reseed(plan.seed)
        }
        for path in desk?.doors.keys.sorted() ?? [] { inboxDesk?.doors[path]?.receiver.origin = origin }
    }

    /// Begins anew, at instant 0: state, limits, books and counters as they were, requests under way answered 503.
    /// - Parameter seed: nil: the same as before.
    func reset(seed: UInt64?) {
        for ticket in Array(tokens.keys) { callOff(ticket) }
        exchanges = [:]
        lost = [:]
        for token in deliveries.keys { client.cancel(token) }
        deliveries = [:]
        for request in pending.values {
            let response = WireResponse.json(503, ["error": "begun anew meanwhile"])
            replies.add(.response(response), to: request.connection, serial: request.serial)
        }
        pending = [:]
        open = [:]
        plan.seed = seed ?? plan.seed
        naming = CallNaming(seed: plan.seed, run: naming.run, agent: naming.agent)
        machine = setup.machine(plan)
        for system in partners.indices { partners[system]?.book.reset() }
        orders = OrderBook(plan: plan, run: naming.run)
        guests = GuestBook()
        limits = LimitBook()
        let redactor = ledger.redactor
        ledger = WireLedger(count: plan.systems.count)
        ledger.redactor = redactor
        requests = RequestLog(operations: plan.operations.count, systems: plan.systems.count)
        let past = clock.now
        clock = WallClock(origin: MonotonicClock.now, epoch: clock.unix(past))
        take(freshOutlets, freshDesk)
    }

    /// Runs to the end of the orders, or of the plan.
    /// - Parameters:
    ///   - source: where orders come from.
    ///   - observe: asked about twenty times a second.
    func run<Source: OrderSource>(
        orders source: inout Source,
        observe: (VirtualDriver.Progress, () -> Recording) -> Directive
    ) -> Recording {
        var order = source.next()
        var stop = Recording.Stop.finished
        var nextLook: Instant = 0
        while true {
            takeArrivals(&source, &order)
            for transfer in finished { take(transfer, &source, &order) }
            finished.removeAll(keepingCapacity: true)
            // Not before: a reset among the arrivals begins time anew.
            let now = clock.now
            pump(until: now + 1, &source, &order)
            runTimers(at: now)
            // After a reset it is earlier than it was.
            if now >= nextLook || nextLook - now > .second {
                nextLook = now + 50 * .millisecond
                let progress = VirtualDriver.Progress(
                    now: machine.now, due: machine.books.due, underWay: machine.underWay, promised: machine.promised,
                    handled: machine.handled)
                switch observe(progress, { self.snapshot() }) {
                case .carryOn: break
                case .drain:
                    isDraining = true
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
            replies.send()
            client.turn(until: mailbox.fallAsleep() ? clock.monotonic(next) : 0, into: &finished)
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

    /// The recording of a run that was called off before its first order.
    func endBeforeItBegins() -> Recording { end(.interrupted, BadRows()) }

    private func end(_ stop: Recording.Stop, _ badRows: BadRows) -> Recording {
        replies.send()
        client.cancelAll()
        var recording = machine.finish(stop: stop, badRows: badRows)
        inboxDesk?.inbox.close(at: machine.now)
        recording.wire = wireFacts(isLast: true)
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

    /// Answers that are kept at most before their event loop gets them.
    private static let batch = 32

    private func takeArrivals<Source: OrderSource>(_ source: inout Source, _ order: inout Order?) {
        mailbox.take(into: &arrivals)
        for arrival in arrivals {
            // What came before the run began, while sessions were opened, counts from its beginning.
            let at = max(0, clock.instant(arrival.at))
            pump(until: at, &source, &order)
            switch arrival.content {
            case .request(let request) where arrival.system == WireSession.inboxSystem:
                receiveWebhook(request, arrival, at: at)
            case .request(let request): serve(request, arrival, at: at)
            case .gone:
                guard let ticket = open.removeValue(forKey: ObjectIdentifier(arrival.connection)) else { continue }
                if let request = pending.removeValue(forKey: ticket) {
                    requests.left(request, at: at)
                    machine.callerGone(ticket)
                }
            }
            carryEffects()
            if replies.count >= WallRun.batch { replies.send() }
        }
        arrivals.removeAll(keepingCapacity: true)
    }

    private func take<Source: OrderSource>(
        _ transfer: Transfer, _ source: inout Source, _ order: inout Order?
    ) {
        if let delivery = deliveries.removeValue(forKey: transfer.token) { return handle(transfer, delivery) }
        let fetch = fetches.removeValue(forKey: transfer.token)
        let renewal = renewals.removeValue(forKey: transfer.token)
        guard fetch != nil || renewal != nil || exchanges[transfer.token] != nil else { return noteLost(transfer) }
        let at = clock.instant(transfer.timings.finished == 0 ? MonotonicClock.now : transfer.timings.finished)
        pump(until: at, &source, &order)
        if let fetch {
            handle(transfer, fetch, at: at)
            return carryEffects()
        }
        if let renewal {
            handle(transfer, renewal, at: at)
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
                case .spoiled(let ticket, let effect): answer(ticket, .ok, retryAt: .never, spoiledBy: effect)
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
