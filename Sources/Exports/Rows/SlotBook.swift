internal import Reconciliation

/// Which columns are needed, each with a slot of its own.
struct SlotBook {
    /// Columns, by slot.
    private(set) var columns: [String] = []

    /// The slot of a column.
    mutating func slot(_ column: String?) -> Int {
        guard let column else { return -1 }
        if let slot = columns.firstIndex(of: column) { return slot }
        columns.append(column)
        return columns.count - 1
    }
}
