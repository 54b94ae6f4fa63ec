internal import HTTPTypes
internal import Kernel

/// `plain`: Rehearse's own contract, for systems whose wire format does not matter.
///
/// POST /OPERATION with the order as JSON; spaces of the operation's name are hyphens.
/// 200 `{"reference": "...", "result": "done"}`; 422 the business said no; 429 with `Retry-After` where the limit tells;
/// 500; 503 turned away. Errors have `{"error": "..."}`.
public struct PlainProtocol: WireProtocol {
    /// The name in scenarios.
    public static let name = "plain"
    /// The operations, by name.
    public let operations: [String]
    private let paths: [String: String]
    private let names: [Substring: String]

    /// A protocol with these operations.
    public init(operations: [String]) {
        self.operations = operations
        var paths: [String: String] = [:]
        var names: [Substring: String] = [:]
        for operation in operations {
            let path = PlainProtocol.path(operation)
            paths[operation] = path
            names[path[...]] = operation
        }
        self.paths = paths
        self.names = names
    }

    /// `/create-order`
    static func path(_ operation: String) -> String {
        "/"
            + String(
                operation.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }

    /// Nothing has to be exchanged before.
    public func opening() -> (any Conversation)? { nil }

    /// One POST.
    public func conversation(
        _ operation: String, for order: BusinessOrder, session: Facts
    ) -> (any Conversation)? {
        paths[operation].map { PlainConversation(request: .post($0, json: PlainProtocol.body(order))) }
    }

    /// Nothing is created that could be taken back.
    public func undoing(_ record: CreatedRecord, session: Facts) -> (any Conversation)? { nil }

    /// An order as JSON.
    static func body(_ order: BusinessOrder) -> JSON {
        [
            "reference": .string(order.reference), "channel": .string(order.channel),
            "destination": .string(order.destination), "service": .string(order.service),
            "warehouse": .string(order.warehouse), "grams": .integer(order.grams),
            "lines": .array(
                order.lines.map { ["sku": .string($0.sku), "quantity": .integer($0.quantity)] }),
        ]
    }

    /// By the path; what cannot be understood is answered at once.
    public func recognise(_ request: WireRequest, in book: inout ServedBook) -> Recognition {
        let path = request.path.prefix { $0 != "?" }
        guard let operation = names[path] else {
            return .immediate(.json(404, ["error": "no such operation"]))
        }
        guard request.method == .post else {
            return .immediate(.json(405, ["error": "expected POST"], fields: [.allow: "POST"]))
        }
        guard let body = try? JSON(reading: request.body), let reference = body["reference"]?.text else {
            return .immediate(.json(400, ["error": "expected a JSON object with a reference"]))
        }
        let lines = body["lines"]?.array ?? []
        return .operation(
            ServedCall(
                operation, reference: reference, lines: lines.isEmpty ? nil : lines.count,
                units: lines.isEmpty
                    ? nil
                    : lines.reduce(0) { $0 + Int(clamping: max(0, min($1["quantity"]?.integer ?? 1, 1_000_000))) },
                grams: body["grams"]?.integer.map { Int(clamping: max(0, min($0, 100_000_000))) }))
    }

    /// By the outcome.
    public func answer(_ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook) -> WireResponse {
        switch verdict.outcome {
        case .ok:
            if let reference = call.reference { book.learn(reference, [call.operation: true]) }
            return .json(200, ["reference": .string(call.reference ?? ""), "result": "done"])
        case .businessError: return .json(422, ["error": "refused"])
        case .rateLimited:
            var fields = HTTPFields()
            if let seconds = verdict.retryAfter { fields[.retryAfter] = String(max(0, Int(seconds.rounded(.up)))) }
            return .json(429, ["error": "too many requests"], fields: fields)
        case .shed: return .json(503, ["error": "overloaded"])
        case .timeout: return .json(504, ["error": "timed out"])
        case .connection, .serverError, .breakerOpen: return .json(500, ["error": "failed"])
        }
    }
}

/// One request, one answer.
private struct PlainConversation: Conversation {
    let request: WireRequest

    mutating func resume(as fresh: any Conversation) -> Turn { .send(request) }

    mutating func next(_ response: WireResponse?) -> Turn {
        guard let response else { return .send(request) }
        let outcome: Outcome =
            switch response.status {
            case 200..<300: .ok
            case 429: .rateLimited
            case 503: .shed
            case 500...: .serverError
            default: .businessError
            }
        guard outcome != .ok else { return .end(ConversationResult(.ok)) }
        let said = (try? JSON(reading: response.body))?["error"]?.text ?? "no reason"
        return .end(ConversationResult(outcome, detail: "status \(response.status): \(said)"))
    }
}
