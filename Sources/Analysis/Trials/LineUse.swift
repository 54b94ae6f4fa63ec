public import Kernel

/// What came for something that only so much can be done of, workers of a pool, a link's pace or connections, or a limit, while a
/// steady load was judged, and what was done.
public struct LineUse: Sendable, Codable, Hashable {
    /// What comes and what gets through at one place.
    public struct Flow: Sendable, Codable, Hashable {
        /// Requests and messages that came.
        public var came: Int64
        /// Those of them, and of what waited before, that were taken up.
        public var taken: Int64
    }

    /// Of what there is only so much: `.workers`, `.pace`, `.connections` or `.limit`.
    public var resource: Resource
    /// What came there and was taken up. At a link only what was sent is counted: what waits for it waits at its caller.
    public var own: Flow
    /// What came and was over with where work that leads there enters, in the order of `Plan.entries(to:)`. Whoever waits for a
    /// line holds back what would come to it, so that the line itself never grows by more than those who may wait.
    public var entries: [Flow]
    /// Share of it that was in use, 0...1.
    public var busy: Double
}

extension LineUse {
    /// - Parameter use: of the resource, over the same span.
    /// - Returns: nil where there was none of it, or it is nothing that work comes to.
    init?(_ use: TrialReading.Use, _ readings: Readings, _ span: Range<Int>) {
        let (meters, recording, plan) = (readings.meters, readings.recording, readings.plan)
        func total(_ meter: Int) -> Int64 { recording.total(meter, over: span) }
        resource = use.resource
        switch use.resource {
        case .workers(let pool):
            let there = total(meters.poolCapacityTime(pool))
            guard there > 0 else { return nil }
            // Who finds a worker free does not wait, and is counted neither as come to the line nor as taken from it.
            let served = total(meters.poolServed(pool))
            let grown = total(meters.poolArrived(pool)) - total(meters.poolTaken(pool))
            own = Flow(came: max(0, served + grown), taken: served)
            busy = min(1, Double(total(meters.poolBusyTime(pool))) / Double(there))
        case .pace(let link), .connections(let link):
            let sent = readings.attemptMeters(readings.edges(of: link)).reduce(Int64(0)) { $0 &+ total($1) }
            own = Flow(came: sent, taken: sent)
            busy = min(1, use.mean)
        case .limit(let limiter):
            let axis = readings.axis
            let length = axis.lowerBound(of: span.upperBound) - axis.lowerBound(of: span.lowerBound)
            let admitted = total(meters.limiterAdmitted(limiter))
            guard let share = plan.share(admitted: admitted, by: limiter, in: length) else { return nil }
            own = Flow(came: admitted, taken: admitted)
            busy = min(1, share)
        case .hotRow, .hours, .window: return nil
        }
        entries = plan.entries(to: use.resource).map { entry in
            switch entry {
            case .link(let link):
                let edges = readings.edges(of: link)
                return Flow(
                    came: edges.reduce(0) { $0 &+ total(meters.primaryCalls($1)) },
                    taken: readings.callMeters(edges).reduce(0) { $0 &+ total($1) })
            case .queue(let queue):
                return Flow(came: total(meters.queueArrived(queue)), taken: total(meters.queueTaken(queue)))
            }
        }
    }
}
