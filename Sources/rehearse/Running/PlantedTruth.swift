internal import Analysis
internal import Reconciliation

/// Holds what was planted against what was found.
struct PlantedTruth {
    let defects: [Defect]
    let plants: [DefectPlanter.Plant]

    /// For each defect: how many of it were found as what they are.
    func findings(_ reconciler: Reconciler) -> [PlantedFinding] {
        guard !defects.isEmpty else { return [] }
        let units = reconciler.explain(orders: Set(plants.map(\.foundIn)))
        return defects.indices.map { index in
            let defect = defects[index]
            let own = plants.filter { $0.defect == index }
            var found = 0
            var otherwise: [VerdictClass: Int] = [:]
            for plant in own {
                let verdicts = (units[plant.foundIn] ?? []).filter { $0.unit.kind == defect.kind }.map(\.unit.verdict)
                if verdicts.contains(defect.expected) {
                    found += 1
                } else {
                    otherwise[verdicts.max() ?? .match, default: 0] += 1
                }
            }
            return PlantedFinding(
                name: defect.name, expected: defect.expected, planted: own.count, found: found, otherwise: otherwise)
        }
    }
}
