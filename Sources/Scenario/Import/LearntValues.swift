internal import Kernel

/// Values that answers told, by what they were, so that later requests can be seen to use them.
struct LearntValues {
    /// Where a value came from.
    struct Origin {
        /// Number of the operation whose answer told it.
        var operation: Int
        /// Which part of the answer.
        var source: HTTPSubject
        /// A name for it.
        var name: String
    }

    /// The most values that are kept.
    static let limit = 100_000

    private var origins: [String: Origin] = [:]
    private var names: Set<String> = []
    /// Facts that some later request uses, by operation.
    private(set) var used: [Int: [ImportedOperation.Fact]] = [:]

    /// Notes what an answer told.
    /// - Parameter segment: the last named segment of the request's path, for a name.
    mutating func note(_ tree: Tree, operation: Int, segment: String?, isOwn: (String) -> Bool) {
        walk(tree, [], operation, segment, isOwn)
    }

    /// Notes a header of an answer.
    mutating func note(header name: String, _ value: String, operation: Int) {
        guard name.lowercased() == "location", origins[value] == nil, origins.count < LearntValues.limit else { return }
        // What is used later is the last segment, which a header does not hold alone; only whole values are followed.
        origins[value] = Origin(operation: operation, source: .header(name), name: "location")
    }

    /// The placeholder for a value that an earlier answer told; nil: none did.
    mutating func use(_ value: String, by operation: Int) -> String? {
        guard let origin = origins[value], origin.operation < operation else { return nil }
        if let fact = used[origin.operation]?.first(where: { $0.source == origin.source }) {
            return "{facts.\(fact.name)}"
        }
        var name = origin.name
        var number = 2
        while !names.insert(name).inserted {
            name = "\(origin.name)_\(number)"
            number += 1
        }
        used[origin.operation, default: []].append(ImportedOperation.Fact(name: name, source: origin.source))
        return "{facts.\(name)}"
    }

    private mutating func walk(
        _ tree: Tree, _ path: [String], _ operation: Int, _ segment: String?, _ isOwn: (String) -> Bool
    ) {
        guard origins.count < LearntValues.limit, path.count < 40 else { return }
        switch tree.content {
        case .nothing: return
        case .scalar(let text):
            guard isTelling(text, isText: tree.style == .quoted), origins[text] == nil, !isOwn(text) else { return }
            let last = path.last { JSONPointer.index($0) == nil }
            origins[text] = Origin(
                operation: operation, source: .body(JSONPointer(path)),
                name: LearntValues.name(last, in: path, segment: segment))
        case .list(let elements):
            for (k, element) in elements.prefix(20).enumerated() {
                walk(element, path + ["\(k)"], operation, segment, isOwn)
            }
        case .mapping(let entries):
            for entry in entries.prefix(500) { walk(entry.value, path + [entry.key], operation, segment, isOwn) }
        }
    }

    /// Whether a value is unlikely to be met again by accident.
    private func isTelling(_ text: String, isText: Bool) -> Bool {
        let digits = text.utf8.count { (48...57).contains($0) }
        guard isText else { return digits >= 3 && digits == text.utf8.count }
        return (4...200).contains(text.utf8.count) && digits >= 1 && !OrderWords.isDate(text)
            && !text.utf8.contains(0x20)
    }

    private static func name(_ member: String?, in path: [String], segment: String?) -> String {
        let word = PathShape.word(member ?? "value").split(separator: " ").joined(separator: "_")
        guard word == "id" || word == "uuid" || word.isEmpty else { return word }
        let owner = path.dropLast().last { JSONPointer.index($0) == nil }
        return PathShape.factName(after: owner ?? segment)
    }
}
