internal import Foundation
internal import Kernel

/// Two plans side by side, figure by figure. Parts with a name are matched by it, so that one more of them is one difference.
struct PlanDifference {
    private(set) var found: [RunDifference] = []
    private let isVirtual: Bool

    init(_ base: Recording, _ run: Recording) {
        isVirtual = base.wire == nil && run.wire == nil
        let one = PlanDifference.figures(base.plan)
        let two = PlanDifference.figures(run.plan)
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

    /// Every figure of a plan by its key path.
    private static func figures(_ plan: Plan) -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(plan), let tree = try? JSONSerialization.jsonObject(with: data) else {
            return [:]
        }
        var figures: [String: String] = [:]
        collect(tree, at: "", plan.systems.map(\.name), into: &figures)
        return figures
    }

    private static func collect(_ node: Any, at path: String, _ systems: [String], into figures: inout [String: String])
    {
        func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
        switch node {
        case let object as [String: Any]:
            if object.isEmpty { figures[path] = "yes" }
            for (key, value) in object {
                // What an enumeration's case holds is named so by the encoder.
                collect(value, at: key == "_0" ? path : below(key), systems, into: &figures)
            }
        case let list as [Any]:
            // Lists of plain values are one figure.
            if list.allSatisfy({ !($0 is [String: Any]) && !($0 is [Any]) }) {
                figures[path] = "[" + list.map { "\($0)" }.joined(separator: ", ") + "]"
                return
            }
            var seen: [String: Int] = [:]
            for (index, value) in list.enumerated() {
                let name = name(value, systems) ?? String(index + 1)
                let place = seen[name, default: 0]
                seen[name] = place + 1
                collect(value, at: below(place == 0 ? name : "\(name) (\(place + 1))"), systems, into: &figures)
            }
        default: figures[path] = "\(node)"
        }
    }

    /// The name of a part, with its system where it belongs to one.
    private static func name(_ value: Any, _ systems: [String]) -> String? {
        guard let object = value as? [String: Any] else { return nil }
        let system = (object["system"] as? Int).flatMap { systems.indices.contains($0) ? systems[$0] : nil }
        guard let name = (object["name"] ?? object["text"] ?? object["reason"]) as? String else { return system }
        // A dot would look like another key.
        let plain = name.replacingOccurrences(of: ".", with: "·")
        return system.map { "\($0) \(plain)" } ?? plain
    }
}
