internal import Kernel

/// Finds what levers speak of in the finished plan.
struct LeverResolver {
    let plan: Plan
    let groups: [SystemGroup]

    /// The lever; nil: a problem was reported.
    func resolve(_ named: Named<LeverSection>) -> LeverPlan? {
        var changes: [PlanChange] = []
        for written in named.value.changes {
            guard let found = resolve(written) else { return nil }
            changes += found
        }
        let cost = named.value.cost.map { money in
            Double(money.value.minorUnits) / Double(Decimal.power(Money.places(of: money.value.currency)))
        }
        return LeverPlan(
            name: named.name, cost: cost, currency: named.value.cost?.value.currency, changes: changes,
            rewrites: named.value.rewritten != nil)
    }

    private func resolve(_ written: Located<String>) -> [PlanChange]? {
        let sentence: LeverSentence
        do {
            sentence = try LeverSentence.parse(written.value)
        } catch {
            switch error {
            case .refused(let reason): written.item.refuse(reason)
            case .unreadable: written.item.refuse(expected: "a change such as \(LeverSentence.expected)")
            }
            return nil
        }
        switch sentence.deed {
        case .scale(let factor):
            return resources(sentence.subject, written.item)?.map { .scale($0, by: factor) }
        case .attempts(let count, let now):
            guard let links = links(sentence.subject, written.item) else { return nil }
            if let now, let other = links.first(where: { plan.links[$0].attempts != now }) {
                written.item.refuse(
                    "\(plan.links[other].name) tries \(plan.links[other].attempts) times at most, not \(now)")
                return nil
            }
            return links.map { .attempts($0, count) }
        case .retryBudget(let ratio):
            return links(sentence.subject, written.item)?.map { .retryBudget($0, LinkPlan.RetryBudget(ratio: ratio)) }
        case .breaker(let share):
            guard share <= 1 else {
                written.item.refuse("expected a share of failures of 100% at most")
                return nil
            }
            return links(sentence.subject, written.item)?.map { .breaker($0, .usual(at: share)) }
        case .cache, .cacheHits:
            return caches(sentence, written.item)
        case .async:
            guard let edges = edges(sentence.subject, written.item) else { return nil }
            if let flaw = plan.flaw(ofBackground: edges) {
                written.item.refuse(flaw)
                return nil
            }
            return [.async(edges)]
        case .queue(let bound):
            return pool(sentence.subject, written.item).map { [.waiting($0, atMost: bound)] }
        case .discipline(let discipline):
            return pool(sentence.subject, written.item).map { [.discipline($0, discipline)] }
        case .underWay(let bound):
            guard let system = system(sentence.subject) else {
                refuse(sentence.subject, "there is no system", plan.systems.map(\.name), written.item)
                return nil
            }
            return [.underWay(system, atMost: bound)]
        }
    }

    // MARK: - Names

    private func folded(_ name: String) -> String {
        Name.folded(name.replacing("→", with: "->")).replacing(" > ", with: " -> ").lowercased()
    }

    private func refuse(_ name: String, _ what: String, _ known: [String], _ item: Item) {
        item.refuse(name: name, "\(what) \(quoted(name))", among: known, isPartial: false)
    }

    private func system(_ name: String) -> SystemID? {
        plan.systems.firstIndex { folded($0.name) == folded(name) }
    }

    /// Resources of that name; every resource of the links, where links are named.
    private func resources(_ name: String, _ item: Item) -> [Resource]? {
        let all = Resource.all(of: plan)
        let found = all.filter { folded($0.name(in: plan)) == folded(name) }
        if !found.isEmpty { return found }
        let own = all.filter { resource in
            guard case .workers(let pool) = resource else { return false }
            return folded(plan.systems[plan.pools[pool].system].name) + " workers" == folded(name)
        }
        // "workers" is what everyone calls them, whatever the scenario does; where there is one line of them it is clear.
        if own.count == 1 { return own }
        refuse(name, "there is nothing to have more or less of called", all.map { $0.name(in: plan) }, item)
        return nil
    }

