internal import HTTPTypes
public import Kernel

/// Delivers events to one subscription of one endpoint, as its vendor does: signed, retried, throttled, and given up.
///
/// Pure: `publish`, `answered` and `due` say what happened and when; what comes back is to be done now. Between them
/// the host keeps one timer, for `nextDue`.
public struct WebhookSender: Sendable {
    /// Which attempt of which delivery.
    public struct AttemptID: Sendable, Hashable {
        /// The delivery's number, from 1.
        public var delivery: UInt64
        /// The attempt's number, from 1.
        public var attempt: Int
    }

    /// What is to be done.
    public enum Action: Sendable, Hashable {
        /// Send this now; without an answer by `timeout` from now it has failed.
        case send(AttemptID, WireRequest, timeout: Nanoseconds)
        /// The last retry of this delivery failed.
        case gaveUp(delivery: UInt64)
        /// The subscription is off until `enable`: why.
        case disabled(String)
        /// The subscription is gone until `enable` makes a new one: why.
        case removed(String)
    }

    /// How an attempt ended.
    public enum Answer: Sendable, Hashable {
        /// With a response.
        case response(WireResponse)
        /// Without one: the class, and what the network said.
        case failure(Outcome, String)
    }

    /// Whether events are delivered.
    public enum State: Sendable, Hashable {
        /// They are.
        case active
        /// They are not, and this is why.
        case disabled(String)
        /// The subscription was deleted, and this is why.
        case removed(String)
    }

    private struct Delivery: Sendable {
        var event: WebhookEvent
        var attempts = 0
        var isWaiting = false
    }

    /// The vendor's ways.
    public let profile: WebhookProfile
    /// The path that requests go to.
    public let path: String
    /// What was done so far.
    public private(set) var ledger: WebhookLedger
    /// Whether events are delivered.
    public private(set) var state: State = .active

    private let signer: WebhookSigner
    private let faults: WebhookFaults
    /// Where jitter and faults are drawn from.
    var key: RandomKey
    /// Where instants stand in calendar time, for the time of attempts.
    var origin: EpochOrigin
    private let capacity: Int
    private var deliveries: [UInt64: Delivery] = [:]
    private var timers = DueQueue<UInt64>()
    private var serial: UInt64 = 0
    private var heldUntil: Instant = .min
    private var failedInARow = 0
    private var failingSince: Instant?

    /// A sender for one subscription.
    /// - Parameters:
    ///   - path: path and query of the endpoint.
    ///   - signer: by the profile's scheme, with a key that can sign.
    ///   - key: where jitter and faults are drawn from.
    ///   - origin: where instants stand in calendar time, for the time of attempts.
    ///   - capacity: deliveries under way at most; events beyond are counted as overflowed.
    ///   - ledger: deliveries whose details are kept.
    public init(
        path: String, profile: WebhookProfile, signer: WebhookSigner, faults: WebhookFaults = .none, key: RandomKey,
        origin: EpochOrigin, capacity: Int = 100_000, ledger: Int = 10_000
    ) throws(WebhookKeyError) {
        guard signer.canSign, signer.scheme == profile.scheme else {
            throw WebhookKeyError(
                description:
                    "webhooks to \(path): \(profile.name) signs by \(profile.scheme.rawValue), but the secret is for "
                    + "\(signer.scheme.rawValue)\(signer.canSign ? "" : " and only checks (signing needs whsk_)")"
            )
        }
        self.path = path
        self.profile = profile
        self.signer = signer
        self.faults = faults
        self.key = key
        self.origin = origin
        self.capacity = max(1, capacity)
        self.ledger = WebhookLedger(capacity: ledger)
    }

    /// When `due` wants to be called next; nil: never, unless something else happens first.
    public var nextDue: Instant? {
        guard case .active = state else { return nil }
        return timers.next.map { max($0, heldUntil) }
    }

    /// An event happened.
    public mutating func publish(_ event: WebhookEvent, at now: Instant) -> [Action] {
        serial += 1
        guard case .active = state else {
            ledger.open(serial, event, at: now, isCopy: false, fate: .suppressed)
            return []
        }
        let chance = key.child(serial)
        guard chance.child(Purpose.loss).uniform >= faults.loss else {
            ledger.open(serial, event, at: now, isCopy: false, fate: .lost)
            return []
        }
        guard deliveries.count < capacity else {
            ledger.open(serial, event, at: now, isCopy: false, fate: .overflowed)
            return []
        }
        var start = now
        if chance.child(Purpose.reordering).uniform < faults.reordering {
            start = start.later(by: chance.child(Purpose.heldBack).share(of: faults.heldBackUpTo))
        }
        enter(event, published: now, start: start, isCopy: false)
        if chance.child(Purpose.duplication).uniform < faults.duplication, deliveries.count < capacity {
            serial += 1
            let after = chance.child(Purpose.duplicateDelay).share(of: faults.duplicateWithin)
            enter(event, published: now, start: start.later(by: after), isCopy: true)
        }
        return due(at: now)
    }

