internal import Kernel

extension LandscapeBuilder {
    /// Whose steps are being compiled: it decides who calls and what is allowed.
    enum Program {
        case operation(OperationID)
        case consumer(QueueID)
        case journey
    }

    /// Compiles what operations and consumers do, one program after the other.
    mutating func compilePrograms(_ system: SystemID) {
        let section = sections[system]
        for named in section.operations {
            guard let operation = operation(named.name, of: system) else { continue }
            draft.plan.operations[operation].entry = draft.plan.steps.count
            compile(named.value.steps, .operation(operation))
            draft.plan.steps.append(.reply)
        }
        for named in section.queues {
            guard
                let queue = draft.plan.queues.firstIndex(where: { $0.system == system && $0.name == named.name })
            else { continue }
            draft.plan.queues[queue].entry = draft.plan.steps.count
            compile(named.value.steps, .consumer(queue))
            draft.plan.steps.append(.reply)
            guard let reason = named.value.deadLetter else { continue }
            let review = named.value.review.flatMap { self.queue($0, for: .consumer(queue)) }
            draft.plan.parks.append(ParkPlan(reason: reason.value, review: review, resumption: .queue(queue)))
            draft.plan.queues[queue].deadLetter = draft.plan.parks.count - 1
        }
    }

    private func systemID(_ program: Program) -> SystemID? {
        switch program {
        case .operation(let operation): draft.plan.operations[operation].system
        case .consumer(let queue): draft.plan.queues[queue].system
        case .journey: nil
        }
    }

    /// Compiles a list of steps; `again` is where a parked order makes its call once more.
    mutating func compile(_ nodes: [StepNode], _ program: Program, again: ProgramCounter? = nil) {
        for (index, node) in nodes.enumerated() {
            if index > 0, nodes[index - 1].isTerminal {
                node.item.refuse("this step can never be reached: the one before ends the program")
                return
            }
            compile(node, program, again: again)
        }
    }

    private mutating func compile(_ node: StepNode, _ program: Program, again: ProgramCounter?) {
        switch node.action {
        case .work(let work): compile(work, node, program)
        case .call(let name, let onFailure): compile(call: name, onFailure, node, program)
        case .enqueue(let name):
            if let queue = queue(name, for: program) { draft.plan.steps.append(.enqueue(queue)) }
        case .wait(let time): draft.plan.steps.append(.wait(draft.plan.intern(time)))
        case .waitUntil(let reference):
            if let calendar = draft.calendars.index(of: reference) { draft.plan.steps.append(.waitUntil(calendar)) }
        case .await(let name, let atMost, let otherwise):
            guard case .journey = program else {
                return node.item.refuse("only the journey can await an event")
            }
            let event = event(name)
            eventUses.append((event, name.item))
            draft.plan.awaits.append(AwaitPlan(event: event, timeout: atMost))
            awaitItems.append(name.item)
            let operand = draft.plan.awaits.count - 1
            draft.plan.steps.append(.await(operand))
            draft.plan.awaits[operand].otherwise = draft.plan.steps.count
            guard let otherwise else { return }
            draft.plan.awaits[operand].otherwise = aside(otherwise, program, again: draft.plan.steps.count - 1)
        case .emit(let name):
            let event = event(name)
            emitted[event] = true
            draft.plan.steps.append(.emit(event))
        case .set(let changes):
            for change in changes { compile(change) }
        case .branch(let text, let then, let otherwise):
            guard let condition = ConditionNotation(demand: draft.plan.demand).read(text) else { return }
            // A preset speaks of channels that a scenario may not have; its steps for them are left out.
            if case .attribute(_, let mask) = condition, mask == 0 {
                return compile(otherwise, program, again: again)
            }
            draft.plan.conditions.append(condition)
            let branch = draft.plan.steps.count
            draft.plan.steps.append(.branch(draft.plan.conditions.count - 1, otherwise: 0))
            compile(then, program, again: again)
            let jump = draft.plan.steps.count
            if !otherwise.isEmpty { draft.plan.steps.append(.jump(0)) }
            patch(branch, otherwise: draft.plan.steps.count)
            compile(otherwise, program, again: again)
            if !otherwise.isEmpty { draft.plan.steps[jump] = .jump(draft.plan.steps.count) }
        case .fail(let outcome): draft.plan.steps.append(.fail(outcome))
        case .reply:
            if case .journey = program { return node.item.refuse("the journey answers nobody; write finish") }
            draft.plan.steps.append(.reply)
        case .park(let reason, let review, let then):
            compile(park: reason, review, then, node, program, again: again)
        case .resolve:
            guard case .consumer = program else {
                return node.item.refuse("only the consumer of a review queue can resolve an exception")
            }
            draft.plan.steps.append(.resolve)
        case .finish(let ending):
            if case .operation = program { return node.item.refuse("an operation cannot finish an order; write reply") }
            draft.plan.steps.append(.finish(ending))
        }
    }

