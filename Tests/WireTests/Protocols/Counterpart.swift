import HTTPTypes
import Kernel

@testable import Wire

/// A served protocol in process: requests of conversations go to it, and the model always says what the test wants.
struct Counterpart {
    let partner: any WireProtocol
    var book = ServedBook()
    /// What the model says.
    var verdict: @Sendable (ServedCall) -> ServedVerdict = { _ in ServedVerdict(.ok, now: 1_795_788_000) }
    /// Operations that the model was asked for.
    var operations: [ServedCall] = []
    /// Requests in all.
    var requests: [WireRequest] = []

    init(_ partner: any WireProtocol) { self.partner = partner }

    mutating func answer(_ request: WireRequest) -> WireResponse {
        requests.append(request)
        switch partner.recognise(request, in: &book) {
        case .immediate(let response): return response
        case .operation(let call):
            operations.append(call)
            return partner.answer(call, verdict(call), in: &book)
        }
    }

    /// A conversation from its beginning to its end.
    mutating func hold(_ conversation: (any Conversation)?) -> ConversationResult {
        guard var conversation else { return ConversationResult(.breakerOpen, detail: "no conversation") }
        var response: WireResponse?
        for _ in 0..<1_000 {
            switch conversation.next(response) {
            case .end(let result): return result
            case .send(let request, _): response = answer(request)
            }
        }
        return ConversationResult(.breakerOpen, detail: "no end")
    }
}

/// A client with its session and one order, talking to a counterpart.
struct Journey {
    var client: any WireProtocol
    var partner: Counterpart
    var session: Facts = [:]
    var order: BusinessOrder
    var created: [CreatedRecord] = []

    init(_ client: any WireProtocol, _ served: any WireProtocol, order: BusinessOrder = .sample) {
        self.client = client
        partner = Counterpart(served)
        self.order = order
    }

    mutating func open() -> ConversationResult {
        let result = partner.hold(client.opening())
        session.merge(result.session) { $1 }
        created += result.created
        return result
    }

    mutating func `do`(_ operation: String) -> ConversationResult {
        let result = partner.hold(client.conversation(operation, for: order, session: session))
        order.facts.merge(result.learnt) { $1 }
        created += result.created
        return result
    }

    mutating func undo() -> [ConversationResult] {
        created.reversed().map { partner.hold(client.undoing($0, session: session)) }
    }
}

extension BusinessOrder {
    /// Two lines, 3 and 1 units, 47.20 in all.
    static let sample = BusinessOrder(
        number: 41, reference: "REHEARSE-20261127-100045", destination: "domestic", grams: 1_250,
        ordered: 1_795_737_600,
        lines: [
            Line(sku: "P00031", quantity: 3, unitPrice: 1_240), Line(sku: "P00007", quantity: 1, unitPrice: 1_000),
        ])
}
