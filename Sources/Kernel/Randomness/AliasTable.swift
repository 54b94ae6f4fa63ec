/// Draws an index by weight in constant time (Walker's alias method, built by Vose's algorithm, 1991).
public struct AliasTable: Sendable {
    /// What a column keeps below its threshold, and what it gives above.
    private struct Column: Sendable {
        /// Of 2^64; a draw below it stays.
        var threshold: UInt64
        var alias: Int
    }

    private let columns: [Column]

    /// The number of indices.
    public var count: Int { columns.count }

    /// A table. Weights need not sum to one; one that is negative or not finite counts as zero.
    /// - Returns: nil when no weight is positive.
    public init?(weights: [Double]) {
        let clean = weights.map { $0 > 0 && $0.isFinite ? $0 : 0 }
        // Scaled by the largest, so that the sum stays finite.
        guard let largest = clean.max(), largest > 0 else { return nil }
        let total = clean.reduce(0) { $0 + $1 / largest }
        var shares = clean.map { $0 / largest / total * Double(clean.count) }
        var columns = shares.indices.map { Column(threshold: .max, alias: $0) }
        var small: [Int] = []
        var large: [Int] = []
        for (i, share) in shares.enumerated() {
            if share < 1 { small.append(i) } else { large.append(i) }
        }
        while let less = small.popLast() {
            guard let more = large.last else {
                // Rounding left a column short by less than one part in 2^50; a weight of zero must stay one.
                if clean[less] == 0, let any = clean.firstIndex(of: largest) {
                    columns[less] = Column(threshold: 0, alias: any)
                }
                continue
            }
            columns[less] = Column(threshold: UInt64(max(shares[less], 0) * 0x1p63) << 1, alias: more)
            shares[more] -= 1 - shares[less]
            if shares[more] < 1 {
                large.removeLast()
                small.append(more)
            }
        }
        self.columns = columns
    }

    /// The index of a key.
    public func index(_ key: RandomKey) -> Int {
        // The upper part of the product is the column, the lower part is uniform within it.
        let (column, rest) = key.value.multipliedFullWidth(by: UInt64(columns.count))
        let chosen = columns[Int(column)]
        return rest < chosen.threshold ? Int(column) : chosen.alias
    }
}
