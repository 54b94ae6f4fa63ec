/// A webhook as the inbox sees it: what it is, which event, and the keys that may name its order.
public struct Arrival: Sendable, Hashable {
    /// Where these stand in a vendor's requests.
    public struct Reading: Sendable, Hashable {
        /// The event's id, by which duplicates are known; nil: it has none.
        public var id: KeyLocation?
        /// What happened; nil: it is not told.
        public var topic: KeyLocation?
        /// Keys that name the order: the correlation id, business keys. The first that an order is known by counts.
        public var keys: [KeyLocation]

        /// Places.
        public init(id: KeyLocation? = nil, topic: KeyLocation? = nil, keys: [KeyLocation]) {
            self.id = id
            self.topic = topic
            self.keys = keys
        }
    }

    /// The event's id.
    public var id: String?
    /// What happened.
    public var topic: String?
    /// Keys that may name the order.
    public var keys: [String]

    /// An arrival.
    public init(id: String? = nil, topic: String? = nil, keys: [String]) {
        self.id = id
        self.topic = topic
        self.keys = keys
    }

    /// Reads a request. Keys that are not there are left out; an arrival without any is an orphan.
    public init(_ request: WireRequest, by reading: Reading) {
        let inBody = ([reading.id, reading.topic] + reading.keys).contains {
            if case .body = $0 { true } else { false }
        }
        let document = inBody ? try? JSON(reading: request.body) : nil
        id = reading.id?.key(fields: request.fields, document: document)
        topic = reading.topic?.key(fields: request.fields, document: document)
        keys = reading.keys.compactMap { $0.key(fields: request.fields, document: document) }
    }
}
