public import Kernel

/// What a run over the wire learnt of it: who was reached, who was not and why, and whether the generator kept up.
public struct WireFindings: Sendable, Hashable {
    /// How far what was to be sent lay behind its schedule.
    public struct Schedule: Sendable, Hashable {
        /// Sent less intended, of orders' starts and of attempts; nil: nothing was sent.
        public var lag: LatencyFigures?
        /// The 99th percentile from which on the run is invalid.
        public var tolerance: Nanoseconds
        /// Whether the generator kept up.
        public var keptUp: Bool { (lag?.p99 ?? 0) <= tolerance }
    }

    /// Systems that requests went to or came from, in the plan's order.
    public var systems: [WireSystemFinding]
    /// Webhooks that came in, and how they met what journeys awaited; nil: none were listened for.
    public var inbox: InboxFacts?
    /// Whether the generator kept up.
    public var schedule: Schedule

    /// What a recording tells of the wire; nil in virtual time.
    public init?(_ recording: Recording) { self.init(Readings(recording)) }

    init?(_ readings: Readings) {
        guard let wire = readings.recording.wire else { return nil }
        let plan = readings.plan
        systems = plan.systems.indices.compactMap { system in
            wire.systems[plan.systems[system].name].map { WireSystemFinding(system, $0, readings) }
        }
        inbox = wire.inbox
        schedule = Schedule(
            lag: LatencyFigures(readings.track(.scheduleLag).total),
            tolerance: readings.lagTolerance)
    }
}
