internal import Kernel

/// How many calls a plan makes of whom, on average an order, if everything answers: programs are walked with the shares of
/// the demand's mixes. What a cache answers is no call. Retries, fallbacks and exceptions are not in it.
struct ExpectedCalls {
    /// Calls an order, by edge.
    private(set) var byEdge: [Double]
    /// Calls an order, by operation.
    private(set) var byOperation: [Double]

    private let plan: Plan
    /// Orders by channel: those of a stream with a channel of its own, and the rest by the mix.
    private let channelWeights: [Double]
    /// The deepest nesting that is followed: calls within calls.
    private static let depthLimit = 16
    /// So many kinds of orders are told apart at one step; beyond, they are taken together as if nothing were known of them.
    private static let kindsLimit = 256

    /// Orders that have come the same way: a share of those whose attributes are all in the masks. What one branch has
    /// learnt of an order stays known at the next, so `if a, else if b, else` comes to the shares of the mix.
    private struct Kind {
        var share = 1.0
        /// By `Condition.Attribute`, bit k = value k.
        var masks = [UInt64](repeating: .max, count: Condition.Attribute.allCases.count)

        func narrowed(_ attribute: Condition.Attribute, to mask: UInt64) -> Kind {
            var kind = self
            kind.masks[ExpectedCalls.index(attribute)] &= mask
            return kind
        }

        func times(_ factor: Double) -> Kind {
            var kind = self
            kind.share *= factor
            return kind
        }

        /// Both as one kind; nil where that would mix up what is known.
        func joined(_ other: Kind) -> Kind? {
            let differing = masks.indices.filter { masks[$0] != other.masks[$0] }
            var kind = self
            if differing.isEmpty {
                kind.share += other.share
                return kind
            }
            guard differing.count == 1, let only = differing.first, masks[only] & other.masks[only] == 0,
                abs(share - other.share) <= 1e-12 * share
            else { return nil }
            kind.masks[only] |= other.masks[only]
            return kind
        }
    }

    /// Walks a plan's journey.
    init(_ plan: Plan) {
        self.plan = plan
        channelWeights = ExpectedCalls.channelWeights(plan.demand)
        byEdge = [Double](repeating: 0, count: plan.edges.count)
        byOperation = [Double](repeating: 0, count: plan.operations.count)
        if !plan.steps.isEmpty { walk(from: plan.journey.entry, [Kind()], depth: 0) }
    }

    /// Follows one program; steps are reached in order, jumps lead forward except in loops, which are left after a pass.
    private mutating func walk(from entry: Int, _ kinds: [Kind], depth: Int) {
        guard depth < ExpectedCalls.depthLimit, !kinds.isEmpty else { return }
        var arriving: [Int: [Kind]] = [entry: kinds]
        var position = entry
        while !arriving.isEmpty, position < plan.steps.count {
            guard let next = arriving.keys.filter({ $0 >= position }).min(), next < plan.steps.count else { return }
            position = next
            let here = arriving.removeValue(forKey: position) ?? []
            var following: [(target: Int, kinds: [Kind])] = [(position + 1, here)]
            switch plan.steps[position] {
            case .call(let call): visit(plan.calls[call].target, here, depth)
            case .enqueue(let queue): walk(from: plan.queues[queue].entry, here, depth: depth + 1)
            case .branch(let condition, let otherwise):
                let parts = here.map { split($0, plan.conditions[condition]) }
                following = [(position + 1, parts.map(\.yes)), (otherwise, parts.map(\.no))]
            case .jump(let target): following = [(target, here)]
            case .fail, .reply, .park, .resolve, .finish: following = []
            case .work, .wait, .waitUntil, .await, .emit, .set: break
            }
            for (target, kinds) in following where target > position {
                let known = together((arriving[target] ?? []) + kinds.filter { part($0) > 0 })
                if !known.isEmpty { arriving[target] = known }
            }
            position += 1
        }
    }

    private mutating func visit(_ target: CallPlan.Target, _ kinds: [Kind], _ depth: Int) {
        switch target {
        case .edge(let edge): visit(edge, kinds, carriers: carrierWeights, depth)
        case .route(let route):
            let route = plan.routes[route]
            for (k, edge) in route.edges.enumerated() {
                let bit: UInt64 = 1 << UInt64(k)
                switch route.choice {
                case .carrier(let weights):
                    visit(edge, kinds.map { $0.narrowed(.carrier, to: bit) }, carriers: weights, depth)
                case .warehouse:
                    visit(edge, kinds.map { $0.narrowed(.warehouse, to: bit) }, carriers: carrierWeights, depth)
                case .weighted(let weights):
                    let share = shares(weights)[k]
                    visit(edge, kinds.map { $0.times(share) }, carriers: carrierWeights, depth)
                }
            }
        }
    }

