internal import Kernel

/// Two plans side by side, figure by figure. Parts with a name are matched by it, so that one more of them is one difference.
struct PlanDifference {
    private(set) var found: [RunDifference] = []
    private let isVirtual: Bool

    init(_ base: Recording, _ run: Recording) {
        isVirtual = base.wire == nil && run.wire == nil
        let one = PlanFigures.all(base.plan)
        let two = PlanFigures.all(run.plan)
        for path in Set(one.keys).union(two.keys).sorted() where one[path] != two[path] {
            let kind = kind(path)
            let isSecret = path.contains(".auth.") || path.contains("assword") || path.contains("ecret")
            func told(_ value: String?) -> String? { isSecret ? value.map { _ in "(not shown)" } : value }
            found.append(RunDifference(kind: kind, path: path, base: told(one[path]), run: told(two[path])))
        }
    }

    /// Keys of an endpoint that say where a system is, not how it is asked.
    private static let addresses = ["url", "port", "auth", "tls", "proxy", "proxyUser", "proxyPassword"]

    private func kind(_ path: String) -> RunDifference.Kind {
        let keys = path.split(separator: ".")
        switch keys.first {
        case "seed": return .seed
        case "window", "end": return .hours
        case "demand", "zone", "promise": return .orders
        case "title", "budgets", "levers": return .beside
        case "wire":
            if isVirtual { return .beside }
            if keys.count > 1, keys[1] == "targets" || keys[1] == "mark" { return .beside }
            let isAddress = keys.count > 3 && PlanDifference.addresses.contains(String(keys[3]))
            return keys.count > 1 && keys[1] == "endpoints" && isAddress ? .beside : .scenario
        default: return .scenario
        }
    }
}
