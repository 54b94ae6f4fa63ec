/// All means (a + b) / 2 of two values of a sorted sample, each with itself too, without making them (J. Walsh 1949).
struct PairMeans: Sendable {
    private let values: [Double]

    /// A sample in ascending order, finite.
    init(_ values: [Double]) { self.values = values }

    /// n (n + 1) / 2.
    var count: Int { values.count * (values.count + 1) / 2 }

    /// The k-th smallest mean, counted from one.
    func ranked(_ rank: Int) -> Double {
        OrderedBits.first(from: values[0], to: values[values.count - 1]) { countUpTo($0) >= rank }
    }

    /// How many means are at most a bound. A rounded mean is monotone in both values, so one staircase walk counts them.
    private func countUpTo(_ bound: Double) -> Int {
        var total = 0
        var end = values.count
        for (index, value) in values.enumerated() {
            // Halved first, so that no sum is infinite.
            while end > index, value / 2 + values[end - 1] / 2 > bound { end -= 1 }
            if end <= index { break }
            total += end - index
        }
        return total
    }
}
