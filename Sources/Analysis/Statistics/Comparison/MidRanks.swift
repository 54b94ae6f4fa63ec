/// The ranks of two samples sorted together, equal values sharing the mean of theirs.
struct MidRanks: Sendable {
    /// The sum of the first sample's ranks.
    private(set) var sumOfFirst = 0.0
    /// The sum of t^3 - t over groups of t equal values.
    private(set) var tied = 0.0

    init(_ first: [Double], _ second: [Double]) {
        let all = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var start = 0
        while start < all.count {
            var end = start
            var ofFirst = 0
            while end < all.count && all[end].0 == all[start].0 {
                if all[end].1 { ofFirst += 1 }
                end += 1
            }
            let size = Double(end - start)
            sumOfFirst += Double(ofFirst) * (Double(start + end + 1) / 2)
            tied += size * size * size - size
            start = end
        }
    }
}
