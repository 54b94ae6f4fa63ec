internal import Foundation
internal import Kernel

/// A plan as figures by key path. Parts with a name go by it, so that one more of them moves no other one.
struct PlanFigures {
    /// A plan as it is encoded.
    private enum Node: Decodable {
        case object([String: Node])
        case list([Node])
        case figure(String)
        case number(Int)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let object = try? value.decode([String: Node].self) {
                self = .object(object)
            } else if let list = try? value.decode([Node].self) {
                self = .list(list)
            } else if let truth = try? value.decode(Bool.self) {
                self = .figure(truth ? "true" : "false")
            } else if let number = try? value.decode(Int.self) {
                self = .number(number)
            } else if let number = try? value.decode(Double.self) {
                self = .figure("\(number)")
            } else if let text = try? value.decode(String.self) {
                self = .figure(text)
            } else {
                self = .figure("null")
            }
        }

        /// The text of a plain value; nil: it has parts.
        var plain: String? {
            switch self {
            case .figure(let text): text
            case .number(let number): String(number)
            case .object, .list: nil
            }
        }

        subscript(_ key: String) -> Node? {
            if case .object(let object) = self { object[key] } else { nil }
        }
    }

    private let systems: [String]
    private let times: DistributionNames

    private init(_ plan: Plan) {
        systems = plan.systems.map(\.name)
        times = DistributionNames(plan)
    }

    /// Every figure of a plan by its key path.
    static func all(_ plan: Plan) -> [String: String] {
        guard let data = try? JSONEncoder().encode(plan), let tree = try? JSONDecoder().decode(Node.self, from: data)
        else { return [:] }
        var figures: [String: String] = [:]
        PlanFigures(plan).collect(tree, at: "", into: &figures)
        return figures
    }

    private func collect(_ node: Node, at path: String, into figures: inout [String: String]) {
        func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
        switch node {
        case .object(let object):
            if object.isEmpty { figures[path] = "yes" }
            for (key, value) in object {
                // What an enumeration's case holds is named so by the encoder.
                collect(value, at: key == "_0" ? path : below(key), into: &figures)
            }
        case .list(let list):
            // Lists of plain values are one figure.
            let values = list.compactMap(\.plain)
            if values.count == list.count {
                figures[path] = "[" + values.joined(separator: ", ") + "]"
                return
            }
            var seen: [String: Int] = [:]
            for (index, value) in list.enumerated() {
                let name = (path == "distributions" ? times[index] : name(value)) ?? String(index + 1)
                let place = seen[name, default: 0]
                seen[name] = place + 1
                collect(value, at: below(place == 0 ? name : "\(name) (\(place + 1))"), into: &figures)
            }
        case .figure, .number: figures[path] = node.plain
        }
    }

    /// The name of a part, with its system where it belongs to one.
    private func name(_ part: Node) -> String? {
        var system: String?
        if case .number(let index)? = part["system"], systems.indices.contains(index) { system = systems[index] }
        guard let name = (part["name"] ?? part["text"] ?? part["reason"])?.plain else { return system }
        // A dot would look like another key.
        let plain = String(name.map { $0 == "." ? "·" : $0 })
        return system.map { "\($0) \(plain)" } ?? plain
    }
}
