internal import Kernel

/// Turns the landscape's sections into the plan's flat arrays: names become ids, nested steps become jumps.
struct LandscapeBuilder {
    /// A link policy with both ends resolved; nil: anyone.
    struct Policy {
        var callers: [SystemID?]?
        var callees: [SystemID]?
        /// The group it was written for.
        var group: String?
        var item: Item
    }

    var draft: Draft
    var sections: [SystemSection] = []
    var groups: [SystemGroup] = []
    var policies: [Policy] = []
    var contentionNames: [Named<SystemID>] = []
    /// Where each operation's program is written, for problems.
    var operationItems: [Item] = []
    /// Where each event is first published, awaited or named.
    var emitted: [Bool] = [true]
    var eventUses: [(event: EventID, item: Item)] = []
    /// Where each link's timeout was written, by link.
    var timeoutItems: [Item?] = []
    /// Where each link's cache was written, by link.
    var cacheItems: [LinkID: Item] = [:]
    /// Calls that callers do not wait for, by link, and where that was written.
    var asyncCalls: [LinkID: (calls: AsyncCalls, item: Item)] = [:]
    /// Calls made by operations, for cycles: caller, callee, where.
    var nested: [(from: OperationID, to: OperationID, item: Item)] = []
    /// Where each await was written, in the order of `Plan.awaits`.
    var awaitItems: [Item] = []

    init(draft: Draft) {
        self.draft = draft
    }

    mutating func build(_ landscape: LandscapeSection) {
        for named in landscape.systems ?? [] {
            let section = section(of: named)
            sections.append(section)
            draft.plan.systems.append(
                SystemPlan(
                    name: named.name, role: section.role, preset: section.preset, label: section.label,
                    placement: section.endpoint.placement))
        }
        guard landscape.systems != nil else {
            // Without any system no name leads anywhere; what needs no names is still checked in this pass.
            return landscape.readRest(from: draft.presets)
        }
        makeGroups(landscape.groups)
        makeCarriers()
        checkSharesCount()
        for system in sections.indices { declare(system) }
        makePolicies(landscape.links)
        for system in sections.indices { finish(system) }
        if let section = landscape.journey.flatMap({ JourneySection.shape.read(overlaid($0, .journey)) }) {
            build(section)
        } else {
            landscape.item.reading.note(.journey)
        }
        for system in sections.indices { compilePrograms(system) }
        makeWire(landscape.wire)
        checkEvents()
        checkCycles()
        checkTimeouts()
        // A plan with holes would only raise confusing complaints about the whole.
        if landscape.item.reading.problems.isEmpty {
            LandscapeChecks(
                plan: draft.plan, sections: sections, timeoutItems: timeoutItems, awaitItems: awaitItems
            ).run()
            checkCaches()
            moveToBackground()
        }
        buildBudgets(landscape.budgets)
        buildLevers(landscape.levers)
    }

    private mutating func buildLevers(_ levers: [Named<LeverSection>]) {
        // What they speak of may be among what could not be read.
        guard !levers.isEmpty, levers[0].item.reading.problems.isEmpty else { return }
        // Levers speak of windows, which are named by their calendars.
        var plan = draft.plan
        plan.calendars = draft.calendars.plans
        let resolver = LeverResolver(plan: plan, groups: groups)
        draft.plan.levers = levers.compactMap { resolver.resolve($0) }
        let currencies = levers.compactMap(\.value.cost)
        if let first = currencies.first,
            let other = currencies.first(where: { $0.value.currency != first.value.currency })
        {
            other.item.refuse(
                "levers are compared by cost: expected \(first.value.currency) as above, found \(other.value.currency)")
        }
    }

    private mutating func buildBudgets(_ budgets: [BudgetSection]) {
        var resolved: [BudgetSection] = []
        for budget in budgets {
            var resolver = BudgetResolver(plan: draft.plan, groups: groups, calendars: draft.calendars)
            if let plan = resolver.resolve(budget) {
                draft.plan.budgets.append(plan)
                resolved.append(budget)
            }
            draft.calendars = resolver.calendars
        }
        var plan = draft.plan
        plan.calendars = draft.calendars.plans
        BudgetChecks(plan: plan, sections: resolved).run()
    }

    // MARK: - Systems and groups

    /// The system of this name, or the only one that plays this part.
    func system(_ name: String) -> SystemID? {
        let folded = Name.folded(name).lowercased()
        if let index = draft.plan.systems.firstIndex(where: { Name.folded($0.name).lowercased() == folded }) {
            return index
        }
        let playing = draft.plan.systems.indices.filter { draft.plan.systems[$0].role.rawValue == folded }
        return playing.count == 1 ? playing[0] : nil
    }

