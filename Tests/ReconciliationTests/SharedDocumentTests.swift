import Kernel
import Testing

@testable import Reconciliation

/// Consolidated invoices: documents of several orders, worked out by hand.
@Suite("Documents of several orders")
struct SharedDocumentTests {
    private typealias Row = EventTable.Row

    private static var agreement: Agreement {
        var agreement = EventTable.agreement
        for kind in agreement.kinds.indices where ["invoice", "credit note"].contains(agreement.kinds[kind].name) {
            agreement.kinds[kind].spansOrders = true
        }
        return agreement
    }

    private static func amounts(_ net: Double, status: String = "posted") -> [String: String] {
        ["net": "\(net)", "tax": "\(net / 5)", "total": "\(net * 6 / 5)", "status": status]
    }

    private static let names = ["A", "B", "C"]

    /// Orders that match, with an invoice each on the old side of 10, 20 and 30.
    private static var before: [Row] {
        names.enumerated().flatMap { number, order in
            [
                Row(.old, "order", at: 0, ["quantity": "1"], order: order, partner: "p\(number)"),
                Row(.new, "order", at: 0, ["quantity": "1"], order: order, partner: "p\(number)"),
                Row(.old, "invoice", at: 10, amounts(Double(number + 1) * 10), document: "I\(order)", order: order),
            ]
        }
    }

    /// One invoice under each of some orders.
    private static func invoice(
        _ side: Side, _ net: Double, _ document: String = "C1", _ orders: [String] = names, at minute: Double = 10,
        status: String = "posted"
    ) -> [Row] {
        orders.map {
            Row(side, "invoice", at: minute, amounts(net, status: status), document: document, order: $0)
        }
    }

    private static func reconciler(_ rows: [Row], asOf minute: Double = 10_000) -> Reconciler {
        Reconciler(EventTable.store(rows, agreement: agreement), asOf: Int64(minute * 60e9))
    }

    /// Units of invoices as `class old:new documents`, sorted, after a check that all events are counted once.
    private static func invoices(_ rows: [Row], asOf minute: Double = 10_000) -> [String] {
        let reconciler = reconciler(rows, asOf: minute)
        let tally = reconciler.tally(parts: 0..<SideStore.partCount)
        #expect(tally.total.total.old == rows.count { $0.side == .old })
        #expect(tally.total.total.new == rows.count { $0.side == .new })
        #expect(tally.allOrders.reduce(0, +) == Set(rows.map(\.order)).count)
        var seen: Set<[UInt64]> = []
        let kinds = agreement.kinds
        return reconciler.explain(orders: Set(rows.map { KeyHash.of($0.order) })).values.flatMap(\.self)
            .filter { kinds[$0.unit.kind].name == "invoice" }
            .filter { seen.insert($0.old.map(\.row) + [.max] + $0.new.map(\.row)).inserted }
            .map { "\($0.unit.verdict.name) \($0.unit.oldCount):\($0.unit.newCount)" }.sorted()
    }

    @Test("Three invoices that became one of three orders are one unit, tolerated if they come to the same")
    func consolidated() {
        let rows = Self.before + Self.invoice(.new, 60)
        #expect(Self.invoices(rows) == ["tolerated 3:1"])
        let tally = Self.reconciler(rows).tally(parts: 0..<SideStore.partCount)
        // Three orders, of which each is no worse than what became of its invoice.
        #expect(tally.allOrders[Int(VerdictClass.tolerated.rawValue)] == 3)
        #expect(tally.cell(kind: 3)[.tolerated].units == 1 && tally.cell(kind: 3).splits == 1)
        #expect(tally.cell(kind: 3)[.tolerated].old == 3 && tally.cell(kind: 3)[.tolerated].new == 3)
        // Without the word for it, each order differs.
        let plain = EventTable.store(rows)
        #expect(Reconciler(plain, asOf: .day).tally(parts: 0..<SideStore.partCount).cell(kind: 3)[.value].units == 3)
    }

    @Test("One that does not come to the same is one split mismatch, and all of its orders differ")
    func mismatch() {
        let rows = Self.before + Self.invoice(.new, 61)
        #expect(Self.invoices(rows) == ["split mismatch 3:1"])
        let tally = Self.reconciler(rows).tally(parts: 0..<SideStore.partCount)
        #expect(tally.allOrders[Int(VerdictClass.splitMismatch.rawValue)] == 3)
        #expect(tally.total[.splitMismatch].units == 1)
        // Net, tax and total differ: 61 for 60, 12.20 for 12, 73.20 for 72.
        let unit = Self.reconciler(rows).explain(order: KeyHash.of("B")).first { $0.unit.verdict == .splitMismatch }
        #expect(unit?.unit.differing == 0b1110)
        #expect(Set(unit?.new.map(\.order) ?? []) == Set(Self.names.map { KeyHash.of($0) }))
        #expect(unit?.old.count == 3)
    }

