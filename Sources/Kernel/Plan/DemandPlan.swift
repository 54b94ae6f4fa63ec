/// What the orders look like and when they come: a pure, seeded value.
public struct DemandPlan: Sendable, Codable, Hashable {
    /// Named shares; weights need not sum to one.
    public struct Mix: Sendable, Codable, Hashable {
        /// Names.
        public var names: [String]
        /// Weights, same count, none negative, not all zero.
        public var weights: [Double]

        /// A mix.
        public init(names: [String], weights: [Double]) {
            self.names = names
            self.weights = weights
        }

        /// A mix of one.
        public init(only name: String) {
            names = [name]
            weights = [1]
        }
    }

    /// Orders between two instants: an exact count.
    public struct Slice: Sendable, Codable, Hashable {
        /// From here.
        public var start: Instant
        /// Up to here.
        public var end: Instant
        /// Exactly so many orders.
        public var count: Int
        /// Rate at the start relative to the mean rate, 0...2: 1 is flat, 0 ramps up from nothing (the end has 2 - it).
        public var startWeight: Double

        /// A slice.
        public init(start: Instant, end: Instant, count: Int, startWeight: Double = 1) {
            self.start = start
            self.end = end
            self.count = count
            self.startWeight = startWeight
        }
    }

    /// How orders lie within a slice.
    public enum Spacing: String, Sendable, Codable, Hashable, CaseIterable {
        /// As a Poisson process given its count: independent uniform positions, sorted.
        case poisson
        /// Evenly.
        case even
        /// All at the start (a batch).
        case batch
    }

    /// A part of the demand with one shape: the day's curve, a campaign drop, a month-end batch.
    public struct Stream: Sendable, Codable, Hashable {
        /// Its name ("day", "midnight drop").
        public var name: String
        /// Slices in time order, not overlapping.
        public var slices: [Slice]
        /// Position within a slice.
        public var spacing: Spacing
        /// Channel by index for all of its orders; nil: drawn from the mix.
        public var channel: Int?

        /// A stream.
        public init(name: String, slices: [Slice], spacing: Spacing = .poisson, channel: Int? = nil) {
            self.name = name
            self.slices = slices
            self.spacing = spacing
            self.channel = channel
        }
    }

    /// Orders replayed from a file instead of generated; who reads the file is not the kernel's business.
    public struct Replay: Sendable, Codable, Hashable {
        /// The file as the scenario names it.
        public var source: String
        /// Added to each file time (after compression) to give rehearsal time.
        public var shift: Nanoseconds
        /// File time runs this many times faster.
        public var compression: Double
        /// Volume is multiplied by this; copies are spread within `resolution`, thinning is by keyed hash.
        public var scale: Double
        /// Resolution of the file's timestamps: orders are spread evenly at random within it.
        public var resolution: Nanoseconds

        /// A replay.
        public init(
            source: String, shift: Nanoseconds, compression: Double = 1, scale: Double = 1, resolution: Nanoseconds = 0
        ) {
            self.source = source
            self.shift = shift
            self.compression = compression
            self.scale = scale
            self.resolution = resolution
        }
    }

    /// Generated parts; they add up.
    public var streams: [Stream]
    /// A replayed part besides; nil: none.
    public var replay: Replay?
    /// Sales channels.
    public var channels: Mix
    /// Where parcels go.
    public var destinations: Mix
    /// Service levels.
    public var services: Mix
    /// Warehouses.
    public var warehouses: Mix
    /// Names of the carriers, in the order of every `RoutePlan.Choice.carrier` route; empty: no carriers.
    public var carriers: [String]
    /// For each service and destination (service * destinations + destination), which carriers may go, as a bit mask.
    /// Empty: any.
    public var eligibleCarriers: [UInt64]
    /// Order lines, as a distribution of a count.
    public var lines: Distribution
    /// Units a line, as a distribution of a count.
    public var unitsPerLine: Distribution
    /// Weight of a unit in grams.
    public var gramsPerUnit: Distribution
    /// Number of products.
    public var products: Int
    /// Exponent of the products' Zipf popularity (0: all alike).
    public var popularity: Double
    /// Currency of all prices ("EUR").
    public var currency: String

    /// No orders, one of everything.
    public init() {
        streams = []
        replay = nil
        channels = Mix(only: "shop")
        destinations = Mix(only: "domestic")
        services = Mix(only: "standard")
        warehouses = Mix(only: "warehouse")
        carriers = []
        eligibleCarriers = []
        lines = .fixed(1)
        unitsPerLine = .fixed(1)
        gramsPerUnit = .fixed(500)
        products = 1
        popularity = 0
        currency = "EUR"
    }

    /// Orders that the streams make, exactly; a replay is not counted.
    public var generatedOrders: Int {
        streams.reduce(0) { $0 + $1.slices.reduce(0) { $0 + $1.count } }
    }
}
