/// Draws what an order is from its key: channel, destination, service, warehouse, lines, units, weight.
///
/// Each attribute has its own substream of the order's key, so giving one of them (from a replayed file) does not
/// change the others.
public struct OrderAttributes: Sendable {
    /// What is known of an order already; nil: drawn.
    public struct Given: Sendable, Hashable {
        /// Index into `DemandPlan.channels`.
        public var channel: UInt8?
        /// Index into `DemandPlan.destinations`.
        public var destination: UInt8?
        /// Index into `DemandPlan.services`.
        public var service: UInt8?
        /// Index into `DemandPlan.warehouses`.
        public var warehouse: UInt8?
        /// Order lines.
        public var lines: UInt16?
        /// Units over all lines.
        public var units: UInt32?
        /// Weight in grams.
        public var grams: UInt32?

        /// Nothing is known.
        public init() {}
    }

    /// The most lines drawn one by one; above, the units and weight of so many stand for all of them.
    private static let drawnLines = 256

    private let channels: MixPicker
    private let destinations: MixPicker
    private let services: MixPicker
    private let warehouses: MixPicker
    private let lines: CountSampler
    private let units: CountSampler
    private let grams: CountSampler

    /// The attributes of a demand plan.
    /// - Parameters:
    ///   - demand: mixes and distributions.
    ///   - tables: tables behind empirical distributions.
    public init(_ demand: DemandPlan, tables: [EmpiricalTable]) {
        channels = MixPicker(demand.channels)
        destinations = MixPicker(demand.destinations)
        services = MixPicker(demand.services)
        warehouses = MixPicker(demand.warehouses)
        lines = CountSampler(demand.lines, tables: tables, limits: 1...Int64(UInt16.max))
        units = CountSampler(demand.unitsPerLine, tables: tables, limits: 1...1_000_000)
        grams = CountSampler(demand.gramsPerUnit, tables: tables, limits: 0...Int64(UInt32.max))
    }

    /// An order with its attributes drawn.
    public func order(number: UInt64, key: RandomKey, due: Instant, channel: UInt8? = nil) -> Order {
        var given = Given()
        given.channel = channel
        return order(number: number, key: key, due: due, given: given)
    }

    /// An order of which some attributes are known.
    ///
    /// It is put together in one go: a processor that is to read as a whole what was just written in parts has to wait.
    @inline(never)
    public func order(number: UInt64, key: RandomKey, due: Instant, given: Given) -> Order {
        let lines = given.lines ?? UInt16(clamping: self.lines.sample(key.child(5)))
        let load = load(lines: lines, key, units: given.units, grams: given.grams)
        return Order(
            number: number, key: key, due: due,
            channel: given.channel ?? channels.pick(key.child(1)),
            destination: given.destination ?? destinations.pick(key.child(2)),
            service: given.service ?? services.pick(key.child(3)),
            warehouse: given.warehouse ?? warehouses.pick(key.child(4)),
            lines: lines, units: load.units, grams: load.grams)
    }

    /// Units and weight, as far as they are not known.
    @inline(__always)
    private func load(
        lines: UInt16, _ key: RandomKey, units given: UInt32?, grams: UInt32?
    ) -> (units: UInt32, grams: UInt32) {
        if let given {
            let units = max(given, UInt32(lines))
            return (units, grams ?? UInt32(clamping: weight(units: Int64(units), key)))
        }
        if let perLine = units.constant, let perUnit = self.grams.constant {
            let units = perLine * Int64(lines)
            return (UInt32(clamping: units), grams ?? UInt32(clamping: units * perUnit))
        }
        return drawnLoad(lines: lines, key, grams: grams)
    }

    /// Draws units line by line, and a weight a unit line by line.
    @inline(never)
    private func drawnLoad(lines: UInt16, _ key: RandomKey, grams given: UInt32?) -> (units: UInt32, grams: UInt32) {
        let lines = Int64(lines)
        let drawn = min(Int(lines), OrderAttributes.drawnLines)
        let unitsKey = key.child(6)
        let gramsKey = key.child(7)
        var units: Int64 = 0
        var grams: Int64 = 0
        for line in 0..<drawn {
            let count = self.units.sample(unitsKey.child(UInt64(line)))
            units += count
            if given == nil { grams += count * self.grams.sample(gramsKey.child(UInt64(line))) }
        }
        if drawn < lines {
            units = units * lines / Int64(drawn)
            grams = Int64(Double(grams) * Double(lines) / Double(drawn))
        }
        return (UInt32(clamping: units), given ?? UInt32(clamping: grams))
    }

