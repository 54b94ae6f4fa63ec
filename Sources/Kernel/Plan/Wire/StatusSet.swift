/// HTTP statuses: single ones and ranges.
public struct StatusSet: Sendable, Codable, Hashable {
    /// A run of statuses, both ends among them.
    public struct Range: Sendable, Codable, Hashable {
        /// The lowest.
        public var low: Int
        /// The highest.
        public var high: Int

        /// A range.
        public init(_ low: Int, _ high: Int) {
            self.low = low
            self.high = high
        }
    }

    /// The ranges; a status is in the set if it is in one of them.
    public var ranges: [Range]

    /// A set of these ranges.
    public init(_ ranges: [Range]) { self.ranges = ranges }

    /// A set of single statuses.
    public init(_ statuses: Int...) { ranges = statuses.map { Range($0, $0) } }

    /// Whether a status is in it.
    public func contains(_ status: Int) -> Bool { ranges.contains { $0.low <= status && status <= $0.high } }

    /// The status that stands for the set in an answer: the first one.
    public var first: Int? { ranges.first?.low }
}

extension StatusSet: CustomStringConvertible {
    /// As a scenario writes it: "200, 202..204".
    public var description: String {
        ranges.map { $0.low == $0.high ? "\($0.low)" : "\($0.low)..\($0.high)" }.joined(separator: ", ")
    }
}
