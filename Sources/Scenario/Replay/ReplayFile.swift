public import Kernel

/// An order export to be replayed: where it is, how to read it, which part of it.
public struct ReplayFile: Sendable, Hashable {
    /// Which column holds what, by its name in the header, or by number from 1 in a file without one.
    public struct Columns: Sendable, Hashable {
        /// When the order was placed.
        public var time: String
        /// The order's id. Needed when a row is a line.
        public var order: String?
        /// Sales channel.
        public var channel: String?
        /// Destination zone.
        public var destination: String?
        /// Service level.
        public var service: String?
        /// Warehouse.
        public var warehouse: String?
        /// Number of order lines; only when a row is an order.
        public var lines: String?
        /// Units of the row.
        public var quantity: String?
        /// Weight of the row, all units together.
        public var weight: String?

        /// Columns; only the time is needed.
        public init(time: String, order: String? = nil) {
            self.time = time
            self.order = order
        }
    }

    /// What one row is.
    public enum Row: String, Sendable, Hashable, CaseIterable {
        /// A whole order.
        case order
        /// A line of an order; rows that follow each other with one order id are one order, placed at the first's time.
        case line
    }

    /// What values of a column mean.
    public struct Names: Sendable, Hashable {
        /// Name in the demand's mix, by value in the file. Values that are such names already need no entry.
        public var aliases: [String: String]
        /// Name for all other values; nil: rows with other values are bad.
        public var otherwise: String?

        /// Names.
        public init(aliases: [String: String] = [:], otherwise: String? = nil) {
            self.aliases = aliases
            self.otherwise = otherwise
        }
    }

    /// Where the file is.
    public var path: String
    /// The file as the scenario names it, for messages.
    public var name: String
    /// Which column holds what.
    public var columns: Columns
    /// What a row is.
    public var row = Row.order
    /// Between fields; nil: found out from the first line.
    public var delimiter: UInt8?
    /// Whether the first record names the columns.
    public var hasHeader = true
    /// How times are written.
    public var timeFormat = TimeFormat.iso
    /// Zone of times written without an offset (IANA name).
    public var zone = "UTC"
    /// Grams in the file's unit of weight (1, or 1000 for kilograms).
    public var gramsPerWeight: Int64 = 1
    /// Meaning of the channel column.
    public var channels = Names()
    /// Meaning of the destination column.
    public var destinations = Names()
    /// Meaning of the service column.
    public var services = Names()
    /// Meaning of the warehouse column.
    public var warehouses = Names()
    /// Only orders placed at or after this, in nanoseconds since 1970 UTC; nil: from the first.
    public var from: Int64?
    /// Only orders placed before this, in nanoseconds since 1970 UTC; nil: to the last.
    public var until: Int64?
    /// How many orders are held back to bring orders into time order; one that comes later than that is a bad row.
    public var reorder = 4096

    /// A file with default settings: comma or semicolon, header, ISO times in UTC, a row an order.
    public init(path: String, name: String, columns: Columns) {
        self.path = path
        self.name = name
        self.columns = columns
    }
}

extension DemandPlan.Replay {
    /// The rehearsal time of a time in the file.
    /// - Parameter fileTime: nanoseconds since 1970 UTC.
    public func due(_ fileTime: Int64) -> Instant {
        let compressed: Int64
        if compression == 1 || !(compression > 0) || !compression.isFinite {
            compressed = fileTime
        } else if compression >= 1 && compression <= 0x1p52 && compression == compression.rounded() {
            let factor = Int64(compression)
            let quotient = fileTime / factor
            compressed = fileTime % factor < 0 ? quotient - 1 : quotient
        } else {
            // In two halves with an exact remainder, so that the nanoseconds of a time in this century survive.
            let high = Double(fileTime >> 24)
            let rest = high.truncatingRemainder(dividingBy: compression)
            let whole = ((high - rest) / compression).rounded()
            let part = ((rest * 0x1p24 + Double(fileTime & 0xff_ffff)) / compression).rounded(.down)
            guard abs(whole) < 0x1p38, abs(part) < 0x1p62 else { return fileTime < 0 ? .min : .max }
            let (sum, overflow) = (Int64(whole) << 24).addingReportingOverflow(Int64(part))
            if overflow { return fileTime < 0 ? .min : .max }
            compressed = sum
        }
        let (due, overflow) = compressed.addingReportingOverflow(shift)
        return overflow ? (shift < 0 ? .min : .max) : due
    }
}