    private mutating func patch(_ branch: ProgramCounter, otherwise: ProgramCounter) {
        if case .branch(let condition, _) = draft.plan.steps[branch] {
            draft.plan.steps[branch] = .branch(condition, otherwise: otherwise)
        }
    }

    /// Compiles steps that are passed over in the usual course, and gives where they start.
    private mutating func aside(
        _ nodes: [StepNode], _ program: Program, again: ProgramCounter
    ) -> ProgramCounter {
        let jump = draft.plan.steps.count
        draft.plan.steps.append(.jump(0))
        let start = draft.plan.steps.count
        compile(nodes, program, again: again)
        draft.plan.steps[jump] = .jump(draft.plan.steps.count)
        return start
    }

    private mutating func compile(_ work: StepNode.WorkNode, _ node: StepNode, _ program: Program) {
        guard let system = systemID(program) else {
            return node.item.refuse("the journey has no workers; write wait, or call a system")
        }
        var plan = WorkPlan(base: draft.plan.intern(work.base))
        plan.perLine = work.perLine.map { draft.plan.intern($0) }
        plan.perUnit = work.perUnit.map { draft.plan.intern($0) }
        if let name = work.hotRows {
            let own = draft.plan.contentions.indices.filter { draft.plan.contentions[$0].system == system }
            plan.contention = own.first { Name.folded(draft.plan.contentions[$0].name) == Name.folded(name.value) }
            if plan.contention == nil, !isUnreadable("hot rows", name.value, of: system) {
                let names = own.map { draft.plan.contentions[$0].name }
                name.item.refuse(
                    name: name.value, "there are no hot rows \(quoted(name.value)) here", among: names,
                    isPartial: isPartial(system))
            }
        }
        draft.plan.works.append(plan)
        draft.plan.steps.append(.work(draft.plan.works.count - 1))
    }

    private mutating func compile(
        call name: Located<String>, _ onFailure: [StepNode]?, _ node: StepNode, _ program: Program
    ) {
        guard let (owner, what) = parts(name, expected: "an operation such as carriers.label") else { return }
        let caller = systemID(program)
        let target: CallPlan.Target
        if let system = system(owner) {
            guard let operation = operation(what, of: system) else {
                if isUnreadable("operations", what, of: system) { return }
                let known = draft.plan.operations.filter { $0.system == system }.map(\.name)
                return name.item.refuse(
                    name: what, "\(draft.plan.systems[system].name) has no operation \(quoted(what))", among: known,
                    isPartial: isPartial(system))
            }
            target = .edge(edge(from: caller, to: operation))
            if case .operation(let from) = program { nested.append((from, operation, name.item)) }
        } else if let group = group(owner) {
            guard let route = route(from: caller, to: group, operation: what, at: name.item) else { return }
            target = .route(route)
            if case .operation(let from) = program {
                for edge in draft.plan.routes[route].edges {
                    nested.append((from, draft.plan.edges[edge].operation, name.item))
                }
            }
        } else {
            if mayBeRole(owner, name.item.reading) { return }
            return name.item.refuse("there is no system \(quoted(owner))\(Name.hint(for: owner, among: systemNames))")
        }
        draft.plan.calls.append(CallPlan(target: target))
        let operand = draft.plan.calls.count - 1
        let pc = draft.plan.steps.count
        draft.plan.steps.append(.call(operand))
        guard let onFailure else { return }
        draft.plan.calls[operand].onFailure = aside(onFailure, program, again: pc)
    }

