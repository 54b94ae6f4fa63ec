internal import Kernel

/// What a run's machine is made with, kept so that it can be made anew.
struct MachineSetup {
    /// Which orders are traced.
    var tracing: TraceSelection
    /// Systems whose calls leave the machine.
    var outside: Set<SystemID>
    /// Whether requests come in.
    var isOpen: Bool
    /// Events that come from outside.
    var heard: Set<EventID> = []
    /// Events that the outside is told of, by system.
    var told: [SystemID: Set<EventID>] = [:]
    /// Gets every business event.
    var chronicle: Chronicle?

    /// A machine at instant 0.
    func machine(_ plan: Plan) -> Machine {
        Machine(
            plan: plan, tracing: tracing, outside: outside, isOpen: isOpen, heard: heard, told: told,
            chronicle: chronicle)
    }
}
