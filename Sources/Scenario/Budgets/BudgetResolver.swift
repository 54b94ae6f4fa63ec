internal import Kernel

/// Finds what a budget speaks of in the finished plan.
struct BudgetResolver {
    let plan: Plan
    let groups: [SystemGroup]
    /// Gains a calendar where a budget writes a stretch of the day in place.
    private(set) var calendars: CalendarBook

    init(plan: Plan, groups: [SystemGroup], calendars: CalendarBook) {
        self.plan = plan
        self.groups = groups
        self.calendars = calendars
    }

    /// The budget, or nil when a problem was reported.
    mutating func resolve(_ section: BudgetSection) -> Budget? {
        guard let sentence = section.parsed() else { return nil }
        var during: CalendarID?
        if let written = sentence.during {
            during = calendar(written, section.sentence.item)
            guard during != nil else { return nil }
        }
        guard let subject = subject(sentence, section.sentence.item) else { return nil }
        return Budget(
            text: sentence.text, subjectText: sentence.subject, measure: sentence.measure, subject: subject,
            comparison: sentence.comparison, bound: sentence.bound, during: during, anyWindow: sentence.anyWindow,
            severity: section.severity, abortsOnBreach: section.aborting != nil)
    }

    /// The calendar after "during": one by name, or a stretch of the day.
    private mutating func calendar(_ written: String, _ item: Item) -> CalendarID? {
        let place = item.with(Tree(content: .scalar(written), place: item.tree.place))
        guard let reference = CalendarReference.shape.read(place), let index = calendars.index(of: reference) else {
            return nil
        }
        let stretches = calendars.plans[index].open.stretches
        guard !stretches.isEmpty else {
            item.refuse("calendar \(quoted(written)) has moments only; \"during\" needs one that opens and closes")
            return nil
        }
        guard stretches.contains(where: { $0.start < plan.end && $0.end > 0 }) else {
            item.refuse("\(quoted(written)) does not come during the rehearsal", unless: .clock)
            return nil
        }
        return index
    }

    private func subject(_ sentence: BudgetSentence, _ item: Item) -> Budget.Subject? {
        switch sentence.measure {
        case .endingShare, .parkedShare: return .orders
        case .cutoffShare: return cutoff(sentence, item) ? .orders : nil
        case .depth: return waiting(sentence, item, withPools: true)
        case .age: return waiting(sentence, item, withPools: false)
        case .rate:
            let name = Name.folded(sentence.subject)
            if name == "orders" { return .orders }
            if name == "journey" { return .journey }
            return edgesOrRefuse(sentence, item, legs: false)
        case .quantile, .mean, .maximum: return edgesOrRefuse(sentence, item, legs: true)
        case .amplification, .outcomeShare: return edgesOrRefuse(sentence, item, legs: false)
        }
    }

    private func cutoff(_ sentence: BudgetSentence, _ item: Item) -> Bool {
        guard let event = plan.promise.event else {
            item.refuse("nothing is promised: the journey has no \"promise\"", unless: .journey)
            return false
        }
        let promised = plan.journey.events[event].name
        guard Name.folded(sentence.subject) == promised else {
            item.refuse("the journey promises \(quoted(promised)), not \(quoted(sentence.subject))")
            return false
        }
        // The promise's calendar is not there, and has been reported.
        guard !plan.promise.calendar.isEmpty else { return true }
        let calendar = Name.folded(sentence.cutoff ?? "")
        guard calendar == Name.folded(plan.promise.calendar) || ["cutoff", "cut off"].contains(calendar) else {
            item.refuse(
                "the journey promises by \(quoted(plan.promise.calendar)), not by \(quoted(sentence.cutoff ?? ""))")
            return false
        }
        return true
    }

