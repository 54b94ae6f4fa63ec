/// How the values of a column go with which other columns are filled: rows of invoices have amounts, rows of pickings a place, whatever
/// the kinds are called.
struct FillTies {
    /// So few different values, and so many, a column of kinds has.
    private static let values = 3...64
    /// Of so many rows with a value a column is filled in all or in none.
    private static let whole = 0.98
    /// Share of rows from which on a column is filled in all, and up to which in none: strays say nothing.
    private static let (mostly, hardly) = (0.98, 0.01)

    /// By column: how many other columns are filled, or not, as its values say; 0: fewer than two kinds of rows come of it.
    let counts: [Int]

    /// - Parameter columns: the values of each, row by row.
    init(_ columns: [[String]]) {
        let rows = columns.first?.count ?? 0
        let filled = columns.map { column in column.map { !$0.isEmpty } }
        let shares = filled.map { Double($0.count(where: \.self)) / Double(max(rows, 1)) }
        // Columns that are filled in some rows only.
        let partial = columns.indices.filter { (FillTies.hardly...FillTies.mostly).contains(shares[$0]) }
        counts = columns.indices.map { column in
            guard rows >= 20, shares[column] >= FillTies.mostly, partial.count >= 2 else { return 0 }
            var places: [String: [Int]] = [:]
            for (row, value) in columns[column].enumerated() where !value.isEmpty {
                places[value, default: []].append(row)
                if places.count > FillTies.values.upperBound { return 0 }
            }
            guard FillTies.values.contains(places.count) else { return 0 }
            var patterns = Set<[Bool]>()
            var tied = Set(partial)
            for rows in places.values {
                var pattern: [Bool] = []
                for other in partial {
                    let share = Double(rows.count { filled[other][$0] }) / Double(rows.count)
                    if max(share, 1 - share) < FillTies.whole { tied.remove(other) }
                    pattern.append(share >= 0.5)
                }
                patterns.insert(pattern)
            }
            return patterns.count >= 3 && tied.count >= 2 ? tied.count : 0
        }
    }
}
