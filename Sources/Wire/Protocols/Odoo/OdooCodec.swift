/// One of Odoo's wires, both directions: the calls mean the same, only their form differs.
protocol OdooCodec: Sendable {
    /// A call as a request.
    /// - Parameter number: the number of the exchange in its conversation.
    func request(_ call: OdooCall, number: Int) -> WireRequest
    /// What an answer says.
    func reply(_ response: WireResponse, number: Int) -> OdooReply

    /// Served side: what a request asks for.
    func recognise(_ request: WireRequest) -> OdooRequest
    /// Served side: a good answer.
    /// - Parameter echo: what the request wants back as it was.
    func answer(_ value: JSON?, echo: JSON) -> WireResponse
    /// Served side: a refusal.
    func refusal(_ error: OdooError, echo: JSON) -> WireResponse
}

/// What an answer of Odoo says.
enum OdooReply: Sendable, Hashable {
    /// The method returned this; null where it returned nothing, whether the build writes `null` or leaves the result out.
    case value(JSON)
    /// It failed.
    case fault(OdooFault)
}

/// What a request to a served Odoo asks for.
enum OdooRequest: Sendable, Hashable {
    /// A method call by someone who has shown these credentials.
    case call(OdooCall, OdooCredentials, echo: JSON)
    /// `common.version`.
    case version(echo: JSON)
    /// `common.authenticate`.
    case logIn(OdooCredentials, echo: JSON)
    /// `/web/session/authenticate`.
    case openSession(OdooCredentials, echo: JSON)
    /// Something that is answered at once.
    case immediate(WireResponse)
}

/// Who calls.
struct OdooCredentials: Sendable, Hashable {
    var database: String?
    var login: String?
    var secret: Secret?
    /// Id of a web session, in place of a secret; empty where a call of the web client's brings none.
    var session: String?
}

/// An exception of Odoo as its answers show it.
struct OdooError: Sendable, Hashable {
    /// "odoo.exceptions.UserError"
    var name: String
    var message: String
    /// The HTTP status of JSON-2; JSON-RPC answers 200.
    var status: Int

    init(_ name: String, _ message: String, status: Int) {
        self.name = name
        self.message = message
        self.status = status
    }

    static func user(_ message: String) -> OdooError { OdooError("odoo.exceptions.UserError", message, status: 422) }
    static func value(_ message: String) -> OdooError { OdooError("builtins.ValueError", message, status: 500) }
    static let denied = OdooError("odoo.exceptions.AccessDenied", "Access Denied", status: 403)
    static let sessionExpired = OdooError("odoo.http.SessionExpiredException", "Session expired", status: 401)
    static let notFound = OdooError(
        "werkzeug.exceptions.NotFound",
        "404 Not Found: The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.",
        status: 404)
    static let serialization = OdooError(
        "psycopg2.errors.SerializationFailure", "could not serialize access due to concurrent update\n", status: 500)
}
