import Kernel
import Testing

@testable import Exports
@testable import Reconciliation
@testable import Scenario

/// Odoo's interfaces write `false` for a value that is not there, whatever its type.
@Suite("False for what is absent")
struct AbsentValueTests {
    private static let mapping = """
        rehearse mapping: 1
        events: { order: {}, shipment: {}, invoice: {} }
        fields: { quantity: {}, total: {}, note: {}, urgent: {}, due: { form: time } }
        old: &side
          event: event
          order: order
          time: time
          document: name
          partner: carrier
          fields: { quantity: quantity, total: total, note: note, urgent: urgent, due: due }
        """

    private func read(_ text: String, _ mapping: String) throws -> (
        tally: ReadTally, events: [(BusinessEvent, [Int64])]
    ) {
        let pair = try InferredPair()
        let (own, problems) = MappingFile.read(mapping, as: "mapping.yaml")
        #expect(problems.isEmpty, "\(Problem.text(problems))")
        let rules = try #require(own)
        let files = try ExportFiles.of(try pair.write("events.jsonl", text), rules.old)
        let store = SideStore(.old, agreement: rules.agreement)
        let tally = try ExportReader(files, agreement: rules.agreement).read(into: store)
        var all: [(BusinessEvent, [Int64])] = []
        for part in 0..<SideStore.partCount { store.read(part: part) { all.append(($0, Array($1))) } }
        return (tally, all.sorted { $0.0.row < $1.0.row })
    }

    private static let rows = """
        {"event": "order", "order": "A", "time": "2026-11-27T08:26:00Z", "name": false, "carrier": false, "quantity": 5, "total": false, "note": "a", "urgent": true, "due": false}
        {"event": "shipment", "order": "A", "time": "2026-11-27T09:26:00Z", "name": "LS1", "carrier": "ups", "quantity": 5, "total": false, "note": false, "urgent": false, "due": "2026-11-28T09:26:00Z"}
        {"event": "invoice", "order": "A", "time": "2026-11-27T10:26:00Z", "name": "RE1", "carrier": false, "quantity": false, "total": 12.5, "note": false, "urgent": false, "due": false}

        """

    @Test("Of numbers, times, texts, documents and partners it is no value; of truth values it is one")
    func types() throws {
        let (tally, events) = try read(
            Self.rows, Self.mapping.replacing("old: &side", with: "old:"))
        #expect(tally.badCount == 0, "\(tally.bad)")
        #expect(events.count == 3)
        let values = events.map(\.1)
        #expect(values.map { $0[0] } == [5_000_000, 5_000_000, EventField.absent])
        #expect(values.map { $0[1] } == [EventField.absent, EventField.absent, 12_500_000])
        #expect(values[0][2] == KeyHash.text(KeyHash.of("a")))
        #expect(values[1][2] == EventField.absent && values[2][2] == EventField.absent)
        #expect(values.map { $0[3] } == ["true", "false", "false"].map { KeyHash.text(KeyHash.of($0)) })
        #expect(values[0][4] == EventField.absent && values[1][4] == 1_795_857_960_000_000_000)
        #expect(events[0].0.document == BusinessEvent.none && events[1].0.document != BusinessEvent.none)
        #expect(events.map { $0.0.partner == .max } == [true, false, true])
    }

    @Test("A mapping that says what false is called has it for a value")
    func told() throws {
        let (_, events) = try read(
            Self.rows,
            Self.mapping.replacing("old: &side", with: "old:").replacing(
                "note: note", with: "note: { column: note, values: { false: none } }"))
        #expect(events.map { $0.1[2] } == ["a", "none", "none"].map { KeyHash.text(KeyHash.of($0)) })
    }

    @Test("An inferred mapping finds the numbers and the documents of an Odoo that writes false")
    func inferred() throws {
        let pair = try InferredPair()
        var old = "typ;auftrag;zeit;menge;netto;beleg\n"
        var new = ""
        for order in 0..<200 {
            let key = "AUF\(10_000 + order)"
            let net = "\(order + 10).50"
            old += "ORDERS;\(key);\(InferredPair.iso(order));\(order % 9 + 1);;\n"
            old += "INVOIC;\(key);\(InferredPair.iso(order + 5));;\(net);RE\(70_000 + order)\n"
            new +=
                "{\"model\": \"sale.order\", \"ref\": \"\(key)\", \"date\": \"\(InferredPair.iso(order))\", \"product_uom_qty\": \(order % 9 + 1), \"amount_untaxed\": false, \"name\": false}\n"
            new +=
                "{\"model\": \"account.move.out_invoice\", \"ref\": \"\(key)\", \"date\": \"\(InferredPair.iso(order + 5))\", \"product_uom_qty\": false, \"amount_untaxed\": \(order == 7 ? "99.25" : net), \"name\": \"RE\(70_000 + order)\"}\n"
        }
        try pair.write("old.csv", old)
        try pair.write("new.jsonl", new)
        let result = try pair.reconcile("old.csv", "new.jsonl")
        #expect(result.bad == 0)
        for line in ["document: beleg\n", "document: name\n", "quantity: product_uom_qty\n", ": amount_untaxed\n"] {
            #expect(result.text.contains(line), "\(line) in \(result.text)")
        }
        // The one net that differs.
        #expect(InferredPair.counts(result.tally) == [.match: 399, .value: 1], "\(InferredPair.counts(result.tally))")
    }
}
