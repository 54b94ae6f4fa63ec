/// Presets there are, and what each offers: the text behind `rehearse landscape`.
public struct LandscapeCatalog: Sendable, Hashable {
    /// A preset.
    public struct Entry: Sendable, Hashable {
        /// What a scenario calls it by.
        public var name: String
        /// What people call it.
        public var label: String
        /// The part it plays; "journey" for journeys.
        public var role: String
        /// One sentence about it.
        public var about: String
        /// Operations that can be called.
        public var operations: [String]
        /// Message queues.
        public var queues: [String]
        /// Limits with what they document ("label quota 300/min").
        public var limits: [String]
    }

    /// Presets by name.
    public var entries: [Entry]

    /// Reads the presets in these directories; the first directory that has a name wins.
    public static func load(presets directories: [String]) -> (catalog: LandscapeCatalog, problems: [Problem]) {
        let reading = Reading()
        let library = PresetLibrary(directories: directories, reading: reading)
        var entries: [Entry] = []
        for name in library.names {
            let path = directories.map { $0.hasSuffix("/") ? "\($0)\(name).yaml" : "\($0)/\(name).yaml" }
                .first { reading.files.exists($0) }
            guard let path, let tree = TreeParser.parse(file: path, reading: reading),
                let whole = library.overlaid(Item(root: tree, reading: reading))?.tree
            else { continue }
            entries.append(entry(name, whole))
        }
        return (LandscapeCatalog(entries: entries), reading.sortedProblems)
    }

    private static func entry(_ name: String, _ tree: Tree) -> Entry {
        func text(_ key: String) -> String? {
            if case .scalar(let text)? = tree[key]?.content { text } else { nil }
        }
        func names(_ key: String) -> [String] {
            if case .mapping(let entries)? = tree[key]?.content { entries.map(\.key) } else { [] }
        }
        var limits = names("limits").map { limit -> String in
            guard let body = tree["limits"]?[limit] else { return limit }
            if case .scalar(let rate) = body.content { return "\(limit) \(rate)" }
            for kind in [
                "fixed window", "sliding window", "token bucket", "leaky bucket", "concurrency", "daily quota",
            ] {
                if case .scalar(let rate)? = body[kind]?.content { return "\(limit) \(rate) (\(kind))" }
            }
            return limit
        }
        if let rate = text("rate limit") { limits.insert("rate limit \(rate)", at: 0) }
        let isJourney = tree["steps"] != nil
        return Entry(
            name: name, label: text("label") ?? name, role: text("role") ?? (isJourney ? "journey" : "other"),
            about: text("about") ?? "", operations: names("operations"), queues: names("queues"), limits: limits)
    }

    /// A table for the terminal.
    public var text: String {
        entries.map { entry in
            var lines = ["\(entry.name)   \(entry.role)   \(entry.label)"]
            if !entry.about.isEmpty { lines.append("    \(entry.about)") }
            if !entry.operations.isEmpty { lines.append("    operations  \(entry.operations.joined(separator: ", "))") }
            if !entry.queues.isEmpty { lines.append("    queues      \(entry.queues.joined(separator: ", "))") }
            if !entry.limits.isEmpty { lines.append("    limits      \(entry.limits.joined(separator: ", "))") }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}
