extension Tree {
    /// Reports systems of this tree, which is laid over another, that the other one does not have and that would be nothing by
    /// themselves: a name misspelt would be one more system that nobody calls.
    /// - Parameters:
    ///   - base: the scenario.
    ///   - path: where this tree stands in its file, with a dot behind it if it does not stand at its top.
    ///   - reading: takes the problems.
    func reportStrangers(over base: Tree, path: String, in reading: Reading) {
        guard case .mapping(let own)? = self["systems"]?.content, case .mapping(let old)? = base["systems"]?.content
        else { return }
        let known = Set(old.map { Name.folded($0.key) })
        for entry in own where !known.contains(Name.folded(entry.key)) {
            guard Tree.makings.allSatisfy({ entry.value[$0] == nil }) else { continue }
            reading.report(
                "there is no system \(quoted(entry.key)) to lay this over\(Name.hint(for: entry.key, among: old.map(\.key))) "
                    + "(a new one needs a preset or operations)",
                at: entry.place, path: "\(path)systems.\(entry.key)")
        }
    }

    /// The same for parts of the scenario in which it is laid over itself: the sides of a parallel run.
    func reportStrangersOfSides(in reading: Reading) {
        guard let parallel = self["parallel"] else { return }
        for side in ["baseline", "candidate"] {
            parallel[side]?["with"]?.reportStrangers(over: self, path: "parallel.\(side).with.", in: reading)
        }
    }

    /// What makes a system of its own.
    private static let makings = ["preset", "operations", "queues"]
}
