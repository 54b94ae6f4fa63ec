internal import HTTPTypes

/// What the admin endpoint is asked for.
enum AdminRequest: Equatable {
    /// GET /ready
    case ready
    /// GET /state?key=&system=&limit=
    case state(key: String?, system: String?, limit: Int)
    /// GET /counters
    case counters
    /// GET /ledger?order=&correlation=&system=&limit=
    case ledger(order: String?, correlation: String?, system: String?, limit: Int)
    /// GET /incidents
    case incidents
    /// POST /incidents/NAME/on|off|auto; nil: by the scenario's own times.
    case incident(name: String, isOn: Bool?)
    /// GET /webhooks
    case webhooks
    /// POST /webhooks/SYSTEM/on: subscriptions of this system that have ended go on.
    case enableWebhooks(system: String)
    /// POST /reset?seed=
    case reset(seed: UInt64?)

    /// Why a request is none of these.
    enum Refusal: Error, Equatable {
        /// There is no such path.
        case unknown
        /// The path takes another method.
        case method(String)
        /// A browser's page sent it: pages of strangers must not be able to.
        case page
        /// A parameter is not what it must be.
        case parameter(String)
    }

    /// What there is.
    static let offered = [
        "GET /ready", "GET /state?key=&system=&limit=", "GET /counters",
        "GET /ledger?order=&correlation=&system=&limit=", "GET /incidents", "POST /incidents/NAME/on",
        "POST /incidents/NAME/off", "POST /incidents/NAME/auto", "GET /webhooks", "POST /webhooks/SYSTEM/on",
        "POST /reset?seed=",
    ]

    /// The parameters of paths.
    private static let parameters = [
        "ready": [], "counters": [], "incidents": [], "webhooks": [],
        "state": ["key", "system", "limit"], "ledger": ["order", "correlation", "system", "limit"], "reset": ["seed"],
    ]

    /// Entries listed at most, and if nothing else is asked for.
    private static let limits = (most: 10_000, usual: 100)

    /// Reads a request.
    static func reading(_ request: WireRequest) -> Result<AdminRequest, Refusal> {
        do throws(Refusal) {
            return .success(try read(request))
        } catch {
            return .failure(error)
        }
    }

    private static func read(_ request: WireRequest) throws(Refusal) -> AdminRequest {
        if let origin = HTTPField.Name("Origin"), request.fields[origin] != nil { throw .page }
        let cut = request.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = (cut.first ?? "").split(separator: "/").map { TemplateRenderer.percentDecoded($0) }
        var query: [String: String] = [:]
        for pair in (cut.count > 1 ? cut[1] : "").split(separator: "&").prefix(100) {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = sides.count > 1 ? TemplateRenderer.percentDecoded(sides[1], plusAsSpace: true) : ""
            if !value.isEmpty { query[TemplateRenderer.percentDecoded(sides[0], plusAsSpace: true)] = value }
        }
        func get(_ request: AdminRequest) throws(Refusal) -> AdminRequest {
            guard isGet else { throw .method("GET") }
            return request
        }
        let isGet = request.method == .get || request.method == .head
        if parts.count == 1, let known = parameters[parts[0]],
            let other = query.keys.filter({ !known.contains($0) }).min()
        {
            let expected = known.isEmpty ? "none here" : known.joined(separator: ", ")
            throw .parameter("\(other.prefix(40)): no such parameter; expected \(expected)")
        }
        var limit = limits.usual
        if let text = query["limit"] {
            guard let number = Int(text), (1...limits.most).contains(number) else {
                throw .parameter("limit: expected 1 to \(limits.most), found \"\(text.prefix(40))\"")
            }
            limit = number
        }
        switch (parts.first, parts.count) {
        case ("ready", 1): return try get(.ready)
        case ("counters", 1): return try get(.counters)
        case ("incidents", 1): return try get(.incidents)
        case ("state", 1): return try get(.state(key: query["key"], system: query["system"], limit: limit))
        case ("ledger", 1):
            return try get(
                .ledger(
                    order: query["order"], correlation: query["correlation"], system: query["system"], limit: limit))
        case ("incidents", 3):
            let states: [String: Bool?] = ["on": true, "off": false, "auto": Bool?.none]
            guard let state = states[parts[2]] else { throw .unknown }
            guard request.method == .post else { throw .method("POST") }
            return .incident(name: parts[1], isOn: state)
        case ("webhooks", 1): return try get(.webhooks)
        case ("webhooks", 3):
            guard parts[2] == "on" else { throw .unknown }
            guard request.method == .post else { throw .method("POST") }
            return .enableWebhooks(system: parts[1])
        case ("reset", 1):
            guard request.method == .post else { throw .method("POST") }
            guard let text = query["seed"] else { return .reset(seed: nil) }
            guard let seed = UInt64(text) else {
                throw .parameter("seed: expected a whole number from 0, found \"\(text.prefix(40))\"")
            }
            return .reset(seed: seed)
        default: throw .unknown
        }
    }
}

extension AdminRequest.Refusal {
    /// The answer.
    var response: WireResponse {
        let offered = JSON.array(AdminRequest.offered.map { .string($0) })
        switch self {
        case .unknown: return .json(404, ["error": "no such path; there are those below", "offered": offered])
        case .method(let method):
            return .json(
                405, ["error": .string("expected \(method) here"), "offered": offered], fields: [.allow: method])
        case .page: return .json(403, ["error": "not for pages in browsers: the request has an Origin"])
        case .parameter(let text): return .json(400, ["error": .string(text)])
        }
    }
}
