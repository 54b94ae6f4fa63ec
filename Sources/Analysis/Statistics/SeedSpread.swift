/// A figure of several seeds: the mean, and how far it goes from the least to the most.
public struct SeedSpread: Sendable, Codable, Hashable {
    /// The mean.
    public var mean: Double
    /// From the least to the most.
    public var range: ClosedRange<Double>

    /// The same on all seeds.
    public init(one value: Double) { (mean, range) = (value, value...value) }

    /// - Returns: nil without values.
    public init?(_ values: [Double]) {
        guard let least = values.min(), let most = values.max() else { return nil }
        // The mean of equal values is that value, to the last digit.
        mean = least == most ? least : values.reduce(0, +) / Double(values.count)
        range = least...most
    }
}
