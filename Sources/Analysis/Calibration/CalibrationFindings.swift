public import Kernel

/// What a run by the wall clock tells of the systems it called: the figures of a model, and what could not be identified.
public struct CalibrationFindings: Sendable {
    /// One system.
    public struct System: Sendable, Hashable {
        /// Which.
        public var system: SystemID
        /// Its name.
        public var name: String
        /// Attempts that are looked at.
        public var attempts: Int
        /// Attempts beyond those that the recording keeps.
        public var left: Int64
        /// The way to it.
        public var network: NetworkFit
        /// Its workers.
        public var workers: [WorkerFit]
        /// What it was asked.
        public var operations: [OperationFit]
        /// Its limits.
        public var limits: [LimitFit]
    }

    /// What was run.
    public var plan: Plan
    /// Systems that were called, in the scenario's order.
    public var systems: [System]
    /// Whether the run was stopped before its end.
    public var isPartial: Bool

    /// Whether anything at all was identified.
    public var hasResults: Bool {
        systems.contains { system in
            system.operations.contains { $0.service != nil } || system.workers.contains { $0.workers != nil }
                || system.limits.contains { $0.rate != nil }
        }
    }

    /// Fits the model of a run's scenario to the run.
    /// - Throws: `CalibrationFailure` if the run is none by the wall clock, called nobody, or is several runs in one.
    public init(_ recording: Recording) throws(CalibrationFailure) {
        plan = recording.plan
        isPartial = recording.stop != .finished
        guard let wire = recording.wire else {
            throw CalibrationFailure(
                description:
                    "this run was in virtual time: its times are the scenario's own, and there is nothing to learn from them. Expected a run by the wall clock (rehearse run SCENARIO --clock wall) of systems that are real or served"
            )
        }
        systems = []
        for system in plan.systems.indices {
            guard let facts = wire.systems[plan.systems[system].name], let log = facts.attempts else { continue }
            guard log.parts == 1 else {
                throw CalibrationFailure(
                    description:
                        "this recording is \(log.parts) runs merged into one: which requests were under way together is lost. Calibrate with one of them"
                )
            }
            systems.append(Calibration(plan: plan, system: system, facts: facts, log: log).fitted)
        }
        guard !systems.isEmpty else {
            throw CalibrationFailure(
                description: wire.systems.values.contains { $0.sent > 0 }
                    ? "the recording holds no attempts one by one: the run was cut off before its end, or is of an earlier version. Run it again and let it end"
                    : "this run called no system over HTTP: expected systems that are real or served, and orders that reach them"
            )
        }
    }
}