    private func pool(_ name: String, _ item: Item) -> PoolID? {
        let names = plan.pools.map { "\(plan.systems[$0.system].name) \($0.name)" }
        if let pool = names.firstIndex(where: { folded($0) == folded(name) }) { return pool }
        let own = plan.pools.indices.filter {
            let system = folded(plan.systems[plan.pools[$0].system].name)
            return folded(name) == system || folded(name) == system + " workers"
        }
        if own.count == 1 { return own[0] }
        refuse(name, "there are no workers called", names, item)
        return nil
    }

    /// The caches that links get; nil: a problem was reported.
    private func caches(_ sentence: LeverSentence, _ item: Item) -> [PlanChange]? {
        guard let links = links(sentence.subject, item) else { return nil }
        var changes: [PlanChange] = []
        for link in links {
            var cache: LinkPlan.Cache
            switch (sentence.deed, plan.links[link].cache) {
            case (.cache(let isOn), let declared?):
                guard declared.isOn != isOn else {
                    item.refuse("the cache of \(plan.links[link].name) is \(isOn ? "on" : "off") as it is")
                    return nil
                }
                cache = declared
                cache.isOn = isOn
            case (.cacheHits(let share), let declared):
                cache = declared ?? LinkPlan.Cache(hits: share)
                cache.hits = share
                cache.isOn = true
                guard declared != cache else {
                    item.refuse("the cache of \(plan.links[link].name) answers \(percent(share)) as it is")
                    return nil
                }
            default:
                let name = plan.links[link].name.replacing("→", with: "->")
                item.refuse(
                    "\(name) has no cache that could be switched: say how much it would answer, such as \(name) cache 60%, or "
                        + "write cache: { hits: 60%, on: no } for it under links")
                return nil
            }
            if let flaw = CacheCheck(plan: plan).flaw(of: cache, on: link) {
                item.refuse(flaw)
                return nil
            }
            changes.append(.cache(link, cache))
        }
        return changes
    }

    /// The edges of links, `middleware -> carriers`, or of an operation whoever calls it, `carriers.label`; nil: a problem was
    /// reported.
    private func edges(_ name: String, _ item: Item) -> [EdgeID]? {
        guard !name.contains("->") else {
            return links(name, item).map { links in plan.edges.indices.filter { links.contains(plan.edges[$0].link) } }
        }
        guard let dot = name.lastIndex(of: ".") else {
            item.refuse(
                "expected a caller and a callee such as middleware -> carriers, or an operation such as carriers.label, "
                    + "found \(quoted(name))")
            return nil
        }
        let owner = folded(String(name[..<dot]))
        let what = folded(String(name[name.index(after: dot)...]))
        let found = plan.edges.indices.filter { edge in
            let operation = plan.operations[plan.edges[edge].operation]
            return folded(operation.name) == what && names(of: operation.system).contains(owner)
        }
        guard found.isEmpty else { return found }
        let known = plan.edges.map { edge in
            let operation = plan.operations[edge.operation]
            return "\(plan.systems[operation.system].name).\(operation.name)"
        }
        refuse(name, "nobody calls", known, item)
        return nil
    }

    private func links(_ name: String, _ item: Item) -> [LinkID]? {
        let text = name.replacing("→", with: "->")
        guard let arrow = text.firstRange(of: "->") else {
            item.refuse("expected a caller and a callee such as middleware -> carriers, found \(quoted(name))")
            return nil
        }
        let from = folded(String(text[..<arrow.lowerBound]))
        let to = folded(String(text[arrow.upperBound...]))
        let found = plan.links.indices.filter { link in
            let caller = plan.links[link].caller.map { names(of: $0) } ?? ["journey"]
            return (from == "any" || caller.contains(from))
                && (to == "any" || names(of: plan.links[link].callee).contains(to))
        }
        guard found.isEmpty else { return found }
        refuse(name, "nobody calls so:", plan.links.map { $0.name.replacing("→", with: "->") }, item)
        return nil
    }

    /// What a system is called: by its name, by the groups it belongs to, by the part it plays.
    private func names(of system: SystemID) -> [String] {
        let role = plan.systems[system].role.rawValue
        return [folded(plan.systems[system].name), role, role + "s"]
            + groups.filter { $0.members.contains(system) }.map { folded($0.name) }
    }
}
