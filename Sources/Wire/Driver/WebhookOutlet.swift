internal import Kernel

/// A subscription to a served system's events, at run time.
struct WebhookOutlet {
    /// Whose events.
    let system: SystemID
    /// Which of the system's subscriptions it is, from 0.
    let place: Int
    /// Which of them.
    let events: Set<EventID>
    /// What the vendor calls them; nil: as the journey does.
    let topic: String?
    /// The body; nil: as Standard Webhooks recommends.
    let body: TextTemplate?
    /// Secrets that the body names.
    let secrets: [SecretReference: Secret]
    /// Where they go.
    let route: WireRoute
    /// What is sent when.
    var sender: WebhookSender
    /// Requests sent once more.
    private(set) var retried: Int64 = 0
    /// Requests that caps kept back.
    private(set) var keptBack: Int64 = 0
    /// Events whose body could not be written.
    private(set) var unwritten: Int64 = 0
    private var failures: [String: Int64] = [:]
    private var words: [String: String] = [:]

    init(
        system: SystemID, place: Int, events: Set<EventID>, topic: String? = nil, body: TextTemplate? = nil,
        secrets: [SecretReference: Secret] = [:], route: WireRoute, sender: WebhookSender
    ) {
        self.system = system
        self.place = place
        self.events = events
        self.topic = topic
        self.body = body
        self.secrets = secrets
        self.route = route
        self.sender = sender
    }

    /// Where a subscription's chances are drawn from.
    static func key(seed: UInt64, system: SystemID, place: Int) -> RandomKey {
        RandomKey(seed: seed, path: "webhooks").child(UInt64(system)).child(UInt64(place))
    }

    /// Draws from another seed from now on.
    mutating func reseed(_ seed: UInt64) {
        sender.key = WebhookOutlet.key(seed: seed, system: system, place: place)
    }

    /// Someone switched an ended subscription on again.
    mutating func enable() {
        sender.enable()
        words["ended"] = nil
    }

    /// An event's body needs what nobody knows: it is not sent.
    mutating func noteUnwritten(_ reason: String) {
        unwritten += 1
        noteFailure("body not written", reason)
    }

    /// An attempt goes out.
    mutating func noteSent(_ id: WebhookSender.AttemptID) {
        if id.attempt > 1 { retried += 1 }
    }

    /// An attempt was kept back by the caps on its host.
    mutating func noteKeptBack() { keptBack += 1 }

    /// An attempt failed.
    mutating func noteFailure(_ kind: String, _ words: String) {
        failures[kind, default: 0] += 1
        if self.words[kind] == nil { self.words[kind] = words }
    }

    /// The subscription has ended.
    mutating func noteEnd(_ reason: String) { words["ended"] = "\(route.host)\(route.path): \(reason)" }

    /// Adds what became of it to a system's facts.
    func add(to facts: inout WebhookFacts) {
        let counts = sender.ledger.counts
        facts.events += Int64(counts.events)
        facts.copies += Int64(counts.copies)
        facts.sent += Int64(counts.attempts) - keptBack
        facts.retried += retried
        facts.delivered += Int64(counts.delivered)
        facts.lost += Int64(counts.lost)
        facts.gaveUp += Int64(counts.gaveUp)
        facts.dropped += Int64(counts.dropped + counts.suppressed)
        facts.overflowed += Int64(counts.overflowed)
        facts.pending += Int64(counts.pending)
        facts.keptBack += keptBack
        facts.unwritten += unwritten
        if sender.state != .active { facts.disabled += 1 }
        facts.failures.merge(failures) { $0 + $1 }
        facts.words.merge(words) { first, _ in first }
    }
}

/// A webhook under way.
struct WebhookDelivery {
    /// The subscription, by its place.
    let outlet: Int
    /// The attempt.
    let id: WebhookSender.AttemptID
    /// When it was sent.
    let at: Instant
    /// The request line's path.
    let path: String
    /// Its `X-Correlation-ID`.
    let correlation: String?
}