    private func waiting(_ sentence: BudgetSentence, _ item: Item, withPools: Bool) -> Budget.Subject? {
        let name = normal(sentence.subject)
        func full(_ system: SystemID, _ own: String) -> Bool {
            let own = normal(own)
            let system = normal(plan.systems[system].name)
            return name == own || name == "\(system) \(own)" || name == "\(own) of \(system)"
        }
        if let queue = plan.queues.firstIndex(where: { full($0.system, $0.name) }) { return .queue(queue) }
        if withPools, let pool = plan.pools.firstIndex(where: { full($0.system, $0.name) }) { return .pool(pool) }
        if let indicator = plan.journey.indicators.firstIndex(where: { normal($0.name) == name }) {
            return .indicator(indicator)
        }
        let known =
            plan.queues.map { "\(plan.systems[$0.system].name).\($0.name)" } + plan.journey.indicators.map(\.name)
        let what = plan.journey.indicators.isEmpty ? "queue" : "queue or indicator"
        item.refuse(
            name: sentence.subject, "there is no \(what) \(quoted(sentence.subject))", among: known,
            isPartial: isPartial(item))
        return nil
    }

    private func edgesOrRefuse(_ sentence: BudgetSentence, _ item: Item, legs: Bool) -> Budget.Subject? {
        let name = normal(sentence.subject)
        if legs {
            if name == "journey" || name == "orders" { return .journey }
            if let leg = plan.journey.legs.firstIndex(where: { normal($0.name) == name }) { return .leg(leg) }
        }
        for name in [name] + otherNames(name) {
            let found = plan.edges.indices.filter { matches($0, name) }
            if !found.isEmpty { return .edges(found) }
        }
        var known = groups.map(\.name) + plan.systems.map(\.name)
        for operation in plan.operations where !known.contains(operation.name) { known.append(operation.name) }
        if legs { known += plan.journey.legs.map(\.name) + ["journey"] }
        // What calls it may have problems of its own, which come first.
        guard item.reading.problems.isEmpty || !known.contains(where: { normal($0) == name }) else { return nil }
        if let idle = known.first(where: { normal($0) == name }) {
            item.refuse("nobody ever calls \(quoted(idle)): there is nothing to measure")
            return nil
        }
        item.refuse(
            name: sentence.subject, "nothing is called \(quoted(sentence.subject))", among: known,
            isPartial: isPartial(item))
        return nil
    }

    /// Whether what is meant may be among what could not be read.
    private func isPartial(_ item: Item) -> Bool { !item.reading.holes.isDisjoint(with: [.systems, .journey]) }

    /// The same with a group called by the singular of its name (`carrier` for `carriers`), or with the only system of a
    /// role called by its role: what people say when nothing bears the name itself.
    private func otherNames(_ name: String) -> [String] {
        var names = groups.compactMap { group -> (said: String, meant: String)? in
            let plural = normal(group.name)
            return plural.hasSuffix("s") ? (String(plural.dropLast()), plural) : nil
        }
        for role in SystemPlan.Role.allCases {
            let playing = plan.systems.filter { $0.role == role }
            if playing.count == 1 { names.append((role.rawValue, normal(playing[0].name))) }
        }
        return names.compactMap { said, meant in
            if name == said { return meant }
            if name.hasPrefix(said + " ") { return meant + name.dropFirst(said.count) }
            return name.hasSuffix(" " + said) ? name.dropLast(said.count) + meant : nil
        }
    }

    /// Whether calls on an edge are meant by `label`, `ups`, `carriers`, `ups.label`, `ups label`, `middleware -> ups`.
    private func matches(_ edge: EdgeID, _ name: String) -> Bool {
        let link = plan.links[plan.edges[edge].link]
        let operation = normal(plan.operations[plan.edges[edge].operation].name)
        let callees =
            [normal(plan.systems[link.callee].name)]
            + groups.filter { $0.members.contains(link.callee) }.map { normal($0.name) }
        if name == operation || callees.contains(name) { return true }
        if callees.contains(where: { name == "\($0) \(operation)" || name == "\(operation) of \($0)" }) { return true }
        let caller = link.caller.map { normal(plan.systems[$0].name) } ?? "journey"
        return callees.contains { name == "\(caller) > \($0)" }
    }

    /// Names with dots, hyphens and arrows levelled.
    private func normal(_ name: String) -> String {
        let arrows = name.replacing("->", with: " > ").replacing("→", with: " > ").replacing(".", with: " ")
        return Name.folded(arrows)
    }
}
