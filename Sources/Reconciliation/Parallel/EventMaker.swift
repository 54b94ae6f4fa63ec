public import Kernel

/// Makes business events of what happened in a rehearsal: the same order has the same quantities and amounts on every side.
public struct EventMaker {
    /// What is looked up in the plan that was rehearsed.
    public struct Lookup: Sendable {
        /// By event of the journey: the kind it is compared as; -1: it is not.
        public var kinds: [Int]
        /// By kind: the document whose state is its status; nil: none.
        public var documents: [Int?]
        /// By document: names of its states.
        public var states: [[String]]
        /// Names of the partners, by index.
        public var partners: [String]
        /// Names of the warehouses.
        public var warehouses: [String]
        /// Names of the carriers.
        public var carriers: [String]
        /// The run's origin, in nanoseconds since 1970 UTC.
        public var origin: Instant

        /// A lookup.
        public init(
            kinds: [Int], documents: [Int?], states: [[String]], partners: [String], warehouses: [String],
            carriers: [String], origin: Instant
        ) {
            self.kinds = kinds
            self.documents = documents
            self.states = states
            self.partners = partners
            self.warehouses = warehouses
            self.carriers = carriers
            self.origin = origin
        }
    }

    /// What was made.
    public struct Made: Sendable {
        /// Events of orders that are not on the new side yet; they are not compared.
        public var notMoved = 0
        /// By phase, the last for none of them: orders by partner, the last for those without one.
        public var orders: [[Int]]
    }

    /// Tax on everything, in millionths: a rate for rehearsals.
    private static let taxRate: Int64 = 210_000

    private let agreement: Agreement
    private let lookup: Lookup
    private let dimension: PartnerDimension
    private let onboarding: Onboarding
    private let prices: RandomKey
    private let states: [[Int64]]
    private let warehouses: [Int64]
    private let carriers: [Int64]

    /// A maker.
    /// - Parameters:
    ///   - agreement: kinds, and the fields of `RehearsedFields`.
    ///   - seed: of the prices.
    public init(
        _ agreement: Agreement, _ lookup: Lookup, dimension: PartnerDimension, onboarding: Onboarding, seed: UInt64
    ) {
        self.agreement = agreement
        self.lookup = lookup
        self.dimension = dimension
        self.onboarding = onboarding
        prices = RandomKey(seed: seed, path: "prices of a parallel run")
        states = lookup.states.map { $0.map { KeyHash.text(KeyHash.of($0)) } }
        warehouses = lookup.warehouses.map { KeyHash.text(KeyHash.of($0)) }
        carriers = lookup.carriers.map { KeyHash.text(KeyHash.of($0)) }
    }

    /// What an order is called on every side.
    public static func name(_ number: UInt64) -> String { String(number) }

