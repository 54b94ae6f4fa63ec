internal import HTTPTypes
internal import Kernel

/// Odoo's `/jsonrpc`, up to version 19: `{"service": "object", "method": "execute_kw", "args": [db, uid, password, ...]}`,
/// HTTP 200 for nearly every failure. `addons/rpc/controllers/jsonrpc.py` and `odoo/http.py` of odoo/odoo.
struct OdooRPCCodec: OdooCodec {
    static let path = "/jsonrpc"

    let options: OdooOptions
    /// The user's id, once logged in.
    var user: Int64?

    var envelope: OdooEnvelope {
        OdooEnvelope(
            options: options, path: Self.path,
            hint:
                "JSON-RPC is not offered there: it needs Odoo 16 to 19, or the parameter rpc.use_deprecated_services on newer ones; "
                + "from Odoo 19 use `odoo-json-2`.")
    }

    func request(_ call: OdooCall, number: Int) -> WireRequest {
        let (arguments, names) = OdooEnvelope.arguments(of: call)
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
        return envelope.request(Self.path, parameters, number: number)
    }

    func reply(_ response: WireResponse, number: Int) -> OdooReply { envelope.reply(response, number: number) }
}
