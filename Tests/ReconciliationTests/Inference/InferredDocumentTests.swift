import Kernel
import Testing

@testable import Exports
@testable import Reconciliation
@testable import Scenario

@Suite("Own numbers of documents in a proposed mapping, and what hangs on them")
struct InferredDocumentTests {
    /// 120 orders with an invoice each on the old side; on the new side every second invoice is of two orders, in one row. One of
    /// these misses 5.00, and one that is of one order does.
    private func consolidated(_ number: String, _ name: String) throws -> InferredPair {
        let pair = try InferredPair()
        var old = "typ,order,when,net,\(number)\n"
        var new = "event,order,time,net,\(name)\n"
        for order in 0..<120 {
            let key = "K\(2_000 + order)"
            old += "order,\(key),\(InferredPair.iso(order)),\(order + 10).50,\n"
            old += "invoice,\(key),\(InferredPair.iso(order + 5)),\(order + 10).50,RE\(70_000 + order)\n"
            new += "order,\(key),\(InferredPair.iso(order)),\(order + 10).50,\n"
            let wrong = order == 8 || order == 10 ? 5 : 0
            if order % 4 == 0 {
                let net = 2 * order + 22 - wrong
                new +=
                    "invoice,\"\(key), K\(2_001 + order)\",\(InferredPair.iso(order + 5)),\(net).00,INV/2026/\(10_000 + order)\n"
            } else if order % 4 > 1 {
                new +=
                    "invoice,\(key),\(InferredPair.iso(order + 5)),\(order + 10 - wrong).50,INV/2026/\(10_000 + order)\n"
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        return pair
    }

    @Test(
        "Odoo's name is the number of its documents, so that invoices in one row are compared in sum",
        arguments: [("NUMMER", "name"), ("reference", "vkz"), ("number", "display_name")])
    func names(_ number: String, _ name: String) throws {
        let result = try consolidated(number, name).reconcile("old.csv", "new.csv")
        #expect(result.text.contains("document: \(number)\n"), "\(result.text)")
        #expect(result.text.contains("document: \(name)\n"), "\(result.text)")
        #expect(result.text.contains("documents: of several orders"), "\(result.text)")
        // 30 invoices of two orders each: 29 come to the same, one does not; 60 of one order, one of them with another net.
        #expect(
            InferredPair.counts(result.tally) == [.match: 120 + 59, .tolerated: 29, .splitMismatch: 1, .value: 1],
            "\(InferredPair.counts(result.tally))\n\(result.text)")
    }

    @Test("Deliveries with a number of their own on one side are parts, equal ones as well; what is said is unsure")
    func parts() throws {
        let pair = try InferredPair()
        var old = "typ;auftrag;zeit;lieferschein;menge\n"
        var new = "event,order,time,qty\n"
        for order in 0..<200 {
            let key = "K\(2_000 + order)"
            let units = 2 + order % 5 * 2
            old += "order;\(key);\(InferredPair.iso(order));;\(units)\n"
            new += "order,\(key),\(InferredPair.iso(order)),\(units)\n"
            // Every fourth order went in two equal halves on the old side.
            let halves = order % 4 == 0 ? 2 : 1
            for half in 0..<halves {
                old +=
                    "shipment;\(key);\(InferredPair.iso(order + 5));\(80_000_000 + half * 1_000_000 + order);\(units / halves)\n"
            }
            new += "shipment,\(key),\(InferredPair.iso(order + 5)),\(units)\n"
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        let result = try pair.reconcile("old.csv", "new.csv")
        #expect(result.text.contains("document: lieferschein\n"), "\(result.text)")
        #expect(result.text.contains("unsure: \"lieferschein\" has each of its values once"), "\(result.text)")
        #expect(result.text.contains("splits: yes"), "\(result.text)")
        #expect(
            InferredPair.counts(result.tally) == [.match: 200 + 150, .tolerated: 50],
            "\(InferredPair.counts(result.tally))")
    }

    @Test("What is proposed as a comment is valid as soon as it is none")
    func comments() throws {
        let pair = try InferredPair()
        var (old, new) = ("event,order,time,qty\n", "event,order,time,qty\n")
        for order in 0..<200 {
            for (kind, minutes) in [("order", 0), ("shipment", 20), ("invoice", 40)] {
                let row = "\(kind),K\(2_000 + order),"
                old += row + "\(InferredPair.iso(order + minutes)),5\n"
                new +=
                    row
                    + "\(InferredPair.iso(order + minutes + (minutes == 0 ? 0 : 3)).replacing(":00Z", with: ":10Z")),5\n"
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        let text = try MappingProposal.text(old: pair.path("old.csv"), new: pair.path("new.csv"))
        let mark = "# late after:"
        let plain = text.split(separator: "\n").map(String.init).map { line in
            line.contains(mark) ? line.replacing("# ", with: "", maxReplacements: 1) : line
        }.joined(separator: "\n")
        #expect(text.contains(mark), "\(text)")
        let (mapping, problems) = MappingFile.read(plain, as: "plain.yaml")
        #expect(problems.isEmpty, "\(Problem.text(problems))\n\(plain)")
        let kinds = try #require(mapping?.agreement.kinds)
        #expect(kinds.count { $0.lateAfter != nil } == 2, "\(plain)")
        // The wait that is spoken of stands there.
        #expect(text.contains("wait: 1h"))
    }

    @Test("Texts that are written as numbers of documents are told from others")
    func written() {
        for text in ["INV/2026/00012", "WH/OUT/42", "RE004711", "INV/2026/00012-B"] {
            #expect(DocumentNumbers.isNumber(text, alsoPlain: false), "\(text)")
        }
        for text in ["Jan de Vries", "12.50", "4711", "9f1c2e7a4b6d8c0e1f3a", "", "SO"] {
            #expect(!DocumentNumbers.isNumber(text, alsoPlain: false), "\(text)")
        }
        #expect(DocumentNumbers.isNumber("4711", alsoPlain: true))
        #expect(!DocumentNumbers.isNumber("12.50", alsoPlain: true))
    }

    @Test("A name that is no number of a document is not taken for one")
    func noNumber() throws {
        let pair = try InferredPair()
        var (old, new) = ("event,order,time,name\n", "event,order,time,name\n")
        for order in 0..<60 {
            let row = "invoice,K\(2_000 + order),\(InferredPair.iso(order)),Customer No\(order % 26) \(order)\n"
            old += row
            new += row
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        #expect(!(try pair.reconcile("old.csv", "new.csv").text.contains("document:")))
    }

    @Test("Documents of several orders without a number are refused where they are written")
    func numberless() {
        func problems(_ text: String) -> [String] { MappingFile.read(text, as: "m.yaml").problems.map(\.description) }
        let list = problems(
            """
            rehearse mapping: 1
            events: { order: {}, invoice: { documents: of several orders } }
            old: { event: typ, order: a, time: at, document: nr }
            new:
              event: { column: model, values: { account.move: invoice } }
              order: { column: invoice_origin, list: "," }
              time: at
            """)
        #expect(list.count == 1, "\(list)")
        #expect(list.first?.hasPrefix("m.yaml:6:10: new.order: \"invoice\" is said to be") == true, "\(list)")
        #expect(list.first?.contains("expected \"document\" beside it") == true, "\(list)")
        let nowhere = problems(
            """
            rehearse mapping: 1
            events:
              invoice: { documents: of several orders }
            old: { event: typ, order: a, time: at }
            new: { event: typ, order: a, time: at }
            """)
        #expect(nowhere.count == 1, "\(nowhere)")
        #expect(nowhere.first?.hasPrefix("m.yaml:3:25: events.invoice.documents: expected") == true, "\(nowhere)")
        // A list of another kind, a number on one side, and a mapping that says nothing of rows are all right.
        #expect(
            problems(
                """
                rehearse mapping: 1
                events: { shipment: {}, invoice: { documents: of several orders } }
                old: { event: { fixed: invoice }, order: a, time: at }
                new:
                  - { event: { fixed: shipment }, order: { column: a, list: "," }, time: at }
                  - { event: { fixed: invoice }, order: { column: a, list: "," }, time: at, document: nr }
                """
            ).isEmpty)
    }
}
