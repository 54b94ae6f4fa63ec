internal import Crypto
internal import HTTPTypes
internal import Kernel

extension OdooWebCodec {
    /// Whether a path is one of the web client's.
    func isPath(_ path: Substring) -> Bool {
        path == Self.logInPath || path == Self.path || path.hasPrefix(Self.path + "/")
    }

    /// Answered by whoever has read the body.
    func recognise(_ request: WireRequest) -> OdooRequest { OdooRPCCodec(options: options).recognise(request) }

    /// What a request with this body asks for.
    func recognise(_ request: WireRequest, _ json: JSON) -> OdooRequest {
        let echo = json["id"] ?? .null
        let parameters = json["params"] ?? [:]
        guard request.path.prefix(while: { $0 != "?" }) != Self.logInPath else {
            return .openSession(
                OdooCredentials(
                    database: parameters["db"]?.text ?? "", login: parameters["login"]?.text,
                    secret: parameters["password"]?.text.map { Secret($0) }), echo: echo)
        }
        guard let model = parameters["model"]?.text, let method = parameters["method"]?.text,
            let places = parameters["args"]?.array, let names = parameters["kwargs"]?.members
        else {
            let words =
                "DataSet.call_kw() missing 4 required positional arguments: 'model', 'method', 'args', and 'kwargs'"
            return .immediate(refusal(OdooError("builtins.TypeError", words, status: 500), echo: echo))
        }
        let credentials = OdooCredentials(session: Self.session(sent: request.fields) ?? "")
        return .call(OdooEnvelope.call(model, method, places: places, names: names), credentials, echo: echo)
    }

    private static func session(sent fields: HTTPFields) -> String? {
        for value in fields[values: .cookie] {
            for part in value.split(separator: ";") {
                let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if pair.count == 2, pair[0] == cookie { return String(pair[1]) }
            }
        }
        return nil
    }

    func answer(_ value: JSON?, echo: JSON) -> WireResponse { envelope.answer(value, echo: echo) }

    func refusal(_ error: OdooError, echo: JSON) -> WireResponse { envelope.refusal(error, echo: echo) }

    /// The id of the session with that number: 40 digits up to 17, 84 characters since 18. Its book keeps it secret from nobody.
    func id(ofSession number: Int) -> String {
        let digest = Array(SHA512.hash(data: Array("session \(number)".utf8)))
        guard options.version >= .v18 else { return String(ByteText.hex(digest).prefix(40)) }
        let text = ByteText.base64(digest).replacing("+", with: "-").replacing("/", with: "_")
        return String(text.prefix(84))
    }

    /// The answer to a log-in that succeeded.
    func opened(_ id: String, user: Int64, version: JSON, echo: JSON) -> WireResponse {
        let info: JSON = [
            "uid": .integer(user), "is_system": false, "is_admin": false,
            "user_context": ["lang": "en_US", "tz": false, "uid": .integer(user)], "db": .string(options.database),
            "server_version": version["server_version"] ?? .null,
            "server_version_info": version["server_version_info"] ?? .null, "name": .string(options.login),
            "username": .string(options.login), "partner_display_name": .string(options.login), "company_id": 1,
            "partner_id": 3,
        ]
        var response = answer(info, echo: echo)
        response.fields[.setCookie] = "\(Self.cookie)=\(id); Max-Age=604800; HttpOnly; Path=/"
        return response
    }
}
