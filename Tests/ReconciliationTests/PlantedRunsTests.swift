import Foundation
import Kernel
import Testing

@testable import Analysis
@testable import Reconciliation

/// Random parallel runs in which it is known what is wrong: every defect must be found as what it is, and nothing else.
///
/// Sixty runs as a rule; `REHEARSE_PLANTED=500` makes as many as are wanted.
@Suite("Planted differences")
struct PlantedRunsTests {
    static let runs = ProcessInfo.processInfo.environment["REHEARSE_PLANTED"].flatMap { Int($0) } ?? 60
    static let orders = 1_500

    private static let agreement = Agreement(
        kinds: [
            EventKind(name: "order", role: .order),
            EventKind(name: "pick", role: .pick),
            EventKind(name: "label", role: .label, lateAfter: 10 * .minute),
            EventKind(name: "shipment", role: .shipment, lateAfter: 30 * .minute, maySplit: true),
            EventKind(name: "tracking", role: .tracking, lateAfter: .hour),
            EventKind(name: "invoice", role: .invoice, lateAfter: .hour),
        ],
        fields: RehearsedFields.all + [EventField(name: "note", form: .text)])

    /// What can go wrong, to which kind, and what it must be found as: by what the classes mean.
    private static let catalogue: [(kind: Int, form: Defect.Form, expected: VerdictClass)] = [
        (1, .missing, .missing), (4, .missing, .missing), (5, .missing, .missing),
        (2, .duplicate, .duplicate), (5, .again, .duplicate), (4, .duplicate, .duplicate),
        (3, .late(2 * .hour), .late), (5, .late(3 * .hour), .late), (2, .late(5 * .minute), .timingOnly),
        (2, .early, .outOfOrder), (5, .early, .outOfOrder),
        (0, .more(field: RehearsedFields.total, 10_000), .value),
        (1, .factor(field: RehearsedFields.quantity, 12_000_000), .value),
        (3, .factor(field: RehearsedFields.quantity, 12_000_000), .conservation),
        (5, .more(field: RehearsedFields.tax, 1_000_000), .conservation),
        (2, .other(field: RehearsedFields.status, text: "cancelled"), .state),
        (3, .other(field: RehearsedFields.location, text: "WH-9"), .masterDataDrift),
        (2, .other(field: RehearsedFields.carrier, text: "ups"), .masterDataDrift),
        (3, .split, .tolerated), (2, .split, .splitMismatch), (3, .brokenSplit(1_000_000), .conservation),
        (1, .orphan, .orphan), (5, .orphan, .orphan), (5, .unexpected, .unexpected), (4, .duplicate, .duplicate),
    ]

    /// One run: stores of both sides (and of the old once more), and where defects were planted.
    private static func run(
        _ seed: UInt64, noise: Double, defects: [Defect], drift: Double = 0, neighbours: Int = 1, lost: Double = 0
    ) -> (
        stores: [SideStore], planter: DefectPlanter
    ) {
        let root = RandomKey(seed: seed, path: "planted runs")
        var planter = DefectPlanter(defects, agreement: agreement, seed: seed)
        let stores = Side.allCases.map { SideStore($0, agreement: agreement) }
        for number in 0..<orders {
            let key = root.child(UInt64(number))
            let order = KeyHash.of("O\(number)")
            let placed = Int64(number) * 20 * .second
            // At least three, so that a shipment can be split.
            let units = 3 + Int64(key.child(1).uniform * 20)
            let net = units * 7_500_000
            for (kind, terms) in agreement.kinds.enumerated() {
                for side in Side.allCases {
                    let own = key.child(UInt64(10 + kind * 3 + Int(side.rawValue)))
                    var values = [Int64](repeating: EventField.absent, count: agreement.fields.count)
                    for field in RehearsedFields.fields(of: terms.role) {
                        switch field {
                        case RehearsedFields.quantity: values[field] = units * EventField.scale
                        case RehearsedFields.net: values[field] = net
                        case RehearsedFields.tax: values[field] = net / 5
                        case RehearsedFields.total: values[field] = net + net / 5
                        case RehearsedFields.status: values[field] = KeyHash.text(KeyHash.of("done"))
                        default: values[field] = KeyHash.text(KeyHash.of("WH-1"))
                        }
                    }
                    // Differs by nature on every side alike; and because of the migration on the new side only.
                    // What differs by nature may last for several neighbours.
                    let shared =
                        neighbours == 1
                        ? own : root.child(UInt64(1 << 40 + number / neighbours * 32 + kind * 3 + Int(side.rawValue)))
                    let other = neighbours == 1 && lost == 0 ? "x\(side.rawValue)" : "x"
                    var note = side != .old && shared.child(1).uniform < noise ? other : "plain"
                    if side == .new, kind == 2, own.child(3).uniform < lost { note = "lost" }
                    if side == .new, kind == 2, own.child(2).uniform < drift { note = "migrated" }
                    values[RehearsedFields.all.count] = KeyHash.text(KeyHash.of(note))
                    let jitter = side == .old ? 0 : Int64(own.uniform * 900) * .millisecond
                    let event = BusinessEvent(
                        order: order, kind: kind, time: placed + Int64(kind) * 10 * .minute + jitter,
                        row: UInt64(number),
                        document: KeyHash.joined(order, UInt64(kind)) >> 16 | 1,
                        partner: stores[Int(side.rawValue)].partners.number("p\(number % 4)"))
                    let store = stores[Int(side.rawValue)]
                    guard side == .new else {
                        values.withUnsafeBufferPointer { store.add(event, $0) }
                        continue
                    }
                    planter.plant(event, values, partner: "p\(number % 4)", placed: placed) { event, values in
                        values.withUnsafeBufferPointer { store.add(event, $0) }
                    }
                }
            }
        }
        return (stores, planter)
    }

