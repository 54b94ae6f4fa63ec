public import Kernel

/// What a sender did with the events it was given: counts of all, details of the latest.
public struct WebhookLedger: Sendable {
    /// What became of a delivery.
    public enum Fate: Sendable, Hashable {
        /// Still to be sent or answered.
        case pending
        /// Answered with a success at this instant.
        case delivered(Instant)
        /// The last retry failed.
        case gaveUp
        /// Lost by a fault before it was sent.
        case lost
        /// The subscription ended before it was delivered.
        case dropped
        /// The subscription had ended before it was published.
        case suppressed
        /// There was no room among those waiting.
        case overflowed
    }

    /// One attempt.
    public struct Attempt: Sendable, Hashable {
        /// When it was sent.
        public var sent: Instant
        /// When it was answered or failed; nil: not yet.
        public var ended: Instant?
        /// The receiver's status; nil: none came.
        public var status: Int?
        /// What went wrong, for people; nil: nothing.
        public var failure: String?
    }

    /// One delivery: an event, or its duplicate by a fault.
    public struct Entry: Sendable, Hashable {
        /// The delivery's number at this sender, from 1.
        public var serial: UInt64
        /// The event's id.
        public var eventID: String
        /// The event's topic.
        public var topic: String
        /// The order's reference.
        public var reference: String?
        /// The correlation id.
        public var correlation: String?
        /// When the event was published.
        public var published: Instant
        /// Whether it is the second sending of an event.
        public var isCopy: Bool
        /// Attempts so far.
        public var attempts: [Attempt] = []
        /// What became of it.
        public var fate: Fate = .pending
    }

    /// Counts over the whole run.
    public struct Counts: Sendable, Hashable {
        /// Events published.
        public var events = 0
        /// Second sendings by faults.
        public var copies = 0
        /// Attempts sent.
        public var attempts = 0
        /// Deliveries answered with a success.
        public var delivered = 0
        /// Deliveries whose last retry failed.
        public var gaveUp = 0
        /// Events lost by faults.
        public var lost = 0
        /// Deliveries dropped as the subscription ended.
        public var dropped = 0
        /// Events published after the subscription had ended.
        public var suppressed = 0
        /// Events for which there was no room.
        public var overflowed = 0

        /// Deliveries that are neither delivered nor given up yet.
        public var pending: Int { events + copies - delivered - gaveUp - lost - dropped - suppressed - overflowed }

        /// Attempts for each event that was sent at all; nil: none was.
        public var amplification: Double? {
            let sent = events - lost - suppressed - overflowed
            return sent > 0 ? Double(attempts) / Double(sent) : nil
        }
    }

    /// Counts over the whole run.
    public private(set) var counts = Counts()
    /// Details are kept of this many deliveries, the latest.
    public let capacity: Int
    private var kept: [UInt64: Entry] = [:]
    private var oldest: UInt64 = 1
    private var latest: UInt64 = 0

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Details of the latest deliveries, the oldest first.
    public var entries: [Entry] { latest == 0 ? [] : (oldest...latest).compactMap { kept[$0] } }

    /// The delivery of that number, if it is still kept.
    public func entry(_ serial: UInt64) -> Entry? { kept[serial] }

    /// Deliveries for an order, by its reference or by a correlation id.
    public func entries(for key: String) -> [Entry] { entries.filter { $0.reference == key || $0.correlation == key } }

    mutating func open(_ serial: UInt64, _ event: WebhookEvent, at now: Instant, isCopy: Bool, fate: Fate = .pending) {
        if isCopy { counts.copies += 1 } else { counts.events += 1 }
        latest = serial
        kept[serial] = Entry(
            serial: serial, eventID: event.id, topic: event.topic, reference: event.reference,
            correlation: event.correlation, published: now, isCopy: isCopy)
        while kept.count > capacity {
            kept[oldest] = nil
            oldest += 1
        }
        if fate != .pending { close(serial, fate) }
    }

    mutating func sent(_ serial: UInt64, at now: Instant) {
        counts.attempts += 1
        kept[serial]?.attempts.append(Attempt(sent: now))
    }

    mutating func ended(_ serial: UInt64, at now: Instant, status: Int?, failure: String?) {
        guard let last = kept[serial]?.attempts.indices.last else { return }
        kept[serial]?.attempts[last].ended = now
        kept[serial]?.attempts[last].status = status
        kept[serial]?.attempts[last].failure = failure
    }

    mutating func close(_ serial: UInt64, _ fate: Fate) {
        kept[serial]?.fate = fate
        switch fate {
        case .pending: break
        case .delivered: counts.delivered += 1
        case .gaveUp: counts.gaveUp += 1
        case .lost: counts.lost += 1
        case .dropped: counts.dropped += 1
        case .suppressed: counts.suppressed += 1
        case .overflowed: counts.overflowed += 1
        }
    }
}
