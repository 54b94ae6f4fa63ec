/// In which order business events can follow each other, read from the programs of a plan.
///
/// Every program is followed from the journey's start through calls, queues, exceptions and waits with the last event it has
/// seen; whatever is published next may follow that event. Programs that run side by side hide such an order, so legs and
/// indicators count as well: they say that one event comes before the other. Where a call goes on in the background, all that its
/// caller leads to meanwhile may have been published last before what the call brings.
public struct EventOrder: Sendable {
    /// For each event the events that may be the next one, as bits.
    private let followers: [UInt32]

    /// The order that a plan's programs allow.
    public init(_ plan: Plan) {
        let count = plan.journey.events.count
        var followers = [UInt32](repeating: 0, count: count)
        var seen = [Bool](repeating: false, count: plan.steps.count * count)
        var open: [(pc: ProgramCounter, phase: EventID)] = []
        func go(_ pc: ProgramCounter, _ phase: EventID) {
            guard plan.steps.indices.contains(pc), phase < count, !seen[pc * count + phase] else { return }
            seen[pc * count + phase] = true
            open.append((pc, phase))
        }
        func park(_ index: Int, _ phase: EventID) {
            let park = plan.parks[index]
            if let review = park.review { go(plan.queues[review].entry, phase) }
            switch park.resumption {
            case .journey(let pc): go(pc, phase)
            case .queue(let queue): go(plan.queues[queue].entry, phase)
            }
        }
        go(plan.journey.entry, 0)
        while let (pc, phase) = open.popLast() {
            switch plan.steps[pc] {
            case .work, .wait, .waitUntil, .set, .resolve: go(pc + 1, phase)
            case .call(let call):
                for edge in plan.edges(of: plan.calls[call].target) {
                    let entry = plan.operations[plan.edges[edge].operation].entry
                    go(entry, phase)
                    for event in ProgramWalk(from: entry, in: plan).events { go(pc + 1, event) }
                }
                go(pc + 1, phase)
                if let failed = plan.calls[call].onFailure { go(failed, phase) }
            case .enqueue(let queue):
                go(plan.queues[queue].entry, phase)
                if let dead = plan.queues[queue].deadLetter { park(dead, phase) }
                if plan.queues[queue].call != nil {
                    for event in EventOrder.events(from: pc + 1, in: plan) { go(plan.queues[queue].entry, event) }
                }
                go(pc + 1, phase)
            case .await(let operand):
                go(pc + 1, plan.awaits[operand].event)
                if plan.awaits[operand].timeout != nil { go(plan.awaits[operand].otherwise, phase) }
            case .emit(let event):
                if event != phase && event < count { followers[phase] |= 1 << UInt32(event) }
                go(pc + 1, event)
            case .branch(_, let otherwise):
                go(pc + 1, phase)
                go(otherwise, phase)
            case .jump(let target): go(target, phase)
            case .park(let index): park(index, phase)
            case .fail, .reply, .finish: break
            }
        }
        let stated = plan.journey.legs.map { ($0.from, $0.to) } + plan.journey.indicators.map { ($0.from, $0.to) }
        for (from, to) in stated where from != to && from < count && to < count { followers[from] |= 1 << UInt32(to) }
        self.followers = followers
    }

    /// Events that programs publish from a step on, and what they ask for or put on queues.
    private static func events(from pc: ProgramCounter, in plan: Plan) -> Set<EventID> {
        var events: Set<EventID> = []
        var seen: Set<ProgramCounter> = []
        var open = [pc]
        while let entry = open.popLast() {
            guard seen.insert(entry).inserted else { continue }
            let walk = ProgramWalk(from: entry, in: plan)
            events.formUnion(walk.events)
            open += walk.queues.map { plan.queues[$0].entry }
            open += walk.edges.map { plan.operations[plan.edges[$0].operation].entry }
        }
        return events
    }

    /// The events an order may have seen last on its way to `event`; empty when nothing leads there.
    public func before(_ event: EventID) -> [EventID] {
        guard followers.indices.contains(event) else { return [] }
        let ahead = reach([0], over: { followers[$0] }, without: event)
        let behind = reach(
            [event],
            over: { target in
                followers.indices.reduce(0) { $0 | (followers[$1] & (1 << UInt32(target)) != 0 ? 1 << UInt32($1) : 0) }
            }, without: nil)
        return followers.indices.filter { $0 != event && ahead[$0] && behind[$0] }
    }

    private func reach(_ start: [EventID], over next: (EventID) -> UInt32, without: EventID?) -> [Bool] {
        var found = [Bool](repeating: false, count: followers.count)
        var open = start
        for event in start { found[event] = true }
        while let event = open.popLast() {
            if event == without { continue }
            for other in followers.indices where next(event) & (1 << UInt32(other)) != 0 && !found[other] {
                found[other] = true
                open.append(other)
            }
        }
        return found
    }
}
