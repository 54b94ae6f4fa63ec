public import Kernel

/// Keeps an OAuth 2 token fresh: one fetch in flight at a time, renewal before expiry, requests waiting while there is
/// none, and secrets of which one or another is good while they change.
///
/// Pure: the host says what it wants (`want`), what the token endpoint answered (`answered`), which tokens partners
/// refused (`rejected`) and when it is time (`due`, for `nextDue`).
public struct TokenKeeper: Sendable, CustomStringConvertible, CustomReflectable {
    /// How patient it is.
    public struct Policy: Sendable, Hashable {
        /// Renewal begins this long before expiry, or a quarter of the lifetime if that is less.
        public var margin: Nanoseconds = .minute
        /// The wait after the first failure; it doubles with each.
        public var backoff: Nanoseconds = .second
        /// The longest wait after a failure.
        public var longestBackoff: Nanoseconds = .minute
        /// After this many failures in a row those waiting are sent away.
        public var failures = 5
        /// Requests waiting at most.
        public var capacity = 10_000
        /// A token fetched because one was refused is not fetched anew within this time if it is refused as well.
        public var forcedPause: Nanoseconds = 30 * .second

        /// The defaults.
        public init() {}
    }

    /// A token and its number, from 1; a later one has a higher number.
    public struct Token: Sendable, Hashable {
        /// The token.
        public var secret: Secret
        /// Its number.
        public var number: UInt64
    }

    /// What is to be done.
    public enum Action: Sendable, Hashable {
        /// Send the request with this token.
        case use(request: UInt64, Token)
        /// Ask the token endpoint, and say what it answered under this number.
        case fetch(UInt64, WireRequest)
        /// Give the request up: the class (a business error where asking again is of no use), and why, without any
        /// secret.
        case refuse(request: UInt64, Outcome, String)
    }

    private struct Held: Sendable {
        var token: Token
        var expires: Instant
        var renew: Instant
        var isForced: Bool
        var isUsed = false
    }

    private struct Fetch: Sendable {
        var number: UInt64
        var sent: Instant
        var isForced: Bool
    }

    /// Token requests so far.
    public private(set) var fetches: UInt64 = 0
    /// Of these, because a partner refused a token.
    public private(set) var forcedFetches = 0

    private let policy: Policy
    private let key: RandomKey
    private let client: OAuthClient
    private var ring: CredentialRing
    /// Secrets refused since the last token.
    private var refused: [Secret] = []
    private var held: Held?
    private var fetching: Fetch?
    private var waiting: [UInt64] = []
    private var tokens: UInt64 = 0
    private var failuresInARow = 0
    private var notBefore: Instant = .min
    private var denial: String?
    private var renewal: Instant?
    private var wantsForced = false
    private var forcedAt: Instant?
    private var retried = SeenIDs<Void>(capacity: 10_000)

    /// A keeper without a token yet.
    /// - Parameters:
    ///   - others: secrets of the client that are good beside its own, in the order in which they are tried.
    ///   - key: where the jitter of waits is drawn from.
    public init(_ client: OAuthClient, others: [Secret] = [], policy: Policy = Policy(), key: RandomKey) {
        self.client = client
        ring = CredentialRing(client.secret, others: others)
        self.policy = policy
        self.key = key
    }

    /// Counts, and nothing secret.
    public var description: String {
        "token \(held.map { "\($0.token.number)" } ?? "none"), \(waiting.count) waiting, \(fetches) fetches, \(ring)"
    }
    /// Nothing inside.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// When `due` wants to be called next; nil: never, unless something else happens first.
    public var nextDue: Instant? {
        guard fetching == nil else { return nil }
        if !waiting.isEmpty { return notBefore }
        return renewal.map { max($0, notBefore) }
    }

    /// A request wants a token. Its number is its own over the whole run: by it a second 401 is known.
    public mutating func want(_ request: UInt64, at now: Instant) -> [Action] {
        if var held, now < held.expires {
            held.isUsed = true
            self.held = held
            return [.use(request: request, held.token)] + (now >= held.renew ? fetch(at: now) : [])
        }
        if let denial, now < notBefore { return [.refuse(request: request, .businessError, denial)] }
        guard waiting.count < policy.capacity else {
            return [
                .refuse(request: request, .shed, "\(waiting.count) requests already wait for a token of the partner")
            ]
        }
        waiting.append(request)
        return fetch(at: now)
    }

    /// A request that waits is no longer wanted.
    public mutating func abandon(_ request: UInt64) { waiting.removeAll { $0 == request } }

