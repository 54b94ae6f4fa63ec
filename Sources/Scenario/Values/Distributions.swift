internal import Kernel

/// In what a distribution's values are written.
enum Quantity: Sendable {
    /// Lengths of time.
    case time
    /// Whole things: lines, units.
    case count
    /// Grams.
    case weight

    /// Takes one value from the front of a text.
    func scan(_ scanner: inout Scanner) throws(ValueError) -> Int64 {
        switch self {
        case .time: return try TimeNotation.scan(&scanner)
        case .count:
            let (digits, scale) = try CountNotation.scan(&scanner)
            guard digits % scale == 0 else { throw .refused("expected whole numbers") }
            return digits / scale
        case .weight:
            guard let number = scanner.number(), let word = scanner.word(), let unit = WeightNotation.unit(word),
                let grams = number.times(unit)
            else { throw .unreadable }
            return grams
        }
    }

    /// The largest value of a distribution.
    var limit: Int64 {
        switch self {
        case .time: TimeNotation.limit
        case .count: 1_000_000
        case .weight: 100_000_000
        }
    }

    /// The same in words.
    var limitText: String {
        switch self {
        case .time: "3660 days"
        case .count: "1,000,000"
        case .weight: "100 t"
        }
    }

    /// What a message expects.
    var expected: String {
        switch self {
        case .time:
            "a time or a distribution such as 80ms, lognormal 80ms p99 400ms, exponential 20ms or uniform 1s..2s"
        case .count: "a number or a distribution such as 2, lognormal 2 p99 14 or uniform 1..5"
        case .weight: "a weight or a distribution such as 500 g or lognormal 500 g p99 5 kg"
        }
    }

    var value: Shape<Int64> {
        switch self {
        case .time: .positiveDuration
        case .count: Shape<Int>.count(1...1_000_000).map(Int64.init)
        case .weight: .weight
        }
    }
}

/// A distribution as the scenario gives it; a measured one still has its table.
struct DistributionSpec: Sendable {
    /// The closed form, or the table of a measured one.
    enum Form: Sendable {
        case closed(Distribution)
        case measured(EmpiricalTable)
    }

    var form: Form
    /// As written, for descriptions.
    var text: String

    /// A fixed value.
    static func fixed(_ value: Int64) -> DistributionSpec {
        DistributionSpec(form: .closed(.fixed(value)), text: "\(value)")
    }

    /// Its mean, for descriptions and sanity checks; not for the kernel.
    var mean: Double {
        switch form {
        case .closed(.fixed(let value)): Double(value)
        case .closed(.uniform(let low, let high)): (Double(low) + Double(high)) / 2
        case .closed(.exponential(let mean)): Double(mean)
        case .closed(.lognormal(let mu, let sigma)): Elementary.exp(mu + sigma * sigma / 2)
        case .closed(.gamma(let shape, let scale)): shape * scale
        case .closed(.pareto(let minimum, let shape, let maximum)):
            DistributionSpec.paretoMean(minimum: Double(minimum), shape: shape, maximum: Double(maximum))
        case .closed(.empirical): 0
        case .measured(let table):
            DistributionSpec.mean(of: table)
        }
    }

    /// Mean of a measured distribution: linear between its quantiles.
    private static func mean(of table: EmpiricalTable) -> Double {
        var sum = 0.0
        for i in table.values.indices.dropFirst() {
            let middle = (Double(table.values[i - 1]) + Double(table.values[i])) / 2
            sum += (table.probabilities[i] - table.probabilities[i - 1]) * middle
        }
        return sum
    }

    /// Mean of a Pareto distribution truncated at `maximum`.
    private static func paretoMean(minimum: Double, shape: Double, maximum: Double) -> Double {
        guard maximum > minimum else { return minimum }
        let ratio = minimum / maximum
        let below = 1 - Elementary.pow(ratio, shape)
        if abs(shape - 1) < 1e-9 { return minimum * Elementary.log(1 / ratio) / below }
        return shape * minimum / (shape - 1) * (1 - Elementary.pow(ratio, shape - 1)) / below
    }
}

extension Plan {
    /// The distribution as a kernel value; a measured one puts its table into the plan.
    mutating func resolve(_ spec: DistributionSpec) -> Distribution {
        switch spec.form {
        case .closed(let distribution): return distribution
        case .measured(let table):
            if let index = tables.firstIndex(of: table) { return .empirical(index) }
            tables.append(table)
            return .empirical(tables.count - 1)
        }
    }

