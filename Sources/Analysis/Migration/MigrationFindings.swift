public import Kernel
public import Reconciliation

/// Everything that a comparison of two landscapes found: what reports are made from.
public struct MigrationFindings: Sendable {
    /// What was compared, in the words of whoever asked for it.
    public var title: String
    /// What people call the old side and the new side.
    public var names: (old: String, new: String)
    /// What both sides agreed.
    public var agreement: Agreement
    /// Partners, sorted; the last is for events of which none is known.
    public var partners: [String]
    /// Counts, examples, times.
    public var tally: Tally
    /// By kind: fields that both sides have, as bits.
    public var compared: [UInt16]
    /// By kind: fields that each side has, as bits.
    public var told: (old: [UInt16], new: [UInt16])
    /// By kind: sides that tell some document under several orders.
    public var sharedDocumentTellers: [Set<Side>]
    /// Until when events are known, in nanoseconds since 1970 UTC.
    public var asOf: Instant
    /// From the first event to the last.
    public var span: ClosedRange<Instant>?
    /// The old side against itself; empty: it was there once only.
    public var noise: [NoiseFinding]
    /// Late events and events out of order that the old side may have by itself as often.
    public var classNoise: [ClassNoise]
    /// What was tolerated because of it.
    public var noiseModel: NoiseModel
    /// By so much a side's times may be off, as it tells whole minutes or hours only and the other side tells more; zero: they tell
    /// alike. Intervals of latencies are as much wider.
    public var blur: (side: Side, step: Nanoseconds)
    /// How much later or earlier events are, by kind, and by kind and partner.
    public var legs: [LegShift]
    /// The criteria.
    public var gate: GatePlan
    /// What the gate says: of everything, of each partner, of each kind of event.
    public var lines: [GateLine]
    /// What to do.
    public var decision: Decision
    /// What reading the sides came to: old, new, and the old once more.
    public var reads: [ReadFacts]
    /// What was planted and what was found of it; empty: nothing was planted.
    public var planted: [PlantedFinding]
    /// The zones of times without an offset, by side; empty: they were not read from exports.
    public var zones: [Side: [String]]
    /// By how much the new side's clock differs as a whole, as a wrong zone makes it; empty: it does not. Sides that are rehearsed have
    /// one clock.
    public var clocks: [ClockOffsets.Step]
    /// How late each side got its orders; empty: they were not rehearsed.
    public var lags: [ScheduleLag]
    /// Orders that show what each class of difference means.
    public var exemplars: [ExemplarOrder]
    /// Who moved to the new side when; empty: everything at once, or nobody knows.
    public var onboarding: [OnboardingShare]

    /// The probability with which intervals hold.
    public var level: Double { gate.level }

    /// Whether nothing could be compared: a side, or both, has no event.
    public var isEmpty: Bool { !hasEvents(.old) || !hasEvents(.new) }

    /// Whether a side has an event.
    public func hasEvents(_ side: Side) -> Bool {
        (side == .old ? tally.total.total.old : tally.total.total.new) > 0
    }

    /// Judges a comparison.
    /// - Parameters:
    ///   - title: what was compared.
    ///   - names: of the sides.
    ///   - reconciler: which compared.
    ///   - tally: of all its parts.
    ///   - noise: of the old side against itself, if it was there twice.
    ///   - classNoise: classes that may be so by nature.
    ///   - steps: of sides whose times are written in whole minutes or days.
    ///   - zones: in which times without an offset were read, where sides are exports.
    ///   - gate: the criteria.
    ///   - today: the day by which exceptions have run out or not, in nanoseconds from 1970-01-01.
    ///   - reads: what reading the sides came to.
    ///   - planted: what was planted on purpose.
    ///   - lags: how late each side got its orders.
    ///   - onboarding: who moved when.
    public init(
        title: String, names: (old: String, new: String), reconciler: Reconciler, tally: Tally,
        noise: (findings: [NoiseFinding], model: NoiseModel)? = nil, classNoise: [ClassNoise] = [],
        steps: [Side: Nanoseconds] = [:], zones: [Side: [String]] = [:], gate: GatePlan,
        today: Instant,
        reads: [ReadFacts], planted: [PlantedFinding] = [], lags: [ScheduleLag] = [],
        onboarding: [OnboardingShare] = []
    ) {
        self.title = title
        self.names = names
        let store = reconciler.store
        agreement = store.agreement
        partners = store.partners
        self.tally = tally
        compared = reconciler.compared
        told = (reconciler.told(.old), reconciler.told(.new))
        sharedDocumentTellers = reconciler.sharedDocumentTellers
        asOf = reconciler.asOf
        span = store.span
        self.noise = noise?.findings ?? []
        self.classNoise = classNoise
        noiseModel = noise?.model ?? NoiseModel(kinds: store.agreement.kinds.count)
        self.gate = gate
        self.reads = reads
        self.planted = planted
        self.zones = zones
        clocks = zones.isEmpty ? [] : tally.clocks.zoneSteps
        self.lags = lags
        self.onboarding = onboarding
        exemplars = ExemplarOrder.all(reconciler, tally)
        let blur = MigrationFindings.blur(store, steps)
        self.blur = blur
        let legs = MigrationFindings.legs(tally, kinds: store.agreement.kinds.map(\.name), gate).map {
            $0.blurred(by: Double(blur.step))
        }
        self.legs = legs
        let judge = GateJudge(
            plan: gate, agreement: store.agreement, partners: store.partners, tally: tally, legs: legs, today: today,
            badRows: reads.reduce(0) { $0 + $1.bad }, lags: lags,
            clocks: clocks)
        lines = judge.lines
        decision = judge.decision(lines)
    }

