internal import Kernel

extension Readings {
    /// The schedule lag at p99 from which on a run is invalid, not slow: what its scenario says where it ran by the wall clock,
    /// otherwise a second.
    var lagTolerance: Nanoseconds {
        (recording.wire == nil ? nil : recording.plan.wire?.lagTolerance) ?? .second
    }
}