    /// The time of `nextDue` has come (or some other time: what is not due stays).
    public mutating func due(at now: Instant) -> [Action] {
        guard case .active = state, heldUntil <= now else { return [] }
        var actions: [Action] = []
        while let number = timers.pop(dueAt: now) {
            guard var delivery = deliveries[number], delivery.isWaiting else { continue }
            delivery.isWaiting = false
            delivery.attempts += 1
            deliveries[number] = delivery
            ledger.sent(number, at: now)
            let id = AttemptID(delivery: number, attempt: delivery.attempts)
            actions.append(.send(id, request(delivery.event, at: now), timeout: profile.timeout))
        }
        return actions
    }

    /// An attempt ended. Answers to attempts that are no longer waited for are ignored.
    public mutating func answered(_ id: AttemptID, _ answer: Answer, at now: Instant) -> [Action] {
        guard let delivery = deliveries[id.delivery], delivery.attempts == id.attempt, !delivery.isWaiting else {
            return []
        }
        switch answer {
        case .response(let response) where profile.isSuccess(response.status):
            ledger.ended(id.delivery, at: now, status: response.status, failure: nil)
            finish(id.delivery, .delivered(now))
            failedInARow = 0
            failingSince = nil
            return []
        case .response(let response):
            ledger.ended(id.delivery, at: now, status: response.status, failure: "status \(response.status)")
            if response.status == 410, profile.endsWhenGone {
                finish(id.delivery, .dropped)
                return end("the receiver answered 410 Gone")
            }
            return failed(id.delivery, delivery, asked: hold(response, at: now), at: now)
        case .failure(let outcome, let words):
            ledger.ended(id.delivery, at: now, status: nil, failure: "\(outcome): \(words)")
            return failed(id.delivery, delivery, asked: 0, at: now)
        }
    }

    /// Someone enabled the subscription again, or subscribed anew. What was dropped stays dropped.
    public mutating func enable() {
        state = .active
        failedInARow = 0
        failingSince = nil
        heldUntil = .min
    }

    private enum Purpose {
        static let loss: UInt64 = 0
        static let reordering: UInt64 = 1
        static let heldBack: UInt64 = 2
        static let duplication: UInt64 = 3
        static let duplicateDelay: UInt64 = 4
        static let jitter: UInt64 = 5
    }

    private mutating func enter(_ event: WebhookEvent, published: Instant, start: Instant, isCopy: Bool) {
        ledger.open(serial, event, at: published, isCopy: isCopy)
        deliveries[serial] = Delivery(event: event, isWaiting: true)
        timers.insert(serial, at: start)
    }

    private mutating func finish(_ number: UInt64, _ fate: WebhookLedger.Fate) {
        deliveries[number] = nil
        ledger.close(number, fate)
    }

    /// What the receiver asked for; holds back everything else to the endpoint as well.
    private mutating func hold(_ response: WireResponse, at now: Instant) -> Nanoseconds {
        let asked =
            profile.honoursRetryAfter
            ? RetryAfter(response.fields, now: Double(origin.seconds(at: now)))?.wait ?? 0 : 0
        let isBusy = [429, 502, 504].contains(response.status)
        let pause = asked > 0 ? asked : (isBusy ? profile.throttle : 0)
        if pause > 0, isBusy || response.status == 503 { heldUntil = max(heldUntil, now.later(by: pause)) }
        return asked
    }

    private mutating func failed(
        _ number: UInt64, _ delivery: Delivery, asked: Nanoseconds, at now: Instant
    ) -> [Action] {
        let since = failingSince ?? now
        failingSince = since
        if let limit = profile.endsAfterFailing, now - since >= limit {
            finish(number, .gaveUp)
            return [.gaveUp(delivery: number)] + end("nothing but failures for \(limit / .hour) h")
        }
        if delivery.attempts <= profile.retries.count {
            let jitter = profile.jitter.isFinite ? max(0, profile.jitter) : 0
            let delay = profile.retries[delivery.attempts - 1]
            let chance = key.child(number).child(Purpose.jitter).child(UInt64(delivery.attempts))
            let drawn = delay.later(by: Nanoseconds(min(chance.uniform * jitter * Double(max(0, delay)), 9.2e18)))
            deliveries[number]?.isWaiting = true
            timers.insert(number, at: now.later(by: max(drawn, asked)))
            return []
        }
        finish(number, .gaveUp)
        failedInARow += 1
        var actions: [Action] = [.gaveUp(delivery: number)]
        if let limit = profile.endsAfterDeliveries, failedInARow >= limit {
            actions += end("\(failedInARow) \(failedInARow == 1 ? "delivery" : "deliveries in a row") failed for good")
        }
        return actions
    }

    private mutating func end(_ reason: String) -> [Action] {
        for number in deliveries.keys.sorted() { finish(number, .dropped) }
        timers.removeAll()
        state = profile.removes ? .removed(reason) : .disabled(reason)
        return [profile.removes ? .removed(reason) : .disabled(reason)]
    }

    private func request(_ event: WebhookEvent, at now: Instant) -> WireRequest {
        var fields = event.fields
        fields[.contentType] = event.contentType
        if let name = profile.idField { fields[name] = event.id }
        if let name = profile.topicField { fields[name] = event.topic }
        if let name = profile.triggeredField { fields[name] = HTTPDate.rfc3339(event.occurred) }
        if let correlation = event.correlation { fields[.correlationID] = correlation }
        for field in signer.fields(id: event.id, timestamp: origin.seconds(at: now), body: event.body) {
            fields[field.name] = field.value
        }
        return WireRequest(.post, path, fields: fields, body: event.body)
    }
}
