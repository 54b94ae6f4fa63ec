public import Kernel

/// How one kind of partner speaks: business operations to HTTP and back, both directions in one file, so that the client and
/// the served side cannot drift apart. Pure: no socket, no clock, no randomness; whoever runs it does the sending.
public protocol WireProtocol: Sendable {
    /// The name in scenarios ("odoo-json-rpc").
    static var name: String { get }

    /// The operations it can carry out, by the names that presets give them.
    var operations: [String] { get }

    /// What must be exchanged before the first operation (log in, look up ids); nil: nothing. Its result's `session` facts are
    /// given to every conversation after it. It tells wrong passwords, missing databases and wrong versions apart, with the remedy.
    func opening() -> (any Conversation)?

    /// What must be exchanged before records are taken back, and when a session is over in the middle of a run; nil: nothing.
    /// Unlike `opening` it creates nothing.
    func logIn() -> (any Conversation)?

    /// One operation for one order; nil: it does not know the operation.
    func conversation(_ operation: String, for order: BusinessOrder, session: Facts) -> (any Conversation)?

    /// Takes back what a run created, as far as the partner lets it; nil: it cannot be taken back.
    func undoing(_ record: CreatedRecord, session: Facts) -> (any Conversation)?

    /// Looks for what a run created by the mark in its references, whether or not the answer that told of it ever came. Its
    /// result's `created` are the records found; nil: the partner cannot be asked that, or nothing there is marked.
    /// - Parameter prefix: how the references of the run begin ("REHEARSE-20261127-").
    func searching(_ prefix: String, session: Facts) -> (any Conversation)?

    /// Reads records, and changes nothing. Its result's facts hold them under `FactName.records`; nil: the partner cannot be asked.
    func reading(_ query: RecordQuery, session: Facts) -> (any Conversation)?

    /// Served side: what a request asks for. Look-ups, log-ins and malformed requests are answered from the book at once.
    func recognise(_ request: WireRequest, in book: inout ServedBook) -> Recognition

    /// Served side: the answer to a recognised operation once the model says how it went; notes what it created in the book.
    func answer(_ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook) -> WireResponse
}

extension WireProtocol {
    /// Most openings create nothing.
    public func logIn() -> (any Conversation)? { opening() }

    /// Most partners cannot be searched.
    public func searching(_ prefix: String, session: Facts) -> (any Conversation)? { nil }

    /// Nor read.
    public func reading(_ query: RecordQuery, session: Facts) -> (any Conversation)? { nil }
}

/// What is remembered by name: of an order (ids, tracking numbers) or of a session (a user id).
public typealias Facts = [String: JSON]

/// One operation as a run of HTTP exchanges: search, then create; validate, then answer the wizard, then read back.
public protocol Conversation: Sendable {
    /// The next turn.
    /// - Parameter response: the answer to the request before; nil at the beginning.
    mutating func next(_ response: WireResponse?) -> Turn

    /// Goes on with another session or credential: the request under way once more, made anew. It may have ended by being
    /// denied; what it was answered then is forgotten.
    /// - Parameter fresh: the same conversation from its beginning, with what is new.
    mutating func resume(as fresh: any Conversation) -> Turn
}

/// What a conversation wants next.
public enum Turn: Sendable, Hashable {
    /// This request sent, and its answer. `created`: records that now exist at the partner because of the conversation, from
    /// its beginning; they are written down before the request goes out, as its answer may never come.
    case send(WireRequest, created: [CreatedRecord] = [])
    /// Nothing more.
    case end(ConversationResult)
}

/// How a conversation ended.
public struct ConversationResult: Sendable, Hashable {
    /// The class that the link's policy and the reports see.
    public var outcome: Outcome
    /// For people: what the partner said, and the remedy where one is known; never a secret. Nil on success.
    public var detail: String?
    /// What was learnt of the order, to be laid over its facts.
    public var learnt: Facts
    /// What was learnt for the session (opening).
    public var session: Facts
    /// Records that now exist at the partner because of this, from its beginning: those of earlier turns come first.
    public var created: [CreatedRecord]
    /// Whether it ended because the credential was refused or the session is over, and nothing was done by its last request.
    public var isDenied: Bool

    /// A result.
    public init(
        _ outcome: Outcome, detail: String? = nil, learnt: Facts = [:], session: Facts = [:],
        created: [CreatedRecord] = [], isDenied: Bool = false
    ) {
        self.isDenied = isDenied
        self.outcome = outcome
        self.detail = detail
        self.learnt = learnt
        self.session = session
        self.created = created
    }
}

/// A record that a run created at a partner, for `rehearse cleanup`.
public struct CreatedRecord: Sendable, Codable, Hashable {
    /// What it is at the partner ("sale.order", "shipment").
    public var kind: String
    /// Its id there.
    public var id: String
    /// The order's reference that it belongs to.
    public var reference: String

    /// A record.
    public init(kind: String, id: String, reference: String) {
        self.kind = kind
        self.id = id
        self.reference = reference
    }
}
