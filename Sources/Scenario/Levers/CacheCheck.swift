internal import Kernel

/// Whether a cache of a link makes sense: a call that is answered from it changes nothing.
struct CacheCheck {
    let plan: Plan

    /// Why it does not, and what to write instead; nil: it does.
    func flaw(of cache: LinkPlan.Cache, on link: LinkID) -> String? {
        let asked = plan.edges.filter { $0.link == link }.map(\.operation)
        let cached = asked.filter { cache.operations?.contains($0) ?? true }
        let flaws = cached.map { plan.flaw(ofCaching: $0, on: link) }
        guard let first = flaws.indices.first(where: { flaws[$0] != nil }), let reason = flaws[first] else {
            return nil
        }
        func name(_ operation: OperationID) -> String { plan.operations[operation].name }
        let harmless = asked.filter { plan.flaw(ofCaching: $0, on: link) == nil }.map(name)
        func list(_ names: [String]) -> String {
            names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]"
        }
        let instead =
            harmless.isEmpty
            ? "a cache cannot stand in for it"
            : "write cache: { hits: \(percent(cache.hits)), for: \(list(harmless)) } for it under links"
        return
            "\(plan.links[link].name) cannot answer \(name(cached[first])) from a cache, where nothing happens: \(reason); \(instead)"
    }
}
