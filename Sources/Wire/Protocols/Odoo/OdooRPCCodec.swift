internal import HTTPTypes
internal import Kernel

/// Odoo's `/jsonrpc`, up to version 19: `{"service": "object", "method": "execute_kw", "args": [db, uid, password, ...]}`,
/// HTTP 200 for nearly every failure. `addons/rpc/controllers/jsonrpc.py` and `odoo/http.py` of odoo/odoo.
struct OdooRPCCodec: OdooCodec {
    static let path = "/jsonrpc"

    let options: OdooOptions
    /// The user's id, once logged in.
    var user: Int64?

    func request(_ call: OdooCall, number: Int) -> WireRequest {
        var arguments: [JSON] = call.ids.map { [.array($0.map { .integer($0) })] } ?? []
        arguments += call.places.map(\.value)
        var names = call.names
        if !call.context.isEmpty { names.append(JSON.Member("context", .object(call.context))) }
        var all: [JSON] = [
            .string(options.database), user.map { .integer($0) } ?? false, .string(options.secret.revealed),
            .string(call.model), .string(call.method), .array(arguments),
        ]
        if !names.isEmpty { all.append(.object(names)) }
        return service("object", "execute_kw", all, number: number)
    }

    /// `common.version`, which needs no log-in.
    func version(number: Int) -> WireRequest { service("common", "version", [], number: number) }

    /// `common.authenticate`: the user's id, or false.
    func logIn(number: Int) -> WireRequest {
        let arguments: [JSON] = [
            .string(options.database), .string(options.login), .string(options.secret.revealed), [:],
        ]
        return service("common", "authenticate", arguments, number: number)
    }

    private func service(_ service: String, _ method: String, _ arguments: [JSON], number: Int) -> WireRequest {
        let parameters: JSON = ["service": .string(service), "method": .string(method), "args": .array(arguments)]
        return .post(
            Self.path,
            json: ["jsonrpc": "2.0", "method": "call", "params": parameters, "id": .integer(number)])
    }

    func reply(_ response: WireResponse, number: Int) -> OdooReply {
        let hint =
            "JSON-RPC is not offered there: it needs Odoo 16 to 19, or the parameter rpc.use_deprecated_services on newer ones; "
            + "from Odoo 19 use `odoo-json-2`."
        if let fault = OdooPages.fault(response, wire: Self.path, hint: hint) { return .fault(fault) }
        let json: JSON
        do throws(JSON.ReadingError) {
            json = try JSON(reading: response.body)
        } catch {
            return .fault(OdooPages.garbage(response, error.description, hint: hint))
        }
        guard json.members != nil else { return .fault(OdooPages.garbage(response, "not an object", hint: hint)) }
        if let error = json["error"] { return .fault(fault(error, hint: hint)) }
        guard json["jsonrpc"] != nil || json["result"] != nil else {
            return .fault(OdooPages.garbage(response, "neither a result nor an error", hint: hint))
        }
        if let id = json["id"], id != .integer(number) {
            return .fault(
                OdooFault(.garbage, "the answer is to request \(id.written.inOneLine), not to \(number)"))
        }
        // A method that returns nothing: builds differ in whether they write null or leave the member out.
        return .value(json["result"] ?? .null)
    }

    private func fault(_ error: JSON, hint: String) -> OdooFault {
        let data = error["data"] ?? .null
        let said = data["message"]?.text ?? error["message"]?.text ?? error.text ?? error.written
        let message = options.withoutSecret(said)
        switch error["code"]?.integer {
        case 404: return OdooFault(.wire, "code 404: \(message)", remedy: hint)
        case 100: return OdooFault(.session, message)
        default: break
        }
        guard let name = data["name"]?.text else { return OdooFault(.business, message) }
        return OdooFault(exception: name, message: message)
    }
}
