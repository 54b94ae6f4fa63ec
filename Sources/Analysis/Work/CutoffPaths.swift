import Kernel

/// The time orders lost around a cut-off: from two hours before it until those that missed it were gone.
struct CutoffPaths {
    /// How long before a cut-off one looks.
    static let before: Nanoseconds = 2 * .hour

    private let readings: Readings
    private let order: EventOrder
    private let delayed: StockFinding
    private var known: [(cutoff: Int, path: PathLoss)] = []

    init(_ readings: Readings, _ order: EventOrder, delayed: StockFinding) {
        self.readings = readings
        self.order = order
        self.delayed = delayed
    }

    /// The intervals around a cut-off.
    func window(_ cutoff: Int) -> Range<Int> {
        let moment = readings.recording.cutoffs.moments[cutoff]
        let last = readings.observed.upperBound - 1
        let first = min(readings.axis.index(of: max(0, moment - CutoffPaths.before)), last)
        let passed = min(readings.axis.index(of: moment), last)
        // What counts as delayed when the cut-off has passed; interval by interval it can only fall until the next one.
        let top = delayed.series[passed..<min(passed + 2, delayed.series.count)].max() ?? 0
        let level = Int64(Double(top) * StockFinding.drainedShare)
        let gone = delayed.series.indices.dropFirst(passed + 1).first { delayed.series[$0] <= level } ?? last
        return first..<max(first, min(gone, last)) + 1
    }

    /// The losses around a cut-off on the way to the promised event; nil when nothing is promised.
    mutating func path(_ cutoff: Int) -> PathLoss? {
        if let path = known.first(where: { $0.cutoff == cutoff })?.path { return path }
        guard let event = readings.plan.promise.event else { return nil }
        var model = LossModel(readings, over: window(cutoff))
        let path = PathLoss(to: event, readings, order, &model)
        known.append((cutoff, path))
        return path
    }
}
