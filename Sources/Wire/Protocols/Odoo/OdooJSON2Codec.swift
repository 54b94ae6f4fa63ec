internal import HTTPTypes
internal import Kernel

/// Odoo's JSON-2, since version 19: `POST /json/2/<model>/<method>`, arguments by name, plain results, true statuses.
/// `content/developer/reference/external_api.rst` of odoo/documentation.
struct OdooJSON2Codec: OdooCodec {
    let options: OdooOptions

    static let database: HTTPField.Name? = HTTPField.Name("X-Odoo-Database")

    func request(_ call: OdooCall, number: Int) -> WireRequest {
        var members: [JSON.Member] = []
        if let ids = call.ids { members.append(JSON.Member("ids", .array(ids.map { .integer($0) }))) }
        members += call.places + call.names
        if !call.context.isEmpty { members.append(JSON.Member("context", .object(call.context))) }
        var fields = HTTPFields()
        fields[.authorization] = "bearer \(options.secret.revealed)"
        if let name = Self.database, !options.database.isEmpty { fields[name] = options.database }
        return .post("/json/2/\(call.model)/\(call.method)", json: .object(members), fields: fields)
    }

    func reply(_ response: WireResponse, number: Int) -> OdooReply {
        let hint =
            "JSON-2 is not offered there: it needs Odoo 19 or newer, a database that is known by that name, and the URL of Odoo "
            + "itself; for Odoo 16 to 18 use `odoo-json-rpc`."
        let json: JSON
        do throws(JSON.ReadingError) {
            json = try JSON(reading: response.body)
        } catch {
            return .fault(
                OdooPages.fault(response, wire: "/json/2", hint: hint)
                    ?? OdooPages.garbage(response, error.description, hint: hint))
        }
        guard !(200..<300).contains(response.status) else { return .value(json) }
        guard response.status != 429, let name = json["name"]?.text, let said = json["message"]?.text else {
            return .fault(
                OdooPages.fault(response, wire: "/json/2", hint: hint)
                    ?? OdooPages.garbage(response, "not an answer", hint: hint))
        }
        let message = options.withoutSecret(said)
        if response.status >= 500, !name.hasPrefix("odoo.exceptions."), !OdooFault.isPermanent(name, message) {
            return .fault(OdooFault(.server, name: name, message))
        }
        return .fault(OdooFault(exception: name, message: message))
    }
}