    /// The index of the distribution among the plan's; equal ones are kept once.
    mutating func intern(_ spec: DistributionSpec) -> DistributionID {
        let distribution = resolve(spec)
        if let index = distributions.firstIndex(of: distribution) { return index }
        distributions.append(distribution)
        return distributions.count - 1
    }
}

/// Distributions as text: a value, `lognormal M p99 P`, `exponential M`, `uniform A..B`, `gamma M shape K`,
/// `pareto A shape K max B`.
struct DistributionNotation: Sendable {
    let quantity: Quantity

    /// The standard normal quantile of 0.99.
    static let z99 = 2.3263478740408408

    func parse(_ text: String) throws(ValueError) -> DistributionSpec {
        var scanner = Scanner(text)
        let word = scanner.word()
        let distribution = try parse(word, &scanner)
        guard scanner.isAtEnd else { throw .unreadable }
        return DistributionSpec(form: .closed(distribution), text: text)
    }

    private func parse(_ word: String?, _ scanner: inout Scanner) throws(ValueError) -> Distribution {
        switch word {
        case nil, "fixed", "lognormal", "median":
            let value = try amount(&scanner)
            if scanner.take("..") { return try uniform(value, try amount(&scanner)) }
            guard scanner.take("p99") else {
                if word == "lognormal" || word == "median" { throw .unreadable }
                return .fixed(value)
            }
            if word == "fixed" { throw .unreadable }
            return try lognormal(median: value, p99: try amount(&scanner))
        case "exponential":
            _ = scanner.take("mean")
            return try exponential(mean: try amount(&scanner))
        case "uniform":
            let low = try amount(&scanner)
            guard scanner.take("..") || scanner.take("to ") else { throw .unreadable }
            return try uniform(low, try amount(&scanner))
        case "gamma":
            _ = scanner.take("mean")
            let mean = try amount(&scanner)
            guard scanner.take("shape"), let shape = scanner.number() else { throw .unreadable }
            return try gamma(mean: mean, shape: shape.double)
        case "pareto":
            let minimum = try amount(&scanner)
            guard scanner.take("shape"), let shape = scanner.number(), scanner.take("max") else { throw .unreadable }
            return try pareto(minimum: minimum, shape: shape.double, maximum: try amount(&scanner))
        default: throw .unreadable
        }
    }

    private func amount(_ scanner: inout Scanner) throws(ValueError) -> Int64 {
        let value = try quantity.scan(&scanner)
        if case .count = quantity, value < 1 { throw .refused("expected 1 at least") }
        guard value <= quantity.limit else { throw .refused("expected at most \(quantity.limitText)") }
        return value
    }

    func lognormal(median: Int64, p99: Int64) throws(ValueError) -> Distribution {
        guard median > 0 else { throw .refused("a lognormal distribution needs a median above 0") }
        guard p99 >= median else { throw .refused("the p99 is below the median; swap them?") }
        guard Double(p99) / Double(median) <= 100_000 else {
            throw .refused("the p99 is more than 100,000 times the median")
        }
        if p99 == median { return .fixed(median) }
        let mu = Elementary.log(Double(median))
        let sigma = Elementary.log(Double(p99) / Double(median)) / DistributionNotation.z99
        return .lognormal(mu: mu, sigma: sigma)
    }

    func exponential(mean: Int64) throws(ValueError) -> Distribution {
        guard mean > 0 else { throw .refused("an exponential distribution needs a mean above 0") }
        return .exponential(mean: mean)
    }

    func uniform(_ low: Int64, _ high: Int64) throws(ValueError) -> Distribution {
        guard low <= high else { throw .refused("the lower end is above the upper end; swap them?") }
        return low == high ? .fixed(low) : .uniform(low: low, high: high)
    }

    func gamma(mean: Int64, shape: Double) throws(ValueError) -> Distribution {
        guard mean > 0 else { throw .refused("a gamma distribution needs a mean above 0") }
        guard (0.01...10_000).contains(shape) else { throw .refused("expected a shape from 0.01 to 10000") }
        return .gamma(shape: shape, scale: Double(mean) / shape)
    }

