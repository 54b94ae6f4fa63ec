/// What one reading of a scenario shares: the problems found so far and the files it has opened.
final class Reading {
    /// The most problems that are kept; a file with more of them is not helped by more.
    static let problemLimit = 200

    /// Problems in the order in which they were found.
    private(set) var problems: [Problem] = []
    /// Files that the scenario names (profiles, tables, presets).
    let files: FileStore

    private var seen: Set<Problem> = []
    private var unreadable: Set<String> = []
    /// Parts that a stand-in takes the place of.
    private(set) var holes: Set<Hole> = []

    init(files: FileStore = FileStore()) {
        self.files = files
    }

    /// Adds a problem once; a preset that three systems use reports its own mistakes once.
    func report(_ message: String, at place: Place, path: String) {
        let problem = Problem(place: place, path: path, message: message)
        guard problems.count < Reading.problemLimit, seen.insert(problem).inserted else { return }
        problems.append(problem)
    }

    /// Remembers that what stands under a name has problems of its own, so that nobody says the name is unknown.
    func noteUnreadable(_ path: String) {
        unreadable.insert(Name.folded(path))
    }

    /// Remembers that a part could not be read as a whole.
    func note(_ hole: Hole) {
        holes.insert(hole)
    }

    /// Whether there are problems in a part of the scenario.
    func hasProblems(under path: String) -> Bool {
        problems.contains { $0.path.hasPrefix(path) }
    }

    /// Whether something of this path is written, but could not be read.
    func isUnreadable(_ path: String) -> Bool {
        unreadable.contains(Name.folded(path))
    }

    /// All problems, by file in order of appearance, then by position.
    var sortedProblems: [Problem] {
        var order: [String: Int] = [:]
        for file in files.opened where order[file] == nil { order[file] = order.count }
        for problem in problems where order[problem.place.file] == nil { order[problem.place.file] = order.count }
        func rank(_ problem: Problem) -> (Int, Int, Int) {
            (order[problem.place.file] ?? 0, problem.place.line, problem.place.column)
        }
        return problems.enumerated().sorted { a, b in
            let (x, y) = (rank(a.element), rank(b.element))
            return x == y ? a.offset < b.offset : x < y
        }.map(\.element)
    }
}
