/// The journey of an order: its program, and the business events by which it is measured.
public struct JourneyPlan: Sendable, Codable, Hashable {
    /// A business event. Event 0 is always "ordered" and happens when the order is due.
    public struct Event: Sendable, Codable, Hashable {
        /// Its name ("released", "picking completed").
        public var name: String
        /// Where its time is kept on the order because a leg starts with it; nil: not kept.
        public var slot: Int?

        /// An event.
        public init(name: String, slot: Int? = nil) {
            self.name = name
            self.slot = slot
        }
    }

    /// A stretch of the journey between two events, timed on its own.
    public struct Leg: Sendable, Codable, Hashable {
        /// Its name ("order release").
        public var name: String
        /// Starts here; event 0 or one with a slot.
        public var from: EventID
        /// Ends here.
        public var to: EventID

        /// A leg.
        public init(name: String, from: EventID, to: EventID) {
            self.name = name
            self.from = from
            self.to = to
        }
    }

    /// A count of orders that are past one event and not yet at another ("orders awaiting shipment").
    public struct Indicator: Sendable, Codable, Hashable {
        /// Its name.
        public var name: String
        /// Counted from here.
        public var from: EventID
        /// Until here, or until the order ends otherwise.
        public var to: EventID

        /// An indicator.
        public init(name: String, from: EventID, to: EventID) {
            self.name = name
            self.from = from
            self.to = to
        }
    }

    /// A document of the order (sale order, picking, shipment, invoice) and the states it can have; state 0 is "none yet".
    public struct Document: Sendable, Codable, Hashable {
        /// Its name.
        public var name: String
        /// Its states; the first is the absence of the document.
        public var states: [String]

        /// A document.
        public init(name: String, states: [String]) {
            self.name = name
            self.states = states
        }
    }

    /// Where the program starts.
    public var entry: ProgramCounter
    /// Events; 0 is "ordered". At most 32.
    public var events: [Event]
    /// How many events keep their time on the order.
    public var slots: Int
    /// Legs; the whole journey is measured besides.
    public var legs: [Leg]
    /// Counts over time.
    public var indicators: [Indicator]
    /// Documents; at most 4, at most 16 states each.
    public var documents: [Document]

    /// A journey that does nothing yet.
    public init() {
        entry = 0
        events = [Event(name: "ordered")]
        slots = 0
        legs = []
        indicators = []
        documents = []
    }
}

/// What was promised: which cut-off an order must make.
public struct PromisePlan: Sendable, Codable, Hashable {
    /// The event that keeps the promise ("dispatched"); nil: nothing is promised.
    public var event: EventID?
    /// The cut-offs, in time order.
    public var cutoffs: Moments
    /// The shortest time between order and cut-off, by service level; the first cut-off at least that far away counts.
    public var leads: [Nanoseconds]
    /// The calendar's name ("carrier cut-off").
    public var calendar: String

    /// Nothing promised.
    public init() {
        event = nil
        cutoffs = .empty
        leads = []
        calendar = ""
    }
}
