internal import Kernel

extension LandscapeBuilder {
    /// Resolves the ends of the policies under `links`.
    mutating func makePolicies(_ written: [Named<Item>]) {
        for named in written {
            guard let arrow = named.name.firstRange(of: "->") else {
                named.item.refuseKey(
                    "expected a caller and a callee such as middleware -> carriers, found \(quoted(named.name))")
                continue
            }
            let from = Name.folded(String(named.name[..<arrow.lowerBound]))
            let to = Name.folded(String(named.name[arrow.upperBound...]))
            var policy = Policy(callers: nil, callees: nil, group: nil, item: named.item)
            if from == "journey" {
                policy.callers = [nil]
            } else if from != "any" {
                guard let ends = ends(from, item: named.item) else { continue }
                policy.callers = ends
            }
            if to != "any" {
                guard let ends = ends(to, item: named.item) else { continue }
                policy.callees = ends.compactMap { $0 }
                policy.group = system(to) == nil ? group(to)?.name : nil
            }
            _ = LinkSection.shape.read(named.value)
            policies.append(policy)
        }
    }

    private func ends(_ name: String, item: Item) -> [SystemID?]? {
        if let system = system(name) { return [system] }
        if let group = group(name) { return group.members }
        if mayBeRole(name, item.reading) { return nil }
        item.refuseKey(
            "there is no system \(quoted(name))\(Name.hint(for: name, among: systemNames + ["journey", "any"]))")
        return nil
    }

    /// The link between two systems, made on first use: the callee's own wishes, overlaid by what `links` says, in order.
    mutating func link(from caller: SystemID?, to callee: SystemID) -> LinkID {
        if let index = draft.plan.links.firstIndex(where: { $0.caller == caller && $0.callee == callee }) {
            return index
        }
        let from = caller.map { draft.plan.systems[$0].name } ?? "journey"
        var plan = LinkPlan(name: "\(from) → \(draft.plan.systems[callee].name)", caller: caller, callee: callee)
        var merged = sections[callee].link
        for policy in policies {
            guard policy.callers?.contains(caller) ?? true, policy.callees?.contains(callee) ?? true else { continue }
            merged = policy.item.with(merged.map { policy.item.tree.merged(over: $0.tree) } ?? policy.item.tree)
        }
        var timeoutItem: Item?
        if let merged, let section = LinkSection.shape.read(merged) {
            plan.timeout = section.timeout?.value
            timeoutItem = section.timeout?.item
            plan.deadline = section.deadline
            plan.attempts = section.attempts
            plan.backoff = section.backoff
            plan.honoursRetryAfter = section.honoursRetryAfter
            if let outcomes = section.retryOn { plan.retries = Outcome.Set(outcomes) }
            plan.budget = section.budget
            plan.breaker = section.breaker
            plan.bulkhead = section.bulkhead
            plan.pacing = section.pacing
            plan.idempotent = section.idempotent
            plan.latency = section.latency.map { draft.plan.intern($0) }
            let id = draft.plan.links.count
            if let cache = section.cache {
                plan.cache = LinkPlan.Cache(
                    hits: cache.hits, answersIn: cache.answersIn, isOn: cache.isOn,
                    operations: cache.operations.isEmpty ? nil : operations(cache.operations, of: callee))
                cacheItems[id] = merged["cache"] ?? merged
            }
            if let async = section.async { asyncCalls[id] = (async.value, async.item) }
        }
        draft.plan.links.append(plan)
        timeoutItems.append(timeoutItem)
        return draft.plan.links.count - 1
    }

    /// What a link says of single operations of its callee, resolved.
    private func operations(_ names: [Located<String>], of callee: SystemID) -> [OperationID] {
        var found: Set<OperationID> = []
        for name in names {
            if let operation = operation(name.value, of: callee) {
                found.insert(operation)
            } else if !isUnreadable("operations", name.value, of: callee) {
                name.item.refuse(
                    name: name.value, "\(draft.plan.systems[callee].name) has no operation \(quoted(name.value))",
                    among: draft.plan.operations.filter { $0.system == callee }.map(\.name),
                    isPartial: isPartial(callee))
            }
        }
        return found.sorted()
    }

    /// A cache may only stand in for calls that change nothing.
    func checkCaches() {
        let check = CacheCheck(plan: draft.plan)
        for (link, item) in cacheItems.sorted(by: { $0.key < $1.key }) {
            guard let cache = draft.plan.links[link].cache, let flaw = check.flaw(of: cache, on: link) else { continue }
            item.refuse(flaw)
        }
    }

    /// Calls that their callers do not wait for go on in the background.
    mutating func moveToBackground() {
        var edges: [EdgeID] = []
        for (link, async) in asyncCalls.sorted(by: { $0.key < $1.key }) {
            let own = draft.plan.edges.indices.filter { draft.plan.edges[$0].link == link }
            switch async.calls {
            case .none: continue
            case .all: edges += own
            case .operations(let names):
                let chosen = operations(names, of: draft.plan.links[link].callee)
                edges += own.filter { chosen.contains(draft.plan.edges[$0].operation) }
            }
        }
        guard !edges.isEmpty, let first = asyncCalls.keys.min(), let item = asyncCalls[first]?.item else { return }
        if let flaw = draft.plan.flaw(ofBackground: edges.sorted()) { return item.refuse(flaw) }
        draft.plan = draft.plan.with(.async(edges.sorted()))
    }

