internal import Crypto
internal import HTTPTypes
public import Kernel

/// Takes webhooks in: signature and time checked, replays refused, duplicates recognised, and success answered only
/// once the event is safe.
///
/// Pure, in two steps: `receive` gives either an answer or an event with a token; the host keeps the event and says
/// `settled`, which gives the answer of success, or `failed`, which asks the sender to come again.
///
/// Statuses: 200 safe, or a duplicate of what is safe; 400 not as the scheme writes it; 401 not signed by us, or its
/// time is outside the tolerance; 409 a replay, an id used twice for different events, or one still being stored; 413
/// too large; 503 could not be kept, or too many are being stored.
public struct WebhookReceiver: Sendable {
    /// What is expected of senders and how much is remembered.
    public struct Policy: Sendable, Hashable {
        /// Where the key stands that duplicates are known by; nil: none are recognised.
        public var key: KeyLocation?
        /// How far an attempt's time may lie from ours, in either direction.
        public var tolerance: Nanoseconds
        /// How long ids are remembered; at least twice the tolerance is taken.
        public var retention: Nanoseconds
        /// Ids remembered at most.
        public var capacity: Int
        /// Events being stored at most.
        public var pending: Int
        /// Bytes of a body at most.
        public var largestBody: Int

        /// A policy; the defaults are those of the reference libraries of Standard Webhooks where they have one.
        public init(
            key: KeyLocation?, tolerance: Nanoseconds = 5 * .minute, retention: Nanoseconds = .day,
            capacity: Int = 200_000, pending: Int = 10_000, largestBody: Int = 1 << 20
        ) {
            self.key = key
            self.tolerance = tolerance
            self.retention = retention
            self.capacity = capacity
            self.pending = pending
            self.largestBody = largestBody
        }
    }

    /// Stands for an event between `receive` and `settled`.
    public struct Token: Sendable, Hashable {
        let number: UInt64
    }

    /// What becomes of a request.
    public enum Receipt: Sendable, Hashable {
        /// Keep it, then say `settled` or `failed`.
        case pending(Token)
        /// Answer this at once.
        case answer(WireResponse, Verdict)
    }

