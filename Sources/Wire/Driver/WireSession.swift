internal import Foundation
public import Kernel

/// Everything that a run in wall time needs, set up and taken down again: ports listened on, sessions opened, hosts checked.
public final class WireSession {
    /// What prevents a run; for people, with what to do.
    public struct SetupError: Error, Sendable, Hashable, CustomStringConvertible {
        /// For people.
        public var description: String
    }

    /// How it is set up.
    public struct Options: Sendable {
        /// Hosts that the command line allows.
        public var allowedTargets: [String]
        /// Where created records are noted; nil: nowhere.
        public var journal: String?
        /// Where webhooks that came in are written down before they are answered; nil: nowhere.
        public var inboxJournal: String?
        /// The environment, for secrets.
        public var environment: [String: String]
        /// Whether all systems are served and no orders of our own come (`rehearse serve`).
        public var isService: Bool
        /// The address that served systems listen on.
        public var host: String
        /// The port of the first served system, the others following; 0: the scenario's, or any that are free.
        public var firstPort: Int
        /// Names this run in references.
        public var run: String
        /// The program's version, for `User-Agent`.
        public var version: String
        /// The port of the admin endpoint on loopback; 0: any that is free; nil: there is none.
        public var adminPort: Int?
        /// Whether all served systems share one port (`firstPort`) and are told apart by the first part of the path.
        public var isByPath: Bool
        /// Where another process serves the systems that are to be served (`rehearse serve --by-path`); nil: this one does.
        public var servedAt: String?
        /// Which part of a divided run this is: it gets its part of what is capped.
        public var shard: Shard

        /// Options as they are for a run.
        public init(
            allowedTargets: [String] = [], journal: String? = nil, inboxJournal: String? = nil,
            environment: [String: String] = [:], isService: Bool = false, host: String = "127.0.0.1",
            firstPort: Int = 0, run: String, version: String = "0", adminPort: Int? = nil, isByPath: Bool = false,
            servedAt: String? = nil, shard: Shard = .whole
        ) {
            self.allowedTargets = allowedTargets
            self.journal = journal
            self.inboxJournal = inboxJournal
            self.environment = environment
            self.isService = isService
            self.host = host
            self.firstPort = firstPort
            self.run = run
            self.version = version
            self.adminPort = adminPort
            self.isByPath = isByPath
            self.servedAt = servedAt
            self.shard = shard
        }
    }

    /// A system that listens.
    public struct Listener: Sendable, Hashable {
        /// Its name.
        public var system: String
        /// Where.
        public var url: String
        /// What is spoken there.
        public var dialect: Dialect
    }

    /// Where one kind of webhook comes in.
    public struct InboxAddress: Sendable, Hashable {
        /// The event it tells of.
        public var event: String
        /// Where it is to be sent.
        public var url: String
    }

    /// The number that arrivals of the inbox bear instead of a system's.
    static let inboxSystem = -1

    /// What listens, in the plan's order.
    public private(set) var listeners: [Listener] = []
    /// Where webhooks come in.
    public internal(set) var inboxes: [InboxAddress] = []
    /// Where the admin endpoint listens; nil: there is none.
    public private(set) var adminURL: String?
    private var paths = PathTable()
    private var sharedPort: Int?
    let plan: Plan
    let options: Options
    let client: HTTPClient
    let host: ServedHost
    var secrets: SecretBook
    var governors = HostGovernors()
    var outlets: [WebhookOutlet] = []
    var inboxDesk: InboxDesk?
    /// Where a run begins to count: requests of the opening are in it.
    var ledger: WireLedger
    /// Tells requests of this session from those of others.
    let nonce = String(UInt64.random(in: .min ... .max), radix: 36)
    let agent: String
    let mailbox: Mailbox<ServedArrival>
    var partners: [Partner?]
    let journal: RunJournal?
    private let inboxJournal: InboxJournal?

