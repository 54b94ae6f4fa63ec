/// Pairs the events of two sides so that all pairs together are as near as can be.
///
/// The Hungarian method, a row at a time, with potentials: exact, and in the cube of the number of events.
enum LeastPairing {
    /// Of more events on a side no such pairing is sought.
    static let limit = 16

    /// The partner of each row.
    /// - Parameter distances: of each row to each column; there are no fewer columns than rows.
    static func columns(_ distances: [[PairDistance]]) -> [Int] {
        let (rows, columns) = (distances.count, distances.first?.count ?? 0)
        var rowPotential = [PairDistance](repeating: .zero, count: rows)
        var columnPotential = [PairDistance](repeating: .zero, count: columns + 1)
        // By column: the row that has it; the last is where each new row starts.
        var holder = [Int?](repeating: nil, count: columns + 1)
        for row in 0..<rows {
            holder[columns] = row
            var column = columns
            var nearest = [PairDistance](repeating: .unreachable, count: columns)
            var from = [Int](repeating: columns, count: columns)
            var seen = [Bool](repeating: false, count: columns + 1)
            while let own = holder[column] {
                seen[column] = true
                var step = PairDistance.unreachable
                var next = columns
                for other in 0..<columns where !seen[other] {
                    let slack = distances[own][other] - rowPotential[own] - columnPotential[other]
                    if slack < nearest[other] { (nearest[other], from[other]) = (slack, column) }
                    if nearest[other] < step { (step, next) = (nearest[other], other) }
                }
                for other in 0...columns where seen[other] {
                    if let held = holder[other] { rowPotential[held] = rowPotential[held] + step }
                    columnPotential[other] = columnPotential[other] - step
                }
                for other in 0..<columns where !seen[other] { nearest[other] = nearest[other] - step }
                column = next
            }
            // Each on the way hands its column to the one that asked for it.
            while column != columns {
                holder[column] = holder[from[column]]
                column = from[column]
            }
        }
        var found = [Int](repeating: 0, count: rows)
        for column in 0..<columns {
            if let row = holder[column] { found[row] = column }
        }
        return found
    }
}
