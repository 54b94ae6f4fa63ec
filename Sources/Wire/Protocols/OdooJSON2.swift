internal import Kernel

/// Odoo 19 and newer over `/json/2`.
public struct OdooJSON2: WireProtocol, Hashable {
    /// The name in scenarios.
    public static let name = "odoo-json-2"

    private let speech: OdooSpeech

    /// How to work with the database.
    public var options: OdooOptions { speech.options }

    /// A protocol for one database; versions below 19 do not speak it, so 19 is taken for granted.
    public init(_ options: OdooOptions) {
        var options = options
        options.version = max(options.version, .v19)
        speech = OdooSpeech(options: options)
    }

    /// What can be done.
    public var operations: [String] { OdooSpeech.operations }

    /// Shows the key, looks up or makes the customer and the products.
    public func opening() -> (any Conversation)? { speech.conversation(OdooPreparation(), codec, [:]) }

    /// Nothing: each request shows the key.
    public func logIn() -> (any Conversation)? { nil }

    /// One operation for one order.
    public func conversation(_ operation: String, for order: BusinessOrder, session: Facts) -> (any Conversation)? {
        OdooSpeech.task(operation, order).map { speech.conversation($0, codec, session) }
    }

    /// Cancels an order or an invoice, archives customers and products, deletes tags.
    public func undoing(_ record: CreatedRecord, session: Facts) -> (any Conversation)? {
        OdooSpeech.undoing(record).map { speech.conversation($0, codec, session) }
    }

    /// Looks for sale orders whose references begin so, and their invoices.
    public func searching(_ prefix: String, session: Facts) -> (any Conversation)? {
        speech.conversation(OdooSearch(prefix: prefix), codec, session)
    }

    /// Reads records, or which fields there are.
    public func reading(_ query: RecordQuery, session: Facts) -> (any Conversation)? {
        speech.conversation(OdooRead(query: query), codec, session)
    }

    /// What a request asks a served Odoo for.
    public func recognise(_ request: WireRequest, in book: inout ServedBook) -> Recognition {
        OdooServer(options: options, codec: codec).recognise(request, &book)
    }

    /// The answer of a served Odoo.
    public func answer(_ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook) -> WireResponse {
        OdooServer(options: options, codec: codec).answer(call, verdict, &book)
    }

    private var codec: OdooJSON2Codec { OdooJSON2Codec(options: options) }
}
