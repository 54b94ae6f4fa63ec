/// Attempts at one system by the wall clock, one by one: when each was sent and how long it took. Models are fitted to it.
///
/// Which attempts were under way together cannot be told from histograms, and that is what numbers of workers show in.
public struct AttemptLog: Sendable, Hashable {
    /// One attempt.
    public struct Entry: Sendable, Hashable, Comparable {
        /// What was asked.
        public let operation: OperationID
        /// When it was sent; in whole microseconds.
        public let sent: Instant
        /// From then to the answer, or to when the caller gave up; in whole microseconds.
        public let took: Nanoseconds
        /// How it ended.
        public let outcome: Outcome

        /// An attempt; parts of microseconds are dropped.
        public init(operation: OperationID, sent: Instant, took: Nanoseconds, outcome: Outcome) {
            self.operation = operation
            self.sent = sent / 1_000 * 1_000
            self.took = took / 1_000 * 1_000
            self.outcome = outcome
        }

        /// Any fixed order in which time goes forward.
        public static func < (a: Entry, b: Entry) -> Bool {
            (a.sent, a.operation, a.took, a.outcome.rawValue) < (b.sent, b.operation, b.took, b.outcome.rawValue)
        }

        /// When it ended.
        public var ended: Instant { sent + took }
    }

    /// The most attempts that one part of a run keeps: enough to fit, a few hundred kilobytes in the recording.
    public static let limit = 10_000

    /// The first attempts of each part that ended, in order of sending.
    public private(set) var entries: [Entry] = []
    /// Attempts that are not kept.
    public private(set) var left: Int64 = 0
    /// How many parts of a run these are: attempts of different parts were under way together, and nobody knows which.
    public private(set) var parts = 1

    /// None yet.
    public init() {}

    /// Some attempts of one run.
    public init(_ entries: [Entry]) { self.entries = entries.sorted() }

    /// Adds one that has ended.
    public mutating func add(_ entry: Entry) {
        if entries.count < AttemptLog.limit { entries.append(entry) } else { left += 1 }
    }

    /// Puts those that were added in the order in which they were sent.
    public mutating func sort() { entries.sort() }

    /// Adds those of another part of the run; both must be sorted.
    mutating func merge(_ other: AttemptLog) {
        entries = (entries + other.entries).sorted()
        left &+= other.left
        parts &+= other.parts
    }

    /// What no run ever has, in words; nil: nothing.
    func firstFlaw(under plan: Plan) -> String? {
        let longest = Instant.never / 4
        guard (1...1_000_000).contains(parts), left >= 0, left <= 1 << 40 else {
            return "\(left) attempts left out of \(parts) parts"
        }
        guard entries.count / AttemptLog.limit <= parts else { return "\(entries.count) attempts kept" }
        for entry in entries {
            guard plan.operations.indices.contains(entry.operation) else { return "an operation \(entry.operation)" }
            guard (0...longest).contains(entry.sent), (0...longest).contains(entry.took) else {
                return "an attempt from \(entry.sent) ns that took \(entry.took) ns"
            }
        }
        return nil
    }
}

/// As one list of numbers: parts, left, then four for each attempt, times in µs.
extension AttemptLog: Codable {
    /// Reads the list.
    public init(from decoder: any Decoder) throws {
        let numbers = try decoder.singleValueContainer().decode([Int64].self)
        func refuse(_ words: String) -> DecodingError {
            .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: words))
        }
        guard numbers.count >= 2, numbers.count % 4 == 2, let parts = Int(exactly: numbers[0]) else {
            throw refuse("attempts that are not whole")
        }
        self.parts = parts
        left = numbers[1]
        let most = Instant.never / 4 / 1_000
        for place in stride(from: 2, to: numbers.count, by: 4) {
            guard let operation = Int(exactly: numbers[place]), (0...most).contains(numbers[place + 1]),
                (0...most).contains(numbers[place + 2]), let raw = UInt8(exactly: numbers[place + 3]),
                let outcome = Outcome(rawValue: raw)
            else { throw refuse("an attempt that never was") }
            entries.append(
                Entry(
                    operation: operation, sent: numbers[place + 1] * 1_000, took: numbers[place + 2] * 1_000,
                    outcome: outcome))
        }
        entries.sort()
    }

    /// Writes the list.
    public func encode(to encoder: any Encoder) throws {
        var numbers = [Int64(parts), left]
        numbers.reserveCapacity(2 + 4 * entries.count)
        for entry in entries {
            numbers += [
                Int64(entry.operation), entry.sent / 1_000, entry.took / 1_000, Int64(entry.outcome.rawValue),
            ]
        }
        var container = encoder.singleValueContainer()
        try container.encode(numbers)
    }
}
