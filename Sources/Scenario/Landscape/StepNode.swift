internal import Kernel

/// One step as the scenario writes it: a key that says what is done, with what belongs to it beside.
struct StepNode {
    /// What is done.
    enum Action {
        case work(WorkNode)
        case call(Located<String>, onFailure: [StepNode]?)
        case enqueue(Located<String>)
        case wait(DistributionSpec)
        case waitUntil(CalendarReference)
        case await(Located<String>, atMost: Nanoseconds?, otherwise: [StepNode]?)
        case emit(Located<String>)
        case set([Named<Located<String>>])
        case branch(Located<String>, then: [StepNode], otherwise: [StepNode])
        case fail(Outcome)
        case reply
        case park(Located<String>, review: Located<String>?, then: Resumption)
        case resolve
        case finish(Ending)
    }

    /// Where a parked order goes on.
    enum Resumption: String, CaseIterable, Sendable {
        /// The call that failed is made again, or the message is put on its queue again.
        case again
        /// With the step after the one that parked it.
        case goOn = "go on"
    }

    /// Time at a worker.
    struct WorkNode {
        var base: DistributionSpec
        var perLine: DistributionSpec?
        var perUnit: DistributionSpec?
        var hotRows: Located<String>?
    }

    var action: Action
    var item: Item

    /// Whether nothing that follows it in its list can run.
    var isTerminal: Bool {
        switch action {
        case .fail, .reply, .park, .finish: true
        case .branch(_, let then, let otherwise):
            (then.last?.isTerminal ?? false) && (otherwise.last?.isTerminal ?? false)
        default: false
        }
    }

    /// What the keys of steps are called, in the order in which they are described.
    static let actions = [
        "work", "call", "enqueue", "wait", "wait until", "await", "emit", "set", "if", "fail", "park", "finish",
        "reply", "resolve",
    ]

    /// A list of steps.
    static let steps = Shape<[StepNode]>.list(.later { StepNode.shape }, of: "steps", atMost: 200)

    /// `reply`, `call: odoo.confirm order`, `work: 80ms`
    static let shape = Shape<StepNode>.either(
        "a step such as reply, or work: 80ms",
        scalar: Shape<Int>.choice([("reply", 0), ("resolve", 1), ("fail", 2), ("finish", 3)]).located
            .map { StepNode(action: word($0.value), item: $0.item) },
        mapping: .mapping("step", "One step of an operation, a consumer or the journey.") { read($0) })

    private static func word(_ number: Int) -> Action {
        switch number {
        case 0: .reply
        case 1: .resolve
        case 2: .fail(.businessError)
        default: .finish(.completed)
        }
    }

