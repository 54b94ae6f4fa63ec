/// Preset files by name: `ups` is `ups.yaml` in the first directory that has one.
///
/// A preset may itself name a preset with the key `preset`, which it is laid over. Values keep the place where they were
/// written, so a problem inside a preset names the preset's file and line.
final class PresetLibrary {
    /// Where presets are looked for, first hit wins.
    let directories: [String]
    private let reading: Reading
    private var trees: [String: Tree?] = [:]

    /// The most presets that stand on one another.
    static let depthLimit = 8

    init(directories: [String], reading: Reading) {
        self.directories = directories
        self.reading = reading
    }

    /// Names of all presets there are, sorted.
    var names: [String] {
        Array(Set(directories.flatMap { reading.files.yamlNames(in: $0) })).sorted()
    }

    /// A mapping laid over the preset it names with the key `preset`; itself if it names none.
    /// - Returns: nil if the preset cannot be had; the problem is reported.
    func overlaid(_ item: Item) -> Item? {
        overlaid(item.tree, item: item, chain: []).map(item.with)
    }

    private func overlaid(_ tree: Tree, item: Item, chain: [String]) -> Tree? {
        guard let named = tree["preset"] else { return tree }
        let place = named.place
        let path = item.path.isEmpty ? "preset" : "\(item.path).preset"
        guard case .scalar(let name) = named.content, PresetLibrary.isName(name) else {
            reading.report("expected the name of a preset such as odoo-18, found \(named.words)", at: place, path: path)
            return nil
        }
        guard !chain.contains(name) else {
            let circle = (chain + [name]).joined(separator: " -> ")
            reading.report("presets stand on each other in a circle: \(circle)", at: place, path: path)
            return nil
        }
        guard chain.count < PresetLibrary.depthLimit else {
            reading.report("more than \(PresetLibrary.depthLimit) presets stand on one another", at: place, path: path)
            return nil
        }
        guard let file = file(of: name) else {
            let near = Name.nearest(to: name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
            reading.report("no preset \(quoted(name))\(near) (rehearse landscape lists them)", at: place, path: path)
            return nil
        }
        guard let base = parsed(file), let whole = overlaid(base, item: item, chain: chain + [name]) else { return nil }
        // The name nearest to the scenario stays: reports group by it.
        return tree.merged(over: whole)
    }

    private func file(of name: String) -> String? {
        directories.lazy.map { $0.hasSuffix("/") ? "\($0)\(name).yaml" : "\($0)/\(name).yaml" }
            .first { self.reading.files.exists($0) }
    }

    private func parsed(_ file: String) -> Tree? {
        if let known = trees[file] { return known }
        let tree = TreeParser.parse(file: file, reading: reading)
        trees[file] = .some(tree)
        return tree
    }

    /// Letters, digits, dots, hyphens and underscores, so that a name never leaves its directory.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.count <= 80 && !text.hasPrefix(".")
            && text.unicodeScalars.allSatisfy {
                $0 == "-" || $0 == "_" || $0 == "." || ("a"..."z").contains($0) || ("A"..."Z").contains($0)
                    || ("0"..."9").contains($0)
            }
    }
}