    @Test("Every planted defect is found as what it is, from rates of 0.05 % up, and nothing else is found")
    func planted() {
        var planted = 0
        var perClass: [VerdictClass: Int] = [:]
        for seed in 0..<UInt64(PlantedRunsTests.runs) {
            var generator = SplitMix64(state: seed &* 77 &+ 5)
            // Every tenth run has none at all.
            let defects: [Defect] =
                seed % 10 == 9
                ? []
                : PlantedRunsTests.catalogue.compactMap { entry in
                    guard generator.uniform() < 0.5 else { return nil }
                    return Defect(
                        name: "\(entry.form)", kind: entry.kind, form: entry.form,
                        share: 0.0005 * (1 + generator.uniform() * 20), expected: entry.expected)
                }
            let (stores, planter) = PlantedRunsTests.run(seed, noise: 0, defects: defects)
            let store = EventStore(PlantedRunsTests.agreement, Array(stores.prefix(2)))
            let reconciler = Reconciler(store, asOf: 100 * .day)
            let tally = reconciler.tally(parts: 0..<SideStore.partCount)
            let units = reconciler.explain(orders: Set(planter.plants.map(\.foundIn)))
            for plant in planter.plants {
                let defect = planter.defects[plant.defect]
                let verdicts = (units[plant.foundIn] ?? []).filter { $0.unit.kind == defect.kind }.map(\.unit.verdict)
                #expect(
                    verdicts.contains(defect.expected),
                    "seed \(seed): \(defect.name) is \(verdicts), not \(defect.expected.name)")
                planted += 1
                perClass[defect.expected, default: 0] += 1
            }
            // As many of each class as were planted of it, and no other defect anywhere.
            let expected = Dictionary(grouping: planter.plants) { planter.defects[$0.defect].expected }.mapValues(
                \.count)
            for verdict in VerdictClass.allCases where verdict > .match {
                #expect(tally.total[verdict].units == expected[verdict] ?? 0, "seed \(seed): \(verdict.name)")
            }
            #expect(tally.total.total.old == stores[0].count)
            #expect(tally.total.total.new == stores[1].count)
        }
        #expect(planted > PlantedRunsTests.runs * 20)
        for verdict in VerdictClass.allCases where verdict.isDefect {
            #expect(perClass[verdict] ?? 0 > 0, "\(verdict.name) was never planted")
        }
    }

    @Test(
        "The old side against itself passes in 95 % of runs or more: what differs by nature is not taken for migration")
    func noise() {
        var alarms = 0
        for seed in 0..<UInt64(PlantedRunsTests.runs) {
            let (stores, _) = PlantedRunsTests.run(1_000 + seed, noise: 0.02, defects: [])
            let (findings, tally) = PlantedRunsTests.judged(stores)
            if findings.contains(where: { $0.verdict == .migration }) { alarms += 1 }
            if !findings.contains(where: { $0.verdict == .migration }) { #expect(tally.total.defects == 0) }
        }
        // The stated rate is 5 %; of 60 runs that are alike more than 8 exceed it with a probability below 0.3 %.
        let bound = RateBound.atLeast(alarms, of: PlantedRunsTests.runs, level: 0.997) ?? 0
        #expect(bound <= 0.05, "\(alarms) alarms in \(PlantedRunsTests.runs) runs")
    }

    @Test("The same in 95 % of runs or more where what differs by nature lasts for 40 orders")
    func clusteredNoise() {
        var alarms = 0
        for seed in 0..<UInt64(PlantedRunsTests.runs) {
            let (stores, _) = PlantedRunsTests.run(2_000 + seed, noise: 0.1, defects: [], neighbours: 40)
            let (findings, _) = PlantedRunsTests.judged(stores)
            // A field that never differs on the old side is not known to differ by nature: of 37 clusters none, once in 50.
            if findings.contains(where: { $0.verdict == .migration && $0.counts.onlyAgain + $0.counts.both > 0 }) {
                alarms += 1
            }
        }
        let bound = RateBound.atLeast(alarms, of: PlantedRunsTests.runs, level: 0.997) ?? 0
        #expect(bound <= 0.05, "\(alarms) alarms in \(PlantedRunsTests.runs) runs")
    }

    @Test(
        "A value that the old side never has is no noise, however often the field differs by nature; the rest of it is")
    func lost() {
        var found = 0
        for seed in 0..<UInt64(PlantedRunsTests.runs / 2) {
            let (stores, _) = PlantedRunsTests.run(9_000 + seed, noise: 0.3, defects: [], lost: 0.02)
            let (findings, tally) = PlantedRunsTests.judged(stores)
            guard let finding = findings.first(where: { $0.kind == 2 && $0.field == RehearsedFields.all.count }) else {
                continue
            }
            // Thirty more that differ may be so many that the whole field is called, which tells of them as well.
            guard finding.verdict != .migration else {
                found += 1
                continue
            }
            guard finding.hasUnknown else { continue }
            found += 1
            // What is left is the noise, and only what was lost is held against the new side.
            #expect(finding.verdict == .noise)
            #expect(finding.unknown == tally.cell(kind: 2)[.value].units)
            // Unless another field was called, which is so in 5 % of runs.
            if !findings.contains(where: { $0.verdict == .migration }) {
                #expect(tally.total.defects == finding.unknown)
            }
            #expect(finding.toleratedChanges.count == 1 && finding.excessAtMost > 0)
        }
        // About 30 of 1,500 orders were lost.
        #expect(found * 100 >= PlantedRunsTests.runs / 2 * 95, "\(found)")
    }

    @Test(
        "Where the new side shares its chance with the old one, which differs a lot from itself, a name that the old side never has is found",
        arguments: [0, 0.02])
    func novel(share: Double) {
        var (found, alarms) = (0, 0)
        for seed in 0..<UInt64(PlantedRunsTests.runs) {
            let (findings, tally) = PlantedRunsTests.judged(
                PlantedRunsTests.carriers(seed, novel: share), PlantedRunsTests.carrierAgreement)
            #expect(findings[0].verdict == .noise)
            if findings[0].hasNovel {
                found += 1
                #expect(tally.total.defects == findings[0].novel && findings[0].tolerated == 0)
            } else if tally.total.defects > 0 {
                alarms += 1
            }
        }
        #expect(alarms == 0)
        // About 30 of 1,500 orders go with the new one, and none where nothing is planted.
        #expect(share > 0 ? found == PlantedRunsTests.runs : found == 0, "\(found)")
    }

    /// Carriers chosen by chance, by the old side once more with another one.
    private static func carriers(_ seed: UInt64, novel share: Double) -> [SideStore] {
        let root = RandomKey(seed: seed, path: "carriers")
        let stores = Side.allCases.map { SideStore($0, agreement: carrierAgreement) }
        for number in 0..<orders {
            let key = root.child(UInt64(number))
            for side in Side.allCases {
                let chance = key.child(side == .again ? 1 : 2).uniform
                var name = chance < 0.45 ? "postnl" : chance < 0.75 ? "dpd" : "ups"
                if side == .new, key.child(3).uniform < share { name = "dpd express" }
                let event = BusinessEvent(
                    order: KeyHash.of("O\(number)"), kind: 0, time: Int64(number) * 20 * .second, row: UInt64(number))
                [KeyHash.text(KeyHash.of(name))].withUnsafeBufferPointer { stores[Int(side.rawValue)].add(event, $0) }
            }
        }
        return stores
    }

    private static let carrierAgreement = Agreement(
        kinds: [EventKind(name: "label", role: .label)],
        fields: [EventField(name: "carrier", form: .text, meaning: .master)])

    @Test("A field that differs by nature and more often because of the migration is called in nearly all runs")
    func drift() {
        var called = 0
        for seed in 0..<UInt64(PlantedRunsTests.runs / 2) {
            let (stores, _) = PlantedRunsTests.run(5_000 + seed, noise: 0.02, defects: [], drift: 0.04)
            let (findings, _) = PlantedRunsTests.judged(stores)
            if findings.contains(where: {
                $0.verdict == .migration && $0.kind == 2 && $0.field == RehearsedFields.all.count
            }) {
                called += 1
            }
        }
        // 1,500 orders: about 30 differ by nature on either side, 60 more by migration.
        #expect(called * 100 >= PlantedRunsTests.runs / 2 * 95)
    }

    @Test(
        "Times that the old side has of itself are tolerated, each by itself; of a kind that is later as a whole none is"
    )
    func times() {
        var alarms = 0
        for seed in 0..<UInt64(PlantedRunsTests.runs) {
            for shift in [0, 2 * Int64.minute] {
                let rows = PlantedRunsTests.batches(seed, shift: shift)
                let tally = Reconciler(rows, asOf: 100 * .day).noise(parts: 0..<SideStore.partCount)
                let model = NoiseFinding.model(tally, NoiseFinding.all(tally))
                let classes = Reconciler(rows, asOf: 100 * .day, noise: model).tally(parts: 0..<SideStore.partCount)
                if shift == 0 {
                    if model.shifted[0] { alarms += 1 }
                    // Batches every ten minutes: up to ten minutes either way are the old side's own.
                    if let range = model.times[0] {
                        #expect(range.lowerBound >= -10 * .minute && range.upperBound <= 10 * .minute)
                        // 1 % of the events by what the range is, and as much again by chance at most.
                        #expect(classes.total[.timingOnly].units <= 60)
                    }
                } else {
                    #expect(model.shifted[0] && model.times[0] == nil)
                    #expect(classes.total[.tolerated].units == 0)
                    #expect(classes.total[.timingOnly].units > 1_000)
                }
                #expect(classes.total.defects == 0)
            }
        }
        let bound = RateBound.atLeast(alarms, of: PlantedRunsTests.runs, level: 0.997) ?? 0
        #expect(bound <= 0.05, "\(alarms) alarms in \(PlantedRunsTests.runs) runs")
    }

    /// Orders that go out with the next batch after a delay of their own: a batch system, twice and once more with a shift.
    private static func batches(_ seed: UInt64, shift: Int64) -> EventStore {
        let agreement = Agreement(kinds: [EventKind(name: "shipment", role: .shipment)], fields: [])
        let root = RandomKey(seed: seed, path: "batches")
        let stores = Side.allCases.map { side in
            let store = SideStore(side, agreement: agreement)
            for number in 0..<orders {
                let wait = Int64(root.child(UInt64(number)).child(UInt64(side.rawValue)).uniform * 600) * .second
                let ready = Int64(number) * 20 * .second + wait
                let time = (ready / (10 * .minute) + 1) * 10 * .minute + (side == .new ? shift : 0)
                let event = BusinessEvent(order: KeyHash.of("O\(number)"), kind: 0, time: time, row: UInt64(number))
                store.add(event, UnsafeBufferPointer(start: nil, count: 0))
            }
            return store
        }
        return EventStore(agreement, stores)
    }

    private static func judged(_ stores: [SideStore], _ agreement: Agreement = agreement) -> (
        findings: [NoiseFinding], tally: Tally
    ) {
        let store = EventStore(agreement, stores)
        let learning = Reconciler(store, asOf: 100 * .day)
        let noise = learning.noise(parts: 0..<SideStore.partCount)
        let findings = NoiseFinding.all(noise)
        let reconciler = Reconciler(store, asOf: 100 * .day, noise: NoiseFinding.model(noise, findings))
        return (findings, reconciler.tally(parts: 0..<SideStore.partCount))
    }
}
