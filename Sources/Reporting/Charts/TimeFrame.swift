import Kernel

/// The stretch of rehearsal time that charts show, and where in it things lie.
struct TimeFrame: Sendable {
    /// A labelled moment on the time axis.
    struct Tick: Sendable, Hashable {
        /// Where, 0...1.
        var position: Double
        /// What it says.
        var label: String
        /// Whether it may be left out where there is little room.
        var isMinor: Bool
        /// Whether a new day begins here.
        var isDay: Bool
    }

    /// The intervals shown: all that something happened in.
    let intervals: Range<Int>
    /// The last instant shown.
    let end: Instant
    /// The scenario's clock.
    let clock: WallClock
    private let axis: TimeAxis

    /// The part of a recording in which something is decided: the order window, and on until the last promised event
    /// (the last parcel dispatched; how long its delivery takes is told elsewhere), whole intervals only.
    init(_ recording: Recording) {
        axis = recording.axis
        let reached = recording.reached > 0 ? axis.index(of: recording.reached - 1) : 0
        var last = reached
        if let event = recording.plan.promise.event {
            let meter = MeterLayout(recording.plan).events(event)
            let dispatched = recording.meters.lastIndex { $0[meter] > 0 } ?? 0
            last = min(reached, max(axis.index(of: recording.plan.window - 1), dispatched))
        }
        intervals = 0..<max(1, min(axis.intervals, last + 1))
        end = axis.lowerBound(of: intervals.upperBound)
        clock = WallClock(recording.plan)
    }

    /// Equal intervals, the first of which begins at instant 0 of a clock.
    init(step: Nanoseconds, count: Int, clock: WallClock) {
        var axis = TimeAxis(window: max(step, 1), end: max(step, 1))
        axis.step = max(step, 1)
        axis.count = max(count, 1)
        axis.drainStep = axis.step
        axis.drainCount = 0
        self.axis = axis
        intervals = 0..<axis.count
        end = axis.end
        self.clock = clock
    }

    /// Where an instant lies, 0...1.
    func position(_ instant: Instant) -> Double { min(max(Double(instant) / Double(max(end, 1)), 0), 1) }

    /// Where an interval begins, 0...1.
    func start(_ interval: Int) -> Double { position(axis.lowerBound(of: interval)) }

    /// Where the middle of an interval lies, 0...1.
    func middle(_ interval: Int) -> Double { (start(interval) + start(interval + 1)) / 2 }

    /// Whether an interval is longer than those of the order window.
    func isCoarse(_ interval: Int) -> Bool { axis.length(of: interval) > axis.step }

    /// The first instant of an interval.
    func lowerBound(_ interval: Int) -> Instant { axis.lowerBound(of: interval) }

    /// The length of an interval in minutes.
    func minutes(_ interval: Int) -> Double { Double(axis.length(of: interval)) / Double(Nanoseconds.minute) }

    /// Round moments of the scenario's clock.
    var ticks: [Tick] {
        let steps: [Nanoseconds] =
            [1, 2, 5, 10, 15, 30].map { $0 * .second } + [1, 2, 5, 10, 15, 30].map { $0 * .minute }
            + [1, 2, 3, 6, 12, 24, 48, 168].map { $0 * .hour }
        let step = steps.first { end / $0 <= 13 } ?? 336 * .hour
        var ticks: [Tick] = []
        var instant = clock.next(multipleOf: step, from: 0)
        while instant <= end && ticks.count < 40 {
            let isMidnight = clock.parts(instant).seconds == 0
            let namesDay = isMidnight && (step >= 6 * .hour || end > 30 * .hour)
            let label =
                namesDay ? clock.shortDay(instant) : step < .minute ? clock.preciseTime(instant) : clock.time(instant)
            let order = clock.parts(instant).seconds / max(1, Int(step / .second))
            let minor = step >= 24 * .hour ? ticks.count % 2 == 1 : !order.isMultiple(of: 2) && !namesDay
            let next = clock.next(multipleOf: step, from: instant + 1 * .second)
            defer { instant = next > instant ? next : instant + step }
            // The day's name at the very beginning needs the room of its neighbour.
            let isNearFirstDay = ticks.first.map { $0.isDay && $0.position == 0 } ?? false
            if isNearFirstDay && position(instant) < 0.1 { continue }
            ticks.append(
                Tick(
                    position: position(instant), label: label,
                    isMinor: minor || isNearFirstDay && position(instant) < 0.19, isDay: namesDay))
        }
        // A label at the right end moves inwards: where there is little room its neighbour makes way.
        if let last = ticks.last, last.position > 0.985, !last.isMinor {
            for k in ticks.indices.dropLast() where ticks[k].position > 0.8 { ticks[k].isMinor = true }
        }
        return ticks
    }

    /// Intervals for a table of at most about `rows` rows: the first of each group, and the group.
    func groups(rows: Int = 24) -> [Range<Int>] {
        let size = max(1, (intervals.count + rows - 1) / rows)
        return stride(from: 0, to: intervals.count, by: size).map { $0..<min($0 + size, intervals.count) }
    }
}

extension TimeFrame {
    /// The name of the time axis, with the zone its times are in.
    var axisName: String { (end > 48 * .hour ? "Time, " : "Time of day, ") + clock.zoneName }
}
