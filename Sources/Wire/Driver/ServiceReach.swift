internal import Kernel

/// Which real systems a service (`rehearse serve`) calls: those that what it serves calls, directly or through others. A
/// service has no orders, so nobody else calls anything.
struct ServiceReach {
    /// Real systems that are called.
    private(set) var real: Set<SystemID> = []

    /// Follows all that served systems do.
    init(_ plan: Plan) {
        func isReal(_ system: SystemID) -> Bool { plan.systems[system].placement == .real }
        let operations = plan.operations.filter { !isReal($0.system) }.map(\.entry)
        let queues = plan.queues.filter { !isReal($0.system) }.map(\.entry)
        // Each program of a system that is not real is among them, so one look at each finds all.
        for entry in operations + queues {
            for edge in ProgramWalk(from: entry, in: plan).edges {
                let called = plan.operations[plan.edges[edge].operation].system
                if isReal(called) { real.insert(called) }
            }
        }
    }
}
