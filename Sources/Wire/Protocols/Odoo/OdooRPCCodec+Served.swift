internal import HTTPTypes
internal import Kernel

extension OdooRPCCodec {
    func recognise(_ request: WireRequest) -> OdooRequest {
        let path = request.path.prefix { $0 != "?" }
        guard path == Self.path || path == "/web/webclient/version_info" else {
            return .immediate(OdooPages.withoutJSON2(options.version, request.path))
        }
        guard request.method == .post else { return .immediate(OdooPages.plain(405, "Method Not Allowed")) }
        guard let json = try? JSON(reading: request.body) else {
            return .immediate(OdooPages.plain(400, "Invalid JSON data"))
        }
        guard json.members != nil else { return .immediate(OdooPages.plain(400, "Invalid JSON-RPC data")) }
        let echo = json["id"] ?? .null
        if path != Self.path { return .version(echo: echo) }
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
        var places = keywords ? JSON.array(arguments)[5]?.array ?? [] : Array(arguments.dropFirst(5))
        var names = keywords ? JSON.array(arguments)[6]?.members ?? [] : []
        let context = names.last { $0.name == "context" }?.value.members ?? []
        names.removeAll { $0.name == "context" }
        var call = OdooCall(model, method, names: names, context: context)
        let form = OdooMethodForm.of(method)
        if form.onRecords {
            let ids = places.isEmpty ? call.argument("ids") : places.removeFirst()
            call.ids = ids.map { $0.integer.map { [$0] } ?? $0.ids } ?? []
        }
        call.places = zip(form.places, places).map { JSON.Member($0, $1) }
        return .call(call, credentials, echo: echo)
    }

    func answer(_ value: JSON?, echo: JSON) -> WireResponse {
        var members = [JSON.Member("jsonrpc", "2.0"), JSON.Member("id", echo)]
        // Builds up to 16 write null for a method that returns nothing, later ones leave the member out.
        if let value {
            members.append(JSON.Member("result", value))
        } else if options.version < .v17 {
            members.append(JSON.Member("result", .null))
        }
        return .json(200, .object(members), fields: OdooMethodForm.fields)
    }

    func refusal(_ error: OdooError, echo: JSON) -> WireResponse {
        var data = [
            JSON.Member("name", .string(error.name)), JSON.Member("message", .string(error.message)),
            JSON.Member("arguments", [.string(error.message)]), JSON.Member("context", [:]),
        ]
        data.insert(JSON.Member("debug", OdooMethodForm.debug(error)), at: options.version < .v19 ? 1 : 4)
        let body: JSON = [
            "code": .integer(options.version.errorCode), "message": "Odoo Server Error", "data": .object(data),
        ]
        return .json(200, ["jsonrpc": "2.0", "id": echo, "error": body], fields: OdooMethodForm.fields)
    }
}
