internal import Kernel

/// How a system is reached over HTTP, as the scenario writes it among the system's own keys.
struct EndpointSection {
    var placement: SystemPlan.Placement
    var dialect: Located<Dialect>?
    var options: [Named<Located<String>>]
    var url: Located<String>?
    var port: Int?
    var auth: AuthPlan?
    var tls: Located<TLSPlan>?
    var proxy: Located<String>?
    var proxyUser: Located<String>?
    var proxyPassword: Located<SecretReference>?
    var version: EndpointPlan.Version
    var isCompressed: Bool
    var connections: Int
    var inFlight: Int
    var whenFull: EndpointPlan.Overflow
    var responseLimit: Int
    var webhooks: [WebhookSection]
    var opening: HTTPOperationSection?
    /// The whole system, for what is missing.
    var item: Item

    /// Asks a system's mapping for the keys of its endpoint.
    static func read(_ fields: Fields) -> EndpointSection {
        let placement = fields.optional(
            "placement", .choice(of: SystemPlan.Placement.self),
            "Where it lives: simulated, served over HTTP by this program, or real.", or: .simulated)
        let dialect = fields.optional(
            "protocol", Shape<Dialect>.choice(of: Dialect.self).located, "What is spoken with it.")
        let options = fields.optional(
            "options", .names(Shape<String>.text.located, of: "options"), "What the protocol wants to know.", or: [])
        let url = fields.optional("url", Shape<String>.webAddress.located, "Where a real system is.")
        let port = fields.optional(
            "port", .count(1...65_535), "Where a served system listens; any free port if left out.")
        let auth = fields.optional("auth", AuthSection.shape, "How it is shown who calls.")
        let tls = fields.optional("tls", TLSSection.shape.located, "How TLS is done.")
        let proxy = fields.optional("proxy", Shape<String>.webAddress.located, "The proxy on the way.")
        let proxyUser = fields.optional("proxy user", Shape<String>.text.located, "Who we are to the proxy.")
        let proxyPassword = fields.optional(
            "proxy password", Shape<SecretReference>.secret.located, "The password that belongs to the proxy user.")
        let version = fields.optional(
            "http", .choice(of: EndpointPlan.Version.self), "The version of HTTP.", or: .one)
        let compressed = fields.optional("compression", .yesNo, "Whether compressed answers are asked for.", or: true)
        let connections = fields.optional("connections", .count(1...20_000), "Connections at most.", or: 256)
        let inFlight = fields.optional("in flight", .count(1...100_000), "Requests under way at most.", or: 1024)
        let whenFull = fields.optional(
            "when full", .choice(of: EndpointPlan.Overflow.self), "What happens to more: they wait, or are shed.",
            or: .wait)
        let limit = fields.optional(
            "response limit", .byteCount, "The largest answer that is taken.", or: 8 << 20)
        let webhooks = fields.optional(
            "webhooks", .oneOrMore(WebhookSection.shape, of: "webhooks"), "Where a served system tells of its events.",
            or: [])
        let opening = fields.optional(
            "opening", HTTPOperationSection.opening, "What opens a session, where the protocol is http.")
        return EndpointSection(
            placement: placement, dialect: dialect, options: options, url: url, port: port, auth: auth, tls: tls,
            proxy: proxy, proxyUser: proxyUser, proxyPassword: proxyPassword, version: version,
            isCompressed: compressed, connections: connections, inFlight: inFlight, whenFull: whenFull,
            responseLimit: limit, webhooks: webhooks, opening: opening,
            item: fields.item)
    }

    /// The endpoint for the plan; problems are reported.
    /// - Parameters:
    ///   - operations: the requests of the system's operations.
    ///   - event: the id of an event's name.
    func plan(
        for system: SystemID, operations: [Named<HTTPOperationSection?>], event: (Located<String>) -> EventID?
    ) -> EndpointPlan {
        let dialect = dialect?.value ?? .plain
        var plan = EndpointPlan(system: system, dialect: dialect)
        let known = dialect.options
        for option in options {
            if let match = known.first(where: { Name.folded($0.name) == Name.folded(option.name) }) {
                plan.options[match.name] = option.value.value
            } else {
                let names = known.map(\.name)
                let hint =
                    names.isEmpty ? "; it has none" : Name.hint(for: option.name, among: names)
                option.item.refuseKey("the protocol \(dialect.rawValue) has no option \(quoted(option.name))\(hint)")
            }
        }
        if placement == .real {
            for option in known
            where option.isNeeded && plan.options[option.name] == nil
                && !item.reading.isUnreadable("\(item.path).options.\(option.name)")
            {
                item.refuseKey(
                    "the protocol \(dialect.rawValue) needs options.\(option.name): \(option.about)")
            }
            if url == nil, item["url"] == nil {
                item.refuseKey("\"url\" is missing: where the real system is, such as http://127.0.0.1:8069")
            }
        }
        plan.url = url?.value
        plan.port = port
        plan.auth = auth
        plan.tls = tls?.value
        plan.proxy = proxy?.value
        plan.proxyUser = proxyUser?.value
        plan.proxyPassword = proxyPassword?.value
        checkWay(of: plan)
        plan.version = version
        plan.isCompressed = isCompressed
        plan.connections = connections
        plan.inFlight = inFlight
        plan.whenFull = whenFull
        plan.responseLimit = responseLimit
        addRequests(of: operations, to: &plan)
        plan.webhooks = webhooks.compactMap { $0.plan(event: event) }
        return plan
    }

    /// Refuses keys that would do nothing: of TLS where none is spoken, of a proxy that is not there.
    private func checkWay(of plan: EndpointPlan) {
        /// Whether a key is there, and could be read or not.
        func has(_ key: String) -> Bool { item[key] != nil }
        var addresses = [plan.url, plan.proxy]
        if case .clientCredentials(let tokens, _, _, _) = auth { addresses.append(tokens) }
        let isReadable = (auth != nil || !has("auth")) && (proxy != nil || !has("proxy"))
        let isOpen = isReadable && !addresses.contains { $0?.hasPrefix("https:") ?? false }
        if placement == .real, let tls, let url, isOpen {
            tls.item.refuseKey(
                "\"tls\" belongs to https, and nothing here speaks it: expected a URL such as https://example.com, found \(quoted(url.value))"
            )
        }
        let written = [proxyUser?.item, proxyPassword?.item].compactMap { $0 }
        guard let first = written.first else { return }
        if has("proxy user") != has("proxy password") {
            first.refuseKey("\"proxy user\" and \"proxy password\" belong together: expected both, found one")
        } else if !has("proxy") {
            first.refuseKey("\"proxy user\" belongs to a proxy, and there is none: expected \"proxy\" beside it")
        }
    }

    /// The requests of operations; only the protocol http has them, and one that is called needs them.
    private func addRequests(of operations: [Named<HTTPOperationSection?>], to plan: inout EndpointPlan) {
        guard plan.dialect == .http else {
            if let opening {
                opening.item.refuseKey("\"opening\" belongs to the protocol http; here it is \(plan.dialect.rawValue)")
            }
            for named in operations {
                guard let http = named.value else { continue }
                http.item.refuseKey("\"http\" belongs to the protocol http; here it is \(plan.dialect.rawValue)")
            }
            return
        }
        plan.opening = opening?.plan
        for named in operations {
            if let http = named.value {
                plan.requests[named.name] = http.plan
            } else if placement != .simulated {
                named.item.refuseKey("\"http\" is missing: the requests that \(quoted(named.name)) is made of")
            }
        }
    }
}
