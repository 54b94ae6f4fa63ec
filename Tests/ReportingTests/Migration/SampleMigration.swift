import Kernel
import Reconciliation

@testable import Analysis
@testable import Reporting

/// Three hundred orders of three partners on two sides, with differences whose counts are known by hand.
///
/// Order i is placed i minutes after 10:00, shipped ten minutes and invoiced twenty minutes after that; partner i mod 3.
/// On the new side
/// - shipments of ups (i mod 3 = 2) are 5 s later, those of orders 2, 5, 8 and 11 have 12 times the quantity;
/// - the shipment of order 10 is an hour late; those of 16, 19 and 22 went to LGG instead of BE-LGG;
/// - invoices of 1, 4 and 7 are there twice, that of 13 is missing, that of 299 is not there yet;
/// - invoices with i mod 10 = 5 have another status; on the old side once more those with i mod 10 = 0.
enum SampleMigration {
    static let partners = ["dpd", "gls <b>&\"'|", "ups"]
    /// 2026-11-27 10:00 UTC.
    static let start: Instant = 1_795_773_600 * .second
    static let orders = 300

    static let agreement = Agreement(
        kinds: [
            EventKind(name: "order", role: .order),
            EventKind(name: "shipment", role: .shipment, lateAfter: 30 * .minute),
            EventKind(name: "invoice", role: .invoice),
        ],
        fields: [
            EventField(name: "quantity", form: .number, meaning: .quantity),
            EventField(name: "status", form: .text, meaning: .status),
            EventField(name: "location", form: .text, meaning: .master),
        ])

    /// Who signs what, and what must be shown.
    static var gate: GatePlan {
        var gate = GatePlan(name: "sample gate")
        gate.orders = 50
        gate.bound = 0.05
        gate.owners = ["invoice": "billing <team>"]
        gate.latencies = [GatePlan.LatencyBudget(kind: "shipment", quantile: 0.9, most: 10 * .second)]
        return gate
    }

    /// The findings, and the rows that they point to.
    static let sample = made()
    static var findings: MigrationFindings { sample.findings }
    static var rows: MigrationRows { sample.rows }

    /// One side's event of an order.
    struct Event {
        var time: Instant
        var quantity: Int64?
        var status = "posted"
        var location: String?
    }

    /// Events of an order on a side, by kind.
    static func events(_ order: Int, _ side: Side) -> [[Event]] {
        let time = start + Int64(order) * .minute
        var shipment = Event(time: time + 10 * .minute, quantity: Int64(order % 5 + 1), location: "BE-LGG")
        var invoices = [Event(time: time + 20 * .minute)]
        if side == .new {
            if order % 3 == 2 { shipment.time += 5 * .second }
            if [2, 5, 8, 11].contains(order) { shipment.quantity = Int64(order % 5 + 1) * 12 }
            if order == 10 { shipment.time += .hour }
            if [16, 19, 22].contains(order) { shipment.location = "LGG" }
            if order % 10 == 5 { invoices[0].status = "draft" }
            if [1, 4, 7].contains(order) { invoices.append(invoices[0]) }
            if [13, 299].contains(order) { invoices = [] }
        }
        if side == .again, order % 10 == 0 { invoices[0].status = "draft" }
        return [[Event(time: time)], [shipment], invoices]
    }

    /// Compares the sides.
    /// - Parameter hasPartners: whether the events say whose they are.
    static func made(
        orders: Int = orders, gate: GatePlan = gate, reads: [ReadFacts] = [], planted: [PlantedFinding] = [],
        hasPartners: Bool = true
    ) -> (findings: MigrationFindings, rows: MigrationRows) {
        var rows = MigrationRows()
        let stores = Side.allCases.map { side -> SideStore in
            let store = SideStore(side, agreement: agreement)
            for order in 0..<orders {
                for (kind, events) in Self.events(order, side).enumerated() {
                    for (copy, event) in events.enumerated() {
                        let row = UInt64(order * 100 + kind * 10 + copy)
                        let values = [
                            event.quantity.map { $0 * EventField.scale } ?? EventField.absent,
                            KeyHash.text(KeyHash.of(event.status)),
                            event.location.map { KeyHash.text(KeyHash.of($0)) } ?? EventField.absent,
                        ]
                        let business = BusinessEvent(
                            order: KeyHash.of("S\(order)"), kind: kind, time: event.time, row: row,
                            document: UInt64(order + 1),
                            partner: hasPartners ? store.partners.number(partners[order % 3]) : .max)
                        values.withUnsafeBufferPointer { store.add(business, $0) }
                        var fields = [MigrationRows.Field(name: "status", value: event.status)]
                        if let quantity = event.quantity {
                            fields.append(.init(name: "quantity", value: "\(quantity)"))
                        }
                        if let location = event.location { fields.append(.init(name: "location", value: location)) }
                        rows[side, row] = MigrationRows.Row(
                            place: "\(side == .new ? "new" : "old").csv:\(row)", order: "S\(order)",
                            kind: agreement.kinds[kind].name, time: event.time, fields: fields)
                    }
                }
            }
            return store
        }
        let store = EventStore(agreement, stores)
        let parts = 0..<SideStore.partCount
        let noise = Reconciler(store).noise(parts: parts)
        let found = NoiseFinding.all(noise)
        let model = NoiseFinding.model(noise, found)
        let reconciler = Reconciler(store, noise: model)
        let findings = MigrationFindings(
            title: "odoo-19 <i>&</i> against edi hub", names: (old: "edi hub", new: "odoo-19 <i>&</i>"),
            reconciler: reconciler, tally: reconciler.tally(parts: parts), noise: (found, model), gate: gate,
            today: start, reads: reads, planted: planted)
        return (findings, rows)
    }

    /// What reading came to, with a row that cannot be read.
    static let reads = [
        ReadFacts(name: "edi hub", place: "old.csv", rows: 900, events: 900),
        ReadFacts(
            name: "odoo-19", place: "new.csv", rows: 910, events: 901, ignored: 2, unknown: ["ping": 6], bad: 1,
            badRows: ["new.csv:17: time: expected a time, found \"<soon>\""]),
    ]
}