    /// The group of this name; several systems that play one part are a group under the part's name.
    func group(_ name: String) -> SystemGroup? {
        let folded = Name.folded(name).lowercased()
        if let group = groups.first(where: { Name.folded($0.name).lowercased() == folded }) { return group }
        return groups.first { Name.folded($0.name).lowercased() == folded + "s" }
    }

    /// Names that a reference may use, for suggestions.
    var systemNames: [String] { draft.plan.systems.map(\.name) + groups.map(\.name) }

    private mutating func makeGroups(_ written: [Named<[Located<String>]>]) {
        for named in written {
            var members: [SystemID] = []
            for member in named.value {
                guard let system = system(member.value) else {
                    if mayBeRole(member.value, member.item.reading) { continue }
                    member.item.refuse(
                        "there is no system \(quoted(member.value))\(Name.hint(for: member.value, among: draft.plan.systems.map(\.name)))"
                    )
                    continue
                }
                if members.contains(system) {
                    member.item.refuse("\(quoted(member.value)) is a member already")
                } else {
                    members.append(system)
                }
            }
            groups.append(SystemGroup(name: named.name, members: members))
        }
        for (role, name) in [(SystemPlan.Role.carrier, "carriers"), (.warehouse, "warehouses")]
        where !groups.contains(where: { Name.folded($0.name) == name }) {
            let members = draft.plan.systems.indices.filter { draft.plan.systems[$0].role == role }
            if !members.isEmpty { groups.append(SystemGroup(name: name, members: members)) }
        }
    }

    /// Carriers of the demand, in the order of their group, and who takes what.
    private mutating func makeCarriers() {
        guard let carriers = group("carriers"), carriers.members.count <= 64 else { return }
        draft.plan.demand.carriers = carriers.members.map { draft.plan.systems[$0].name }
        let shares = carriers.members.compactMap { sections[$0].share }
        if !shares.isEmpty, shares.count < carriers.members.count {
            let lacking = carriers.members.first { sections[$0].share == nil } ?? 0
            sections[lacking].item.refuseKey("\"share\" is missing: other carriers have one", unless: .systems)
        } else if !shares.isEmpty, abs(shares.reduce(0, +) - 1) > 1e-6, let last = carriers.members.last {
            sections[last].item.refuseKey(
                "the carriers' shares make \(percent(shares.reduce(0, +))) together, expected 100%", unless: .systems)
        }
        let demand = draft.plan.demand
        var masks = [UInt64](repeating: 0, count: demand.services.names.count * demand.destinations.names.count)
        for (bit, member) in carriers.members.enumerated() {
            let services = sections[member].services.map { indices(of: $0, in: demand.services) }
            let destinations = sections[member].destinations.map { indices(of: $0, in: demand.destinations) }
            for service in demand.services.names.indices where services?.contains(service) ?? true {
                for destination in demand.destinations.names.indices where destinations?.contains(destination) ?? true {
                    masks[service * demand.destinations.names.count + destination] |= 1 << UInt64(bit)
                }
            }
        }
        for (index, mask) in masks.enumerated() where mask == 0 {
            let service = demand.services.names[index / demand.destinations.names.count]
            let destination = demand.destinations.names[index % demand.destinations.names.count]
            // Which services and destinations there are, and who takes them, may be unknown.
            if sections[carriers.members[0]].item.reading.holes.isDisjoint(with: [.orders, .systems]) {
                sections[carriers.members[0]].item.refuseKey("no carrier takes \(service) to \(destination)")
            }
        }
        draft.plan.demand.eligibleCarriers = masks
    }

    /// Names that a scenario's orders do not have are passed over: a preset names all that its carrier takes.
    private func indices(of names: [Located<String>], in mix: DemandPlan.Mix) -> [Int] {
        names.compactMap { name in
            mix.names.firstIndex { Name.folded($0) == Name.folded(name.value) }
        }
    }

    // MARK: - Pools, queues, operations, limits

    func pool(_ name: String, of system: SystemID) -> PoolID? {
        draft.plan.pools.firstIndex { $0.system == system && Name.folded($0.name) == Name.folded(name) }
    }

    /// The pool behind `by`; the system's workers if nothing is said, nobody if it has none.
    private func pool(_ by: Located<String>?, of system: SystemID) -> PoolID? {
        guard let by else { return pool("workers", of: system) }
        if Name.folded(by.value) == "nobody" { return nil }
        if let found = pool(by.value, of: system) { return found }
        if isUnreadable("pools", by.value, of: system) { return nil }
        let names = draft.plan.pools.filter { $0.system == system }.map(\.name) + ["nobody"]
        by.item.refuse(
            name: by.value, "there are no \(quoted(by.value)) here", among: names, isPartial: isPartial(system))
        return nil
    }

    /// Whether a system has something of this name that could not be read: that has been reported where it is written.
    func isUnreadable(_ key: String, _ name: String, of system: SystemID) -> Bool {
        let item = sections[system].item
        return item.reading.isUnreadable("\(item.path).\(key).\(name)")
    }

