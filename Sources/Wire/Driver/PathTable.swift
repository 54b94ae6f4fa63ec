internal import Kernel

/// Served systems that share a port, by the first part of the path: `/dhl-express/...`.
struct PathTable {
    /// Two systems whose names give the same path.
    struct Clash: Error, CustomStringConvertible {
        let description: String
    }

    private var systems: [Substring: SystemID] = [:]
    private var names: [String] = []

    /// A system's path, with the slash before it and none behind.
    static func path(_ name: String) -> String { PlainProtocol.path(name) }

    /// Gives a system its path.
    /// - Returns: the path, with the slash before it and none behind.
    mutating func add(_ system: SystemID, name: String) throws(Clash) -> String {
        let path = PathTable.path(name)
        guard systems.updateValue(system, forKey: path.dropFirst()) == nil else {
            throw Clash(
                description: "another system has the path \(path) as well; rename one of them, or give each its port")
        }
        names.append(path)
        return path
    }

    /// The system that a path leads to, and the path as that system sees it.
    func find(_ path: String) -> (system: SystemID, rest: String)? {
        let inner = path.dropFirst()
        let first = inner.prefix { $0 != "/" && $0 != "?" }
        guard path.first == "/", let system = systems[first] else { return nil }
        let rest = inner[first.endIndex...]
        return (system, rest.first == "/" ? String(rest) : "/" + rest)
    }

    /// The answer to a path that leads nowhere.
    var unknown: WireResponse {
        .json(
            404,
            [
                "error": .string("no system is served under that path; expected one of those named here first"),
                "systems": .array(names.map { .string($0) }),
            ])
    }
}