    private mutating func visit(_ edge: EdgeID, _ kinds: [Kind], carriers: [Double], _ depth: Int) {
        let edgePlan = plan.edges[edge]
        let missing = 1 - plan.links[edgePlan.link].hits(for: edgePlan.operation)
        let coming = kinds.filter { part($0, carriers: carriers) > 0 }.map { missing < 1 ? $0.times(missing) : $0 }
        let share = coming.reduce(0) { $0 + part($1, carriers: carriers) }
        let operation = plan.edges[edge].operation
        byEdge[edge] += share
        byOperation[operation] += share
        walk(from: plan.operations[operation].entry, coming, depth: depth + 1)
    }

    // MARK: - Kinds of orders

    private static func index(_ attribute: Condition.Attribute) -> Int {
        switch attribute {
        case .channel: 0
        case .destination: 1
        case .service: 2
        case .warehouse: 3
        case .carrier: 4
        }
    }

    private static func channelWeights(_ demand: DemandPlan) -> [Double] {
        let sum = demand.channels.weights.reduce(0, +)
        guard demand.generatedOrders > 0, demand.replay == nil, sum > 0 else { return demand.channels.weights }
        var weights = [Double](repeating: 0, count: demand.channels.weights.count)
        for stream in demand.streams {
            let orders = Double(stream.slices.reduce(0) { $0 + $1.count })
            if let channel = stream.channel, weights.indices.contains(channel) {
                weights[channel] += orders
            } else {
                for (k, weight) in demand.channels.weights.enumerated() { weights[k] += orders * weight / sum }
            }
        }
        return weights
    }

    /// The weights by which the first call to the carriers chooses; an order keeps its carrier afterwards.
    private var carrierWeights: [Double] {
        for route in plan.routes {
            if case .carrier(let weights) = route.choice { return weights }
        }
        return []
    }

    /// Which of an order's kind meet a condition, and which do not; half where it depends on how the day goes.
    private func split(_ kind: Kind, _ condition: Condition) -> (yes: Kind, no: Kind) {
        switch condition {
        case .attribute(let attribute, let mask):
            (kind.narrowed(attribute, to: mask), kind.narrowed(attribute, to: ~mask))
        case .chance(let chance): (kind.times(chance), kind.times(1 - chance))
        case .lines, .units, .weight: (kind.times(0.5), kind.times(0.5))
        case .parkedAtMost, .onTime: (kind, kind.times(0))
        }
    }

    /// Fewer kinds that say the same.
    private func together(_ kinds: [Kind]) -> [Kind] {
        var out: [Kind] = []
        for kind in kinds {
            var merged = kind
            while let (at, both) = out.indices.lazy.compactMap({ at in merged.joined(out[at]).map { (at, $0) } }).first
            {
                out.remove(at: at)
                merged = both
            }
            out.append(merged)
        }
        guard out.count > ExpectedCalls.kindsLimit else { return out }
        return [Kind().times(out.reduce(0) { $0 + part($1) })]
    }

    /// The share of all orders that are of a kind.
    private func part(_ kind: Kind) -> Double { part(kind, carriers: carrierWeights) }

    /// The share of all orders that are of a kind, where carriers are chosen by these weights among those that take the
    /// order's service and destination.
    private func part(_ kind: Kind, carriers: [Double]) -> Double {
        let demand = plan.demand
        let alone =
            kind.share * sum(channelWeights, kind.masks[0]) * sum(demand.warehouses.weights, kind.masks[3])
        guard alone > 0 else { return 0 }
        if kind.masks[4] == .max || carriers.isEmpty {
            return alone * sum(demand.destinations.weights, kind.masks[1]) * sum(demand.services.weights, kind.masks[2])
        }
        let services = shares(demand.services.weights)
        let destinations = shares(demand.destinations.weights)
        var total = 0.0
        for (s, service) in services.enumerated() where kind.masks[2] & (1 << UInt64(s)) != 0 {
            for (d, destination) in destinations.enumerated() where kind.masks[1] & (1 << UInt64(d)) != 0 {
                let at = s * destinations.count + d
                let mask = at < demand.eligibleCarriers.count ? demand.eligibleCarriers[at] : 0
                // As in the run: where nobody may go, anybody may.
                let allowed = carriers.enumerated().map {
                    mask == 0 || mask & (1 << UInt64($0.offset)) != 0 ? $0.element : 0
                }
                total += service * destination * sum(allowed, kind.masks[4])
            }
        }
        return alone * total
    }

    /// The share of the weights that a mask leaves.
    private func sum(_ weights: [Double], _ mask: UInt64) -> Double {
        guard mask != .max else { return 1 }
        return shares(weights).enumerated().reduce(0) { $0 + (mask & (1 << UInt64($1.offset)) != 0 ? $1.element : 0) }
    }

    private func shares(_ weights: [Double]) -> [Double] {
        let sum = weights.reduce(0, +)
        return sum > 0 ? weights.map { $0 / sum } : weights
    }
}
