/// Draws from a `Distribution`: the same key always gives the same draw.
///
/// Every distribution but gamma is sampled by inversion of one uniform number, so that a draw grows with the number
/// behind its key: two landscapes that differ in one parameter are compared on common random numbers.
/// Draws of continuous distributions are rounded to whole nanoseconds and kept within `Sampler.limit`.
public struct Sampler: Sendable {
    private enum Kind: UInt8 {
        case fixed, uniform, exponential, lognormal, gamma, pareto, empirical
    }

    /// The largest draw of a continuous distribution: 2^56 ns, two years and three months. Nothing an order waits for
    /// lasts longer, and sums of draws stay far from overflow.
    public static let limit: Nanoseconds = 1 << 56

    private let kind: Kind
    /// Fixed: the value; uniform: the lower end; Pareto: the minimum.
    private let base: Int64
    /// Uniform: the number of values less one; Pareto: the maximum less the minimum.
    private let span: UInt64
    /// Exponential: the mean; lognormal: mu; gamma: the scale; Pareto: the minimum.
    private let first: Double
    /// Lognormal: sigma; gamma: the shape; Pareto: -1 / shape.
    private let second: Double
    /// Pareto: the share of the untruncated distribution that lies below the maximum.
    private let third: Double
    private let table: QuantileTable

    /// A sampler.
    ///
    /// Parameters that make no sense (a negative mean, an upper end below the lower one, a table that is missing) are
    /// refused when the plan is checked; here they give the fixed value nearest to what they say.
    /// - Parameters:
    ///   - distribution: what to draw from.
    ///   - tables: the plan's tables, for `.empirical`.
    public init(_ distribution: Distribution, tables: [EmpiricalTable]) {
        var kind = Kind.fixed
        var base: Int64 = 0
        var span: UInt64 = 0
        var numbers = (0.0, 0.0, 0.0)
        var table = QuantileTable()
        switch distribution {
        case .fixed(let value): base = value
        case .uniform(let low, let high):
            kind = .uniform
            base = low
            span = high > low ? UInt64(bitPattern: high &- low) : 0
        case .exponential(let mean):
            kind = .exponential
            numbers.0 = Double(max(mean, 0))
        case .lognormal(let mu, let sigma):
            kind = .lognormal
            numbers = (mu, sigma, 0)
        case .gamma(let shape, let scale):
            kind = shape > 0 && scale > 0 ? .gamma : .fixed
            numbers = (scale, shape, 0)
        case .pareto(let minimum, let shape, let maximum):
            base = minimum
            if minimum > 0, shape > 0, maximum > minimum {
                kind = .pareto
                span = UInt64(bitPattern: maximum &- minimum)
                let beyond = Elementary.pow(Double(minimum) / Double(maximum), shape)
                numbers = (Double(minimum), -1 / shape, 1 - beyond)
            }
        case .empirical(let index):
            if tables.indices.contains(index), let known = QuantileTable(tables[index]) {
                kind = .empirical
                table = known
            }
        }
        self.kind = kind
        self.base = base
        self.span = span
        (first, second, third) = numbers
        self.table = table
    }

    /// The draw of a key.
    @inline(__always)
    public func sample(_ key: RandomKey) -> Nanoseconds { withUnsafePointer(to: self) { Sampler.sample($0, key) } }

    /// The draw of a sampler that lies in memory, of which no more is read than the draw needs.
    @inline(__always)
    static func sample(_ sampler: UnsafePointer<Sampler>, _ key: RandomKey) -> Nanoseconds {
        switch sampler.pointee.kind {
        case .fixed: sampler.pointee.base
        case .exponential: rounded(-Elementary.log(key.uniform) * sampler.pointee.first)
        case .lognormal: lognormal(mu: sampler.pointee.first, sigma: sampler.pointee.second, key)
        default: sampler.pointee.inverted(key)
        }
    }

    @inline(never)
    private static func lognormal(mu: Double, sigma: Double, _ key: RandomKey) -> Nanoseconds {
        rounded(Elementary.exp(mu + sigma * NormalQuantile.value(key.uniform)))
    }

    /// The draw of the generator's next key.
    public func sample(using generator: inout SplitMix64) -> Nanoseconds { sample(RandomKey(generator.next())) }

    @inline(never)
    private func inverted(_ key: RandomKey) -> Nanoseconds {
        switch kind {
        case .fixed, .exponential, .lognormal: base
        case .uniform:
            span == .max
                ? Int64(bitPattern: key.value)
                : base &+ Int64(bitPattern: key.value.multipliedFullWidth(by: span + 1).high)
        case .gamma: Sampler.rounded(gamma(key))
        case .pareto:
            // Inverting the truncated distribution gives what resampling would, with one number.
            min(
                max(Sampler.rounded(first * Elementary.pow(1 - third * key.uniform, second)), base),
                base &+ Int64(bitPattern: span))
        case .empirical: table.value(key.uniform)
        }
    }

    /// A gamma draw (Marsaglia and Tsang 2000); below shape 1 by their boost, gamma(a) = gamma(a + 1) U^(1/a).
    private func gamma(_ key: RandomKey) -> Double {
        var generator = key.generator
        let boost = second < 1 ? Elementary.exp(Elementary.log(generator.uniform()) / second) : 1
        let d = (second < 1 ? second + 1 : second) - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = NormalQuantile.value(generator.uniform())
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            let u = generator.uniform()
            let square = x * x
            if u < 1 - 0.0331 * square * square
                || Elementary.log(u) < 0.5 * square + d * (1 - v + Elementary.log(v))
            {
                return first * d * v * boost
            }
        }
    }

    /// The nearest whole number within 0...limit; zero for NaN.
    @inline(__always)
    static func rounded(_ value: Double) -> Nanoseconds {
        guard value > 0 else { return 0 }
        return Int64(min(value, Double(limit)) + 0.5)
    }
}

/// A table of quantiles, ready for inversion: linear between neighbours, so monotone.
private struct QuantileTable: Sendable {
    private var probabilities: [Double] = []
    private var values: [Double] = []

    init() {}

    /// nil when there is nothing to draw from.
    init?(_ table: EmpiricalTable) {
        let count = min(table.probabilities.count, table.values.count)
        guard count > 0 else { return nil }
        // A running maximum keeps a table monotone that is not.
        var reached = (probability: 0.0, value: -Double.infinity)
        for i in 0..<count {
            reached.probability = max(reached.probability, table.probabilities[i])
            reached.value = max(reached.value, Double(table.values[i]))
            probabilities.append(reached.probability)
            values.append(reached.value)
        }
    }

    func value(_ p: Double) -> Nanoseconds {
        var low = 0
        var high = probabilities.count
        while low < high {
            let middle = (low + high) / 2
            if probabilities[middle] < p { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return Sampler.rounded(values[0]) }
        guard low < probabilities.count else { return Sampler.rounded(values[low - 1]) }
        let from = probabilities[low - 1]
        let width = probabilities[low] - from
        let share = width > 0 ? (p - from) / width : 1
        return Sampler.rounded(values[low - 1] + share * (values[low] - values[low - 1]))
    }
}
