internal import HTTPTypes
internal import Kernel

/// The way of Odoo's own web client, versions 16 to 19: a session opened with user and password, known by a cookie, and
/// `/web/dataset/call_kw` for each call. `addons/web/controllers/session.py` and `dataset.py` of odoo/odoo.
///
/// A session ends after a week without calls, when the password changes, and where the server loses it; since 18 its id is replaced
/// every three hours. Odoo then answers code 100, and the session is opened anew.
struct OdooWebCodec: OdooCodec {
    static let path = "/web/dataset/call_kw"
    static let logInPath = "/web/session/authenticate"
    static let cookie = "session_id"

    let options: OdooOptions
    /// Id of the session, once it is open.
    var session: Secret?

    var envelope: OdooEnvelope {
        OdooEnvelope(
            options: options, path: Self.path,
            hint: "Odoo's web client is not served there: check that the URL is Odoo's own, without a path.")
    }

    func request(_ call: OdooCall, number: Int) -> WireRequest {
        let (arguments, names) = OdooEnvelope.arguments(of: call)
        let parameters: JSON = [
            "model": .string(call.model), "method": .string(call.method), "args": .array(arguments),
            "kwargs": .object(names),
        ]
        var fields = HTTPFields()
        if let session { fields[.cookie] = "\(Self.cookie)=\(session.revealed)" }
        return envelope.request("\(Self.path)/\(call.model)/\(call.method)", parameters, number: number, fields: fields)
    }

    /// Opens a session.
    func logIn(number: Int) -> WireRequest {
        let parameters: JSON = [
            "db": .string(options.database), "login": .string(options.login),
            "password": .string(options.secret.revealed),
        ]
        return envelope.request(Self.logInPath, parameters, number: number)
    }

    func reply(_ response: WireResponse, number: Int) -> OdooReply {
        let reply = envelope.reply(response, number: number)
        guard case .value(let json) = reply, let members = json.members, json["uid"] != nil,
            let id = Self.session(in: response.fields)
        else { return reply }
        // The cookie among the rest of what a log-in tells, where versions up to 15 had it.
        return .value(.object(members.filter { $0.name != Self.cookie } + [JSON.Member(Self.cookie, .string(id))]))
    }

    private static func session(in fields: HTTPFields) -> String? {
        for value in fields[values: .setCookie] {
            let pair = value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2, pair[0] == cookie { return String(pair[1]) }
        }
        return nil
    }
}
