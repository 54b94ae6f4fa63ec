internal import HTTPTypes
internal import Kernel

extension WireSession {
    /// Where a partner is, if we may go there, and how it is shown who calls.
    func connect(_ partner: Partner, _ plan: EndpointPlan, url: String, name: String) throws(SetupError) {
        // A system that this program serves is on this machine, and without TLS: nothing stands in between.
        let way = partner.isReal ? plan : nil
        if let way { try check(way, name: name) }
        let connections = try part(of: plan.connections, "systems.\(name).connections")
        let inFlight = try part(of: plan.inFlight, "systems.\(name).in flight")
        do {
            var endpoint = try Endpoint(url: url)
            partner.governor = try admit(&endpoint, way)
            partner.host = endpoint.host
            endpoint.compression = plan.isCompressed
            endpoint.maxConnections = connections
            endpoint.maxInFlight = inFlight
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
            let all = try secrets.secrets(auth.credential)
            guard let first = all.first else { return }
            for secret in all.reversed() {
                partner.authenticator = try Authenticator(auth, secret: secret)
                // What no header field can carry is told now and not a thousand times later.
                _ = try partner.authenticator.authenticated(WireRequest(.get, "/"))
            }
            guard var oauth = OAuthClient(auth, secret: first), case .clientCredentials(let url, _, _, _) = auth else {
                return
            }
            if plan.dialect == .fedex { oauth.style = .form }
            partner.tokens = TokenDesk(
                keeper: TokenKeeper(
                    oauth, others: Array(all.dropFirst()),
                    key: RandomKey(seed: self.plan.seed, path: "tokens.\(name)")),
                route: try route(to: url, like: plan))
        } catch {
            throw failure("systems.\(name).auth: \(error)")
        }
    }

    /// Looks at what stands between us and a system before anything goes there: files of TLS, the proxy, and their secrets.
    private func check(_ plan: EndpointPlan, name: String) throws(SetupError) {
        var place = "tls"
        do {
            if let tls = plan.tls {
                for (key, path, content) in [
                    ("authorities", tls.authorities, PEMFile.Content.certificates),
                    ("certificate", tls.certificate, .certificates),
                    ("key", tls.key, .key(isLocked: tls.password != nil)),
                ] {
                    place = "tls.\(key)"
                    if let path { try PEMFile.check(path, for: content) }
                }
                place = "tls.password"
                if let password = tls.password { _ = try secrets.secret(password) }
            }
            place = "proxy"
            if let url = plan.proxy { _ = try guardian.caps(Endpoint(url: url).host) }
            place = "proxy user"
            if let user = plan.proxyUser, let password = plan.proxyPassword {
                // What cannot be sent is told now.
                let authenticator = Authenticator.basic(user: user, password: try secrets.secret(password))
                _ = try authenticator.authenticated(WireRequest(.get, "/"))
            }
        } catch {
            throw failure("systems.\(name).\(place): \(error)")
        }
    }

    private var guardian: TargetGuard {
        TargetGuard(targets: plan.wire?.targets ?? [], allowed: options.allowedTargets, shard: options.shard)
    }

    /// This shard's part of what may be under way with one system: what all shards have is never more than the scenario says.
    private func part(of total: Int, _ key: String) throws(SetupError) -> Int {
        guard let part = options.shard.part(of: Int64(total)) else {
            throw SetupError(
                description:
                    "\(key): expected at least one for each of the \(options.shard.count) shards, found \(total); use fewer shards, or raise it"
            )
        }
        return Int(part)
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
        let caps = try guardian.caps(endpoint.host)
        var governor = governors.place(of: endpoint.host, caps: caps)
        if let tls = plan?.tls {
            endpoint.tls.authorities = tls.authorities.map { .file($0) }
            endpoint.tls.certificate = tls.certificate.map { .file($0) }
            endpoint.tls.key = tls.key.map { .file($0) }
            endpoint.tls.keyPassword = try tls.password.map { try secrets.secret($0) }
            endpoint.tls.minimum = tls.minimum == .two ? .tls12 : .tls13
        }
        guard let url = plan?.proxy else { return governor }
        let proxy = try Endpoint(url: url)
        // What is this machine for a proxy elsewhere is not this machine: it must be allowed as well.
        let between = try guardian.caps(proxy.host)
        governor = governor ?? governors.place(of: proxy.host, caps: between)
        endpoint.proxy = ProxySettings(
            proxy.scheme == .http ? .http : .https, host: proxy.host, port: proxy.port, user: plan?.proxyUser,
            password: try plan?.proxyPassword.map { try secrets.secret($0) })
        return governor
    }

    /// What prevents a run, without any secret.
    func failure(_ words: String) -> SetupError { SetupError(description: secrets.redactor.redacted(words)) }
}

extension EndpointPlan {
    /// Whether the protocol itself carries what `auth` says: in its bodies, or to log in with.
    var isProtocolsAuth: Bool {
        switch (dialect, auth) {
        case (.odooJSONRPC, _), (.odooJSON2, _), (.karrio, .basic), (.karrio, .password): true
        default: false
        }
    }
}
