/// What is known of an order at the end of its journey, without a trace.
public struct OrderFacts: Sendable, Codable, Hashable {
    /// The order's number: its index in the schedule, from 0.
    public var number: UInt64
    /// When it was due.
    public var due: Instant
    /// When it ended, or when the run did.
    public var until: Instant
    /// How it stood then.
    public var standing: Standing
    /// Its cut-off, if it had one.
    public var cutoff: Instant?
    /// When the promised event happened, if it did.
    public var promised: Instant?
    /// Index into `DemandPlan.channels`.
    public var channel: Int
    /// Index into `DemandPlan.destinations`.
    public var destination: Int
    /// Index into `DemandPlan.services`.
    public var service: Int
    /// Index into `DemandPlan.warehouses`.
    public var warehouse: Int
    /// Index into `DemandPlan.carriers`, if it had one.
    public var carrier: Int?
    /// Order lines.
    public var lines: Int
    /// Units in all.
    public var units: Int
    /// Weight in grams.
    public var grams: Int
    /// Why it was last parked (index into `Plan.parks`), if ever.
    public var park: Int?
    /// When it was last parked, if ever.
    public var parkedSince: Instant?

    /// How an order stood.
    public enum Standing: String, Sendable, Codable, Hashable, CaseIterable {
        case completed, failed, cancelled, parked, inFlight
    }

    /// Facts of an order.
    public init(
        number: UInt64, due: Instant, until: Instant, standing: Standing, cutoff: Instant?, promised: Instant?,
        channel: Int,
        destination: Int, service: Int, warehouse: Int, carrier: Int?, lines: Int, units: Int, grams: Int, park: Int?,
        parkedSince: Instant? = nil
    ) {
        self.number = number
        self.due = due
        self.until = until
        self.standing = standing
        self.cutoff = cutoff
        self.promised = promised
        self.channel = channel
        self.destination = destination
        self.service = service
        self.warehouse = warehouse
        self.carrier = carrier
        self.lines = lines
        self.units = units
        self.grams = grams
        self.park = park
        self.parkedSince = parkedSince
    }
}

/// The full story of one order.
public struct OrderTrace: Sendable, Codable, Hashable {
    /// One thing that took time, or one event.
    public struct Span: Sendable, Codable, Hashable {
        /// What it was.
        public var kind: Kind
        /// From when.
        public var start: Instant
        /// Until when; equals `start` for events; `Instant.never` while it was still going on when the run ended.
        public var end: Instant
        /// Which try, from 1; 0 where that means nothing.
        public var attempt: Int
        /// How it ended.
        public var outcome: Outcome
        /// How deep in nested calls: 0 is the journey or a consumer.
        public var depth: Int

        /// A span.
        public init(kind: Kind, start: Instant, end: Instant, attempt: Int = 0, outcome: Outcome = .ok, depth: Int = 0)
        {
            self.kind = kind
            self.start = start
            self.end = end
            self.attempt = attempt
            self.outcome = outcome
            self.depth = depth
        }
    }

    /// What a span was.
    public enum Kind: Sendable, Codable, Hashable {
        /// One attempt on an edge, from sent to its end at the caller.
        case attempt(EdgeID)
        /// A whole call on an edge, from intended to its end.
        case call(EdgeID)
        /// Pause before a retry on an edge.
        case backoff(EdgeID)
        /// Waiting for a client-side slot: pacing or bulkhead.
        case throttle(LinkID)
        /// Waiting for a worker.
        case poolWait(PoolID)
        /// Service by a worker (nil pool: nobody held).
        case work(OperationID?)
        /// Sleep after a hot-row conflict.
        case contention(Int)
        /// A message waiting in a queue.
        case queueWait(QueueID)
        /// A consumer at work on a message, start to end.
        case consume(QueueID)
        /// Time let pass.
        case wait
        /// Waiting for a calendar.
        case calendar(CalendarID)
        /// Suspended until an event.
        case await(EventID)
        /// A business event.
        case event(EventID)
        /// A document changed to a state.
        case document(Int, state: Int)
        /// The call moved to another member of a route.
        case fallback(RouteID)
        /// Put aside as an exception, until settled.
        case parked(Int)
        /// The end.
        case ended(Ending)
    }

    /// Who it is.
    public var facts: OrderFacts
    /// Its spans in order of their start; ties in order of recording.
    public var spans: [Span]
    /// True when the trace was cut at `OrderTrace.limit` spans.
    public var truncated: Bool

    /// Longest trace kept.
    public static let limit = 2_000

    /// A trace.
    public init(facts: OrderFacts, spans: [Span], truncated: Bool) {
        self.facts = facts
        self.spans = spans
        self.truncated = truncated
    }
}
