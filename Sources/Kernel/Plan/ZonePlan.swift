/// How rehearsal time maps to wall-calendar time, without a time-zone database in the kernel.
public struct ZonePlan: Sendable, Codable, Hashable {
    /// One stretch of constant UTC offset.
    public struct Offset: Sendable, Codable, Hashable {
        /// From this instant on.
        public var from: Instant
        /// Seconds east of UTC.
        public var seconds: Int

        /// An offset that holds from an instant on.
        public init(from: Instant, seconds: Int) {
            self.from = from
            self.seconds = seconds
        }
    }

    /// IANA name, for people.
    public var identifier: String
    /// The origin (instant 0) as seconds since 1970-01-01T00:00:00Z.
    public var originUnixSeconds: Int64
    /// Offsets in time order; the first one also holds for earlier instants. Empty means UTC.
    public var offsets: [Offset]

    /// A zone with its origin and offsets over the run.
    public init(identifier: String, originUnixSeconds: Int64, offsets: [Offset]) {
        self.identifier = identifier
        self.originUnixSeconds = originUnixSeconds
        self.offsets = offsets
    }

    /// Seconds east of UTC at `instant`.
    public func offset(at instant: Instant) -> Int {
        (offsets.last { $0.from <= instant } ?? offsets.first)?.seconds ?? 0
    }
}
