/// What a placeholder of a template stands for.
public enum TemplateReference: Sendable, Codable, Hashable {
    /// `{order.reference}`
    case order(OrderField)
    /// `{line.sku}` within a loop (index nil), `{order.lines[0].sku}` anywhere.
    case line(index: Int?, LineField)
    /// `{facts.tracking}`, `{facts.shipment.id}`: what an earlier answer told of the order, and a part of it.
    case fact(String, JSONPointer)
    /// `{session.token}`: what the opening exchange told.
    case session(String, JSONPointer)
    /// `{record.number}`: what a served system notes of an order, or what a run created at a partner.
    case record(RecordField)
    /// `{event.id}`: what a webhook tells of.
    case event(EventField)

    /// What an order says of itself.
    public enum OrderField: String, Sendable, Codable, Hashable, CaseIterable {
        /// The business key ("REHEARSE-20261127-100045").
        case reference
        /// The number in the schedule, from 0.
        case number
        /// Name of its channel.
        case channel
        /// Name of its destination.
        case destination
        /// Name of its service level.
        case service
        /// Name of its warehouse.
        case warehouse
        /// Weight in grams.
        case grams
        /// Weight in kilograms with three decimals ("0.500").
        case kilograms
        /// Currency of its prices, by ISO 4217.
        case currency
        /// When it was due, in seconds since 1970.
        case seconds
        /// When it was due: the date in UTC ("2026-11-27").
        case date
        /// When it was due, in UTC by ISO 8601 ("2026-11-27T08:26:00Z").
        case time
        /// Value of all lines, with two decimals ("24.20").
        case total
        /// Value of all lines in cents.
        case cents
        /// Units of all lines.
        case units
        /// Number of its lines.
        case positions
    }

    /// What a line of an order says.
    public enum LineField: String, Sendable, Codable, Hashable, CaseIterable {
        /// The product's code.
        case sku
        /// Units.
        case quantity
        /// Price of one unit, with two decimals ("12.10").
        case price
        /// Price of one unit in cents.
        case cents
        /// Value of the line, with two decimals.
        case total
        /// Place in the order, from 1.
        case number
        /// Place in the order, from 0.
        case index
    }

    /// What is noted of an order at a partner.
    public enum RecordField: String, Sendable, Codable, Hashable, CaseIterable {
        /// Served side: its number in the system's book, from 1; ids are made from it.
        case number
        /// The order's reference.
        case reference
        /// Cleaning up: the id of the record at the partner.
        case id
    }

    /// What a webhook says of its event.
    public enum EventField: String, Sendable, Codable, Hashable, CaseIterable {
        /// Its id, the same in retries and duplicates ("evt_9f...").
        case id
        /// What it is called: the subscription's `topic`, or the journey's name of it.
        case topic
        /// When it happened, in UTC by ISO 8601.
        case time
        /// When it happened, in seconds since 1970.
        case seconds
    }
}

/// Which placeholders a template may hold.
public enum TemplateScope: Sendable, Hashable, CaseIterable {
    /// A request for an order: its fields, its lines, facts and the session.
    case request
    /// The exchange that opens a session: no order yet.
    case opening
    /// A served system's answer: its record and facts.
    case answer
    /// Taking back what a run created: the record and the session.
    case undo
    /// A webhook of a served system: the event, its record and facts.
    case event

    /// The words that placeholders may begin with.
    public var roots: [String] {
        switch self {
        case .request: ["order", "line", "facts", "session"]
        case .opening: ["session"]
        case .answer: ["record", "facts"]
        case .undo: ["record", "session"]
        case .event: ["event", "record", "facts"]
        }
    }
}