    func operation(_ name: String, of system: SystemID) -> OperationID? {
        draft.plan.operations.firstIndex { $0.system == system && Name.folded($0.name) == Name.folded(name) }
    }

    private mutating func declare(_ system: SystemID) {
        let section = sections[system]
        for named in section.pools {
            let capacity = named.value.capacity(&draft)
            if capacity.allSatisfy({ $0.workers == 0 }) {
                named.item.refuse("nobody ever works here", unless: .clock)
            }
            draft.plan.pools.append(
                PoolPlan(
                    name: named.name, system: system, capacity: capacity, waitingBound: named.value.waiting,
                    discipline: named.value.discipline))
        }
        for named in section.hotRows {
            draft.plan.contentions.append(
                ContentionPlan(
                    name: named.name, system: system, key: named.value.key, attempts: named.value.attempts,
                    unit: named.value.unit, spanPermille: Int((named.value.span * 1000).rounded())))
        }
        for named in section.queues {
            draft.plan.queues.append(
                QueuePlan(
                    name: named.name, system: system, pool: pool(named.value.by, of: system), entry: 0,
                    bound: section.queueBound ?? named.value.bound, attempts: named.value.attempts,
                    redelivery: named.value.redelivery))
        }
        for named in section.operations {
            let price = named.value.price
            if let price, price.value.currency != draft.plan.demand.currency {
                price.item.refuse(
                    "prices are in \(draft.plan.demand.currency), found \(price.value.currency)",
                    unless: .orders)
            }
            draft.plan.operations.append(
                OperationPlan(
                    name: named.name, system: system, pool: pool(named.value.by, of: system), entry: 0,
                    points: named.value.points, price: price?.value.minorUnits))
            operationItems.append(named.item)
        }
    }

    /// Limits and faults refer to operations.
    private mutating func finish(_ system: SystemID) {
        let section = sections[system]
        let name = draft.plan.systems[system].name
        for named in section.limits {
            let limit = named.value
            var plan = LimiterPlan(
                name: "\(name) \(named.name)", system: system, kind: limit.plan, scope: limit.scope, tells: limit.tells,
                documented: limit.documented)
            plan.penalty = limit.penalty
            if case .fixedWindow(_, let period) = plan.kind { plan.phase = draft.clock.sinceMidnight % period }
            plan.resets = limit.moments(&draft)
            for tightening in limit.tightenings {
                guard let calendar = draft.calendar(tightening.during) else { continue }
                plan.tightenings.append(
                    LimiterPlan.Tightening(during: calendar.open, permille: Int((tightening.to * 1000).rounded())))
            }
            if let load = limit.underLoad {
                plan.busyAbove = load.above
                plan.busyPermille = Int((load.to * 1000).rounded())
                plan.busyPool = pool("workers", of: system)
                if plan.busyPool == nil, !isPartial(system) {
                    limit.item.refuse("\"under load\" needs workers, and \(name) has none")
                }
            }
            draft.plan.limiters.append(plan)
            let all = draft.plan.operations.indices.filter { draft.plan.operations[$0].system == system }
            let chosen = limit.operations.isEmpty ? all : resolve(limit.operations, of: system)
            for operation in chosen {
                draft.plan.operations[operation].limiters.append(draft.plan.limiters.count - 1)
                let points = draft.plan.operations[operation].points
                if let most = plan.kind.largestRequest, points > most {
                    operationItems[operation].refuse(
                        "\(points) points never pass the limit \(quoted(named.name)) of \(name), which holds \(most) at most"
                    )
                }
            }
        }
        for named in section.faults {
            let fault = named.value
            draft.plan.faults.append(
                FaultPlan(
                    name: "\(name) \(named.name)", system: system,
                    operations: fault.operations.isEmpty ? nil : resolve(fault.operations, of: system),
                    effect: fault.effect, probability: fault.share,
                    during: fault.during.flatMap { draft.calendar($0)?.open }, burst: fault.burst))
        }
        for calendar in section.maintenance {
            guard let plan = draft.calendar(calendar) else { continue }
            draft.plan.faults.append(
                FaultPlan(name: "\(name) maintenance", system: system, effect: .refuse, during: plan.open))
        }
    }

    private func resolve(_ names: [Located<String>], of system: SystemID) -> [OperationID] {
        names.compactMap { name in
            if let found = operation(name.value, of: system) { return found }
            if isUnreadable("operations", name.value, of: system) { return nil }
            let known = draft.plan.operations.filter { $0.system == system }.map(\.name)
            name.item.refuse(
                name: name.value, "\(draft.plan.systems[system].name) has no operation \(quoted(name.value))",
                among: known, isPartial: isPartial(system))
            return nil
        }
    }
}
