import Kernel
import Testing

@testable import Reconciliation

/// One case after the other, each with the class that its meaning demands.
@Suite("Verdicts on events")
struct VerdictTests {
    typealias Row = EventTable.Row

    private func verdicts(_ rows: [Row], of order: String = "A", asOf minute: Double = 10_000) -> [String] {
        EventTable.verdicts(rows, of: order, asOf: minute)
    }

    @Test("The same on both sides is a match, its time within a second included")
    func match() {
        #expect(
            verdicts([
                Row(.old, "order", at: 0, ["quantity": "5", "status": "open"]),
                Row(.new, "order", at: 0.01, ["quantity": "5", "status": "open"]),
            ]) == ["order: match"])
    }

    @Test("Only the time differs: timing only within the agreement, late beyond it, never late when it is earlier")
    func times() {
        func shipment(_ minute: Double) -> [String] {
            verdicts([
                Row(.old, "order", at: 0), Row(.new, "order", at: 0),
                Row(.old, "shipment", at: 60), Row(.new, "shipment", at: minute),
            ]).filter { $0.hasPrefix("shipment") }
        }
        #expect(shipment(70) == ["shipment: timing only"])
        #expect(shipment(70.001) == ["shipment: late beyond agreement"])
        #expect(shipment(30) == ["shipment: timing only"])
    }

    @Test("A value, a state, master data, tolerance and known noise are told apart")
    func fields() {
        func order(_ name: String, _ one: String, _ two: String) -> [String] {
            verdicts([Row(.old, "order", at: 0, [name: one]), Row(.new, "order", at: 0, [name: two])])
        }
        #expect(order("quantity", "5", "6") == ["order: value"])
        #expect(order("status", "open", "done") == ["order: state"])
        #expect(order("place", "BE-LGG", "LGG") == ["order: master-data drift"])
        #expect(order("note", "a", "b") == ["order: tolerated"])
        #expect(order("total", "10.00", "10.01") == ["order: tolerated"])
        #expect(order("total", "10.00", "10.02") == ["order: value"])
    }

    @Test(
        "Another carrier is drift, wherever both sides tell it; where one side tells none of a kind nothing is compared"
    )
    func partners() {
        var agreement = EventTable.agreement
        agreement.fields.append(EventField(name: "partner", form: .text, meaning: .partner))
        func shipment(_ old: String?, _ new: String?) -> [ExplainedUnit] {
            let rows = [
                // Names come in another order on each side: what is compared is the name, not its number.
                Row(.new, "order", at: 0, partner: "ups"), Row(.old, "order", at: 0, partner: "ups"),
                Row(.old, "label", at: 1, partner: "dpd"), Row(.new, "label", at: 1, partner: "dpd"),
                Row(.old, "shipment", at: 2, partner: old), Row(.new, "shipment", at: 2, partner: new),
                Row(.old, "shipment", at: 2, order: "B", partner: "dpd"),
                Row(.new, "shipment", at: 2, order: "B", partner: "dpd"),
            ]
            return Reconciler(EventTable.store(rows, agreement: agreement)).explain(order: KeyHash.of("A"))
        }
        let changed = shipment("dpd", "ups").first { $0.unit.kind == 1 }
        #expect(changed?.unit.verdict == .masterDataDrift)
        #expect(changed?.unit.differing == 1 << UInt16(agreement.fields.count - 1))
        #expect(shipment("dpd", nil).first { $0.unit.kind == 1 }?.unit.verdict == .masterDataDrift)
        #expect(shipment("dpd", "dpd").allSatisfy { $0.unit.verdict == .match })
        let alone = [Row(.old, "order", at: 0, partner: "dpd"), Row(.new, "order", at: 0)]
        #expect(EventTable.verdicts(alone, agreement: agreement) == ["order: match"])
        agreement.fields[agreement.fields.count - 1].isNoise = true
        #expect(shipment("dpd", "ups").first { $0.unit.kind == 1 }?.unit.verdict == .tolerated)
    }

    @Test("Missing only when its time and the agreed wait are over; before that pending, on either side")
    func watermark() {
        let rows = [Row(.old, "order", at: 0), Row(.new, "order", at: 0), Row(.old, "label", at: 30)]
        #expect(verdicts(rows, asOf: 89.9) == ["label: pending", "order: match"])
        #expect(verdicts(rows, asOf: 90) == ["label: missing", "order: match"])
        let other = [Row(.old, "order", at: 0), Row(.new, "order", at: 0), Row(.new, "label", at: 30)]
        #expect(verdicts(other, asOf: 89.9) == ["label: pending", "order: match"])
        #expect(verdicts(other, asOf: 90) == ["label: unexpected", "order: match"])
    }

    @Test("An event whose order is not there is an orphan; a credit note without an invoice as well")
    func orphans() {
        #expect(verdicts([Row(.new, "label", at: 0), Row(.old, "order", at: 0, order: "B")]) == ["label: orphan"])
        #expect(
            verdicts([
                Row(.old, "order", at: 0), Row(.new, "order", at: 0), Row(.new, "credit note", at: 9),
            ]) == ["credit note: orphan", "order: match"])
        #expect(
            verdicts([
                Row(.old, "order", at: 0), Row(.new, "order", at: 0), Row(.old, "invoice", at: 5),
                Row(.new, "invoice", at: 5), Row(.new, "credit note", at: 9),
            ]) == ["credit note: unexpected", "invoice: match", "order: match"])
    }

    @Test("Twice is a duplicate: with the same number, without a number, or with a number of its own")
    func duplicates() {
        func invoices(_ first: String?, _ second: String?) -> [String] {
            verdicts([
                Row(.old, "order", at: 0), Row(.new, "order", at: 0),
                Row(.old, "invoice", at: 5, ["total": "9"], document: "X"),
                Row(.new, "invoice", at: 5, ["total": "9"], document: first),
                Row(.new, "invoice", at: 6, ["total": "9"], document: second),
            ]).filter { $0.hasPrefix("invoice") }
        }
        #expect(invoices("N1", "N1") == ["invoice: duplicate", "invoice: match"])
        #expect(invoices("N1", "N2").contains("invoice: duplicate"))
        #expect(invoices(nil, nil) == ["invoice: duplicate", "invoice: match"])
    }

    @Test("A duplicate of the old side that the new one does not have is one as well; both twice is none")
    func oldDuplicates() {
        let rows = [
            Row(.old, "order", at: 0), Row(.new, "order", at: 0),
            Row(.old, "label", at: 5, document: "L"), Row(.old, "label", at: 6, document: "L"),
            Row(.new, "label", at: 5, document: "L"),
        ]
        #expect(verdicts(rows) == ["label: duplicate", "label: match", "order: match"])
        #expect(
            verdicts(rows + [Row(.new, "label", at: 6, document: "L")]) == [
                "label: match", "label: match", "order: match",
            ])
    }

    @Test("One missing and another twice are not taken for each other when numbers agree")
    func numbers() {
        #expect(
            verdicts([
                Row(.old, "order", at: 0), Row(.new, "order", at: 0),
                Row(.old, "label", at: 5, document: "L1"), Row(.old, "label", at: 6, document: "L2"),
                Row(.new, "label", at: 5, document: "L1"), Row(.new, "label", at: 6, document: "L1"),
            ]) == ["label: duplicate", "label: match", "label: missing", "order: match"])
    }

    @Test(
        "One shipment in two that come to the same is tolerated where it may split, a mismatch where not or if it falls short"
    )
    func splits() {
        func shipped(_ kind: String, _ parts: [String]) -> [String] {
            verdicts(
                [Row(.old, "order", at: 0), Row(.new, "order", at: 0), Row(.old, kind, at: 5, ["quantity": "10"])]
                    + parts.enumerated().map {
                        Row(.new, kind, at: 5 + Double($0.offset), ["quantity": $0.element], document: "P\($0.offset)")
                    }
            ).filter { $0.hasPrefix(kind) }
        }
        #expect(shipped("shipment", ["4", "6"]) == ["shipment: tolerated"])
        #expect(shipped("shipment", ["5", "5"]) == ["shipment: tolerated"])
        #expect(shipped("shipment", ["4", "5"]) == ["shipment: split mismatch"])
        #expect(shipped("label", ["4", "6"]) == ["label: split mismatch"])
    }

    @Test("Two equal parcels without numbers are the parts of one shipment, not a parcel and its copy")
    func equalParts() {
        #expect(
            verdicts([
                Row(.old, "order", at: 0), Row(.new, "order", at: 0),
                Row(.old, "shipment", at: 5, ["quantity": "10"]),
                Row(.new, "shipment", at: 5, ["quantity": "5"]), Row(.new, "shipment", at: 6, ["quantity": "5"]),
            ]) == ["order: match", "shipment: tolerated"])
    }

    @Test("Several that become one come to the same: a consolidated invoice")
    func merges() {
        var agreement = EventTable.agreement
        agreement.kinds[3].maySplit = true
        #expect(
            EventTable.verdicts(
                [
                    Row(.old, "order", at: 0), Row(.new, "order", at: 0),
                    Row(.old, "invoice", at: 5, ["net": "10", "tax": "2", "total": "12"], document: "I1"),
                    Row(.old, "invoice", at: 6, ["net": "20", "tax": "4", "total": "24"], document: "I2"),
                    Row(.new, "invoice", at: 7, ["net": "30", "tax": "6", "total": "36"], document: "J"),
                ], agreement: agreement) == ["invoice: tolerated", "order: match"])
    }

    @Test("Before what must come before it on the new side only: out of order")
    func sequence() {
        #expect(
            verdicts([
                Row(.old, "order", at: 10), Row(.new, "order", at: 10), Row(.old, "label", at: 11),
                Row(.new, "label", at: 9),
            ]) == ["label: out of order", "order: match"])
        #expect(
            verdicts([
                Row(.old, "order", at: 10), Row(.new, "order", at: 10), Row(.old, "label", at: 9),
                Row(.new, "label", at: 8.5),
            ]) == ["label: timing only", "order: match"])
    }

    @Test("An event that comes so late that others overtake it is late, and they are as they should be")
    func overtaken() {
        func shipped(_ minute: Double) -> [String] {
            verdicts([
                Row(.old, "order", at: 0), Row(.new, "order", at: 0),
                Row(.old, "invoice", at: 5), Row(.new, "invoice", at: minute),
                Row(.old, "credit note", at: 9), Row(.new, "credit note", at: 9),
            ]).filter { !$0.hasPrefix("order") }
        }
        #expect(shipped(8) == ["credit note: match", "invoice: timing only"])
        #expect(shipped(10) == ["credit note: match", "invoice: out of order"])
    }

    @Test("Ordered that is not shipped and back-ordered is a violation of conservation on the new side")
    func orderBooks() {
        func rows(_ shipped: String, back: String) -> [Row] {
            [
                Row(.old, "order", at: 0, ["quantity": "10"]), Row(.new, "order", at: 0, ["quantity": "10"]),
                Row(.old, "shipment", at: 5, ["quantity": "8"]), Row(.old, "back order", at: 5, ["quantity": "2"]),
                Row(.new, "shipment", at: 5, ["quantity": shipped]), Row(.new, "back order", at: 5, ["quantity": back]),
            ]
        }
        #expect(
            verdicts(rows("7", back: "2")) == [
                "back order: match", "order: match", "shipment: conservation violation",
            ])
        // Other figures that balance are other values, no violation.
        #expect(verdicts(rows("7", back: "3")) == ["back order: value", "order: match", "shipment: value"])
    }

    @Test("A violation of conservation is told once, at the event that breaks it")
    func brokenOnce() {
        func rows(ordered: String, place: String, shipped: [String]) -> [Row] {
            [
                Row(.old, "order", at: 0, ["quantity": "10", "place": "A"]),
                Row(.new, "order", at: 0, ["quantity": ordered, "place": place]),
                Row(.old, "shipment", at: 5, ["quantity": "10"]),
            ] + shipped.enumerated().map { Row(.new, "shipment", at: 5, ["quantity": $1], document: "\($0)") }
        }
        // An order to another place, and too little shipped for it: two differences, one of which breaks the books.
        #expect(
            verdicts(rows(ordered: "10", place: "B", shipped: ["9"])) == [
                "order: master-data drift", "shipment: conservation violation",
            ])
        #expect(
            verdicts(rows(ordered: "10", place: "B", shipped: ["6", "3"])) == [
                "order: master-data drift", "shipment: conservation violation",
            ])
        // More ordered than before, and as much shipped as before: the order broke it.
        #expect(
            verdicts(rows(ordered: "12", place: "A", shipped: ["10"])) == [
                "order: conservation violation", "shipment: match",
            ])
        #expect(
            verdicts(rows(ordered: "12", place: "A", shipped: ["11"])) == [
                "order: value", "shipment: conservation violation",
            ])
    }

    @Test("An invoice's total is its lines and tax within rounding")
    func invoiceBooks() {
        func invoice(_ net: String, _ tax: String, _ total: String) -> [String] {
            verdicts([
                Row(.old, "order", at: 0), Row(.new, "order", at: 0),
                Row(.old, "invoice", at: 5, ["net": "100", "tax": "21", "total": "121"]),
                Row(.new, "invoice", at: 5, ["net": net, "tax": tax, "total": total]),
            ]).filter { $0.hasPrefix("invoice") }
        }
        #expect(invoice("100", "21", "121") == ["invoice: match"])
        #expect(invoice("100", "21", "121.01") == ["invoice: tolerated"])
        #expect(invoice("100", "21", "120") == ["invoice: conservation violation"])
        #expect(invoice("110", "23.10", "133.10") == ["invoice: value"])
    }

    @Test("Stock moves are the change on hand between two counts")
    func stockBooks() {
        func level(_ second: String) -> [String] {
            let sides: [Side] = [.old, .new]
            let rows = sides.flatMap { side in
                [
                    Row(side, "level", at: 0, ["quantity": "100"], key: "d1", stock: "ANR/widget", order: "-"),
                    Row(side, "move", at: 10, ["quantity": "-30"], stock: "ANR/widget", order: "A"),
                    Row(side, "move", at: 20, ["quantity": "-5"], stock: "ANR/widget", order: "B"),
                    Row(side, "move", at: 30, ["quantity": "12"], stock: "ANR/widget", order: "C"),
                    Row(
                        side, "level", at: 60, ["quantity": side == .old ? "77" : second], key: "d2",
                        stock: "ANR/widget", order: "-"),
                ]
            }
            return verdicts(rows, of: "ANR/widget")
        }
        #expect(level("77") == ["level: match", "level: match"])
        #expect(level("78") == ["level: conservation violation", "level: match"])
    }

    @Test("Stock moves without an order, which lie under their place and article, are matched as well")
    func movesWithoutOrder() {
        func moves(_ second: String) -> [String] {
            let sides: [Side] = [.old, .new]
            let rows = sides.flatMap { side in
                [
                    Row(side, "move", at: 10, ["quantity": "-30"], stock: "ANR/widget", order: "ANR/widget"),
                    Row(
                        side, "move", at: 20, ["quantity": side == .old ? "-5" : second], stock: "ANR/widget",
                        order: "ANR/widget"),
                ]
            }
            return verdicts(rows, of: "ANR/widget")
        }
        #expect(moves("-5") == ["move: match", "move: match"])
        #expect(moves("-6").sorted() == ["move: match", "move: value"])
    }

    @Test("Many events of one order and kind, as when the wrong column is taken for the key, are no trouble")
    func crowd() {
        var rows: [Row] = []
        for number in 0..<20_000 {
            rows.append(Row(.old, "label", at: Double(number), ["quantity": "\(number)"], document: "D\(number)"))
            rows.append(Row(.new, "label", at: Double(number), ["quantity": "\(number)"], document: "D\(number)"))
        }
        rows.append(Row(.new, "label", at: 9.5, ["quantity": "7"], document: "D7"))
        let reconciler = Reconciler(EventTable.store(rows))
        let tally = reconciler.tally(parts: 0..<SideStore.partCount)
        #expect(tally.total[.match].units == 20_000)
        #expect(tally.total[.duplicate].units == 1)
    }

    @Test("Every event is in exactly one class, whatever comes: the sums add up")
    func sums() {
        var generator = SplitMix64(state: 11)
        var rows: [Row] = []
        let kinds = EventTable.agreement.kinds.map(\.name)
        for _ in 0..<20_000 {
            let draw = generator.next()
            let kind = kinds[Int(draw % UInt64(kinds.count))]
            rows.append(
                Row(
                    draw >> 8 & 1 == 0 ? .old : .new, kind, at: Double(draw >> 12 & 0x3ff),
                    ["quantity": "\(draw >> 24 & 3)", "total": "\(draw >> 28 & 7)", "status": "s\(draw >> 32 & 1)"],
                    document: draw >> 36 & 1 == 0 ? nil : "D\(draw >> 40 & 3)",
                    key: draw >> 44 & 3 == 0 ? "k" : nil,
                    stock: kind == "move" || kind == "level" ? "S\(draw >> 48 & 3)" : nil,
                    order: "O\(draw >> 50 & 0x3ff)", partner: draw >> 60 & 1 == 0 ? "x" : nil))
        }
        let store = EventTable.store(rows)
        let reconciler = Reconciler(store)
        let tally = reconciler.tally(parts: 0..<SideStore.partCount)
        #expect(tally.total.total.old == rows.count { $0.side == .old })
        #expect(tally.total.total.new == rows.count { $0.side == .new })
        // And in whatever parts it is divided.
        var halves = reconciler.tally(parts: stride(from: 1, to: SideStore.partCount, by: 2))
        halves.merge(reconciler.tally(parts: stride(from: 0, to: SideStore.partCount, by: 2)))
        #expect(halves.total == tally.total)
        #expect(halves.allOrders == tally.allOrders)
        #expect(
            tally.allOrders.reduce(0, +) == Set(rows.filter { $0.kind != "level" }.map(\.order)).count
                + Set(rows.filter { $0.kind == "level" }.compactMap(\.stock)).count)
    }
}
