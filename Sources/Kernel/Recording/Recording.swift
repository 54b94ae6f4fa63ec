/// Everything measured in a run. Analysis and reports read nothing else; it is also what lands on disk.
public struct Recording: Sendable, Codable, Hashable {
    /// What was run.
    public var plan: Plan
    /// The intervals of all series.
    public var axis: TimeAxis
    /// Latencies, at the indexes of `TrackLayout(plan)`.
    public var tracks: [LatencyTrack]
    /// Counters: one row an interval, at the indexes of `MeterLayout(plan)`.
    public var meters: [[Int64]]
    /// High-water marks: one row an interval, at the indexes of `PeakLayout(plan)`.
    public var peaks: [[Int64]]
    /// What budgets with hours or windows of their own are judged by.
    public var closeUp: CloseUp
    /// How each cut-off was met.
    public var cutoffs: CutoffTally
    /// The books at the end.
    public var books: Books
    /// Exemplar journeys.
    public var exemplars: Exemplars
    /// How far the run came: `plan.end`, the instant the last order ended, or where it was interrupted or aborted.
    public var reached: Instant
    /// Why it stopped.
    public var stop: Stop
    /// Rows of a replayed file that could not be read, and some of them.
    public var badRows: BadRows
    /// Number of kernel events handled.
    public var handledEvents: UInt64
    /// What went over the wire; nil in virtual time.
    public var wire: WireFacts?
    /// Which parts of a divided run it holds; nil: it was not divided.
    public var parts: RunParts?

    /// Why a run stopped.
    public enum Stop: Sendable, Codable, Hashable {
        /// All orders ended, or the end of the run came.
        case finished
        /// Somebody interrupted it.
        case interrupted
        /// A budget with abort-on-breach was breached (index into `Plan.budgets`).
        case aborted(budget: Int)
    }

    /// A recording in which nothing has happened: every row there and zero. The identity of `merge`.
    public init(plan: Plan) {
        self.plan = plan
        axis = TimeAxis(window: plan.window, end: plan.end)
        tracks = [LatencyTrack](
            repeating: LatencyTrack(intervals: axis.intervals), count: TrackLayout(plan).count)
        meters = [[Int64]](
            repeating: [Int64](repeating: 0, count: MeterLayout(plan).count), count: axis.intervals)
        peaks = [[Int64]](repeating: [Int64](repeating: 0, count: PeakLayout(plan).count), count: axis.intervals)
        closeUp = CloseUp(plan: plan)
        cutoffs = CutoffTally(plan: plan)
        books = Books()
        exemplars = Exemplars()
        reached = 0
        stop = .finished
        badRows = BadRows()
        handledEvents = 0
    }
}

/// Conservation: due = completed + failed + cancelled + parked + inFlight, at the end of every run.
public struct Books: Sendable, Codable, Hashable {
    /// Orders that came due.
    public var due: Int64 = 0
    /// Orders completed.
    public var completed: Int64 = 0
    /// Orders failed.
    public var failed: Int64 = 0
    /// Orders cancelled.
    public var cancelled: Int64 = 0
    /// Orders parked as exceptions at the end.
    public var parked: Int64 = 0
    /// Orders under way at the end.
    public var inFlight: Int64 = 0

    /// Empty books.
    public init() {}

    /// Whether nothing was lost or made up.
    public var balance: Bool { due == completed + failed + cancelled + parked + inFlight }
}

/// How each cut-off was met, by warehouse and by carrier.
public struct CutoffTally: Sendable, Codable, Hashable {
    /// The counts of one cut-off, warehouse and carrier.
    public struct Cell: Sendable, Codable, Hashable {
        /// Dispatched at or before the cut-off.
        public var met: Int64 = 0
        /// Dispatched after it.
        public var late: Int64 = 0
        /// Not dispatched when the run ended although the cut-off had passed (cancelled and failed orders included).
        public var missing: Int64 = 0
        /// Not dispatched when the run ended, cut-off still to come: nobody knows.
        public var open: Int64 = 0

        /// Orders with this cut-off, without the open ones.
        public var judged: Int64 { met + late + missing }
        /// An empty cell.
        public init() {}
    }

    /// The cut-offs (a copy of `PromisePlan.cutoffs`).
    public var moments: [Instant]
    /// Number of warehouses.
    public var warehouses: Int
    /// Number of carriers, plus one for "no carrier yet".
    public var carriers: Int
    /// `(cutoff * warehouses + warehouse) * carriers + carrier`.
    public var cells: [Cell]

    /// All zero, for a plan.
    public init(plan: Plan) {
        moments = plan.promise.cutoffs.instants
        warehouses = plan.demand.warehouses.names.count
        carriers = plan.demand.carriers.count + 1
        cells = [Cell](repeating: Cell(), count: moments.count * warehouses * carriers)
    }

    /// The index of a cell.
    public func index(cutoff: Int, warehouse: Int, carrier: Int) -> Int {
        (cutoff * warehouses + warehouse) * carriers + carrier
    }
}

/// Rows of a replayed file that could not be used: counted, never dropped in silence.
public struct BadRows: Sendable, Codable, Hashable {
    /// One bad row.
    public struct Row: Sendable, Codable, Hashable {
        /// Line in the file, from 1.
        public var line: Int
        /// What was wrong with it.
        public var problem: String

        /// A bad row.
        public init(line: Int, problem: String) {
            self.line = line
            self.problem = problem
        }
    }

    /// From when to when a file's orders are.
    public struct Extent: Sendable, Codable, Hashable {
        /// The earliest one, as a clock on the wall of the file's zone shows it: seconds since 1970-01-01 00:00 there.
        public var first: Int64
        /// The latest one.
        public var last: Int64

        /// An extent.
        public init(first: Int64, last: Int64) {
            self.first = first
            self.last = last
        }
    }

    /// Rows read, the header not counted.
    public var read: Int64 = 0
    /// Rows outside the chosen window or outside the clock.
    public var outside: Int64 = 0
    /// Those of them that were chosen, but are due before the clock's start or after its end.
    public var outsideClock: Int64 = 0
    /// From when to when the orders of all usable rows are; nil: there are none.
    public var extent: Extent?
    /// Rows that could not be used.
    public var bad: Int64 = 0
    /// The first of them.
    public var first: [Row] = []

    /// None.
    public init() {}
}
