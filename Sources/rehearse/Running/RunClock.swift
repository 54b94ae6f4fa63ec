internal import ArgumentParser
internal import Kernel

/// Which clock a run lives by.
enum RunClock: String, ExpressibleByArgument, CaseIterable {
    /// The calendar jumps from event to event.
    case virtual
    /// Time passes as it does.
    case wall

    /// The clock that a plan is made for: by the wall if anything of it is served or real.
    init(fitting plan: Plan) {
        self = plan.systems.contains { $0.placement != .simulated } ? .wall : .virtual
    }
}
