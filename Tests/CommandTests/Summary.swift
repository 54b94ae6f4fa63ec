import Foundation
import Testing

/// A run's `summary.json`, read.
struct Summary {
    private let json: [String: Any]

    init(_ file: URL) throws {
        json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    /// Orders by how they ended.
    func orders(_ name: String) throws -> Double {
        try #require((json["books"] as? [String: Any])?[name] as? NSNumber).doubleValue
    }

    /// How late requests were sent at p99, in seconds.
    func scheduleLag() throws -> Double {
        let wire = try #require(json["wire"] as? [String: Any])
        return Part(values: try #require(wire["schedule"] as? [String: Any])).seconds("lag_p99_ns")
    }

    /// What went over the wire to a system.
    func wire(_ system: String) throws -> Part {
        let wire = try #require(json["wire"] as? [String: Any])
        let systems = try #require(wire["systems"] as? [[String: Any]])
        return Part(values: try #require(systems.first { $0["system"] as? String == system }))
    }

    /// All edges or links, by name.
    func all(_ list: String) throws -> [String: [String: Any]] {
        var found: [String: [String: Any]] = [:]
        for item in try #require(json[list] as? [[String: Any]]) {
            found[try #require(item["name"] as? String)] = item
        }
        return found
    }

    /// A part of the edge whose name ends so.
    func edge(_ suffix: String, _ part: String) throws -> Part {
        let edge = try #require(try all("edges").first { $0.key.hasSuffix(suffix) }?.value)
        return Part(values: try #require(edge[part] as? [String: Any]))
    }

    /// Figures by name.
    struct Part {
        let values: [String: Any]

        /// A count or any other figure.
        func number(_ name: String) -> Double { (values[name] as? NSNumber)?.doubleValue ?? .nan }

        /// A time in seconds.
        func seconds(_ name: String) -> Double { number(name) / 1e9 }
    }
}
