internal import Reconciliation

/// The columns with an event's own number.
struct DocumentChoice {
    /// By side and group; nil: no column is named so, or it has the same number again and again.
    private(set) var places: [[Int?]]
    /// By side and group: why it is unsure.
    private(set) var doubts: [[String?]]

    /// - Parameter taken: by side and group, columns that are something else.
    init(_ sides: [SideSample], _ pairs: EventPairs, taken: [[Set<Int>]]) {
        let likely = sides.enumerated().map { side, sample in
            sample.groups.indices.map { DocumentChoice.likely(sample, $0, taken: taken[side][$0]) }
        }
        places = likely.map { $0.map(\.first) }
        doubts = likely.map { $0.map { _ in nil } }
        let settled = agree(sides, pairs, likely)
        for (side, sample) in sides.enumerated() {
            for (group, place) in places[side].enumerated() {
                guard let place, sample.groups[group].format != .cloudEvents, !settled.contains([side, group]) else {
                    continue
                }
                let column = sample.groups[group].columns[place]
                doubts[side][group] =
                    "\"\(column.name)\" has \(column.distinct == column.filled ? "each of its values once" : "\(column.distinct) values in \(column.filled) sampled rows"), and no column of the other side has the same: events of one order with numbers of their own are parts, and never the same twice"
            }
            for group in sample.groups.indices {
                guard sample.groups[group].format == .cloudEvents, let place = places[side][group],
                    sample.groups[group].columns[place].name == "id"
                else { continue }
                doubts[side][group] =
                    "the id of a CloudEvent is new for each message, and then an event that is told twice is two; is there a number of the document itself?"
            }
        }
    }

    /// Takes columns of which the values are the same on both sides, where there are such.
    /// - Returns: sides and groups of which such columns were taken.
    private mutating func agree(_ sides: [SideSample], _ pairs: EventPairs, _ likely: [[[Int]]]) -> Set<[Int]> {
        var byGroups: [[Int]: [EventPairs.Twin]] = [:]
        for twin in pairs.twins {
            byGroups[[sides[0].group(twin.old), sides[1].group(twin.new)], default: []].append(twin)
        }
        var settled: Set<[Int]> = []
        for (groups, twins) in byGroups.sorted(by: {
            ($1.value.count, $0.key[0], $0.key[1]) < ($0.value.count, $1.key[0], $1.key[1])
        }) {
            var best: (share: Double, columns: [Int])?
            for old in likely[0][groups[0]] {
                for new in likely[1][groups[1]] {
                    let told = twins.prefix(2_000).map { (sides[0].cell($0.old, old), sides[1].cell($0.new, new)) }
                        .filter { !$0.0.isEmpty && !$0.1.isEmpty }
                    guard told.count >= 3 else { continue }
                    let share = Double(told.count { $0.0 == $0.1 }) / Double(told.count)
                    if share >= 0.5, share > best?.share ?? 0 { best = (share, [old, new]) }
                }
            }
            guard let best else { continue }
            for side in 0..<2 where settled.insert([side, groups[side]]).inserted {
                places[side][groups[side]] = best.columns[side]
            }
        }
        return settled
    }

    /// Whether a column with the same values again and again may hold numbers of documents of several orders: within an order
    /// each of them is there once.
    private static func isShared(_ side: SideSample, _ group: Int, _ column: Int) -> Bool {
        let profile = side.groups[group].columns[column]
        guard profile.distinct * 50 >= profile.filled, profile.distinct >= 10 else { return false }
        let values = side.lines.filter { $0.group == group && !$0.cells[column].isEmpty }.map {
            [$0.order, $0.cells[column]]
        }
        // New documents have new numbers; places and articles come again and again.
        let half = values.count / 2
        let (before, after) = (Set(values[..<half].map { $0[1] }), Set(values[half...].map { $0[1] }))
        guard after.subtracting(before).count * 2 >= after.count else { return false }
        return !values.isEmpty && Set(values).count * 10 >= values.count * 9
    }

    /// Columns that may be it, the likeliest first.
    private static func likely(_ side: SideSample, _ group: Int, taken: Set<Int>) -> [Int] {
        let profile = side.groups[group]
        let isEvents = profile.format == .cloudEvents
        // A row that tells of several events has no number that is one event's own.
        guard isEvents || side.streams.count(where: { $0.group == group }) == 1 else { return [] }
        let named = profile.columns.indices.compactMap { index -> (index: Int, score: Double)? in
            let column = profile.columns[index]
            guard !taken.contains(index), !column.isTime, column.filled > 0,
                column.distinct * 10 >= column.filled * 9 || isShared(side, group, index)
            else { return nil }
            let score = DocumentNumbers.score(column)
            return score > 0 ? (index, score) : nil
        }.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.map(\.index)
        guard isEvents, let id = profile.names.firstIndex(of: "id") else { return named }
        // Messages have an id in any case: it is what is left if nothing else agrees.
        return [id] + named.filter { $0 != id }
    }
}