    func pareto(minimum: Int64, shape: Double, maximum: Int64) throws(ValueError) -> Distribution {
        guard minimum > 0 else { throw .refused("a Pareto distribution needs a minimum above 0") }
        guard minimum <= maximum else { throw .refused("the minimum is above the maximum; swap them?") }
        guard (0.05...100).contains(shape) else { throw .refused("expected a shape from 0.05 to 100") }
        return minimum == maximum ? .fixed(minimum) : .pareto(minimum: minimum, shape: shape, maximum: maximum)
    }
}

extension Shape where Value == DistributionSpec {
    /// A distribution of lengths of time.
    static var time: Shape<DistributionSpec> { distribution(of: .time, named: "time distribution") }
    /// A distribution of whole numbers.
    static var counts: Shape<DistributionSpec> { distribution(of: .count, named: "count distribution") }
    /// A distribution of weights.
    static var weights: Shape<DistributionSpec> { distribution(of: .weight, named: "weight distribution") }

    private static func distribution(of quantity: Quantity, named name: String) -> Shape<DistributionSpec> {
        let notation = DistributionNotation(quantity: quantity)
        let scalar = Shape.scalar(quantity.expected, pattern: nil, numbers: quantity != .weight) {
            text throws(ValueError) in try notation.parse(text)
        }
        let mapping = Shape.mapping(name, "A distribution by its figures.") { fields in
            DistributionFigures(fields, quantity: quantity).spec(notation, fields)
        }
        return .either(quantity.expected, scalar: scalar, mapping: mapping)
    }
}

/// The figures of a distribution written as a mapping.
private struct DistributionFigures {
    let median: Int64?
    let p99: Int64?
    let mean: Int64?
    let shape: Double?
    let low: Int64?
    let high: Int64?
    let file: Located<String>?

    init(_ fields: Fields, quantity: Quantity) {
        median = fields.optional("median", quantity.value, "Half of the values are below it.")
        p99 = fields.optional("p99", quantity.value, "99 in 100 values are below it; with a median: lognormal.")
        mean = fields.optional("mean", quantity.value, "The mean; alone: exponential, with a shape: gamma.")
        shape = fields.optional(
            "shape", .factor(0.01...10_000), "Shape of a gamma (with mean) or Pareto (with min and max) distribution.")
        low = fields.optional("min", quantity.value, "The least value; with max: uniform.")
        high = fields.optional("max", quantity.value, "The largest value.")
        file = fields.optional(
            "file", Shape<String>.text.located, "A CSV file with rows of quantile and value, such as p50,80ms.")
    }

    /// The distribution that the figures given make; one combination of figures makes one.
    func spec(_ notation: DistributionNotation, _ fields: Fields) -> DistributionSpec? {
        guard !fields.isIncomplete else { return nil }
        let text = "measured"
        do {
            let distribution: Distribution
            switch (median, p99, mean, shape, low, high, file) {
            case (let median?, let p99?, nil, nil, nil, nil, nil):
                distribution = try notation.lognormal(median: median, p99: p99)
            case (nil, nil, let mean?, nil, nil, nil, nil): distribution = try notation.exponential(mean: mean)
            case (nil, nil, let mean?, let shape?, nil, nil, nil):
                distribution = try notation.gamma(mean: mean, shape: shape)
            case (nil, nil, nil, nil, let low?, let high?, nil): distribution = try notation.uniform(low, high)
            case (nil, nil, nil, let shape?, let low?, let high?, nil):
                distribution = try notation.pareto(minimum: low, shape: shape, maximum: high)
            case (nil, nil, nil, nil, nil, nil, let file?):
                return QuantileTable.read(file, quantity: notation.quantity).map {
                    DistributionSpec(form: .measured($0), text: "\(text) (\(file.value))")
                }
            default:
                if fields.hasUnknownKeys { return nil }
                let given = ["median", "p99", "mean", "shape", "min", "max", "file"].filter(fields.has)
                fields.item.refuse(
                    "expected median and p99; mean; mean and shape; min and max; min, shape and max; or file; found \(given.isEmpty ? "none" : given.joined(separator: " and "))"
                )
                return nil
            }
            return DistributionSpec(form: .closed(distribution), text: "figures")
        } catch {
            switch error {
            case .refused(let reason): fields.item.refuse(reason)
            case .unreadable: fields.item.refuse(expected: notation.quantity.expected)
            }
            return nil
        }
    }
}