    /// Sets up a run.
    public init(_ plan: Plan, _ options: Options) throws(SetupError) {
        var plan = plan
        // A service has no end of its own; the scenario's calendars go as far as they go.
        if options.isService { plan.end = max(plan.end, plan.window + 366 * .day) }
        self.plan = plan
        self.options = options
        agent = UserAgent.fieldValue(version: options.version)
        do {
            client = try HTTPClient(HTTPClient.Options(userAgent: agent))
        } catch {
            throw SetupError(description: "the HTTP client cannot start: \(error)")
        }
        mailbox = Mailbox(waker: client.waker)
        host = ServedHost(mailbox: mailbox)
        partners = Array(repeating: nil, count: plan.systems.count)
        ledger = WireLedger(count: plan.systems.count)
        let references = OrderBook.prefix(plan, run: options.run)
        journal = options.journal.flatMap { RunJournal(path: $0, references: references) }
        inboxJournal = options.inboxJournal.flatMap { InboxJournal(path: $0) }
        let environment = options.environment
        secrets = SecretBook(
            SecretSource(
                environment: { environment[$0] },
                file: { try RegularFile.bytes(of: $0, atMost: SecretReference.largest) }))
        do {
            let reach = options.isService ? ServiceReach(plan).real : []
            for system in plan.systems.indices {
                // What a service does not call needs no secrets and may be away.
                if options.isService, plan.systems[system].placement == .real, !reach.contains(system) { continue }
                try setUp(system)
            }
            if !options.isService, let inbox = plan.wire?.inbox { try openInbox(inbox) }
            if let port = options.adminPort { adminURL = "http://127.0.0.1:\(try listen(forAdminOn: port))" }
        } catch {
            host.close()
            throw error
        }
    }

    private func setUp(_ system: SystemID) throws(SetupError) {
        let placement = plan.systems[system].placement
        let isElsewhere = placement == .served && options.servedAt != nil
        let isServed = (placement == .served || (options.isService && placement == .simulated)) && !isElsewhere
        guard isServed || isElsewhere || placement == .real else { return }
        let name = plan.systems[system].name
        let endpoint = endpoint(of: system)
        let operations = plan.operations.indices.filter { plan.operations[$0].system == system }
        // A system that is only ever a caller or a queue has nothing that could be asked over HTTP.
        if options.isService && operations.isEmpty { return }
        let speech: any WireProtocol
        var credentials: [Secret] = []
        var place = ""
        do {
            // A system that we serve in another protocol than Odoo's or karrio's asks nobody who he is, and needs no secrets.
            if let auth = endpoint.auth, !isServed || endpoint.isProtocolsAuth {
                place = ".auth"
                credentials = try secrets.secrets(auth.credential)
                place = ""
            }
            speech = try ProtocolCatalog.make(endpoint, of: system, in: plan, credentials: credentials) {
                try secrets.secret($0)
            }
        } catch {
            throw failure("systems.\(name)\(place): \(error)")
        }
        let unknown = operations.map { plan.operations[$0].name }.filter { !speech.operations.contains($0) }
        if let first = unknown.first {
            let known = speech.operations.map { "\"\($0)\"" }.joined(separator: ", ")
            throw failure(
                "systems.\(name).operations: the protocol \(endpoint.dialect.rawValue) has no operation \"\(first)\"; it has \(known). Give the system another protocol, such as http, or the operation another name"
            )
        }
        let partner = Partner(
            system: system, isReal: !isServed, speech: speech,
            operations: Dictionary(
                operations.map { (plan.operations[$0].name, $0) }, uniquingKeysWith: { first, _ in first }),
            responseLimit: endpoint.responseLimit)
        var url = endpoint.url
        if isServed {
            url = try listen(system, name: name, wanted: endpoint.port)
            listeners.append(Listener(system: name, url: url ?? "", dialect: endpoint.dialect))
        }
        if let url { try connect(partner, endpoint, url: url, name: name) }
        let isChanging = credentials.count > 1 || (!isServed && endpoint.secrets.contains(where: \.isFile))
        let hasSession = speech.logIn() != nil
        // Where neither can change there is nothing to keep; tokens have a keeper of their own.
        if partner.tokens == nil, isChanging || hasSession {
            partner.access = AccessKeeper(credentials, hasSession: hasSession)
        }
        partners[system] = partner
        if isServed { try subscribe(to: endpoint, name: name) }
    }

    /// How a system is reached. One that another process of this program serves asks nobody who he is, as if it were served here.
    private func endpoint(of system: SystemID) -> EndpointPlan {
        var endpoint = plan.wire?.endpoint(of: system) ?? EndpointPlan(system: system)
        guard plan.systems[system].placement == .served, let place = options.servedAt else { return endpoint }
        endpoint.url =
            (place.hasSuffix("/") ? String(place.dropLast()) : place) + PathTable.path(plan.systems[system].name)
        endpoint.proxy = nil
        endpoint.tls = nil
        if !endpoint.isProtocolsAuth { endpoint.auth = nil }
        return endpoint
    }

