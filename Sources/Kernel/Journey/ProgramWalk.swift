/// What one program does by itself, from an entry to its ends: the edges it calls, the events it publishes, the queues
/// it puts messages on, and its calendars.
public struct ProgramWalk: Sendable {
    /// The edges it calls, routes included.
    public private(set) var edges: [EdgeID] = []
    /// The events it publishes.
    public private(set) var events: [EventID] = []
    /// The queues it puts messages on.
    public private(set) var queues: [QueueID] = []
    /// The calendars it waits for.
    public private(set) var calendars: [CalendarID] = []

    /// Follows a program from its entry, all branches.
    public init(from entry: ProgramCounter, in plan: Plan) {
        var seen = [Bool](repeating: false, count: plan.steps.count)
        var open = [entry]
        while let pc = open.popLast() {
            guard plan.steps.indices.contains(pc), !seen[pc] else { continue }
            seen[pc] = true
            switch plan.steps[pc] {
            case .fail, .reply, .finish, .park: continue
            case .call(let call):
                for edge in plan.edges(of: plan.calls[call].target) where !edges.contains(edge) { edges.append(edge) }
                if let failed = plan.calls[call].onFailure { open.append(failed) }
            case .emit(let event):
                if !events.contains(event) { events.append(event) }
            case .waitUntil(let calendar):
                if !calendars.contains(calendar) { calendars.append(calendar) }
            case .branch(_, let otherwise): open.append(otherwise)
            case .jump(let target):
                open.append(target)
                continue
            case .await(let operand):
                if plan.awaits[operand].timeout != nil { open.append(plan.awaits[operand].otherwise) }
            case .enqueue(let queue):
                if !queues.contains(queue) { queues.append(queue) }
            case .work, .wait, .set, .resolve: break
            }
            open.append(pc + 1)
        }
    }
}
