extension TrialReading {
    /// What went wrong of what was counted: samples beyond a percentile's bound, calls that failed, nanoseconds of a mean.
    public struct Fault: Sendable, Codable, Hashable {
        /// How much.
        public var bad: Double
        /// Of how many.
        public var of: Double
        /// How much of one may be.
        public var allowed: Double
        /// Whether it counts samples: then less than one of them cannot be told from none.
        public var isCounted: Bool
    }
}