    /// Weight of units of which the lines are not known.
    private func weight(units: Int64, _ key: RandomKey) -> Int64 {
        if let grams = grams.constant { return units * grams }
        let drawn = min(units, Int64(OrderAttributes.drawnLines))
        let gramsKey = key.child(7)
        var sum: Int64 = 0
        for unit in 0..<drawn { sum += grams.sample(gramsKey.child(UInt64(unit))) }
        return drawn < units ? Int64(Double(sum) * Double(units) / Double(max(1, drawn))) : sum
    }
}

/// Picks a name of a mix by weight.
///
/// A mix has a handful of names, so walking its cumulative shares is at least as fast as an alias table.
struct MixPicker: Sendable {
    /// Upper ends of all shares but the last, as 53-bit fractions.
    private let ends: [UInt64]

    init(_ mix: DemandPlan.Mix) {
        let weights = mix.weights.prefix(256).map { $0 > 0 && $0.isFinite ? $0 : 0 }
        let total = weights.reduce(0, +)
        var ends: [UInt64] = []
        var sum = 0.0
        if total > 0 && total.isFinite {
            for weight in weights {
                sum += weight
                ends.append(UInt64(min(1, sum / total) * 0x1p53))
            }
            // Names of no weight at the end must not get what rounding leaves.
            let last = weights.lastIndex { $0 > 0 } ?? 0
            ends.removeSubrange(last...)
        }
        self.ends = ends
    }

    /// The index of a name.
    @inline(__always)
    func pick(_ key: @autoclosure () -> RandomKey) -> UInt8 {
        guard !ends.isEmpty else { return 0 }
        let draw = key().value >> 11
        var i = 0
        while i < ends.count && draw >= ends[i] { i += 1 }
        return UInt8(truncatingIfNeeded: i)
    }
}

/// Whole counts from a distribution whose unit is one: rounded to the nearest, kept within limits.
///
/// Samplers give whole numbers, which would round small counts twice; a continuous distribution is therefore sampled at
/// 4,096 times its scale.
struct CountSampler: Sendable {
    /// The count, if it is always the same.
    let constant: Int64?
    private let sampler: Sampler
    private let limits: ClosedRange<Int64>
    private let scaled: Bool

    private static let scale = 4096.0
    private static let most = Int64.max / 8192

    init(_ distribution: Distribution, tables: [EmpiricalTable], limits: ClosedRange<Int64>) {
        func up(_ value: Nanoseconds) -> Nanoseconds {
            min(max(value, -CountSampler.most), CountSampler.most) * Int64(CountSampler.scale)
        }
        self.limits = limits
        switch distribution {
        case .fixed(let value):
            constant = min(max(value, limits.lowerBound), limits.upperBound)
            scaled = false
            sampler = Sampler(distribution, tables: tables)
        case .uniform:
            constant = nil
            scaled = false
            sampler = Sampler(distribution, tables: tables)
        case .exponential(let mean):
            constant = nil
            scaled = true
            sampler = Sampler(.exponential(mean: up(mean)), tables: tables)
        case .lognormal(let mu, let sigma):
            constant = nil
            scaled = true
            sampler = Sampler(.lognormal(mu: mu + Elementary.log(CountSampler.scale), sigma: sigma), tables: tables)
        case .gamma(let shape, let scale):
            constant = nil
            scaled = true
            sampler = Sampler(.gamma(shape: shape, scale: scale * CountSampler.scale), tables: tables)
        case .pareto(let minimum, let shape, let maximum):
            constant = nil
            scaled = true
            sampler = Sampler(
                .pareto(minimum: up(minimum), shape: shape, maximum: up(maximum)), tables: tables)
        case .empirical(let index):
            constant = nil
            scaled = true
            var table = index < tables.count ? tables[index] : EmpiricalTable(probabilities: [0, 1], values: [1, 1])
            table.values = table.values.map(up)
            sampler = Sampler(.empirical(0), tables: [table])
        }
    }

    /// The count for a key.
    @inline(__always)
    func sample(_ key: @autoclosure () -> RandomKey) -> Int64 {
        if let constant { return constant }
        return drawn(key())
    }

    @inline(never)
    private func drawn(_ key: RandomKey) -> Int64 {
        let raw = sampler.sample(key)
        let count = scaled ? (min(raw, .max - 2048) + 2048) >> 12 : raw
        return min(max(count, limits.lowerBound), limits.upperBound)
    }
}
