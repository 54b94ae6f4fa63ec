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
        var low = PairwiseDifferences.key(first[0] - second[second.count - 1])
        var high = PairwiseDifferences.key(first[first.count - 1] - second[0])
        while low < high {
            // The mean of two keys, rounded down, without overflow.
            let middle = (low & high) + ((low ^ high) >> 1)
            if countUpTo(PairwiseDifferences.value(middle)) >= rank { high = middle } else { low = middle + 1 }
        }
        return PairwiseDifferences.value(low)
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

    /// A whole number for each finite number, in the same order.
    private static func key(_ value: Double) -> Int64 {
        let bits = Int64(bitPattern: value.bitPattern)
        return bits >= 0 ? bits : -(bits & Int64.max)
    }

    private static func value(_ key: Int64) -> Double {
        key >= 0 ? Double(bitPattern: UInt64(key)) : -Double(bitPattern: UInt64(-key))
    }
}
