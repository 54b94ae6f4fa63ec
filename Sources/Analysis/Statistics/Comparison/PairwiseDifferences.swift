/// All differences a - b of two sorted samples, without making them.
struct PairwiseDifferences: Sendable {
    private let first: [Double]
    private let second: [Double]

    /// Both samples in ascending order, finite.
    init(_ first: [Double], _ second: [Double]) {
        self.first = first
        self.second = second
    }

    var count: Int { first.count * second.count }

    /// The k-th smallest difference, counted from one.
    func ranked(_ rank: Int) -> Double {
        OrderedBits.first(
            from: first[0] - second[second.count - 1], to: first[first.count - 1] - second[0]
        ) { countUpTo($0) >= rank }
    }

    /// How many differences are at most a bound. Rounded subtraction is monotone in both operands, so one staircase walk
    /// counts them exactly as they would be computed.
    private func countUpTo(_ bound: Double) -> Int {
        var total = 0
        var j = 0
        for value in first {
            while j < second.count && value - second[j] > bound { j += 1 }
            if j == second.count { break }
            total += second.count - j
        }
        return total
    }
}