    /// Why a request was answered at once.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// The event is safe already: 200.
        case duplicate
        /// The same event is being stored right now: 409.
        case inProgress
        /// The very same attempt came before: 409.
        case replay
        /// The id belongs to another event: 409.
        case conflict
        /// The signature is not ours: 401.
        case mismatch
        /// Its time is outside the tolerance: 401.
        case outOfTime
        /// It lacks something, or is not as the scheme writes it: 400.
        case malformed
        /// The body is too large: 413.
        case tooLarge
        /// Too many are being stored: 503.
        case busy
    }

    private struct Seen: Sendable {
        var fingerprint: [UInt8]
        var times: [Int64]
        var isSafe: Bool
    }

    /// What is expected and remembered.
    public let policy: Policy
    /// Events that were kept.
    public private(set) var settledCount = 0
    /// Events that could not be kept.
    public private(set) var failedCount = 0
    /// Requests answered at once, by reason.
    public private(set) var refusals: [Verdict: Int] = [:]

    private let signer: WebhookSigner
    /// Where instants stand in calendar time, for the time in signatures.
    var origin: EpochOrigin
    private var seen: SeenIDs<Seen>
    private var waiting: [UInt64: String?] = [:]
    private var tokens: UInt64 = 0

    /// A receiver.
    /// - Parameter origin: where instants stand in calendar time.
    public init(signer: WebhookSigner, policy: Policy, origin: EpochOrigin) {
        self.signer = signer
        self.policy = policy
        self.origin = origin
        seen = SeenIDs(capacity: policy.capacity)
    }

    /// Ids that had to be forgotten before their time for want of room; more than none asks for a larger `capacity`.
    public var forgottenEarly: Int { seen.evictedEarly }

    /// A request came.
    public mutating func receive(_ request: WireRequest, at now: Instant) -> Receipt {
        guard request.body.count <= policy.largestBody else {
            return refuse(
                413, .tooLarge, "the body has \(request.body.count) bytes; at most \(policy.largestBody) are taken")
        }
        let time: Int64?
        switch signer.check(fields: request.fields, body: request.body) {
        case .absent(let field): return refuse(400, .malformed, "header field \(field.rawName) is missing")
        case .malformed(let field, let reason):
            return refuse(400, .malformed, "header field \(field.rawName): \(reason)")
        case .mismatch: return refuse(401, .mismatch, "the signature was not made with a secret known here")
        case .valid(_, let timestamp): time = timestamp
        }
        if let time, !isTimely(time, at: now) {
            return refuse(
                401, .outOfTime,
                "the attempt's time \(time) is more than \(policy.tolerance / .second) s from the time here, "
                    + "\(origin.seconds(at: now)); check the clocks, or it is a replay")
        }
        guard let location = policy.key else { return accept(nil) }
        let document = if case .body = location { try? JSON(reading: request.body) } else { JSON?.none }
        guard let id = location.key(fields: request.fields, document: document), id.utf8.count <= 512 else {
            return refuse(400, .malformed, "the \(location) holds no id of at most 512 bytes")
        }
        let fingerprint = Array(SHA256.hash(data: request.body))
        seen.expire(at: now)
        if let known = seen[id] { return again(id, known, fingerprint, time) }
        guard waiting.count < policy.pending else {
            return refuse(503, .busy, "\(policy.pending) events are being stored; come again")
        }
        let until = now.later(by: max(policy.retention, policy.tolerance.later(by: policy.tolerance)))
        seen.insert(
            id, Seen(fingerprint: fingerprint, times: time.map { [$0] } ?? [], isSafe: false), until: until, at: now)
        return accept(id)
    }

    /// The event is safe.
    /// - Returns: the answer; nil for a token that is not waited for.
    public mutating func settled(_ token: Token) -> WireResponse? {
        guard let id = waiting.removeValue(forKey: token.number) else { return nil }
        if let id { seen.update(id) { $0.isSafe = true } }
        settledCount += 1
        return .json(200, ["status": "ok"])
    }

    /// The event could not be kept. It is forgotten, so that the sender's next attempt is welcome.
    /// - Returns: the answer; nil for a token that is not waited for.
    public mutating func failed(_ token: Token) -> WireResponse? {
        guard let id = waiting.removeValue(forKey: token.number) else { return nil }
        if let id { seen.remove(id) }
        failedCount += 1
        return .json(503, ["error": "the event could not be stored; come again"])
    }

    private func isTimely(_ time: Int64, at now: Instant) -> Bool {
        let (apart, overflow) = origin.seconds(at: now).subtractingReportingOverflow(time)
        return !overflow && apart.magnitude <= UInt64(max(0, policy.tolerance / .second))
    }

    private mutating func accept(_ id: String?) -> Receipt {
        guard waiting.count < policy.pending else {
            return refuse(503, .busy, "\(policy.pending) events are being stored; come again")
        }
        tokens += 1
        waiting[tokens] = .some(id)
        return .pending(Token(number: tokens))
    }

    private mutating func again(_ id: String, _ known: Seen, _ fingerprint: [UInt8], _ time: Int64?) -> Receipt {
        guard known.fingerprint == fingerprint else {
            return refuse(409, .conflict, "this id came before with another body")
        }
        guard known.isSafe else { return refuse(409, .inProgress, "this event is being stored; come again") }
        if let time {
            // Retries of the sender carry a new time; the very same attempt a second time is someone's recording of it.
            guard !known.times.contains(time) else {
                return refuse(409, .replay, "this very attempt came before")
            }
            seen.update(id) { if $0.times.count < 16 { $0.times.append(time) } }
        }
        refusals[.duplicate, default: 0] += 1
        return .answer(.json(200, ["status": "duplicate"]), .duplicate)
    }

    private mutating func refuse(_ status: Int, _ verdict: Verdict, _ reason: String) -> Receipt {
        refusals[verdict, default: 0] += 1
        return .answer(.json(status, ["error": .string(reason)]), verdict)
    }
}
