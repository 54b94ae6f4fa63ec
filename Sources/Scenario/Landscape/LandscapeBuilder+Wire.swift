internal import Kernel

extension LandscapeBuilder {
    /// What goes over HTTP in wall time. Presets say what their systems speak; nothing is on the wire until a system is
    /// served or real, or the scenario says something of the wire itself.
    mutating func makeWire(_ section: WireSection) {
        var wire = section.plan
        for system in sections.indices {
            let endpoint = sections[system].endpoint
            // What is spoken may be among what could not be read.
            if isPartial(system), endpoint.dialect == nil { continue }
            let requests = sections[system].operations.map { Named(name: $0.name, value: $0.value.http, item: $0.item) }
            wire.endpoints.append(endpoint.plan(for: system, operations: requests) { namedEvent($0) })
            checkProgram(of: system, placement: endpoint.placement)
        }
        wire.inbox = section.inbox?.plan { namedEvent($0) }
        draft.plan.wire = wire
    }

    /// An event that something may tell of; like an `await`, telling needs somebody who emits it, unless it comes in.
    private mutating func namedEvent(_ name: Located<String>) -> EventID? {
        let folded = Name.folded(name.value)
        let events = draft.plan.journey.events
        if let index = events.firstIndex(where: { Name.folded($0.name) == folded }) { return index }
        name.item.refuse(
            name: name.value, "there is no event \(quoted(name.value))", among: events.map(\.name),
            isPartial: mayMissEvents(name.item.reading))
        return nil
    }

    /// The journey runs in the kernel: what is real must be asked by somebody.
    private func checkProgram(of system: SystemID, placement: SystemPlan.Placement) {
        guard placement == .real else { return }
        let name = draft.plan.systems[system].name
        if draft.plan.queues.contains(where: { $0.system == system }) {
            sections[system].item.refuseKey(
                "\(name) is real, but its model has queues whose consumers would run here; a real system is asked, it does not run in this program"
            )
        }
    }
}
