public import Kernel

/// How old what waits is: the age of a queue's oldest waiting message, or of the oldest order that an indicator counts, over
/// time.
public struct AgeFinding: Sendable, Hashable {
    /// What waits.
    public enum Kind: Sendable, Hashable {
        /// Messages in a queue, from when they were put there.
        case messages(QueueID)
        /// Orders in an indicator's count, from when they were first counted.
        case orders(indicator: Int)
    }

    /// What waits.
    public var kind: Kind
    /// Whether its name says that it is about stock levels.
    public var isInventory: Bool
    /// Age of the oldest one, the highest in each interval, in ns; 0: none waited.
    public var series: [Nanoseconds]
    /// The highest age.
    public var highest: Nanoseconds
    /// The start of the interval in which that was.
    public var highestAt: Instant
}

extension AgeFinding {
    /// Queues in the plan's order, then indicators.
    static func all(_ readings: Readings) -> [AgeFinding] {
        readings.plan.queues.indices.map { AgeFinding(.messages($0), readings) }
            + readings.plan.journey.indicators.indices.map { AgeFinding(.orders(indicator: $0), readings) }
    }

    private init(_ kind: Kind, _ readings: Readings) {
        let peak: Int
        let name: String
        switch kind {
        case .messages(let queue):
            peak = readings.peaks.queueAge(queue)
            name = readings.plan.queues[queue].name.lowercased()
        case .orders(let indicator):
            peak = readings.peaks.indicatorAge(indicator)
            name = readings.plan.journey.indicators[indicator].name.lowercased()
        }
        let series = readings.recording.peakSeries(peak)
        let top = series.indices.max { (series[$0], $1) < (series[$1], $0) } ?? 0
        self.kind = kind
        self.series = series
        isInventory = name.contains("inventory") || name.contains("stock")
        highest = series.isEmpty ? 0 : series[top]
        highestAt = readings.axis.lowerBound(of: top)
    }
}