    private static func read(_ fields: Fields) -> StepNode? {
        let name = Shape<String>.text.located
        let steps = Shape<[StepNode]>.later { StepNode.steps }
        let work = fields.optional("work", .time, "Holds a worker for this long.")
        let perLine = fields.optional("per line", .time, "With work: for each order line on top.")
        let perUnit = fields.optional("per unit", .time, "With work: for each unit on top.")
        let hotRows = fields.optional("hot rows", name, "With work: the rows it writes, one of the system's hot rows.")
        let call = fields.optional("call", name, "Asks an operation of a system or of a group: carriers.label.")
        let onFailure = fields.optional("on failure", steps, "With call: what follows when it has failed for good.")
        let enqueue = fields.optional("enqueue", name, "Puts a message for this order on a queue: middleware.orders.")
        let wait = fields.optional("wait", .time, "Lets time pass.")
        let until = fields.optional("wait until", CalendarReference.shape, "Lets time pass until the calendar opens.")
        let awaited = fields.optional("await", name, "Waits for a business event of this order.")
        let atMost = fields.optional("at most", .positiveDuration, "With await: no longer than this.")
        let otherwise = fields.optional("otherwise", steps, "With await: what follows when it took too long.")
        let emit = fields.optional("emit", name, "Publishes a business event of this order.")
        let set = fields.optional(
            "set", Shape<[Named<Located<String>>]>.names(name, of: "documents with their state"),
            "Changes documents of this order.")
        let condition = fields.optional(
            "if", name, "Goes on with \"then\" if this holds: channel is edi, 5% of orders.")
        let then = fields.optional("then", thenShape, "With if: the steps when it holds. With park: again or go on.")
        let other = fields.optional("else", steps, "With if: the steps when it does not hold.")
        let fail = fields.optional("fail", .choice(OutcomeWords.failures), "Ends with this outcome.")
        let park = fields.optional("park", name, "Puts the order aside as an exception, for this reason.")
        let review = fields.optional("review", name, "With park: the queue of those who look at it: desk.cases.")
        let finish = fields.optional("finish", .choice(endings), "The order is over.")
        guard !fields.isIncomplete else { return nil }
        var actions: [(String, Action, [String])] = []
        if let work {
            let node = WorkNode(base: work, perLine: perLine, perUnit: perUnit, hotRows: hotRows)
            actions.append(("work", .work(node), ["per line", "per unit", "hot rows"]))
        }
        if let call { actions.append(("call", .call(call, onFailure: onFailure), ["on failure"])) }
        if let enqueue { actions.append(("enqueue", .enqueue(enqueue), [])) }
        if let wait { actions.append(("wait", .wait(wait), [])) }
        if let until { actions.append(("wait until", .waitUntil(until), [])) }
        if let awaited {
            actions.append(("await", .await(awaited, atMost: atMost, otherwise: otherwise), ["at most", "otherwise"]))
        }
        if let emit { actions.append(("emit", .emit(emit), [])) }
        if let set { actions.append(("set", .set(set), [])) }
        if let condition {
            actions.append(
                ("if", .branch(condition, then: then?.steps ?? [], otherwise: other ?? []), ["then", "else"]))
        }
        if let fail { actions.append(("fail", .fail(fail), [])) }
        if let park {
            actions.append(("park", .park(park, review: review, then: then?.resumption ?? .again), ["review", "then"]))
        }
        if let finish { actions.append(("finish", .finish(finish), [])) }
        guard let (key, action, satellites) = actions.first, actions.count == 1 else {
            if actions.isEmpty, fields.hasUnknownKeys { return nil }
            let found = actions.isEmpty ? "none" : actions.map(\.0).joined(separator: " and ")
            fields.item.refuse("expected one of \(StepNode.actions.joined(separator: ", ")), found \(found)")
            return nil
        }
        let companions = [
            "per line", "per unit", "hot rows", "on failure", "at most", "otherwise", "then", "else", "review",
        ]
        for stray in companions where fields.has(stray) && !satellites.contains(stray) {
            fields.place(of: stray).refuseKey("\(quoted(stray)) means nothing beside \(quoted(key))")
            return nil
        }
        if key == "if", then?.resumption != nil || !fields.has("then") && !fields.has("else") {
            fields.item.refuse("expected steps under \"then\" or \"else\"")
            return nil
        }
        if key == "park", let then, then.resumption == nil {
            fields.place(of: "then").refuse(expected: "one of again, go on")
            return nil
        }
        if key == "await", otherwise != nil, atMost == nil {
            fields.place(of: "otherwise").refuseKey("\"otherwise\" never happens without \"at most\"")
            return nil
        }
        return StepNode(action: action, item: fields.item)
    }

    /// What stands behind `then`: steps, or where a parked order goes on.
    private enum Then {
        case steps([StepNode])
        case resumption(Resumption)

        var steps: [StepNode]? { if case .steps(let steps) = self { steps } else { nil } }
        var resumption: Resumption? { if case .resumption(let resumption) = self { resumption } else { nil } }
    }

    private static let thenShape = Shape<Then>.either(
        "a list of steps, or one of again, go on",
        scalar: Shape<Resumption>.choice(of: Resumption.self).map { .resumption($0) },
        list: Shape<[StepNode]>.later { StepNode.steps }.map { .steps($0) })

    static let endings: [(String, Ending)] = [
        ("completed", .completed), ("failed", .failed), ("cancelled", .cancelled),
    ]
}
