/// Which parts of a divided run a recording holds.
public struct RunParts: Sendable, Codable, Hashable {
    /// One part: the orders of one shard.
    public struct Part: Sendable, Codable, Hashable {
        /// Which, from 0.
        public var index: Int
        /// When its rehearsal began, as milliseconds since 1970 by its machine's clock; nil in virtual time.
        public var start: Int64?
        /// Sent less intended at p99: how late its generator was; nil: nothing was sent.
        public var lag: Nanoseconds?
        /// Whether it came to its end by itself, or to that which somebody wanted; else its process was ended before.
        public var isEnded: Bool

        /// A part.
        public init(index: Int, start: Int64? = nil, lag: Nanoseconds? = nil, isEnded: Bool = true) {
            self.index = index
            self.start = start
            self.lag = lag
            self.isEnded = isEnded
        }
    }

    /// How many parts the whole has.
    public var count: Int
    /// Those that are here, by their index.
    public var parts: [Part]

    /// One part of a whole.
    public init(_ part: Part, of count: Int) {
        self.count = count
        parts = [part]
    }

    /// The parts that are not here.
    public var missing: [Int] {
        let here = Set(parts.map(\.index))
        return (0..<count).filter { !here.contains($0) }
    }

    /// Whether nothing is missing.
    public var isWhole: Bool { parts.count == count }

    /// Most parts that a run is divided into.
    public static let most = 10_000

    /// The first thing that no division ever has, in words; nil: there is none. For parts read from disk.
    public var firstFlaw: String? {
        guard (1...RunParts.most).contains(count) else { return "\(count) parts" }
        var last = -1
        for part in parts {
            guard part.index > last, part.index < count else { return "part \(part.index) of \(count)" }
            last = part.index
            if let start = part.start, !(0...1 << 50).contains(start) { return "a start at \(start) ms" }
            if let lag = part.lag, !(0...Instant.never / 4).contains(lag) { return "a lag of \(lag) ns" }
        }
        return parts.isEmpty ? "no part" : nil
    }

    /// The parts of two recordings; either may be none of a division.
    static func merged(_ one: RunParts?, _ other: RunParts?) throws(RecordingError) -> RunParts? {
        guard var result = one, let other else { return one ?? other }
        guard result.count == other.count else { throw .differentDivisions(result.count, other.count) }
        let here = Set(result.parts.map(\.index))
        if let double = other.parts.first(where: { here.contains($0.index) }) { throw .samePart(double.index) }
        result.parts = (result.parts + other.parts).sorted { $0.index < $1.index }
        return result
    }
}

extension Recording {
    /// Says which part of a divided run this is.
    /// - Parameters:
    ///   - shard: which.
    ///   - start: when it began, as milliseconds since 1970; nil in virtual time.
    ///   - isEnded: whether it came to its end.
    public mutating func become(_ shard: Shard, start: Int64?, isEnded: Bool) {
        let lag = tracks[TrackLayout(plan).index(.scheduleLag)].total.quantile(0.99)
        parts = RunParts(
            RunParts.Part(index: shard.index, start: start, lag: lag, isEnded: isEnded), of: shard.count)
    }
}
