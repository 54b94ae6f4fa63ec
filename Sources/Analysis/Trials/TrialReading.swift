public import Kernel

/// What is kept of a trial: a few hundred bytes in place of its recording.
public struct TrialReading: Sendable, Codable, Hashable {
    /// How a budget came out.
    public struct Judged: Sendable, Codable, Hashable {
        /// Index into `Plan.budgets`.
        public var budget: Int
        /// Whether it holds.
        public var holds: Bool
        /// What was measured, in the budget's unit.
        public var value: Double
        /// How far it is from its bound: the logarithm of how many times as bad it might be, positive where it holds,
        /// -8...8. What is bad of a share that shall be high is what is missing of it.
        public var margin: Double
        /// The same as a count; nil: it is no share of anything.
        public var fault: Fault?
    }

    /// How a resource was used.
    public struct Use: Sendable, Codable, Hashable {
        /// Which.
        public var resource: Resource
        /// Share of it in use in its busiest judged interval, 0...1; of a rate limit, the share of requests that it refused there.
        public var peak: Double
        /// The same over all that is judged.
        public var mean: Double
        /// Most that waited for it.
        public var waiting: Int64
        /// Of a limit that counts over a long time what is asked of it over what it lets through in the long run, of a day what its
        /// orders got of it; nil: there is no such limit, or the load was not held for long enough to say so.
        public var demand: Double?
    }

    /// How calls over a link multiplied.
    public struct Amplification: Sendable, Codable, Hashable {
        /// Which.
        public var link: LinkID
        /// Calls that sent something.
        public var calls: Int64
        /// Attempts.
        public var attempts: Int64
        /// Calls that no retry, redelivery, fallback or second go before them caused.
        public var first: Int64
    }

    /// Orders that came due.
    public var due: Int64
    /// Orders an hour that came due, of a steady load while it is judged, of a day while orders come.
    public var offeredPerHour: Double
    /// Orders an hour that meanwhile got as far as they are followed: under a steady load released, else dispatched, else completed;
    /// of a day what was promised, else completed.
    public var donePerHour: Double
    /// The critical budgets that could be judged.
    public var judged: [Judged]
    /// Critical budgets without data: there was too little to measure, or its hours were not among those judged.
    public var silent: [Int]
    /// Whether what waited for machines and in queues did not grow while a steady load was judged, which no budget may say
    /// (grown by more than a twentieth of the orders that came meanwhile is growth); whether the work of a
    /// shorter run was done when it ended.
    public var isWorkedOff: Bool
    /// What came for workers, paces and connections under a steady load, and what was done; empty: a day.
    public var lines: [LineUse]
    /// Work of a day over what can be done in a day, of what is asked most; nil: a run of part of a day, or budgets that say when
    /// orders must be done. Of a steady load the same of limits that count over a long time; nil: there are none.
    public var demand: Double?
    /// Latency of release (of the whole journey where nothing is released) at p50, p95, p99, in ns; nil without samples.
    public var latency: [Nanoseconds]?
    /// How resources were used.
    public var uses: [Use]
    /// How calls multiplied, links that were used.
    public var amplifications: [Amplification]
    /// How long a steady load took to settle, by MSER-5 on what was under way from its beginning on; nil: no steady load, or
    /// fewer intervals than the rule needs.
    public var warmUp: Nanoseconds?
    /// What became of a stumble, where the trial had one.
    public var stumble: StumbleReading?
    /// Orders an hour that came due, and that came as far as is promised (is followed), by hour from the origin.
    public var hours: Hours
    /// Orders with a judged cut-off, and those of them that made it.
    public var cutoff: Cutoff
    /// When the last of what had piled up of orders due and not yet done was gone; nil: never in the run.
    public var drained: Instant?
    /// Events handled, which is what a trial costs.
    public var events: UInt64

    /// Orders by hour.
    public struct Hours: Sendable, Codable, Hashable {
        /// Due.
        public var due: [Int64]
        /// Done.
        public var done: [Int64]
        /// Ended without being done: failed or cancelled. They wait for nothing any more.
        public var lost: [Int64]

        /// Most that were due and neither done nor ended otherwise at the end of any interval in which they were a backlog.
        public var most: Int64 = 0
        /// When that was, from the origin.
        public var fullest: Instant = 0

        /// Due and neither done nor ended otherwise at the end of each hour.
        public var open: [Int64] {
            var open: Int64 = 0
            return due.indices.map { hour in
                open &+= due[hour] &- done[hour] &- lost[hour]
                return max(0, open)
            }
        }
    }

    /// How cut-offs were met.
    public struct Cutoff: Sendable, Codable, Hashable {
        /// Orders with a cut-off that has come.
        public var judged: Int64
        /// Those that made it.
        public var met: Int64
        /// The same by cut-off, in time order; those that somebody had to make.
        public var moments: [Moment] = []

        /// One cut-off.
        public struct Moment: Sendable, Codable, Hashable {
            /// When, from the origin.
            public var at: Instant
            /// Orders that had to make it, and it has come.
            public var judged: Int64
            /// Those that did.
            public var met: Int64
            /// The same by carrier and by warehouse, where there are several.
            public var parts: [Part] = []
        }

        /// Orders of one carrier, or of one warehouse.
        public struct Part: Sendable, Codable, Hashable {
            /// Whose they are.
            public enum Who: Sendable, Codable, Hashable {
                /// Index into `DemandPlan.carriers`; their count: no carrier yet.
                case carrier(Int)
                /// Index into `DemandPlan.warehouses`.
                case warehouse(Int)
            }

            /// Whose they are.
            public var who: Who
            /// Orders that had to make it.
            public var judged: Int64
            /// Those that did.
            public var met: Int64
        }
    }

    /// Whether the landscape can go on like this: nothing grows that waits, or is left of a day.
    public var keepsUp: Bool { isWorkedOff && (LineDemand([self])?.ratio ?? 0) < 1 && (demand ?? 0) <= 1 }

    /// Whether all that could be judged holds; nil: nothing could be.
    public var isKept: Bool? {
        guard keepsUp else { return false }
        return judged.isEmpty ? nil : judged.allSatisfy(\.holds)
    }

    /// How far the tightest budget is from its bound; nil: nothing could be judged.
    public var margin: Double? {
        let least = judged.map(\.margin).min()
        return keepsUp ? least : min(least ?? -0.1, -0.1)
    }

    /// Share of a pool's workers that was busy, where they were busy at all and hardly anything had to wait and be tried twice:
    /// what tells of their capacity. Nil elsewhere.
    func lightUse(of pool: PoolID) -> Double? {
        guard let use = uses.first(where: { $0.resource == .workers(pool) })?.mean, use > 0.005, use < 0.7 else {
            return nil
        }
        return use
    }

    /// The budget that is nearest to its bound, or furthest beyond it.
    public var tightest: Judged? { judged.min { ($0.margin, $0.budget) < ($1.margin, $1.budget) } }
}
