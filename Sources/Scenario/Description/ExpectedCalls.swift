internal import Kernel

/// How many calls a plan makes of whom, on average an order, if everything answers: programs are walked with the shares of
/// the demand's mixes. Retries, fallbacks and exceptions are not in it.
struct ExpectedCalls {
    /// Calls an order, by edge.
    private(set) var byEdge: [Double]
    /// Calls an order, by operation.
    private(set) var byOperation: [Double]

    private let plan: Plan
    /// The deepest nesting that is followed: calls within calls.
    private static let depthLimit = 16

    /// Walks a plan's journey.
    init(_ plan: Plan) {
        self.plan = plan
        byEdge = [Double](repeating: 0, count: plan.edges.count)
        byOperation = [Double](repeating: 0, count: plan.operations.count)
        if !plan.steps.isEmpty { walk(from: plan.journey.entry, weight: 1, depth: 0) }
    }

    /// Follows one program; steps are reached in order, jumps lead forward except in loops, which are left after a pass.
    private mutating func walk(from entry: Int, weight: Double, depth: Int) {
        guard depth < ExpectedCalls.depthLimit else { return }
        var arriving: [Int: Double] = [entry: weight]
        var position = entry
        while !arriving.isEmpty, position < plan.steps.count {
            guard let next = arriving.keys.filter({ $0 >= position }).min(), next < plan.steps.count else { return }
            position = next
            let share = arriving.removeValue(forKey: position) ?? 0
            var following: [(Int, Double)] = [(position + 1, share)]
            switch plan.steps[position] {
            case .call(let call): visit(plan.calls[call].target, share, depth)
            case .enqueue(let queue): walk(from: plan.queues[queue].entry, weight: share, depth: depth + 1)
            case .branch(let condition, let otherwise):
                let yes = probability(plan.conditions[condition])
                following = [(position + 1, share * yes), (otherwise, share * (1 - yes))]
            case .jump(let target): following = [(target, share)]
            case .fail, .reply, .park, .resolve, .finish: following = []
            case .work, .wait, .waitUntil, .await, .emit, .set: break
            }
            for (target, part) in following where part > 0 && target > position {
                arriving[target, default: 0] += part
            }
            position += 1
        }
    }

    private mutating func visit(_ target: CallPlan.Target, _ weight: Double, _ depth: Int) {
        var members: [(edge: Int, share: Double)] = []
        switch target {
        case .edge(let edge): members = [(edge, 1)]
        case .route(let route):
            let plan = plan.routes[route]
            switch plan.choice {
            case .carrier(let weights): members = zip(plan.edges, carrierShares(weights)).map { ($0, $1) }
            case .warehouse: members = zip(plan.edges, shares(self.plan.demand.warehouses.weights)).map { ($0, $1) }
            case .weighted(let weights): members = zip(plan.edges, shares(weights)).map { ($0, $1) }
            }
        }
        for member in members {
            let operation = plan.edges[member.edge].operation
            byEdge[member.edge] += weight * member.share
            byOperation[operation] += weight * member.share
            walk(from: plan.operations[operation].entry, weight: weight * member.share, depth: depth + 1)
        }
    }

    /// The carriers' shares over all services and destinations, each narrowed to who takes it.
    private func carrierShares(_ weights: [Double]) -> [Double] {
        let demand = plan.demand
        guard !demand.eligibleCarriers.isEmpty else { return shares(weights) }
        var sums = [Double](repeating: 0, count: weights.count)
        let services = shares(demand.services.weights)
        let destinations = shares(demand.destinations.weights)
        for (s, service) in services.enumerated() {
            for (d, destination) in destinations.enumerated() {
                let mask = demand.eligibleCarriers[s * destinations.count + d]
                let allowed = weights.enumerated().map { mask & (1 << UInt64($0.offset)) != 0 ? $0.element : 0 }
                for (k, share) in shares(allowed).enumerated() { sums[k] += share * service * destination }
            }
        }
        return sums
    }

    private func shares(_ weights: [Double]) -> [Double] {
        let sum = weights.reduce(0, +)
        return sum > 0 ? weights.map { $0 / sum } : weights
    }

    /// How likely a condition holds; half where it depends on how the day goes.
    private func probability(_ condition: Condition) -> Double {
        switch condition {
        case .chance(let chance): return chance
        case .attribute(let attribute, let mask):
            let demand = plan.demand
            let weights: [Double]
            switch attribute {
            case .channel: weights = shares(demand.channels.weights)
            case .destination: weights = shares(demand.destinations.weights)
            case .service: weights = shares(demand.services.weights)
            case .warehouse: weights = shares(demand.warehouses.weights)
            case .carrier:
                return Double((0..<64).count { mask & (1 << UInt64($0)) != 0 }) / Double(max(1, demand.carriers.count))
            }
            return weights.enumerated().reduce(0) { $0 + (mask & (1 << UInt64($1.offset)) != 0 ? $1.element : 0) }
        case .lines, .units, .weight: return 0.5
        case .parkedAtMost, .onTime: return 1
        }
    }
}
