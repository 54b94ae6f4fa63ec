internal import Kernel

/// The served side of Odoo's protocols: what a request means for the model, and answers as Odoo's.
struct OdooServer {
    let options: OdooOptions
    let codec: any OdooCodec

    private var shelf: OdooShelf { OdooShelf(options: options) }

    func recognise(_ request: WireRequest, _ book: inout ServedBook) -> Recognition {
        switch codec.recognise(request) {
        case .immediate(let response): return .immediate(response)
        case .version(let echo): return .immediate(codec.answer(version, echo: echo))
        case .logIn(let credentials, let echo):
            if let error = databaseError(credentials) { return .immediate(codec.refusal(error, echo: echo)) }
            return .immediate(codec.answer(isKnown(credentials) ? 2 : false, echo: echo))
        case .openSession(let credentials, let echo): return .immediate(openSession(credentials, echo, &book))
        case .call(let call, let credentials, let echo):
            if let session = credentials.session {
                guard book.hasSession(session) else { return .immediate(codec.refusal(.sessionExpired, echo: echo)) }
                return recognise(call, echo, isWeb: true, &book)
            }
            if let error = databaseError(credentials) {
                return .immediate(
                    codec is OdooJSON2Codec ? OdooPages.noDatabase : codec.refusal(error, echo: echo))
            }
            if let error = accessError(credentials) { return .immediate(codec.refusal(error, echo: echo)) }
            return recognise(call, echo, isWeb: false, &book)
        }
    }

    private func openSession(_ credentials: OdooCredentials, _ echo: JSON, _ book: inout ServedBook) -> WireResponse {
        guard options.database.isEmpty || credentials.database == options.database else {
            let error = OdooError("odoo.exceptions.AccessError", "Database not found.", status: 403)
            return codec.refusal(error, echo: echo)
        }
        guard isKnown(credentials) else { return codec.refusal(.denied, echo: echo) }
        let web = OdooWebCodec(options: options)
        let id = web.id(ofSession: book.sessionsOpened + 1)
        book.openSession(id)
        return web.opened(id, user: 2, version: version, echo: echo)
    }

    private func isKnown(_ credentials: OdooCredentials) -> Bool {
        isSecret(credentials) && (options.login.isEmpty || credentials.login == options.login)
    }

    private func recognise(
        _ call: OdooCall, _ echo: JSON, isWeb: Bool, _ book: inout ServedBook
    ) -> Recognition {
        if let error = unknown(call, isWeb: isWeb) { return .immediate(codec.refusal(error, echo: echo)) }
        let found: ServedCall? = working(&book) { $0.operation(call) }
        guard let operation = found, options.modelled.contains(operation.operation) else {
            return .immediate(respond(working(&book) { $0.perform(call) }, echo))
        }
        var served = operation
        served.details = [
            "model": .string(call.model), "method": .string(call.method), "places": .object(call.places),
            "names": .object(call.names), "context": .object(call.context), "echo": echo,
        ]
        if let ids = call.ids { served.details["ids"] = .array(ids.map { .integer($0) }) }
        return .operation(served)
    }

    func answer(_ call: ServedCall, _ verdict: ServedVerdict, _ book: inout ServedBook) -> WireResponse {
        let echo = call.details["echo"] ?? .null
        switch verdict.outcome {
        case .ok: break
        case .businessError: return codec.refusal(.user("This operation is refused by the rehearsal."), echo: echo)
        case .rateLimited: return OdooPages.nginx(429, "Too Many Requests")
        case .shed, .breakerOpen: return OdooPages.nginx(503, "Service Temporarily Unavailable")
        case .timeout: return OdooPages.nginx(504, "Gateway Time-out")
        case .connection: return OdooPages.nginx(502, "Bad Gateway")
        case .serverError:
            // Both of what overloaded Odoo does: a conflict that five tries did not resolve, and a full pool of connections.
            let isConflict = (call.reference ?? "").utf8.reduce(0) { $0 &+ Int($1) } % 2 == 0
            return isConflict ? codec.refusal(.serialization, echo: echo) : OdooPages.internalError
        }
        guard let model = call.details["model"]?.text, let method = call.details["method"]?.text else {
            return OdooPages.internalError
        }
        let asked = OdooCall(
            model, method, ids: call.details["ids"]?.ids, places: call.details["places"]?.members ?? [],
            names: call.details["names"]?.members ?? [], context: call.details["context"]?.members ?? [])
        return respond(working(&book, now: verdict.now) { $0.perform(asked) }, echo)
    }

    /// Work on the book in place: a copy of it, were it only for a moment, would copy a million records at the next change.
    private func working<R>(_ book: inout ServedBook, now: Double? = nil, _ body: (inout OdooWork) -> R) -> R {
        var work = OdooWork(shelf: shelf, now: now, book: ServedBook())
        swap(&work.book, &book)
        defer { swap(&work.book, &book) }
        return body(&work)
    }

    private func respond(_ result: OdooWork.Result, _ echo: JSON) -> WireResponse {
        switch result {
        case .value(let value): codec.answer(value, echo: echo)
        case .nothing: codec.answer(nil, echo: echo)
        case .refused(let error): codec.refusal(error, echo: echo)
        }
    }

    private var version: JSON {
        let series = options.version.series
        return [
            "server_version": .string(series),
            "server_version_info": [.integer(options.version.rawValue), 0, 0, "final", 0, ""],
            "server_serie": .string(series), "protocol_version": 1,
        ]
    }

    private func isSecret(_ credentials: OdooCredentials) -> Bool {
        options.secret.revealed.isEmpty || credentials.secret == options.secret
            || credentials.secret.map(options.others.contains) ?? false
    }

    private func databaseError(_ credentials: OdooCredentials) -> OdooError? {
        guard let name = credentials.database, !options.database.isEmpty, name != options.database else { return nil }
        return OdooError(
            "psycopg2.OperationalError", "connection to server failed: FATAL:  database \"\(name)\" does not exist\n",
            status: 500)
    }

    private func accessError(_ credentials: OdooCredentials) -> OdooError? {
        guard !isSecret(credentials) else { return nil }
        guard codec is OdooJSON2Codec else { return .denied }
        let words =
            credentials.secret == nil
            ? "User not authenticated, use an API Key with a Bearer Authorization header." : "Invalid apikey"
        return OdooError("werkzeug.exceptions.Unauthorized", words, status: 401)
    }

    private func unknown(_ call: OdooCall, isWeb: Bool) -> OdooError? {
        let isKnown =
            OdooShelf.models.contains(call.model)
            || (call.model == OdooWizard.immediateTransfer.rawValue && options.version < .v17)
        if !isKnown {
            if isWeb {
                return options.version < .v18
                    ? OdooError("builtins.KeyError", call.model, status: 500) : .notFound
            }
            return codec is OdooJSON2Codec
                ? OdooError("werkzeug.exceptions.NotFound", "the model '\(call.model)' does not exist", status: 404)
                : .user("Object \(call.model) doesn't exist")
        }
        if call.method.hasPrefix("_") {
            return OdooError(
                "odoo.exceptions.AccessError",
                "Private methods (such as '\(call.label)') cannot be called remotely.", status: 403)
        }
        guard !OdooWork.methods.contains(call.method) else { return nil }
        let words =
            options.version < .v18
            ? "The method '\(call.method)' does not exist on the model '\(call.model)'"
            : "The method '\(call.label)' does not exist"
        return codec is OdooJSON2Codec
            ? OdooError("werkzeug.exceptions.NotFound", words, status: 404)
            : OdooError("builtins.AttributeError", words, status: 500)
    }
}
