internal import Reconciliation

/// The column with an event's own number.
enum DocumentChoice {
    /// - Returns: nil where no column is named so, or where it has the same number again and again.
    static func of(_ side: SideSample, _ group: Int, taken: Set<Int>) -> Int? {
        let profile = side.groups[group]
        if profile.format == .cloudEvents { return profile.names.firstIndex(of: "id") }
        // A row that tells of several events has no number that is one event's own.
        guard side.streams.count(where: { $0.group == group }) == 1 else { return nil }
        return profile.columns.indices.filter { index in
            let column = profile.columns[index]
            return !taken.contains(index) && !column.isTime && column.filled > 0
                && ColumnLexicon.score(.document, column.name) >= 0.7 && column.distinct * 10 >= column.filled * 9
        }.max { one, other in
            let scores = [one, other].map { ColumnLexicon.score(.document, profile.columns[$0].name) }
            return scores[0] != scores[1] ? scores[0] < scores[1] : one > other
        }
    }
}
