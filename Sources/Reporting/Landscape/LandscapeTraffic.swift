import Kernel

/// Who asks whom, how much, and with how much trouble, over a whole run.
struct LandscapeTraffic: Sendable {
    /// A system, or the world outside from which orders come.
    struct Node: Sendable, Hashable {
        /// Index into `Plan.systems`; nil: the journey itself.
        var system: SystemID?
        /// What people call it.
        var label: String
        /// Its part in the landscape.
        var role: SystemPlan.Role?
        /// Attempts that reached it.
        var attempts: Int64 = 0
        /// Those of them in trouble.
        var troubled: Int64 = 0
    }

    /// All calls of one caller on one callee.
    struct Flow: Sendable, Hashable {
        /// Index into `nodes`.
        var from: Int
        /// Index into `nodes`.
        var to: Int
        /// Calls.
        var calls: Int64
        /// Attempts.
        var attempts: Int64
        /// Attempts that ended neither well nor with a business error.
        var troubled: Int64

        /// Share of attempts in trouble.
        var trouble: Double { attempts > 0 ? Double(troubled) / Double(attempts) : 0 }
    }

    /// Everyone who asks or is asked, in the order of the plan; the outside first.
    var nodes: [Node]
    /// Caller to callee, in the order of the plan's links.
    var flows: [Flow]

    /// The traffic of a recording.
    init(_ recording: Recording) {
        let plan = recording.plan
        let meters = MeterLayout(plan)
        var nodes = [Node(system: nil, label: "Orders", role: nil)]
        nodes += plan.systems.enumerated().map {
            Node(system: $0.offset, label: $0.element.label, role: $0.element.role)
        }
        var flows: [Flow] = []
        for (edgeID, edge) in plan.edges.enumerated() where plan.links.indices.contains(edge.link) {
            let link = plan.links[edge.link]
            var attempts: Int64 = 0
            var troubled: Int64 = 0
            var calls: Int64 = 0
            for outcome in Outcome.allCases {
                let ended = recording.total(meters.attempts(edgeID, outcome))
                attempts += ended
                calls += recording.total(meters.calls(edgeID, outcome))
                if LandscapeTraffic.trouble.contains(outcome) { troubled += ended }
            }
            let from = link.caller.map { $0 + 1 } ?? 0
            let to = link.callee + 1
            nodes[to].attempts += attempts
            nodes[to].troubled += troubled
            if let known = flows.firstIndex(where: { $0.from == from && $0.to == to }) {
                flows[known].calls += calls
                flows[known].attempts += attempts
                flows[known].troubled += troubled
            } else {
                flows.append(Flow(from: from, to: to, calls: calls, attempts: attempts, troubled: troubled))
            }
        }
        for (from, queue) in LandscapeTraffic.enqueuers(plan) {
            let to = plan.queues[queue].system + 1
            let messages = recording.total(meters.queueArrived(queue))
            guard from != to, messages > 0, !flows.contains(where: { $0.from == from && $0.to == to }) else { continue }
            let refused = recording.total(meters.queueRefused(queue))
            nodes[to].attempts += messages + refused
            nodes[to].troubled += refused
            flows.append(Flow(from: from, to: to, calls: messages, attempts: messages + refused, troubled: refused))
        }
        let used = nodes.indices.filter { node in flows.contains { $0.from == node || $0.to == node } }
        self.nodes = used.map { nodes[$0] }
        self.flows = flows.compactMap { flow in
            guard let from = used.firstIndex(of: flow.from), let to = used.firstIndex(of: flow.to) else { return nil }
            var moved = flow
            moved.from = from
            moved.to = to
            return moved
        }
    }

    /// Who puts messages on which queue: the first program of each system that can come to do so. A queue fed by the
    /// journey is shown as fed by whoever the journey asked just before, as the message follows that answer.
    private static func enqueuers(_ plan: Plan) -> [(from: Int, queue: QueueID)] {
        var programs: [(owner: Int, entry: ProgramCounter)] = [(0, plan.journey.entry)]
        programs += plan.operations.map { ($0.system + 1, $0.entry) }
        programs += plan.queues.map { ($0.system + 1, $0.entry) }
        var found: [(from: Int, queue: QueueID)] = []
        for program in programs {
            var seen: Set<ProgramCounter> = []
            var open = [(pc: program.entry, asked: program.owner)]
            while let (pc, asked) = open.popLast() {
                guard plan.steps.indices.contains(pc), seen.insert(pc).inserted else { continue }
                switch plan.steps[pc] {
                case .enqueue(let queue):
                    if !found.contains(where: { $0.queue == queue }) { found.append((asked, queue)) }
                    open.append((pc + 1, asked))
                case .branch(_, let otherwise): open += [(otherwise, asked), (pc + 1, asked)]
                case .jump(let target): open.append((target, asked))
                case .call(let call):
                    if let failure = plan.calls[call].onFailure { open.append((failure, asked)) }
                    open.append((pc + 1, program.owner == 0 ? callee(plan, call) ?? asked : asked))
                case .await(let operand): open += [(plan.awaits[operand].otherwise, asked), (pc + 1, asked)]
                case .park(let park):
                    if let review = plan.parks[park].review, !found.contains(where: { $0.queue == review }) {
                        found.append((asked, review))
                    }
                case .reply, .fail, .finish: break
                default: open.append((pc + 1, asked))
                }
            }
        }
        return found
    }

    private static func callee(_ plan: Plan, _ call: Int) -> Int? {
        guard case .edge(let edge) = plan.calls[call].target else { return nil }
        return plan.operations[plan.edges[edge].operation].system + 1
    }

    /// Ends of an attempt that are somebody's trouble; a business "no" is an answer.
    static let trouble = Outcome.Set([.rateLimited, .timeout, .connection, .serverError, .breakerOpen, .shed])
}
