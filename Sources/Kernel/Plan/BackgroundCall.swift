/// A call that its caller does not wait for: the program goes on at once, and the call goes on by itself.
///
/// What the call brings goes with it: what follows it when it has failed, and the changes of documents and the events that
/// stand right behind it, which say that it has succeeded. Everything after those is the caller's, and runs at once.
struct BackgroundCall {
    /// Whose program makes the call.
    enum Owner: Hashable {
        case operation(OperationID)
        case queue(QueueID)
    }

    /// Whose program makes it.
    let owner: Owner
    /// The step that makes it.
    let pc: ProgramCounter
    /// The call.
    let call: Int
    /// Where the caller goes on.
    let next: ProgramCounter
    /// The steps that go with the call, itself included, ascending.
    let steps: [ProgramCounter]

    /// Calls of programs, the journey's not among them, for which a test holds; those in the background already are left out.
    static func all(in plan: Plan, where wanted: ([EdgeID]) -> Bool) -> [BackgroundCall] {
        let owners: [(Owner, ProgramCounter)] =
            plan.operations.indices.map { (.operation($0), plan.operations[$0].entry) }
            + plan.queues.indices.filter { plan.queues[$0].call == nil }.map { (.queue($0), plan.queues[$0].entry) }
        var taken: Set<ProgramCounter> = []
        var found: [BackgroundCall] = []
        for (owner, entry) in owners {
            for pc in plan.reachable(from: [entry]).sorted() where !taken.contains(pc) {
                guard case .call(let call) = plan.steps[pc], wanted(plan.edges(of: plan.calls[call].target)) else {
                    continue
                }
                let one = BackgroundCall(owner, pc, call, in: plan)
                taken.formUnion(one.steps)
                found.append(one)
            }
        }
        return found
    }

    private init(_ owner: Owner, _ pc: ProgramCounter, _ call: Int, in plan: Plan) {
        self.owner = owner
        self.pc = pc
        self.call = call
        var behind = plan.behind(pc, call)
        let own = pc..<behind
        let foreign = Set(
            plan.steps.indices.filter { !own.contains($0) }.flatMap { from in
                plan.following(from).filter { $0 != from + 1 }
            })
        while behind < plan.steps.count, !foreign.contains(behind) {
            guard plan.steps[behind].tellsOfSuccess else { break }
            behind += 1
        }
        next = behind
        steps = plan.reachable(from: [pc], before: behind).sorted()
    }
}

extension Step {
    /// Whether it says of the call before it that it has done its work: an event, or a document's change.
    var tellsOfSuccess: Bool {
        switch self {
        case .emit, .set: true
        default: false
        }
    }
}
