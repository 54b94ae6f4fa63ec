public import Kernel

/// What went to one system over the wire, and came from it.
public struct WireSystemFinding: Sendable, Hashable {
    /// Answers with one status.
    public struct Status: Sendable, Hashable {
        /// The code.
        public var code: Int
        /// How many.
        public var count: Int64
    }

    /// Requests without an answer that failed in the same way.
    public struct Failure: Sendable, Hashable {
        /// What happened: "connection refused".
        public var kind: String
        /// How many.
        public var count: Int64
        /// The first words heard about it, libcurl's own and what to do among them; may be empty.
        public var words: String
    }

    /// Attempts that ended badly in the same way although they were answered, or that were not sent at all.
    public struct BadAnswers: Sendable, Hashable {
        /// How they ended.
        public var outcome: Outcome
        /// Attempts of this run that ended so, whatever was said about them; 0 where only others met with it.
        public var attempts: Int64
        /// What was said about the first of them; may be empty.
        public var detail: String
    }

    /// How long one part of a request took.
    public struct Part: Sendable, Hashable {
        /// Parts as recordings name them, in the order in which they end.
        public enum Name: String, Sendable, Hashable, CaseIterable {
            /// Looking up the host's name.
            case name
            /// Connecting.
            case connect
            /// Agreeing on TLS.
            case tls
            /// From the start of the request to the first byte of its answer.
            case firstByte = "first byte"
            /// From its start to the last byte.
            case total
        }

        /// Which.
        public var name: Name
        /// Requests behind it; what a connection needs before its first request is told of new connections only.
        public var count: Int64
        /// The mean, in ns.
        public var mean: Double
        /// The longest, in ns.
        public var most: Nanoseconds
    }

    /// A version of HTTP.
    public struct Version: Sendable, Hashable {
        /// As it is written after "HTTP/": "1.1", "2".
        public var name: String
        /// Answers in it.
        public var count: Int64
    }

    /// Which.
    public var system: SystemID
    /// Requests that a connection was had for.
    public var sent: Int64
    /// Answers, by rising status.
    public var statuses: [Status]
    /// Requests without an answer by what happened, most first.
    public var failures: [Failure]
    /// Attempts whose caller waited no longer: their requests were taken back, and are in no other count.
    public var timedOut: Int64
    /// Attempts of this run on the system, however they ended.
    public var attempts: Int64
    /// What was said by answers that were no success, most attempts first.
    public var badAnswers: [BadAnswers]
    /// Share of requests over a connection that an earlier one had opened; nil: none was sent.
    public var reuse: Double?
    /// Answers by the version of HTTP that was spoken, the oldest version first.
    public var versions: [Version]
    /// The parts of a request, in the order in which they happen.
    public var parts: [Part]
    /// Bytes sent.
    public var bytesUp: Int64
    /// Bytes received.
    public var bytesDown: Int64
    /// Requests that the caps on real hosts kept back.
    public var keptBack: Int64
    /// Requests that met the limit of requests under way.
    public var met: Int64
    /// Tokens fetched; without tokens, sessions and credentials renewed within the run.
    public var tokens: Int64
    /// Of these, because a token that should still have been good, a session or a credential was refused.
    public var refusedTokens: Int64
    /// Requests that it took in, where it is served.
    public var received: Int64
    /// Of these, not attempts of this run.
    public var strangers: Int64
    /// Of these, answered without the model.
    public var immediate: Int64
    /// What it told of by webhook; nil: nobody subscribed.
    public var webhooks: WebhookFacts?
    /// Its limits, by operation: documented, announced, and found in practice.
    public var limits: [WireLimitFinding]

    /// A part of its requests; nil: it did not happen.
    public func part(_ name: Part.Name) -> Part? { parts.first { $0.name == name } }

    /// Answers of every status.
    public var answered: Int64 { statuses.reduce(0) { $0 &+ $1.count } }
    /// Requests that got no answer, those taken back included.
    public var unanswered: Int64 { failures.reduce(timedOut) { $0 &+ $1.count } }
    /// Requests that were to be answered: those that never had a connection included.
    public var requests: Int64 { max(sent, answered &+ unanswered) }
}

extension WireSystemFinding {
    init(_ system: SystemID, _ facts: WireFacts.System, _ readings: Readings) {
        self.system = system
        sent = facts.sent
        statuses = facts.statuses.sorted { $0.key < $1.key }.map { Status(code: $0.key, count: $0.value) }
        failures = facts.failures.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            Failure(kind: $0.key, count: $0.value, words: facts.words[$0.key] ?? "")
        }
        let edges = readings.plan.edges.indices.filter {
            readings.plan.operations[readings.plan.edges[$0].operation].system == system
        }
        let ended = Outcome.allCases.map { outcome in
            readings.total(readings.attemptMeters(edges, Outcome.Set([outcome])))
        }
        attempts = ended.reduce(0, &+)
        // The client's own time limits, which end some attempts before their caller does.
        let limited = failures.filter { $0.kind.hasPrefix("timed out") }.reduce(Int64(0)) { $0 &+ $1.count }
        timedOut = max(0, ended[Int(Outcome.timeout.rawValue)] &- limited)
        badAnswers = Outcome.allCases.compactMap { outcome in
            facts.details["\(outcome)"].map {
                BadAnswers(outcome: outcome, attempts: ended[Int(outcome.rawValue)], detail: $0)
            }
        }.sorted { ($1.attempts, $0.outcome.rawValue) < ($0.attempts, $1.outcome.rawValue) }
        versions = facts.versions.sorted { $0.key < $1.key }.map { Version(name: $0.key, count: $0.value) }
        reuse = facts.sent > 0 ? min(1, Double(facts.reused) / Double(facts.sent)) : nil
        parts = Part.Name.allCases.compactMap { name in
            guard let times = facts.parts[name.rawValue], times.count > 0 else { return nil }
            return Part(
                name: name, count: times.count, mean: Double(times.sum) / Double(times.count), most: times.most)
        }
        bytesUp = facts.bytesUp
        bytesDown = facts.bytesDown
        keptBack = facts.keptBack
        met = facts.met
        tokens = facts.tokens
        refusedTokens = facts.refusedTokens
        received = facts.received
        strangers = facts.strangers
        immediate = facts.immediate
        webhooks = facts.webhooks
        limits = facts.limits.sorted { $0.key < $1.key }.map { WireLimitFinding($0.key, $0.value) }
    }
}
