/// How a call or an attempt ended. Classes are never lumped together.
public enum Outcome: UInt8, Sendable, Codable, Hashable, CaseIterable, BitwiseCopyable {
    /// Answered, and the business said yes.
    case ok
    /// Answered, and the business said no (a 4xx other than 429, or Odoo's 200 with an error in it).
    case businessError
    /// Answered 429 or its like.
    case rateLimited
    /// No answer in time.
    case timeout
    /// Refused or reset.
    case connection
    /// Answered 5xx.
    case serverError
    /// Not sent: the caller's breaker was open.
    case breakerOpen
    /// Turned away: a queue, a bulkhead or a worker's line was full.
    case shed

    /// A set of outcomes.
    public struct Set: OptionSet, Sendable, Codable, Hashable, BitwiseCopyable {
        /// One bit an outcome.
        public var rawValue: UInt8

        /// A set from its bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A set of these outcomes.
        public init(_ outcomes: [Outcome]) {
            rawValue = outcomes.reduce(0) { $0 | (1 << $1.rawValue) }
        }

        /// Whether `outcome` is among them.
        public func contains(_ outcome: Outcome) -> Bool { rawValue & (1 << outcome.rawValue) != 0 }
    }
}
