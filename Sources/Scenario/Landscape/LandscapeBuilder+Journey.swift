internal import Kernel

extension LandscapeBuilder {
    /// Adds the journey: documents, legs, indicators, promise, and its program.
    mutating func build(_ section: JourneySection) {
        if section.documents.count > 4 {
            section.documents[4].item.refuseKey("an order has at most 4 documents")
        }
        draft.plan.journey.documents = section.documents.prefix(4).map { named in
            JourneyPlan.Document(name: named.name, states: ["none"] + named.value.map(\.value))
        }
        draft.plan.journey.entry = draft.plan.steps.count
        compile(section.steps, .journey)
        draft.plan.steps.append(.finish(.completed))
        for leg in section.legs {
            let (from, to) = (use(leg.value.from), use(leg.value.to))
            keepTime(of: from)
            draft.plan.journey.legs.append(JourneyPlan.Leg(name: leg.name, from: from, to: to))
        }
        for indicator in section.indicators {
            let (from, to) = (use(indicator.value.from), use(indicator.value.to))
            draft.plan.journey.indicators.append(JourneyPlan.Indicator(name: indicator.name, from: from, to: to))
        }
        if section.indicators.count > 32 { section.item.refuse("a journey has at most 32 indicators") }
        if let promise = section.promise { build(promise, writtenIn: section.item.keyPlace.file) }
    }

    private mutating func build(_ promise: JourneySection.Promise, writtenIn file: String) {
        let event = use(promise.event)
        keepTime(of: event)
        draft.plan.promise.event = event
        guard let calendar = draft.calendars.index(of: promise.calendar) else { return }
        let services = draft.plan.demand.services
        var leads = [Nanoseconds](repeating: promise.lead, count: services.names.count)
        for lead in promise.leads {
            guard let service = services.names.firstIndex(where: { Name.folded($0) == Name.folded(lead.name) }) else {
                // A preset names service levels that a scenario's orders may not have; the scenario itself knows its own.
                if lead.item.keyPlace.file == file {
                    lead.item.refuseKey(
                        "there is no service level \(quoted(lead.name))\(Name.hint(for: lead.name, among: services.names))",
                        unless: .orders)
                }
                continue
            }
            leads[service] = lead.value
        }
        draft.plan.promise.cutoffs = draft.calendars.plans[calendar].moments
        draft.plan.promise.calendar = draft.calendars.plans[calendar].name
        draft.plan.promise.leads = leads
    }

    private mutating func use(_ name: Located<String>) -> EventID {
        let event = event(name)
        eventUses.append((event, name.item))
        return event
    }

    private mutating func keepTime(of event: EventID) {
        guard event != 0, draft.plan.journey.events[event].slot == nil else { return }
        draft.plan.journey.events[event].slot = draft.plan.journey.slots
        draft.plan.journey.slots += 1
    }

    /// The event of this name, made on first use.
    mutating func event(_ name: Located<String>) -> EventID {
        let folded = Name.folded(name.value)
        if let index = draft.plan.journey.events.firstIndex(where: { $0.name == folded }) { return index }
        guard draft.plan.journey.events.count < 32 else {
            name.item.refuse("a journey has at most 32 events")
            return 0
        }
        draft.plan.journey.events.append(JourneyPlan.Event(name: folded))
        emitted.append(false)
        return draft.plan.journey.events.count - 1
    }

    // MARK: - Checks

    /// An event that is awaited or measured must be published by someone.
    func checkEvents() {
        for (event, item) in eventUses where !emitted[event] {
            let events = draft.plan.journey.events
            let known = events.indices.filter { emitted[$0] }.map { events[$0].name }
            // Whoever emits it may be among those that could not be read.
            item.refuse(
                name: events[event].name, "nobody emits \(quoted(events[event].name))", among: known,
                isPartial: mayMissEvents(item.reading))
        }
    }

    /// Operations that call each other in a circle would hold each other's workers for ever.
    func checkCycles() {
        for call in nested {
            var reached: Set<OperationID> = [call.to]
            var open = [call.to]
            while let operation = open.popLast() {
                if operation == call.from {
                    let (from, to) = (draft.plan.operations[call.from], draft.plan.operations[call.to])
                    call.item.refuse(
                        "calls in a circle: \(draft.plan.systems[from.system].name).\(from.name) calls \(draft.plan.systems[to.system].name).\(to.name), which leads back to it"
                    )
                    return
                }
                for next in nested where next.from == operation && reached.insert(next.to).inserted {
                    open.append(next.to)
                }
            }
        }
    }

    /// A nested call that may take longer than anyone waits for its caller is a mistake: nobody would hear the answer.
    func checkTimeouts() {
        for (from, to, item) in nested {
            let inner = draft.plan.operations[to].system
            let outer = draft.plan.operations[from].system
            guard
                let link = draft.plan.links.firstIndex(where: { $0.caller == outer && $0.callee == inner }),
                let timeout = draft.plan.links[link].timeout
            else { continue }
            let inbound = draft.plan.edges.filter { $0.operation == from }.map { draft.plan.links[$0.link] }
            guard !inbound.isEmpty, inbound.allSatisfy({ $0.timeout != nil }),
                let longest = inbound.max(by: { ($0.timeout ?? 0) < ($1.timeout ?? 0) }),
                let patience = longest.timeout,
                timeout > patience
            else { continue }
            (timeoutItems[link] ?? item).refuse(
                "\(TimeNotation.text(timeout)) is longer than \(longest.name) waits for \(draft.plan.operations[from].name) (\(TimeNotation.text(patience)))"
            )
        }
    }
}
