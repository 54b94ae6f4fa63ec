/// What went over the wire in a run, by system: counted in wall time, nothing of it in virtual time.
public struct WireFacts: Sendable, Codable, Hashable {
    /// What went to one system, and came from it.
    public struct System: Sendable, Codable, Hashable {
        /// Requests that a connection was had for.
        public var sent: Int64 = 0
        /// Answers by status code.
        public var statuses: [Int: Int64] = [:]
        /// Requests without an answer, by what happened ("connection refused"), counted.
        public var failures: [String: Int64] = [:]
        /// The first words heard about each kind of failure, libcurl's own among them.
        public var words: [String: String] = [:]
        /// What answers that were no success said first, by outcome.
        public var details: [String: String] = [:]
        /// Requests over a connection that an earlier one had opened.
        public var reused: Int64 = 0
        /// Answers by the version of HTTP that was spoken ("1.1", "2").
        public var versions: [String: Int64] = [:]
        /// Bytes sent.
        public var bytesUp: Int64 = 0
        /// Bytes received.
        public var bytesDown: Int64 = 0
        /// Requests that the caps on real hosts kept back.
        public var keptBack: Int64 = 0
        /// Requests that met the limit of requests under way: they waited, or were shed.
        public var met: Int64 = 0
        /// Times of the parts of a request, in nanoseconds.
        public var parts: [String: CompactTimes] = [:]
        /// Requests that a served system took in.
        public var received: Int64 = 0
        /// Of these, from strangers: not attempts of this run.
        public var strangers: Int64 = 0
        /// Answered without the model: log-ins, look-ups, what could not be understood.
        public var immediate: Int64 = 0
        /// Tokens that were asked for (OAuth 2); without them, how often a session or credential was renewed within the run.
        public var tokens: Int64 = 0
        /// Of these, because a token that should still have been good, or a session or credential, was refused.
        public var refusedTokens: Int64 = 0
        /// What it told of by webhook; nil: nobody subscribed.
        public var webhooks: WebhookFacts?
        /// Limits as they are documented, as answers tell of them, and as they were in practice, by operation.
        public var limits: [String: LimitFacts] = [:]
        /// Its attempts one by one; nil: none, or the run was cut off before its end.
        public var attempts: AttemptLog?

        /// Nothing.
        public init() {}
    }

    /// By the system's name.
    public var systems: [String: System] = [:]
    /// Webhooks that came in; nil: none were listened for.
    public var inbox: InboxFacts?

    /// Nothing.
    public init() {}
}

/// Count, sum, least and most of times: parts of requests are told by their means.
public struct CompactTimes: Sendable, Codable, Hashable {
    /// How many.
    public var count: Int64 = 0
    /// Their sum, in nanoseconds.
    public var sum: Int64 = 0
    /// The longest, in nanoseconds.
    public var most: Nanoseconds = 0

    /// None.
    public init() {}

    /// Adds one; a clock that seems to have run backwards makes it none.
    public mutating func add(_ time: Nanoseconds) {
        count += 1
        sum &+= max(0, time)
        most = max(most, time)
    }

    /// Adds those of another.
    public mutating func merge(_ other: CompactTimes) {
        count &+= other.count
        sum &+= other.sum
        most = max(most, other.most)
    }
}