    @Test("One that comes to the same in another state is told: of one of its orders, or of all")
    func states() {
        #expect(Self.invoices(Self.before + Self.invoice(.new, 60, status: "draft")) == ["state 3:1"])
        var paid = Self.before
        for place in paid.indices where paid[place].kind == "invoice" && paid[place].order == "B" {
            paid[place].values["status"] = "paid"
        }
        let rows = paid + Self.invoice(.new, 60)
        #expect(Self.invoices(rows) == ["state 3:1"])
        let tally = Self.reconciler(rows).tally(parts: 0..<SideStore.partCount)
        #expect(tally.allOrders[Int(VerdictClass.state.rawValue)] == 3)
        let cell = tally.cell(kind: 3)
        #expect(cell.splits == 1 && cell.merges == 1 && cell.wrongMerges == 0)
        // What does not come to the same says more.
        #expect(Self.invoices(paid + Self.invoice(.new, 61)) == ["split mismatch 3:1"])
        let wrong = Self.reconciler(paid + Self.invoice(.new, 61)).tally(parts: 0..<SideStore.partCount).cell(kind: 3)
        #expect(wrong.merges == 1 && wrong.wrongMerges == 1)
    }

    @Test("Of a sum of three each may be as far off as one: a cent each is three, and a fourth is too much")
    func rounding() {
        var agreement = Self.agreement
        for field in agreement.fields.indices where agreement.fields[field].name != "status" {
            agreement.fields[field].tolerance = EventField.scale / 100
        }
        func verdicts(_ net: Double) -> Int {
            let rows =
                Self.before
                + Self.names.map {
                    Row(
                        .new, "invoice", at: 10,
                        ["net": "\(net)", "tax": "12", "total": "\(net + 12)", "status": "posted"], document: "C1",
                        order: $0)
                }
            let tally = Reconciler(EventTable.store(rows, agreement: agreement), asOf: .day)
                .tally(parts: 0..<SideStore.partCount)
            return tally.total[.splitMismatch].units
        }
        #expect(verdicts(60.03) == 0 && verdicts(59.97) == 0)
        #expect(verdicts(60.04) == 1 && verdicts(59.96) == 1)
    }

    @Test("Of a shipment in two parts each may be as far off as one")
    func partsOff() {
        var agreement = Self.agreement
        agreement.fields[0].tolerance = 2 * EventField.scale
        func parts(_ second: Int) -> [String] {
            EventTable.verdicts(
                [
                    Row(.old, "shipment", at: 0, ["quantity": "20"], document: "S"),
                    Row(.new, "shipment", at: 0, ["quantity": "8"], document: "S1"),
                    Row(.new, "shipment", at: 0, ["quantity": "\(second)"], document: "S2"),
                ], agreement: agreement)
        }
        #expect(parts(16) == ["shipment: tolerated"])
        #expect(parts(17) == ["shipment: split mismatch"])
    }