    /// The edge for one operation as one caller uses it.
    mutating func edge(from caller: SystemID?, to operation: OperationID) -> EdgeID {
        let link = link(from: caller, to: draft.plan.operations[operation].system)
        if let index = draft.plan.edges.firstIndex(where: { $0.link == link && $0.operation == operation }) {
            return index
        }
        draft.plan.edges.append(
            EdgePlan(
                name: "\(draft.plan.links[link].name): \(draft.plan.operations[operation].name)", link: link,
                operation: operation))
        return draft.plan.edges.count - 1
    }

    /// The choice among a group's members for one operation as one caller uses it.
    mutating func route(from caller: SystemID?, to group: SystemGroup, operation name: String, at item: Item)
        -> RouteID?
    {
        var edges: [EdgeID] = []
        for member in members(of: group) {
            guard let operation = operation(name, of: member) else {
                if isUnreadable("operations", name, of: member) || isPartial(member) { return nil }
                item.refuse(
                    "\(draft.plan.systems[member].name), a member of \(group.name), has no operation \(quoted(name))")
                return nil
            }
            edges.append(edge(from: caller, to: operation))
        }
        guard !edges.isEmpty else {
            item.refuse("\(group.name) has no members", unless: .systems)
            return nil
        }
        if let index = draft.plan.routes.firstIndex(where: { $0.edges == edges }) { return index }
        var fallback = RoutePlan.Fallback.none
        for policy in policies where policy.callers?.contains(caller) ?? true {
            guard policy.group == group.name, let written = policy.item["fallback"] else { continue }
            fallback = Shape<RoutePlan.Fallback>.choice(of: RoutePlan.Fallback.self).read(written) ?? .none
            if fallback != .none, edges.count == 1 {
                written.refuse("\(group.name) has one member only: it would fall back to itself", unless: .systems)
            }
        }
        let choice: RoutePlan.Choice
        let roles = Set(group.members.map { draft.plan.systems[$0].role })
        if roles == [.carrier], group.name == "carriers" {
            choice = .carrier(weights: group.members.map { sections[$0].share ?? 1 })
        } else if roles == [.warehouse], group.name == "warehouses" {
            choice = .warehouse
        } else {
            checkShares(of: group)
            choice = .weighted(group.members.map { sections[$0].share ?? 1 })
        }
        draft.plan.routes.append(
            RoutePlan(name: group.name, operation: Name.folded(name), edges: edges, choice: choice, fallback: fallback))
        return draft.plan.routes.count - 1
    }

    /// A share by which nobody chooses is refused: orders say which warehouse they go to, and who is in no group is asked for all.
    func checkSharesCount() {
        for system in sections.indices where sections[system].share != nil {
            let item = sections[system].item["share"] ?? sections[system].item
            let own = groups.filter { $0.members.contains(system) }
            if own.isEmpty {
                item.refuse(
                    "\(draft.plan.systems[system].name) is in no group whose calls it could share: list it under groups, or leave this out",
                    unless: .systems)
            } else if own.allSatisfy({ $0.name == "warehouses" }), draft.plan.systems[system].role == .warehouse {
                let names = own[0].members.prefix(2).map { draft.plan.systems[$0].name }
                let example = names.count < 2 ? "\(names[0]): 100%" : "\(names[0]): 60%, \(names[1]): 40%"
                item.refuse(
                    "orders say which warehouse they go to: write warehouses: { \(example) } under orders, and leave this out",
                    unless: .systems)
            }
        }
    }

    /// Shares of a group's members are all given, and make the whole, or none is.
    func checkShares(of group: SystemGroup) {
        let shares = group.members.compactMap { sections[$0].share }
        guard !shares.isEmpty else { return }
        if let lacking = group.members.first(where: { sections[$0].share == nil }) {
            sections[lacking].item.refuseKey("\"share\" is missing: others of \(group.name) have one", unless: .systems)
        } else if abs(shares.reduce(0, +) - 1) > 1e-6, let last = group.members.last {
            sections[last].item.refuseKey(
                "the shares of \(group.name) make \(percent(shares.reduce(0, +))) together, expected 100%",
                unless: .systems)
        }
    }

    /// Warehouses stand in the order of the demand's warehouses; other groups as they are.
    private func members(of group: SystemGroup) -> [SystemID] {
        guard group.name == "warehouses" else { return group.members }
        let named = draft.plan.demand.warehouses.names.compactMap { name in
            group.members.first { Name.folded(draft.plan.systems[$0].name) == Name.folded(name) }
        }
        return named.count == draft.plan.demand.warehouses.names.count ? named : group.members
    }
}