    private mutating func compile(
        park reason: Located<String>, _ review: Located<String>?, _ then: StepNode.Resumption, _ node: StepNode,
        _ program: Program, again: ProgramCounter?
    ) {
        let resumption: ParkPlan.Resumption
        switch (program, then) {
        case (.operation, _):
            return node.item.refuse("an operation cannot park an order; write fail, and park it where it was called")
        case (.consumer(let queue), .again): resumption = .queue(queue)
        case (.consumer, .goOn):
            return node.item.refuse("a message that is parked can only be tried again; write then: again")
        case (.journey, .goOn): resumption = .journey(draft.plan.steps.count + 1)
        case (.journey, .again):
            guard let again else {
                return node.item.refuse("there is nothing to do again here; write then: go on")
            }
            resumption = .journey(again)
        }
        draft.plan.parks.append(
            ParkPlan(
                reason: reason.value, review: review.flatMap { queue($0, for: program) }, resumption: resumption))
        draft.plan.steps.append(.park(draft.plan.parks.count - 1))
    }

    private mutating func compile(_ change: Named<Located<String>>) {
        let documents = draft.plan.journey.documents
        guard let document = documents.firstIndex(where: { Name.folded($0.name) == Name.folded(change.name) }) else {
            if mayBeLeftOut(change.name, among: documents.map(\.name), change.item) { return }
            return change.item.refuseKey(
                "there is no document \(quoted(change.name))\(Name.hint(for: change.name, among: documents.map(\.name)))"
            )
        }
        let states = documents[document].states
        guard let state = states.firstIndex(where: { Name.folded($0) == Name.folded(change.value.value) }) else {
            if mayBeLeftOut(change.value.value, among: states, change.item) { return }
            return change.item.refuse(
                "\(documents[document].name) has no state \(quoted(change.value.value))\(Name.hint(for: change.value.value, among: Array(states.dropFirst())))"
            )
        }
        draft.plan.steps.append(.set(document: document, state: state))
    }

    /// A preset changes documents that a journey of one's own may not have: such a change is left out. A slip of the finger
    /// is still told. Where the journey could not be read, nobody knows.
    private func mayBeLeftOut(_ name: String, among known: [String], _ item: Item) -> Bool {
        let isPreset = item.keyPlace.file != draft.file
        return (isPreset || item.reading.holes.contains(.journey)) && Name.nearest(to: name, among: known) == nil
    }

    /// `system.operation` taken apart.
    private func parts(_ name: Located<String>, expected: String) -> (owner: String, what: String)? {
        guard let dot = name.value.firstIndex(of: ".") else {
            name.item.refuse(expected: expected)
            return nil
        }
        return (String(name.value[..<dot]), String(name.value[name.value.index(after: dot)...]))
    }

    /// A queue by `system.queue`, or by its name alone within its system.
    private func queue(_ name: Located<String>, for program: Program) -> QueueID? {
        let owner: SystemID?
        let what: String
        if name.value.contains(".") {
            guard let (system, queue) = parts(name, expected: "a queue such as middleware.orders") else { return nil }
            guard let id = self.system(system) else {
                if mayBeRole(system, name.item.reading) { return nil }
                name.item.refuse("there is no system \(quoted(system))\(Name.hint(for: system, among: systemNames))")
                return nil
            }
            owner = id
            what = queue
        } else {
            owner = systemID(program)
            what = name.value
        }
        let own = draft.plan.queues.indices.filter { draft.plan.queues[$0].system == owner }
        if let found = own.first(where: { Name.folded(draft.plan.queues[$0].name) == Name.folded(what) }) {
            return found
        }
        if let owner, isUnreadable("queues", what, of: owner) { return nil }
        let names = own.map { draft.plan.queues[$0].name }
        let place = owner.map { draft.plan.systems[$0].name } ?? "the journey"
        name.item.refuse(
            name: what, "\(place) has no queue \(quoted(what))", among: names,
            isPartial: owner.map { isPartial($0) } ?? false)
        return nil
    }
}