    @Test("It works the other way round, and where both sides consolidate, alike or differently")
    func bothWays() {
        func turned(_ rows: [Row]) -> [Row] {
            rows.map { row in
                var row = row
                row.side = row.side == .old ? .new : .old
                return row
            }
        }
        #expect(Self.invoices(turned(Self.before + Self.invoice(.new, 60))) == ["tolerated 1:3"])
        let orders = Self.before.filter { $0.kind == "order" }
        #expect(Self.invoices(orders + Self.invoice(.old, 60) + Self.invoice(.new, 60, "X")) == ["match 1:1"])
        #expect(Self.invoices(orders + Self.invoice(.old, 60) + Self.invoice(.new, 66)) == ["value 1:1"])
        #expect(
            Self.invoices(orders + Self.invoice(.old, 60) + Self.invoice(.new, 60, status: "draft")) == ["state 1:1"])
        // The old side invoices A with B and C alone, the new side A alone and B with C.
        let differently =
            Self.invoice(.old, 30, "O1", ["A", "B"]) + Self.invoice(.old, 30, "O2", ["C"])
            + Self.invoice(.new, 10, "N1", ["A"]) + Self.invoice(.new, 50, "N2", ["B", "C"])
        #expect(Self.invoices(orders + differently) == ["tolerated 2:2"])
    }

    @Test("Under one order only it is as good where the other side tells it under each")
    func underOne() {
        let orders = Self.before.filter { $0.kind == "order" }
        #expect(Self.invoices(orders + Self.invoice(.old, 60) + Self.invoice(.new, 60, "X", ["A"])) == ["match 1:1"])
    }

    @Test("Lines of one document, told apart by a key or by their amounts, are added up")
    func lines() {
        let byAmount = Self.names.enumerated().map { number, order in
            Row(
                .new, "invoice", at: 10, Self.amounts(Double(number + 1) * 10), document: "C1", order: order)
        }
        #expect(Self.invoices(Self.before + byAmount) == ["tolerated 3:1"])
        let alike = Self.names.map { order in
            Row(.new, "invoice", at: 10, Self.amounts(20), document: "C1", key: order, order: order)
        }
        #expect(Self.invoices(Self.before + alike) == ["tolerated 3:1"])
    }

    @Test("The same document twice under an order is a duplicate, and so is another one for the same orders")
    func duplicates() {
        let once = Self.before + Self.invoice(.new, 60)
        #expect(
            Self.invoices(once + Self.invoice(.new, 60, "C1", ["B"], at: 11)) == ["duplicate 0:1", "tolerated 3:1"])
        // Three events of one document.
        #expect(Self.invoices(once + Self.invoice(.new, 60, "C2", at: 12)) == ["duplicate 0:3", "tolerated 3:1"])
        let orders = Self.before.filter { $0.kind == "order" }
        let both = orders + Self.invoice(.old, 60) + Self.invoice(.new, 60)
        #expect(Self.invoices(both + Self.invoice(.new, 60, "C2", at: 12)) == ["duplicate 0:3", "match 1:1"])
    }

    @Test("What is missing is so once, and pending while it may still come")
    func missing() {
        let orders = Self.before.filter { $0.kind == "order" }
        let old = orders + Self.invoice(.old, 60)
        #expect(Self.invoices(old) == ["missing 1:0"])
        #expect(Self.invoices(old, asOf: 30) == ["pending 1:0"])
        let tally = Self.reconciler(old).tally(parts: 0..<SideStore.partCount)
        #expect(tally.allOrders[Int(VerdictClass.missing.rawValue)] == 3)
        // Two of three are on the new invoice so far: the third order's may still come.
        let part =
            Self.before.filter { $0.kind == "order" } + Self.invoice(.old, 60)
            + Self.invoice(.new, 10, "N1", ["A"]) + Self.invoice(.new, 20, "N2", ["B"])
        #expect(Self.invoices(part, asOf: 30) == ["pending 1:2"])
        #expect(Self.invoices(part) == ["split mismatch 1:2"])
        // Unexpected, and of orders that the new side does not have.
        let strange = Self.invoice(.new, 60, "C9", ["X", "Y"])
        #expect(Self.invoices(orders + strange) == ["orphan 0:1"])
    }

    @Test("An invoice that is not its lines and tax is a violation, and one before its order is out of order")
    func books() {
        var wrong = Self.invoice(.new, 60)
        for index in wrong.indices { wrong[index].values["total"] = "80" }
        #expect(Self.invoices(Self.before + wrong) == ["conservation violation 3:1"])
        #expect(Self.invoices(Self.before + Self.invoice(.new, 60, at: -20)) == ["out of order 3:1"])
    }

    @Test("Credit notes of several orders form unions of their own; other orders are left alone")
    func kindsApart() {
        let rows =
            Self.before + Self.invoice(.new, 60)
            + [
                Row(.old, "credit note", at: 20, Self.amounts(1), document: "G1", order: "A"),
                Row(.new, "credit note", at: 20, Self.amounts(1), document: "G1", order: "A"),
                Row(.old, "order", at: 0, ["quantity": "1"], order: "Z"),
                Row(.new, "order", at: 0, ["quantity": "1"], order: "Z"),
                Row(.old, "invoice", at: 10, Self.amounts(5), document: "IZ", order: "Z"),
                Row(.new, "invoice", at: 10, Self.amounts(6), document: "CZ", order: "Z"),
            ]
        #expect(Self.invoices(rows) == ["tolerated 3:1", "value 1:1"])
        let told = Self.reconciler(rows).explain(order: KeyHash.of("A")).map(\.unit.verdict)
        #expect(told.sorted() == [.match, .match, .tolerated])
    }

    @Test("Whatever is told under whichever orders, every event is counted once, and however many threads there are")
    func everyEventOnce() {
        for seed in 0..<40 as Range<UInt64> {
            var generator = SplitMix64(state: seed &* 91 &+ 3)
            var rows: [Row] = []
            for number in 0..<60 {
                for side in [Side.old, .new] {
                    rows.append(Row(side, "order", at: Double(number), ["quantity": "1"], order: "\(number)"))
                    for _ in 0..<Int(generator.uniform() * 3) {
                        let document = generator.uniform() < 0.1 ? nil : "D\(Int(generator.uniform() * 40))"
                        rows.append(
                            Row(
                                side, generator.uniform() < 0.8 ? "invoice" : "credit note", at: Double(number + 5),
                                Self.amounts(Double(Int(generator.uniform() * 3))), document: document,
                                order: "\(number)"))
                    }
                }
            }
            let reconciler = Self.reconciler(rows)
            let whole = reconciler.tally(parts: 0..<SideStore.partCount)
            #expect(whole.total.total.old == rows.count { $0.side == .old })
            #expect(whole.total.total.new == rows.count { $0.side == .new })
            #expect(whole.allOrders.reduce(0, +) == 60)
            var halves = reconciler.tally(parts: stride(from: 0, to: SideStore.partCount, by: 2))
            halves.merge(reconciler.tally(parts: stride(from: 1, to: SideStore.partCount, by: 2)))
            #expect(halves.total == whole.total && halves.orders == whole.orders)
        }
    }
}