    /// Makes the events of a run.
    /// - Parameters:
    ///   - chronicle: what happened.
    ///   - partners: numbers of partners, for the events.
    ///   - planter: spoils some of them on the way.
    ///   - sink: gets them; their rows tell them apart.
    /// - Returns: what was left out, and who moved when.
    public func make(
        _ chronicle: Chronicle, partners: PartnerBook, planter: inout DefectPlanter?,
        into sink: (BusinessEvent, UnsafeBufferPointer<Int64>) -> Void
    ) -> Made {
        var made = Made(
            orders: Array(
                repeating: [Int](repeating: 0, count: lookup.partners.count + 1), count: onboarding.phases.count + 1))
        var outside: Set<UInt64> = []
        var placed: [UInt64: Instant] = [:]
        var values = [Int64](repeating: EventField.absent, count: agreement.fields.count)
        let wantsPlaced = planter.map { !$0.defects.isEmpty } ?? false
        for (index, record) in chronicle.records.enumerated() {
            let partner = partner(record)
            if record.event == 0 {
                if !onboarding.phases.isEmpty {
                    let phase = onboarding.phase(number: record.number, due: record.time, partner: partner ?? 0)
                    if phase == nil { outside.insert(record.number) }
                    made.orders[phase ?? onboarding.phases.count][partner ?? lookup.partners.count] += 1
                }
                if wantsPlaced { placed[record.number] = record.time }
            }
            let kind = lookup.kinds[Int(record.event)]
            guard kind >= 0 else { continue }
            guard outside.isEmpty || !outside.contains(record.number) else {
                made.notMoved += 1
                continue
            }
            let order = KeyHash.of(EventMaker.name(record.number))
            // A document is numbered by its order: the same number on both sides, as an agreed reference would be.
            let event = BusinessEvent(
                order: order, kind: kind, time: lookup.origin.later(by: record.time), row: UInt64(index),
                document: KeyHash.joined(order, UInt64(kind)) >> 16 | 1,
                partner: partner.map { partners.number(lookup.partners[$0]) } ?? .max)
            fill(&values, record, kind)
            guard planter != nil else {
                values.withUnsafeBufferPointer { sink(event, $0) }
                continue
            }
            let start = placed[record.number] ?? record.time
            var count: UInt64 = 0
            planter?.plant(
                event, values, partner: partner.map { lookup.partners[$0] }, placed: lookup.origin.later(by: start)
            ) { event, values in
                var event = event
                event.row |= count << EventMaker.copyShift
                count += 1
                values.withUnsafeBufferPointer { sink(event, $0) }
            }
        }
        return made
    }

    /// What became of a record that was planted with a defect: the first event of it, the second.
    private static let copyShift: UInt64 = 48

    /// The record of a chronicle that an event was made of, by the event's row.
    public static func record(ofRow row: UInt64) -> Int { Int(row & (1 << copyShift - 1)) }

    /// Texts that events of a rehearsal have, by what is kept of them.
    public func texts(with defects: [Defect]) -> [Int64: String] {
        var known: [Int64: String] = [:]
        for text in lookup.states.flatMap(\.self) + lookup.warehouses + lookup.carriers {
            known[KeyHash.text(KeyHash.of(text))] = text
        }
        for case .other(_, let text) in defects.map(\.form) { known[KeyHash.text(KeyHash.of(text))] = text }
        return known
    }

    private func partner(_ record: BusinessRecord) -> Int? {
        let index: UInt8
        switch dimension {
        case .channel: index = record.channel
        case .destination: index = record.destination
        case .service: index = record.service
        case .warehouse: index = record.warehouse
        case .carrier: index = record.carrier
        }
        return Int(index) < lookup.partners.count ? Int(index) : nil
    }

    private func fill(_ values: inout [Int64], _ record: BusinessRecord, _ kind: Int) {
        for index in values.indices { values[index] = EventField.absent }
        let role = agreement.kinds[kind].role
        for field in RehearsedFields.fields(of: role) {
            switch field {
            case RehearsedFields.quantity: values[field] = Int64(record.units) * EventField.scale
            case RehearsedFields.net: values[field] = net(record)
            case RehearsedFields.tax: values[field] = tax(record)
            case RehearsedFields.total: values[field] = net(record) + tax(record)
            case RehearsedFields.status:
                if let document = lookup.documents[kind] {
                    values[field] = states[document][record.state(ofDocument: document)]
                }
            case RehearsedFields.carrier:
                if Int(record.carrier) < carriers.count { values[field] = carriers[Int(record.carrier)] }
            default:
                if Int(record.warehouse) < warehouses.count { values[field] = warehouses[Int(record.warehouse)] }
            }
        }
    }

    /// Between 3 and 90 a unit, in whole cents.
    private func net(_ record: BusinessRecord) -> Int64 {
        let cents = 300 + Int64(prices.child(record.number).uniform * 8_700)
        return Int64(record.units) * cents * 10_000
    }

    /// Rounded to cents, half up.
    private func tax(_ record: BusinessRecord) -> Int64 {
        let exact = net(record) / 10_000 * EventMaker.taxRate
        return (exact + EventField.scale / 2) / EventField.scale * 10_000
    }
}
