/// What became of the events that a system told of by webhook, over all who subscribed.
public struct WebhookFacts: Sendable, Codable, Hashable {
    /// Events published to a subscription.
    public var events: Int64 = 0
    /// Second sendings by the fault of duplication.
    public var copies: Int64 = 0
    /// Requests sent, retries included.
    public var sent: Int64 = 0
    /// Of these, retries.
    public var retried: Int64 = 0
    /// Deliveries answered with a success.
    public var delivered: Int64 = 0
    /// Events never sent, by the fault of loss.
    public var lost: Int64 = 0
    /// Deliveries whose last retry failed.
    public var gaveUp: Int64 = 0
    /// Deliveries that were dropped, and events that were not delivered, as the subscription had ended.
    public var dropped: Int64 = 0
    /// Events for which there was no room.
    public var overflowed: Int64 = 0
    /// Deliveries still to be made or retried at the end.
    public var pending: Int64 = 0
    /// Subscriptions that the vendor's rules disabled or removed.
    public var disabled: Int64 = 0
    /// Requests that the caps on real hosts kept back; they count as failed attempts.
    public var keptBack: Int64 = 0
    /// Events that were not sent, as their body needed what nobody knew.
    public var unwritten: Int64 = 0
    /// Attempts that failed, by what happened ("status 500", "connection refused").
    public var failures: [String: Int64] = [:]
    /// The first words heard about each kind of failure, and why subscriptions ended.
    public var words: [String: String] = [:]

    /// Nothing.
    public init() {}
}
