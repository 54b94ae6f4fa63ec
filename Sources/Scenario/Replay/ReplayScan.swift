public import Kernel

/// What an order file holds, found by reading it once: for `describe`, and to size a run before it starts.
public struct ReplayScan: Sendable, Hashable {
    /// Rows read, outside the window and bad.
    public var rows = BadRows()
    /// Orders of the file within the window; about `scale` times as many are replayed.
    public var orders: Int64 = 0
    /// The earliest order, in nanoseconds since 1970 UTC; nil: there is none.
    public var first: Int64?
    /// The latest order, in nanoseconds since 1970 UTC; nil: there is none.
    public var last: Int64?
    /// The coarsest of day, hour, minute, second, millisecond and nanosecond of which all times are multiples.
    public var resolution: Nanoseconds = .day

    /// Reads a file. Only the file's own window (`from`, `until`) counts, not that of a rehearsal.
    /// - Parameters:
    ///   - file: where it is and how to read it.
    ///   - demand: the mixes that its columns refer to.
    /// - Throws: `ReplayError` if the file cannot be read at all or to its end, or lacks a column.
    public init(_ file: ReplayFile, demand: DemandPlan) throws(ReplayError) {
        try self.init(file, bytes: nil, demand: demand)
    }

    init(_ file: ReplayFile, bytes: ByteSource?, demand: DemandPlan) throws(ReplayError) {
        var reader = try ReplayRows(file, bytes: bytes, demand: demand)
        while let order = reader.next() {
            guard file.from.map({ order.time >= $0 }) ?? true, file.until.map({ order.time < $0 }) ?? true else {
                reader.bookOutside(order)
                continue
            }
            orders += 1
            first = min(first ?? order.time, order.time)
            last = max(last ?? order.time, order.time)
            while resolution > 1 && order.time % resolution != 0 { resolution = ReplayScan.finer(resolution) }
        }
        if let failure = reader.failure { throw failure }
        if orders == 0 { resolution = 1 }
        rows = reader.badRows
    }

    private static func finer(_ resolution: Nanoseconds) -> Nanoseconds {
        let steps: [Nanoseconds] = [.day, .hour, .minute, .second, .millisecond, 1]
        return steps.first { $0 < resolution } ?? 1
    }
}
