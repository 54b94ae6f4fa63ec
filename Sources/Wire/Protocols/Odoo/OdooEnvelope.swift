internal import HTTPTypes
internal import Kernel

/// What Odoo's two ways of JSON-RPC have in common, both directions: the envelope of requests and answers, and how methods take
/// their arguments. `odoo/http.py` of odoo/odoo.
struct OdooEnvelope {
    let options: OdooOptions
    /// The path, for words.
    let path: String
    /// What to do where it is not offered.
    let hint: String

    func request(_ path: String, _ parameters: JSON, number: Int, fields: HTTPFields = [:]) -> WireRequest {
        .post(
            path, json: ["jsonrpc": "2.0", "method": "call", "params": parameters, "id": .integer(number)],
            fields: fields)
    }

    /// A call's arguments by place and by name.
    static func arguments(of call: OdooCall) -> (places: [JSON], names: [JSON.Member]) {
        var places: [JSON] = call.ids.map { [.array($0.map { .integer($0) })] } ?? []
        places += call.places.map(\.value)
        var names = call.names
        if !call.context.isEmpty { names.append(JSON.Member("context", .object(call.context))) }
        return (places, names)
    }

    /// A call with these arguments.
    static func call(_ model: String, _ method: String, places: [JSON], names: [JSON.Member]) -> OdooCall {
        var places = places
        var call = OdooCall(
            model, method, names: names.filter { $0.name != "context" },
            context: names.last { $0.name == "context" }?.value.members ?? [])
        let form = OdooMethodForm.of(method)
        if form.onRecords {
            let ids = places.isEmpty ? call.argument("ids") : places.removeFirst()
            call.ids = ids.map { $0.integer.map { [$0] } ?? $0.ids } ?? []
        }
        call.places = zip(form.places, places).map { JSON.Member($0, $1) }
        return call
    }

    func reply(_ response: WireResponse, number: Int) -> OdooReply {
        if let fault = OdooPages.fault(response, wire: path, hint: hint) { return .fault(fault) }
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
        // Since 18 the web client's way says so of a model that is not there.
        case 404 where path == OdooWebCodec.path && data["name"]?.text == OdooError.notFound.name:
            return OdooFault(.model, "code 404: \(message)")
        case 404: return OdooFault(.wire, "code 404: \(message)", remedy: hint)
        case 100: return OdooFault(.session, message)
        default: break
        }
        guard let name = data["name"]?.text else { return OdooFault(.business, message) }
        return OdooFault(exception: name, message: message)
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
        // What fails before the body is looked at is not answered under the request's id.
        let (code, message, id): (Int, String, JSON) =
            switch error.name {
            case OdooError.sessionExpired.name: (100, "Odoo Session Expired", .null)
            case OdooError.notFound.name: (404, "404: Not Found", .null)
            default: (options.version.errorCode, "Odoo Server Error", echo)
            }
        let body: JSON = ["code": .integer(code), "message": .string(message), "data": .object(data)]
        return .json(200, ["jsonrpc": "2.0", "id": id, "error": body], fields: OdooMethodForm.fields)
    }
}