    /// The time of `nextDue` has come.
    public mutating func due(at now: Instant) -> [Action] {
        if let due = renewal, max(due, notBefore) <= now {
            renewal = nil
            // Nobody used it: the next who wants one will bring about the renewal.
            if held?.isUsed == true { return fetch(at: now) }
        }
        return waiting.isEmpty ? [] : fetch(at: now)
    }

    /// The token endpoint answered, or the network failed (`.unavailable`). Answers to other fetches are ignored.
    /// - Parameter readAnew: reads the client's secrets that stand in files once more; nil: they are the same.
    public mutating func answered(
        _ number: UInt64, _ answer: TokenAnswer, at now: Instant, readAnew: () -> [Secret]? = { nil }
    ) -> [Action] {
        guard let fetch = fetching, fetch.number == number else { return [] }
        fetching = nil
        switch answer {
        case .token(let secret, let lifetime): return take(secret, lifetime, fetch, at: now)
        case .denied(let words):
            refused.append(ring.inUse)
            if let secrets = readAnew() { ring.replace(secrets) }
            if ring.moveOn(from: refused) { return self.fetch(at: now) }
            refused = []
            denial = "no token: \(words)"
            back(off: now)
            return sendAway(.businessError, denial ?? "")
        case .unavailable(let words):
            back(off: now)
            guard failuresInARow >= policy.failures else { return [] }
            return sendAway(.connection, "no token after \(failuresInARow) tries: \(words)")
        }
    }

    /// A partner answered 401 to a request with a token. The first time the request gets another one; then it is given
    /// up.
    public mutating func rejected(_ request: UInt64, token number: UInt64, at now: Instant) -> [Action] {
        let name = String(request)
        guard retried[name] == nil else {
            retried.remove(name)
            return [
                .refuse(
                    request: request, .businessError,
                    "401 with a fresh token as well: check the scope, and whether the account may do this")
            ]
        }
        retried.insert(name, (), until: now.later(by: .hour), at: now)
        if let held, held.token.number == number {
            if held.isForced, let forcedAt, now < forcedAt.later(by: policy.forcedPause) {
                retried.remove(name)
                return [
                    .refuse(
                        request: request, .businessError,
                        "401 with a token that was just fetched anew because of a 401: check the scope, and whether the account may do this"
                    )
                ]
            }
            self.held = nil
            renewal = nil
            wantsForced = true
        }
        return want(request, at: now)
    }

    private mutating func fetch(at now: Instant) -> [Action] {
        guard fetching == nil, now >= notBefore else { return [] }
        fetches += 1
        if wantsForced { forcedFetches += 1 }
        var client = client
        client.secret = ring.inUse
        fetching = Fetch(number: fetches, sent: now, isForced: wantsForced)
        wantsForced = false
        return [.fetch(fetches, client.tokenRequest)]
    }

    private mutating func take(_ secret: Secret, _ lifetime: Double?, _ fetch: Fetch, at now: Instant) -> [Action] {
        tokens += 1
        failuresInARow = 0
        notBefore = .min
        denial = nil
        refused = []
        if fetch.isForced { forcedAt = now }
        wantsForced = false
        let token = Token(secret: secret, number: tokens)
        // Counted from when it was asked for: on the way the partner's clock ran already.
        let span = lifetime.map { RetryAfter.nanoseconds($0, unit: .second) }
        let expires = span.map { fetch.sent.later(by: $0) } ?? .never
        let renew = span.map { expires - min(policy.margin, $0 / 4) } ?? .never
        held = Held(
            token: token, expires: expires, renew: renew, isForced: fetch.isForced, isUsed: !waiting.isEmpty)
        renewal = renew == .never ? nil : renew
        let released = waiting.map { Action.use(request: $0, token) }
        waiting = []
        return released
    }

    private mutating func back(off now: Instant) {
        failuresInARow += 1
        let doubled = policy.backoff << Int64(min(failuresInARow - 1, 20))
        let wait = min(doubled, policy.longestBackoff)
        let jitter = key.child(fetches).share(of: wait / 4)
        notBefore = now.later(by: wait).later(by: jitter)
        if let held, held.renew <= now, notBefore < held.expires { renewal = notBefore }
    }

    private mutating func sendAway(_ outcome: Outcome, _ reason: String) -> [Action] {
        defer { waiting = [] }
        return waiting.map { .refuse(request: $0, outcome, reason) }
    }
}
