/// Count, mean and spread of numbers that come one at a time (Welford 1962).
public struct SampleMoments: Sendable, Hashable {
    /// How many numbers.
    public private(set) var count = 0
    /// Their mean; zero without any.
    public private(set) var mean = 0.0
    /// The sum of squared distances from the mean.
    public private(set) var squares = 0.0

    /// None yet.
    public init() {}

    /// Those of some numbers.
    public init(_ values: some Sequence<Double>) {
        for value in values { add(value) }
    }

    /// Takes one number in.
    public mutating func add(_ value: Double) {
        count += 1
        let distance = value - mean
        mean += distance / Double(count)
        squares += distance * (value - mean)
    }

    /// The unbiased variance; nil below two numbers.
    public var variance: Double? { count > 1 ? squares / Double(count - 1) : nil }
}
