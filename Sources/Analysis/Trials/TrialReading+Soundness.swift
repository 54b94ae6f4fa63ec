public import Kernel

extension TrialReading {
    /// Whether it can be of a trial of this plan: what it speaks of is there, and its parts fit together. A line of a file that was
    /// damaged may read like one.
    /// - Parameter changes: of the plan that was tried; each may bring a resource of its own, as a bound on what is under way does.
    public func isSound(for plan: Plan, changes: Int = 0) -> Bool {
        func isThere(_ resource: Resource) -> Bool {
            switch resource {
            case .workers(let id), .hours(let id): (0..<(plan.pools.count + changes)).contains(id)
            case .limit(let id): (0..<(plan.limiters.count + changes)).contains(id)
            case .connections(let id), .pace(let id): plan.links.indices.contains(id)
            case .hotRow(let id): plan.contentions.indices.contains(id)
            case .window(let id): plan.calendars.indices.contains(id)
            }
        }
        let figures =
            judged.flatMap { [$0.value, $0.margin] } + uses.flatMap { [$0.peak, $0.mean, $0.demand ?? 0] }
            + lines.map(\.busy) + [demand ?? 0]
        return hours.due.count == hours.done.count && (hours.due + hours.done).allSatisfy { $0 >= 0 && $0 < 1 << 53 }
            && hours.most >= 0 && due >= 0 && judged.allSatisfy { plan.budgets.indices.contains($0.budget) }
            && silent.allSatisfy { plan.budgets.indices.contains($0) } && uses.allSatisfy { isThere($0.resource) }
            && lines.allSatisfy {
                isThere($0.resource) && ([$0.own] + $0.entries).allSatisfy { $0.came >= 0 && $0.taken >= 0 }
            }
            && amplifications.allSatisfy { plan.links.indices.contains($0.link) && $0.calls >= 0 && $0.attempts >= 0 }
            && figures.allSatisfy(\.isFinite) && (latency.map { $0.count == 3 } ?? true)
            && offeredPerHour.isFinite && donePerHour.isFinite
    }
}