    private static func blur(_ store: EventStore, _ written: [Side: Nanoseconds]) -> (side: Side, step: Nanoseconds) {
        // Events may happen on the minute by nature, as those of a batch do: how times are written has to say so as well.
        let steps = store.sides.prefix(2).map { side in
            written[side.side].flatMap { side.count > 0 && side.resolution >= min($0, .hour) ? $0 : nil } ?? 1
        }
        guard steps[0] != steps[1] else { return (.old, 0) }
        return steps[0] > steps[1] ? (.old, steps[0]) : (.new, steps[1])
    }

    /// So many orders at most are used for a kind, and for a kind of one partner.
    private static let sampleSizes = (all: 8_000, one: 2_000)
    private static let repetitions = 300

    private static func legs(_ tally: Tally, kinds names: [String], _ gate: GatePlan) -> [LegShift] {
        let root = RandomKey(seed: 1, path: "legs")
        var legs: [LegShift] = []
        for kind in names.indices {
            var sum = LegSample(keepsAll: gate.isWatched)
            var own: [LegShift] = []
            let asked = Set(gate.latencies.filter { $0.kind == names[kind] }.map(\.quantile))
            for partner in 0..<tally.partners {
                guard let sample = tally.cell(partner: partner, kind: kind)?.legs, sample.count > 0 else { continue }
                sum.merge(sample)
                let leg = LegShift(
                    kind: kind, partner: partner, sample, limit: sampleSizes.one, asked: asked,
                    repetitions: repetitions, level: gate.level, isWatched: gate.isWatched,
                    key: root.child(UInt64(kind)).child(UInt64(partner) + 1))
                if let leg { own.append(leg) }
            }
            let all = LegShift(
                kind: kind, partner: nil, sum, limit: sampleSizes.all, asked: asked, repetitions: repetitions,
                level: gate.level,
                isWatched: gate.isWatched, key: root.child(UInt64(kind)).child(0))
            if let all { legs += [all] + (own.count > 1 ? own : []) }
        }
        return legs
    }

    /// The shift of a kind, of a partner or of all.
    public func leg(kind: Int, partner: Int? = nil) -> LegShift? {
        legs.first { $0.kind == kind && $0.partner == partner }
    }

    /// Whether a quantile of all orders is shown to be later though that of no partner by itself is: the orders that are latest are
    /// others' on each side, as where slow partners were few before and are many now.
    public func isOfTheMix(kind: Int, quantile: Double) -> Bool {
        func interval(_ leg: LegShift) -> ConfidenceInterval? {
            leg.quantiles.first { $0.quantile == quantile }?.difference.interval
        }
        let own = legs.filter { $0.kind == kind && $0.partner != nil }
        guard own.count > 1, let all = leg(kind: kind).flatMap(interval), all.lower > 0 else { return false }
        // A partner of too few orders for the quantile is told by the highest that it has enough for.
        return own.allSatisfy { leg in
            let told = interval(leg) ?? leg.quantiles.last { $0.difference.interval != nil }?.difference.interval
            return told.map { $0.estimate <= 0 } ?? false
        }
    }

    /// Positions of the rows that examples and changes of values come from: what reports want to show.
    public func rowsWanted(_ side: Side) -> Set<UInt64> {
        var wanted: Set<UInt64> = []
        for partner in partners.indices {
            for kind in agreement.kinds.indices {
                guard let cell = tally.cell(partner: partner, kind: kind) else { continue }
                for exemplar in cell.exemplars.flatMap(\.self) {
                    wanted.formUnion(side == .new ? exemplar.new : exemplar.old)
                }
            }
        }
        for unit in exemplars.flatMap(\.units) {
            wanted.formUnion((side == .new ? unit.new : unit.old).map(\.row))
        }
        for changes in tally.changes.flatMap(\.self) {
            for change in changes.sorted.prefix(10) {
                wanted.insert(side == .new ? change.seen.newRow : change.seen.oldRow)
            }
        }
        for finding in noise {
            for change in finding.toleratedChanges.prefix(10) {
                wanted.insert(side == .new ? change.seen.newRow : change.seen.oldRow)
            }
        }
        return wanted
    }

    /// A line of the gate.
    public func line(_ subject: GateLine.Subject) -> GateLine? { lines.first { $0.subject == subject } }
}
