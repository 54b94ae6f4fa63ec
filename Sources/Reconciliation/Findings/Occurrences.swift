/// When what was compared happened, and what of it was wrong, by interval of the timeline: what comes in clusters shows.
public struct Occurrences: Sendable, Hashable {
    /// By interval: how many were judged.
    public private(set) var judged: [Int32] = []
    /// By class and interval; empty: none of the class, or no class that somebody has to answer for.
    public private(set) var defects = [[Int32]](repeating: [], count: VerdictClass.allCases.count)

    init() {}

    @inline(__always)
    mutating func add(_ verdict: VerdictClass, interval: Int) {
        if verdict == .pending { return }
        if judged.isEmpty { judged = [Int32](repeating: 0, count: Timeline.length) }
        judged[interval] &+= 1
        if verdict.isDefect { addDefect(verdict, interval) }
    }

    private mutating func addDefect(_ verdict: VerdictClass, _ interval: Int) {
        let place = Int(verdict.rawValue)
        if defects[place].isEmpty { defects[place] = [Int32](repeating: 0, count: Timeline.length) }
        defects[place][interval] &+= 1
    }

    /// Adds others.
    public mutating func merge(_ other: Occurrences) {
        judged = Occurrences.sum(judged, other.judged)
        for place in defects.indices { defects[place] = Occurrences.sum(defects[place], other.defects[place]) }
    }

    /// How many were of some classes, by interval.
    public func seen(_ verdicts: [VerdictClass]) -> [Int32] {
        verdicts.reduce([]) { Occurrences.sum($0, defects[Int($1.rawValue)]) }
    }

    private static func sum(_ one: [Int32], _ other: [Int32]) -> [Int32] {
        one.isEmpty ? other : other.isEmpty ? one : zip(one, other).map { $0 &+ $1 }
    }
}
