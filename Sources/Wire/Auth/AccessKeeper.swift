public import Kernel

/// Keeps the way into a partner open through a run: its credential, while that changes, and the session that was opened with
/// it, if the partner has sessions. One renewal is in flight at a time; whoever was refused meanwhile waits for it and goes on
/// with what it brought.
///
/// Pure: the host says who was refused and what became of a renewal, and does what `Action` says.
public struct AccessKeeper: Sendable, CustomStringConvertible, CustomReflectable {
    /// What is to be done.
    public enum Action: Sendable, Hashable {
        /// Open the session anew with the credential in use, if there are sessions, and say `opened` or `failed`.
        case open
        /// Send the request again, with what is in use now.
        case goOn(UInt64)
        /// Nothing helps: the refusal is the answer.
        case stand(UInt64)
        /// Give the request up: the class, and why.
        case refuse(UInt64, Outcome, String)
    }

    private struct Trouble: Sendable {
        var outcome: Outcome
        var words: String
    }

    /// The wait after a renewal that did not help; it doubles with each, up to a minute.
    private static let pause: Nanoseconds = .second
    private static let longestPause: Nanoseconds = .minute

    /// The number of the credential and session in use, from 1: it goes up with each renewal.
    public private(set) var number: UInt64 = 1
    /// Renewals so far that brought a session or another credential.
    public private(set) var renewals: Int64 = 0

    private let hasSession: Bool
    private var ring: CredentialRing?
    /// Whether somebody was let in with what is in use.
    private var isProven = true
    /// What was refused, or is being tried, since somebody was let in.
    private var tried: [Secret] = []
    /// Renewals since then.
    private var attempts = 0
    /// Whether a renewal is in flight.
    private var isOpening = false
    private var waiting: [UInt64] = []
    private var failures: Int64 = 0
    private var quietUntil: Instant = .min
    private var trouble: Trouble?

    /// A keeper.
    /// - Parameters:
    ///   - secrets: those of the credential, the current one first; empty: the partner knows no credential.
    ///   - hasSession: whether something has to be said to open a session.
    public init(_ secrets: [Secret], hasSession: Bool) {
        ring = CredentialRing(secrets)
        self.hasSession = hasSession
    }

    /// Counts, and nothing secret.
    public var description: String {
        "session \(number), \(waiting.count) waiting, \(ring.map { "\($0)" } ?? "no credential")"
    }
    /// Nothing inside.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The secret in use; nil: there is none.
    public var credential: Secret? { ring?.inUse }

    /// All that may be good, the one in use first.
    public var inOrder: [Secret] { credential.map { used in [used] + secrets.filter { $0 != used } } ?? [] }

    private var secrets: [Secret] { ring?.secrets ?? [] }

    /// Whether a request has to wait, as a renewal is in flight; it is told to go on, or refused, when that is over.
    public mutating func mustWait(_ request: UInt64) -> Bool {
        if isOpening { waiting.append(request) }
        return isOpening
    }

    /// A request that waits is no longer wanted.
    public mutating func abandon(_ request: UInt64) { waiting.removeAll { $0 == request } }

    /// A partner let somebody in with the credential and session of that number.
    public mutating func accepted(_ session: UInt64) {
        guard session == number, !isProven else { return }
        isProven = true
        failures = 0
        quietUntil = .min
        trouble = nil
    }

    /// A partner refused a request: its credential, or its session is over.
    /// - Parameters:
    ///   - session: the number of what it went out with.
    ///   - times: how often it has been refused, this time included.
    ///   - readAnew: reads all secrets that stand in files once more, and gives those of the credential; nil: all are the same.
    public mutating func refused(
        _ request: UInt64, session: UInt64, times: Int, at now: Instant, readAnew: () -> [Secret]?
    ) -> [Action] {
        // As often as there are credentials, and once where there is one: whoever may not do something must not go on for ever.
        guard times <= max(1, secrets.count) else { return [.stand(request)] }
        if mustWait(request) { return [] }
        guard session == number else { return [.goOn(request)] }
        guard now >= quietUntil else {
            return [trouble.map { .refuse(request, $0.outcome, $0.words) } ?? .stand(request)]
        }
        if isProven { begin() }
        isProven = false
        let used = credential
        let fresh = readAnew()
        if let fresh { ring?.replace(fresh) }
        // A session may be over though its credential is good; a credential without a session is what was refused.
        let isSessionOver = hasSession && attempts == 0
        if let used, !isSessionOver { tried.append(used) }
        let isOther = ring?.moveOn(from: tried) ?? false
        guard isSessionOver || isOther || fresh != nil else {
            rest(at: now)
            return [.stand(request)]
        }
        waiting.append(request)
        return open()
    }

    private mutating func open() -> [Action] {
        isOpening = true
        attempts += 1
        if let credential { tried.append(credential) }
        return [.open]
    }

    private mutating func begin() {
        tried = []
        attempts = 0
    }

    /// What `open` asked for is done: those waiting go on.
    public mutating func opened() -> [Action] {
        number += 1
        renewals += 1
        trouble = nil
        return release().map { .goOn($0) }
    }

    /// What `open` asked for did not work.
    /// - Parameter isDenied: whether the credential was refused, so that another one may do.
    public mutating func failed(_ outcome: Outcome, _ words: String, isDenied: Bool, at now: Instant) -> [Action] {
        if isDenied, ring?.moveOn(from: tried) ?? false { return open() }
        trouble = Trouble(outcome: outcome, words: words)
        rest(at: now)
        return release().map { .refuse($0, outcome, words) }
    }

    /// The credential was refused before the run: goes on to the next.
    /// - Returns: whether there is one that was not refused.
    public mutating func denied() -> Bool {
        if let credential { tried.append(credential) }
        return ring?.moveOn(from: tried) ?? false
    }

    private mutating func release() -> [UInt64] {
        defer { waiting = [] }
        isOpening = false
        return waiting
    }

    private mutating func rest(at now: Instant) {
        begin()
        quietUntil = now.later(by: min(AccessKeeper.pause << min(failures, 6), AccessKeeper.longestPause))
        failures += 1
    }
}