    /// Listens for a system.
    /// - Returns: its URL.
    private func listen(_ system: SystemID, name: String, wanted: Int?) throws(SetupError) -> String {
        do {
            guard options.isByPath else {
                let wanted = options.firstPort == 0 ? wanted ?? 0 : options.firstPort + listeners.count
                return url(port: try host.listen(system, host: options.host, port: wanted))
            }
            let shared = sharedPort
            let port = try shared ?? host.listen(ServedArrival.byPath, host: options.host, port: options.firstPort)
            sharedPort = port
            return url(port: port) + (try paths.add(system, name: name))
        } catch {
            throw failure("systems.\(name): \(error)")
        }
    }

    private func listen(forAdminOn port: Int) throws(SetupError) -> Int {
        do {
            return try host.listen(ServedArrival.admin, port: port, bodyLimit: 1 << 16)
        } catch {
            throw failure("the admin endpoint: \(error)")
        }
    }

    /// A port of ours as a URL.
    func url(port: Int) -> String {
        "http://\(options.host.contains(":") ? "[\(options.host)]" : options.host):\(port)"
    }

    /// What was learnt of limits, at the end of a run.
    public private(set) var limits: LimitBook?

    /// Waits until a moment; what comes in meanwhile is kept for the run, or told that it is not ready.
    private func wait(until due: Int64, goesOn: (Nanoseconds) -> Bool) -> Bool {
        var opening = Course(isCancelled: { false })
        defer { mailbox.putBack(opening.held) }
        while true {
            let left = due - MonotonicClock.now
            guard left > 0 else { return true }
            guard goesOn(left) else { return false }
            // Nothing is under way that could fail.
            _ = try? turnOnce(until: due, 0, &opening)
        }
    }

    /// Runs it; once.
    /// - Parameters:
    ///   - start: when it begins, as seconds since 1970 by this machine's clock; nil: at once.
    ///   - waiting: asked about twenty times a second before that, with what is left; whether to go on waiting. If not, the run ends
    ///     as interrupted before it begins.
    ///   - source: where orders come from.
    ///   - tracing: which orders are traced in full.
    ///   - chronicle: gets every business event; nil: nobody wants them.
    ///   - observe: asked about twenty times a second; gets the progress and a way to look at the recording so far.
    public func run<Source: OrderSource>(
        orders source: inout Source, tracing: TraceSelection, chronicle: Chronicle? = nil,
        startingAt start: Double? = nil,
        waiting: (Nanoseconds) -> Bool = { _ in true },
        observe: (VirtualDriver.Progress, () -> Recording) -> WallRun.Directive
    ) -> Recording {
        let outside = plan.systems.indices.filter {
            plan.systems[$0].placement == .real || (plan.systems[$0].placement == .served && !options.isService)
        }
        let now = Date().timeIntervalSince1970
        let ahead = start.map { Int64((($0 - now) * 1e9).rounded()) } ?? 0
        let clock = WallClock(origin: MonotonicClock.now + ahead, epoch: start ?? now)
        let sources = plan.wire?.inbox?.sources ?? []
        let told = Dictionary(grouping: outlets, by: \.system).mapValues { outlets in
            outlets.reduce(into: Set<EventID>()) { $0.formUnion($1.events) }
        }
        let run = WallRun(
            plan: plan, partners: partners, client: client, clock: clock,
            naming: CallNaming(seed: plan.seed, run: options.run, agent: agent), nonce: nonce,
            mailbox: mailbox, journal: journal,
            setup: MachineSetup(
                tracing: tracing, outside: Set(outside), isOpen: !listeners.isEmpty,
                heard: inboxDesk == nil ? [] : Set(sources.map(\.event)), told: told,
                chronicle: chronicle),
            isService: options.isService, paths: paths, secrets: secrets)
        run.governors = governors
        ledger.redactor = secrets.redactor
        run.ledger = ledger
        run.inboxJournal = inboxJournal
        run.take(outlets, inboxDesk)
        guard wait(until: clock.origin, goesOn: waiting) else { return run.endBeforeItBegins() }
        let recording = run.run(orders: &source, observe: observe)
        limits = run.limits
        return recording
    }

    /// Closes ports and connections.
    public func close() {
        host.close()
        client.close()
    }

    deinit { close() }
}
