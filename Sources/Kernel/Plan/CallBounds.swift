/// How often an order makes a call at the most, whatever happens to it: with that, a share of all calls can be known to be
/// beyond recovery while a run goes on.
public struct CallBounds: Sendable {
    /// Calls of an order on each edge, at the most; nil: there is no bound.
    public let calls: [Int?]
    /// Attempts of an order on each edge, at the most; nil: there is no bound.
    public let attempts: [Int?]

    /// The bounds of a plan.
    public init(_ plan: Plan) {
        var count = Count(plan)
        calls = plan.edges.indices.map { count.calls($0) }
        attempts = plan.edges.indices.map { count.attempts($0) }
    }

    private enum Program: Hashable {
        case journey
        case operation(OperationID)
        case queue(QueueID)
    }

    /// What one program does in one run of it.
    private struct Deeds {
        /// Steps by which it asks for each; nil: a step that a run may come to again and again.
        var calls: [EdgeID: Int?] = [:]
        var messages: [QueueID: Int?] = [:]
    }

    private struct Count {
        let plan: Plan
        private var deeds: [Program: Deeds] = [:]
        private var runs: [Program: Int?] = [:]

        /// More is no bound worth knowing.
        private static let most = 1_000_000

        init(_ plan: Plan) {
            self.plan = plan
            for program in all { deeds[program] = CallBounds.deeds(of: entry(program), in: plan) }
        }

        private var all: [Program] {
            [.journey] + plan.operations.indices.map { .operation($0) } + plan.queues.indices.map { .queue($0) }
        }

        private func entry(_ program: Program) -> ProgramCounter {
            switch program {
            case .journey: plan.journey.entry
            case .operation(let id): plan.operations[id].entry
            case .queue(let id): plan.queues[id].entry
            }
        }

        mutating func calls(_ edge: EdgeID) -> Int? { sum { $0.calls[edge] } }

        mutating func attempts(_ edge: EdgeID) -> Int? {
            Count.product(calls(edge), max(1, plan.links[plan.edges[edge].link].attempts))
        }

        /// What all runs of all programs do together.
        private mutating func sum(_ deed: (Deeds) -> Int??) -> Int? {
            var sum = 0
            for program in all {
                guard let found = deeds[program].flatMap(deed) else { continue }
                guard let once = found, let all = Count.product(runs(of: program), once) else { return nil }
                sum += all
            }
            return sum <= Count.most ? sum : nil
        }

        private static func product(_ one: Int?, _ other: Int) -> Int? {
            guard let one else { return nil }
            let (product, overflow) = one.multipliedReportingOverflow(by: other)
            return overflow || product > most ? nil : product
        }

        /// How often a program runs for one order.
        private mutating func runs(of program: Program) -> Int? {
            if let known = runs[program] { return known }
            // Whoever leads back to itself has no bound.
            runs[program] = .some(nil)
            let found: Int?
            switch program {
            case .journey: found = 1
            case .operation(let id):
                var sum: Int? = 0
                for edge in plan.edges.indices where plan.edges[edge].operation == id {
                    let attempts = attempts(edge)
                    sum = sum.flatMap { sum in attempts.map { sum + $0 } }
                }
                found = sum
            case .queue(let id): found = messages(id).flatMap { Count.product($0, max(1, plan.queues[id].attempts)) }
            }
            runs[program] = found
            return found
        }

        private mutating func messages(_ queue: QueueID) -> Int? {
            // A message that somebody may put back has no bound.
            let comesBack = plan.parks.contains { park in
                if case .queue(queue) = park.resumption { park.review != nil } else { false }
            }
            guard !comesBack, var sum = sum({ $0.messages[queue] }) else { return nil }
            for other in plan.queues.indices {
                guard let dead = plan.queues[other].deadLetter, plan.parks[dead].review == queue else { continue }
                guard other != queue, let more = messages(other) else { return nil }
                sum += more
            }
            return sum
        }
    }

    private static func deeds(of entry: ProgramCounter, in plan: Plan) -> Deeds {
        var deeds = Deeds()
        for pc in plan.reachable(from: [entry]) {
            let repeats = plan.reachable(from: plan.following(pc)).contains(pc)
            func add<ID>(_ id: ID, to counts: inout [ID: Int?]) {
                guard !repeats, let before = counts[id, default: 0] else { return counts[id] = .some(nil) }
                counts[id] = before + 1
            }
            switch plan.steps[pc] {
            case .call(let call):
                switch plan.calls[call].target {
                case .edge(let edge): add(edge, to: &deeds.calls)
                case .route(let route):
                    // A fallback tries each member once.
                    for edge in plan.routes[route].edges { add(edge, to: &deeds.calls) }
                }
            case .enqueue(let queue): add(queue, to: &deeds.messages)
            case .park(let park): if let review = plan.parks[park].review { add(review, to: &deeds.messages) }
            default: break
            }
        }
        return deeds
    }
}
