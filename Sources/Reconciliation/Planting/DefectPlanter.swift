public import Kernel

/// Plants defects in the events of a side, each in events chosen by a key, so that the same ones are chosen every time.
///
/// An order has one defect at most: what two of them together look like is nobody's to say.
public struct DefectPlanter: Sendable {
    /// Where one was planted.
    public struct Plant: Sendable, Hashable {
        /// Index into the planter's defects.
        public var defect: Int
        /// The order's hash.
        public var order: UInt64
        /// The order by which the event is known after planting: another one for an orphan.
        public var foundIn: UInt64
    }

    /// What is planted.
    public let defects: [Defect]
    /// Where it was planted.
    public private(set) var plants: [Plant] = []

    private let agreement: Agreement
    private let root: RandomKey
    private let quantity: Int?
    private let sums: [Int]
    private var spoilt: Set<UInt64> = []

    /// A planter.
    /// - Parameters:
    ///   - defects: what to plant.
    ///   - seed: of the choice.
    public init(_ defects: [Defect], agreement: Agreement, seed: UInt64) {
        self.defects = defects
        self.agreement = agreement
        root = RandomKey(seed: seed, path: "planted defects")
        quantity = agreement.field(.quantity)
        sums = agreement.fields.indices.filter {
            switch agreement.fields[$0].meaning {
            case .quantity, .net, .tax, .total: true
            case .value, .status, .master, .partner: false
            }
        }
    }

    /// Hands an event on as it is, or spoilt.
    /// - Parameters:
    ///   - event: as it should be.
    ///   - values: its fields.
    ///   - partner: whose it is.
    ///   - placed: when its order was placed.
    ///   - emit: gets what happens instead: the event, none, or several.
    public mutating func plant(
        _ event: BusinessEvent, _ values: [Int64], partner: String?, placed: Instant,
        emit: (BusinessEvent, [Int64]) -> Void
    ) {
        guard !defects.isEmpty, !spoilt.contains(event.order), let index = choice(event, values, partner) else {
            return emit(event, values)
        }
        spoilt.insert(event.order)
        var plant = Plant(defect: index, order: event.order, foundIn: event.order)
        var event = event
        var values = values
        switch defects[index].form {
        case .missing: break
        case .duplicate:
            emit(event, values)
            event.time = event.time.later(by: 2 * .second)
            emit(event, values)
        case .again:
            emit(event, values)
            if event.document != 0 { event.document = KeyHash.joined(event.document, 2) >> 16 | 1 }
            event.time = event.time.later(by: 30 * .second)
            emit(event, values)
        case .late(let length):
            event.time = event.time.later(by: length)
            emit(event, values)
        case .early:
            event.time = placed.later(by: -.minute)
            emit(event, values)
        case .factor(let field, let factor):
            let product = Int128(values[field]) * Int128(factor) / Int128(EventField.scale)
            values[field] = Int64(exactly: product) ?? values[field]
            emit(event, values)
        case .more(let field, let amount):
            values[field] = values[field].later(by: amount)
            emit(event, values)
        case .other(let field, let text):
            values[field] = KeyHash.text(KeyHash.of(text))
            emit(event, values)
        case .split: parts(event, values, lacking: 0, emit)
        case .brokenSplit(let amount): parts(event, values, lacking: amount, emit)
        case .orphan:
            emit(event, values)
            event.order = KeyHash.joined(event.order, 0x0af)
            plant.foundIn = event.order
            emit(event, values)
        case .unexpected:
            emit(event, values)
            if event.document != 0 { event.document = KeyHash.joined(event.document, 3) >> 16 | 1 }
            if let quantity, values[quantity] != EventField.absent {
                values[quantity] = values[quantity].later(by: EventField.scale)
            }
            for sum in sums where sum != quantity && values[sum] != EventField.absent {
                values[sum] = values[sum].later(by: EventField.scale)
            }
            emit(event, values)
        }
        plants.append(plant)
    }

    /// The first defect that this event is chosen for.
    private func choice(_ event: BusinessEvent, _ values: [Int64], _ partner: String?) -> Int? {
        defects.indices.first { index in
            let defect = defects[index]
            guard Int(event.kind) == defect.kind, defect.partner == nil || defect.partner == partner,
                event.time >= defect.from ?? .min, event.time < defect.until ?? .max, isPossible(defect.form, values)
            else { return false }
            // By order, so that an event that happens twice is not chosen twice.
            return root.child(UInt64(index)).child(event.order).uniform < defect.share
        }
    }

    /// Whether an event can go wrong so, in a way that shows.
    private func isPossible(_ form: Defect.Form, _ values: [Int64]) -> Bool {
        switch form {
        case .missing, .duplicate, .again, .late, .early, .orphan: return true
        case .unexpected: return sums.contains { values[$0] != EventField.absent }
        case .factor(let field, _): return values[field] != EventField.absent && values[field] != 0
        case .more(let field, _): return values[field] != EventField.absent
        case .other(let field, let text):
            return values[field] != EventField.absent && values[field] != KeyHash.text(KeyHash.of(text))
        case .split, .brokenSplit:
            guard let quantity else { return false }
            return values[quantity] != EventField.absent && values[quantity] >= 3 * EventField.scale
        }
    }

    /// Two parts: one unit, and the rest.
    private func parts(
        _ event: BusinessEvent, _ values: [Int64], lacking: Int64, _ emit: (BusinessEvent, [Int64]) -> Void
    ) {
        var first = values
        var second = values
        for sum in sums where values[sum] != EventField.absent {
            first[sum] = values[sum] >= 2 * EventField.scale ? EventField.scale : 0
            second[sum] = values[sum] - first[sum] - lacking
        }
        emit(event, first)
        var event = event
        if event.document != 0 { event.document = KeyHash.joined(event.document, 5) >> 16 | 1 }
        event.time = event.time.later(by: 5 * .second)
        emit(event, second)
    }
}
