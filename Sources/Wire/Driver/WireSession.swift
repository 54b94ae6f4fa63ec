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

        /// Options as they are for a run.
        public init(
            allowedTargets: [String] = [], journal: String? = nil, environment: [String: String] = [:],
            isService: Bool = false, host: String = "127.0.0.1", firstPort: Int = 0, run: String
        ) {
            self.allowedTargets = allowedTargets
            self.journal = journal
            self.environment = environment
            self.isService = isService
            self.host = host
            self.firstPort = firstPort
            self.run = run
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

    /// What listens, in the plan's order.
    public private(set) var listeners: [Listener] = []
    private let plan: Plan
    private let options: Options
    private let client: HTTPClient
    private let mailbox: Mailbox<ServedArrival>
    private let host: ServedHost
    private var partners: [Partner?]
    private let journal: RunJournal?

    /// Sets up a run.
    public init(_ plan: Plan, _ options: Options) throws(SetupError) {
        self.plan = plan
        self.options = options
        do {
            client = try HTTPClient(HTTPClient.Options(userAgent: WireSession.userAgent))
        } catch {
            throw SetupError(description: "the HTTP client cannot start: \(error)")
        }
        mailbox = Mailbox(waker: client.waker)
        host = ServedHost(mailbox: mailbox)
        partners = Array(repeating: nil, count: plan.systems.count)
        journal = options.journal.flatMap { RunJournal(path: $0) }
        do {
            for system in plan.systems.indices { try setUp(system) }
        } catch {
            host.close()
            throw error
        }
    }

    /// What the client calls itself.
    static let userAgent = "Rehearse/0.1 (synthetic load; logistics rehearsal)"

    private func setUp(_ system: SystemID) throws(SetupError) {
        let placement = plan.systems[system].placement
        let isServed = placement == .served || (options.isService && placement == .simulated)
        guard isServed || placement == .real else { return }
        let name = plan.systems[system].name
        let endpoint = plan.wire?.endpoint(of: system) ?? EndpointPlan(system: system)
        let operations = plan.operations.indices.filter { plan.operations[$0].system == system }
        // A system that is only ever a caller or a queue has nothing that could be asked over HTTP.
        if options.isService && operations.isEmpty { return }
        let speech: any WireProtocol
        do {
            speech = try ProtocolCatalog.make(
                endpoint, operations: operations.map { plan.operations[$0].name }, secret: secret)
        } catch {
            throw SetupError(description: "systems.\(name): \(error)")
        }
        var partner = Partner(
            system: system, speech: speech,
            operations: Dictionary(
                operations.map { (plan.operations[$0].name, $0) }, uniquingKeysWith: { first, _ in first }),
            responseLimit: endpoint.responseLimit)
        var url = endpoint.url
        if isServed {
            let wanted = options.firstPort == 0 ? endpoint.port ?? 0 : options.firstPort + listeners.count
            do {
                let port = try host.listen(system, host: options.host, port: wanted)
                url = "http://\(options.host.contains(":") ? "[\(options.host)]" : options.host):\(port)"
            } catch {
                throw SetupError(description: "systems.\(name): \(error)")
            }
            listeners.append(Listener(system: name, url: url ?? "", dialect: endpoint.dialect))
        }
        if let url { try connect(&partner, endpoint, url: url, name: name) }
        partners[system] = partner
    }

    /// Where a partner is, if we may go there.
    private func connect(
        _ partner: inout Partner, _ plan: EndpointPlan, url: String, name: String
    ) throws(SetupError) {
        do {
            var endpoint = try Endpoint(url: url)
            let targets = self.plan.wire?.targets ?? []
            let caps = try TargetGuard(targets: targets, allowed: options.allowedTargets).caps(endpoint.host)
            partner.governor = caps.map { RequestGovernor($0) }
            partner.host = endpoint.host
            endpoint.compression = plan.isCompressed
            endpoint.maxConnections = plan.connections
            endpoint.maxInFlight = plan.inFlight
            endpoint.overflow = plan.whenFull == .wait ? .wait : .refuse
            endpoint.version =
                switch plan.version {
                case .one: .http1
                case .two: .http2
                case .twoAtOnce: .http2PriorKnowledge
                }
            if let tls = plan.tls {
                endpoint.tls = TLSSettings()
                if let path = tls.authorities { endpoint.tls.authorities = .file(path) }
                endpoint.tls.minimum = tls.minimum == .two ? .tls12 : .tls13
            }
            partner.endpoint = try client.add(endpoint)
        } catch {
            throw SetupError(description: "systems.\(name).url: \(error)")
        }
    }

    /// A secret's text, from where its reference says.
    private func secret(_ reference: SecretReference) throws -> Secret {
        switch reference {
        case .environment(let name):
            guard let value = options.environment[name], !value.isEmpty else {
                throw SetupError(description: "\(reference): the environment has no \(name); set it before the run")
            }
            return Secret(value)
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path),
                let text = String(data: data, encoding: .utf8)
            else {
                throw SetupError(
                    description: "\(reference): cannot read that file; check that it is there and readable")
            }
            return Secret(text.hasSuffix("\n") ? String(text.dropLast()) : text)
        }
    }

    /// Runs it; once.
    /// - Parameters:
    ///   - source: where orders come from.
    ///   - tracing: which orders are traced in full.
    ///   - observe: asked about twenty times a second; gets the progress and a way to look at the recording so far.
    public func run<Source: OrderSource>(
        orders source: inout Source, tracing: TraceSelection,
        observe: (VirtualDriver.Progress, () -> Recording) -> WallRun.Directive
    ) -> Recording {
        let outside = plan.systems.indices.filter {
            plan.systems[$0].placement == .real || (plan.systems[$0].placement == .served && !options.isService)
        }
        let clock = WallClock(origin: MonotonicClock.now, epoch: Date().timeIntervalSince1970)
        let nonce = String(UInt64.random(in: .min ... .max), radix: 36)
        let run = WallRun(
            plan: plan, partners: partners, client: client, clock: clock, run: options.run, nonce: nonce,
            mailbox: mailbox, journal: journal, tracing: tracing, outside: Set(outside), isOpen: !listeners.isEmpty)
        return run.run(orders: &source, isService: options.isService, observe: observe)
    }

    /// Closes ports and connections.
    public func close() {
        host.close()
        client.close()
    }

    deinit { close() }
}
