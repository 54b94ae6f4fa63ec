internal import HTTPTypes
internal import Kernel

extension WireSession {
    /// Where a partner is, if we may go there, and how it is shown who calls.
    func connect(_ partner: Partner, _ plan: EndpointPlan, url: String, name: String) throws(SetupError) {
        do {
            var endpoint = try Endpoint(url: url)
            partner.governor = try admit(&endpoint, plan)
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
            partner.endpoint = try client.add(endpoint)
        } catch {
            throw failure("systems.\(name).url: \(error)")
        }
        // A system that this program serves asks nobody who he is, and needs no secrets.
        guard partner.isReal, let auth = plan.auth, !plan.isProtocolsAuth else { return }
        do {
            partner.authenticator = try Authenticator(auth) { try secrets.secret($0) }
            // What no header field can carry is told now and not a thousand times later.
            _ = try partner.authenticator.authenticated(WireRequest(.get, "/"))
            guard var oauth = try OAuthClient(auth, secret: { try secrets.secret($0) }),
                case .clientCredentials(let url, _, _, _) = auth
            else { return }
            if plan.dialect == .fedex { oauth.style = .form }
            partner.tokens = TokenDesk(
                keeper: TokenKeeper(oauth, key: RandomKey(seed: self.plan.seed, path: "tokens.\(name)")),
                route: try route(to: url, like: plan))
        } catch {
            throw failure("systems.\(name).auth: \(error)")
        }
    }

    /// Where webhooks or token requests go, if they may.
    /// - Parameter plan: whose TLS and proxy hold for it; nil: the usual ones.
    func route(to url: String, like plan: EndpointPlan?) throws -> WireRoute {
        var endpoint = try Endpoint(url: url)
        // "https://host:port/path": three slashes stand before the path, of which every byte counts.
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        endpoint.basePath = ""
        let governor = try admit(&endpoint, plan)
        return WireRoute(
            endpoint: try client.add(endpoint), path: parts.count == 4 ? "/\(parts[3])" : "/", host: endpoint.host,
            governor: governor)
    }

    /// Sets an endpoint's proxy and TLS, and checks that its host may be reached.
    /// - Returns: the place of the caps on it; nil: none.
    private func admit(_ endpoint: inout Endpoint, _ plan: EndpointPlan?) throws -> Int? {
        let guardian = TargetGuard(targets: self.plan.wire?.targets ?? [], allowed: options.allowedTargets)
        let caps = try guardian.caps(endpoint.host)
        var governor = governors.place(of: endpoint.host, caps: caps)
        if let tls = plan?.tls {
            endpoint.tls.authorities = tls.authorities.map { .file($0) }
            endpoint.tls.certificate = tls.certificate.map { .file($0) }
            endpoint.tls.key = tls.key.map { .file($0) }
            endpoint.tls.minimum = tls.minimum == .two ? .tls12 : .tls13
        }
        guard let url = plan?.proxy else { return governor }
        let proxy = try Endpoint(url: url)
        // What is this machine for a proxy elsewhere is not this machine: it must be allowed as well.
        let between = try guardian.caps(proxy.host)
        governor = governor ?? governors.place(of: proxy.host, caps: between)
        endpoint.proxy = ProxySettings(
            proxy.scheme == .http ? .http : .https, host: proxy.host, port: proxy.port)
        return governor
    }

    /// What prevents a run, without any secret.
    func failure(_ words: String) -> SetupError { SetupError(description: secrets.redactor.redacted(words)) }
}

extension EndpointPlan {
    /// Whether the protocol itself carries what `auth` says: in its bodies, or to log in with.
    fileprivate var isProtocolsAuth: Bool {
        switch (dialect, auth) {
        case (.odooJSONRPC, _), (.odooJSON2, _), (.karrio, .basic), (.karrio, .password): true
        default: false
        }
    }
}
