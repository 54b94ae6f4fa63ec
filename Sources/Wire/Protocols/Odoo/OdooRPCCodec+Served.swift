internal import HTTPTypes
internal import Kernel

extension OdooRPCCodec {
    func recognise(_ request: WireRequest) -> OdooRequest {
        let path = request.path.prefix { $0 != "?" }
        let web = OdooWebCodec(options: options)
        let isCall = path == Self.path
        guard isCall || path == "/web/webclient/version_info" || web.isPath(path) else {
            return .immediate(OdooPages.withoutJSON2(options.version, request.path))
        }
        guard request.method == .post else { return .immediate(OdooPages.plain(405, "Method Not Allowed")) }
        guard let json = try? JSON(reading: request.body) else {
            return .immediate(OdooPages.plain(400, "Invalid JSON data"))
        }
        guard json.members != nil else { return .immediate(OdooPages.plain(400, "Invalid JSON-RPC data")) }
        let echo = json["id"] ?? .null
        guard isCall else {
            // A real server answers both ways whatever its clients use.
            return web.isPath(path) ? web.recognise(request, json) : .version(echo: echo)
        }
        guard let parameters = json["params"], let service = parameters["service"]?.text,
            let method = parameters["method"]?.text, let arguments = parameters["args"]?.array
        else {
            let words = "RPC.jsonrpc() missing 3 required positional arguments: 'service', 'method', and 'args'"
            return .immediate(refusal(OdooError("builtins.TypeError", words, status: 500), echo: echo))
        }
        switch (service, method) {
        case ("common", "version"): return .version(echo: echo)
        case ("common", "authenticate"), ("common", "login"):
            return .logIn(
                OdooCredentials(
                    database: arguments.first?.text, login: JSON.array(arguments)[1]?.text,
                    secret: JSON.array(arguments)[2]?.text.map { Secret($0) }), echo: echo)
        case ("object", "execute_kw"), ("object", "execute"):
            return call(arguments, keywords: method == "execute_kw", echo: echo)
        default:
            let known = service == "common" || service == "object" || service == "db"
            let error = OdooError(
                known ? "builtins.NameError" : "builtins.KeyError", known ? "Method not available \(method)" : service,
                status: 500)
            return .immediate(refusal(error, echo: echo))
        }
    }

    private func call(_ arguments: [JSON], keywords: Bool, echo: JSON) -> OdooRequest {
        guard arguments.count >= 5, let model = arguments[3].text, let method = arguments[4].text else {
            let words = "dispatch() missing required positional arguments"
            return .immediate(refusal(OdooError("builtins.TypeError", words, status: 500), echo: echo))
        }
        let credentials = OdooCredentials(
            database: arguments[0].text, login: arguments[1].integer.map { String($0) },
            secret: arguments[2].text.map { Secret($0) })
        let places = keywords ? JSON.array(arguments)[5]?.array ?? [] : Array(arguments.dropFirst(5))
        let names = keywords ? JSON.array(arguments)[6]?.members ?? [] : []
        let call = OdooEnvelope.call(model, method, places: places, names: names)
        return .call(call, credentials, echo: echo)
    }

    func answer(_ value: JSON?, echo: JSON) -> WireResponse { envelope.answer(value, echo: echo) }

    func refusal(_ error: OdooError, echo: JSON) -> WireResponse { envelope.refusal(error, echo: echo) }
}
