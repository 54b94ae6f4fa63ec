internal import Kernel

/// Odoo 16, 17 and 18 over `/jsonrpc`, and 19 as far as it still offers it; or, from 16 to 19, within a session as its web client has.
public struct OdooJSONRPC: WireProtocol, Hashable {
    /// The name in scenarios.
    public static let name = "odoo-json-rpc"

    private let speech: OdooSpeech

    /// How to work with the database.
    public var options: OdooOptions { speech.options }

    /// A protocol for one database.
    public init(_ options: OdooOptions) { speech = OdooSpeech(options: options) }

    /// What can be done.
    public var operations: [String] { OdooSpeech.operations }

    /// Finds the version, logs in, looks up or makes the customer and the products.
    public func opening() -> (any Conversation)? { logIn(isPreparing: true) }

    /// Finds the version and logs in.
    public func logIn() -> (any Conversation)? { logIn(isPreparing: false) }

    private func logIn(isPreparing: Bool) -> any Conversation {
        if options.isWebSession {
            let codec = OdooWebCodec(options: options)
            return speech.conversation(OdooWebLogIn(wire: codec, isPreparing: isPreparing), codec, [:])
        }
        let codec = OdooRPCCodec(options: options)
        return speech.conversation(OdooLogIn(wire: codec, isPreparing: isPreparing), codec, [:])
    }

    /// One operation for one order.
    public func conversation(_ operation: String, for order: BusinessOrder, session: Facts) -> (any Conversation)? {
        OdooSpeech.task(operation, order).map { speech.conversation($0, codec(session), session) }
    }

    /// Cancels an order or an invoice, archives customers and products, deletes tags.
    public func undoing(_ record: CreatedRecord, session: Facts) -> (any Conversation)? {
        OdooSpeech.undoing(record).map { speech.conversation($0, codec(session), session) }
    }

    /// Looks for sale orders whose references begin so, and their invoices.
    public func searching(_ prefix: String, session: Facts) -> (any Conversation)? {
        speech.conversation(OdooSearch(prefix: prefix), codec(session), session)
    }

    /// Reads records, or which fields there are.
    public func reading(_ query: RecordQuery, session: Facts) -> (any Conversation)? {
        speech.conversation(OdooRead(query: query), codec(session), session)
    }

    /// What a request asks a served Odoo for: it answers with and without a web session.
    public func recognise(_ request: WireRequest, in book: inout ServedBook) -> Recognition {
        OdooServer(options: options, codec: OdooRPCCodec(options: options)).recognise(request, &book)
    }

    /// The answer of a served Odoo.
    public func answer(_ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook) -> WireResponse {
        OdooServer(options: options, codec: OdooRPCCodec(options: options)).answer(call, verdict, &book)
    }

    private func codec(_ session: Facts) -> any OdooCodec {
        options.isWebSession
            ? OdooWebCodec(options: options, session: session[OdooFact.webSession]?.text.map { Secret($0) })
            : OdooRPCCodec(options: options, user: session[OdooFact.user]?.integer)
    }
}
