internal import Kernel

/// How the tries of several links multiply: along the calls within operations, from the journey or from a message on.
///
/// Whoever asks waits for the answer, so that what fails below is tried again above it. Whoever puts a message on a queue does not:
/// its work is done, whatever becomes of the message, and what fails behind the queue is tried again as often as the message is
/// delivered. So a message begins a chain of its own.
///
/// An idempotency key belongs to one call: what went well, or is under way, is not done again for it, and what has failed is. So
/// over an idempotent link an operation that cannot fail runs once a call, however often it is asked.
struct TryChains {
    /// The longest way to a link.
    struct Chain: Hashable {
        /// Attempts that one order, or one message, can become at most.
        var attempts: Double
        /// Times that what is asked is done for them at most: fewer than attempts where a key answers some.
        var runs: Double
        /// Whose messages it begins with; nil: it begins with the journey.
        var queue: QueueID?
        /// Whether somebody on the way gives up waiting, and lets those below work for nobody.
        var isImpatient: Bool
    }

    /// By link; those that no order ever comes to are absent.
    let links: [LinkID: Chain]

    private enum Program: Hashable {
        case journey(ProgramCounter)
        case operation(OperationID)
        case queue(QueueID)
    }

    init(_ plan: Plan) {
        let order = TryChains.programs(of: plan)
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element.program, $0.offset) })
        var chains: [Program: Chain] = [:]
        var links: [LinkID: Chain] = [:]
        for (place, entry) in order.enumerated() {
            let chain: Chain
            switch entry.program {
            case .journey: chain = Chain(attempts: 1, runs: 1, queue: nil, isImpatient: false)
            case .queue(let id):
                let deliveries = Double(max(1, plan.queues[id].attempts))
                chain = Chain(attempts: deliveries, runs: deliveries, queue: id, isImpatient: false)
            case .operation:
                guard let found = chains[entry.program] else { continue }
                chain = found
            }
            for edge in entry.walk.edges {
                let link = plan.links[plan.edges[edge].link]
                let operation = plan.edges[edge].operation
                let isOnce = link.idempotent && !plan.mayFail(from: plan.operations[operation].entry)
                let attempts = chain.runs * link.mostAttempts
                let next = Chain(
                    attempts: attempts, runs: isOnce ? chain.runs : attempts, queue: chain.queue,
                    isImpatient: chain.isImpatient || link.timeout != nil || link.deadline != nil)
                links[plan.edges[edge].link].keepLonger(next)
                // A circle ends where it would begin anew.
                let callee = Program.operation(operation)
                if let below = places[callee], below > place { chains[callee].keepLonger(next) }
            }
        }
        self.links = links
    }

    /// The programs that orders come to, each before those that it asks; where they ask in a circle, the one that orders come to
    /// first is the first.
    private static func programs(of plan: Plan) -> [(program: Program, walk: ProgramWalk)] {
        var roots: [Program] = [.journey(plan.journey.entry)]
        for park in plan.parks {
            if let review = park.review { roots.append(.queue(review)) }
            switch park.resumption {
            case .journey(let entry): roots.append(.journey(entry))
            case .queue(let queue): roots.append(.queue(queue))
            }
        }
        var seen: Set<Program> = []
        var finished: [(program: Program, walk: ProgramWalk)] = []
        // Those begun and not finished, with what each still has to ask: as deep as a landscape may be.
        var open: [(program: Program, walk: ProgramWalk, next: [Program])] = []
        func begin(_ program: Program) {
            guard seen.insert(program).inserted else { return }
            let entry =
                switch program {
                case .journey(let entry): entry
                case .operation(let id): plan.operations[id].entry
                case .queue(let id): plan.queues[id].entry
                }
            let walk = ProgramWalk(from: entry, in: plan)
            // A message is begun with later, by itself.
            roots += walk.queues.map { .queue($0) }
            open.append((program, walk, walk.edges.reversed().map { .operation(plan.edges[$0].operation) }))
        }
        var begun = 0
        while begun < roots.count {
            begin(roots[begun])
            begun += 1
            while let last = open.indices.last {
                if let next = open[last].next.popLast() {
                    begin(next)
                } else {
                    let (program, walk, _) = open.removeLast()
                    finished.append((program, walk))
                }
            }
        }
        return finished.reversed()
    }
}

extension Optional where Wrapped == TryChains.Chain {
    /// Keeps the longer of two; of two as long the one on which somebody gives up.
    fileprivate mutating func keepLonger(_ other: TryChains.Chain) {
        guard let known = self else { return self = other }
        func rank(_ chain: TryChains.Chain) -> (Double, Double, Int) {
            (chain.runs, chain.attempts, chain.isImpatient ? 1 : 0)
        }
        var longer = rank(other) > rank(known) ? other : known
        longer.attempts = max(known.attempts, other.attempts)
        self = longer
    }
}

extension LinkPlan {
    /// Attempts that one call can become at most: tries, or with a budget one and its share of retries.
    var mostAttempts: Double {
        let tries = Double(max(1, attempts))
        return budget.map { min(tries, 1 + $0.ratio) } ?? tries
    }
}

extension Plan {
    /// Whether a program may end as a failure once it has begun: by a step of its own, or by what it asks for.
    fileprivate func mayFail(from entry: ProgramCounter) -> Bool {
        var seen: Set<ProgramCounter> = []
        var open = [entry]
        while let pc = open.popLast() {
            guard steps.indices.contains(pc), seen.insert(pc).inserted else { continue }
            switch steps[pc] {
            case .fail, .park: return true
            case .call(let call):
                guard let failed = calls[call].onFailure else { return true }
                open.append(failed)
            case .enqueue(let queue): if queues[queue].bound != nil { return true }
            case .work(let work): if works[work].contention != nil { return true }
            case .branch(_, let otherwise): open.append(otherwise)
            case .jump(let target):
                open.append(target)
                continue
            case .reply, .finish, .resolve: continue
            case .wait, .waitUntil, .await, .emit, .set: break
            }
            open.append(pc + 1)
        }
        return false
    }
}
