import Kernel
import Testing

@testable import Exports
@testable import Reconciliation

/// Exports whose kinds of events are codes under a name that says nothing, and exports of one Odoo model a file.
@Suite("Proposals for codes and for files of models")
struct InferredCodesTests {
    private static let carriers = ["DPD", "GLS", "UPS"]

    /// 240 orders of a warehouse, each ordered, picked, shipped, invoiced; every tenth is picked twice. The other side tells the same.
    /// - Parameter header: what the column of kinds is called.
    private func pair(_ header: String, folder: Bool) throws -> InferredPair {
        let pair = try InferredPair()
        var old = "\(header);AUFNR;ZEITPKT;SPED;BELNR;MG;NETTO;STAT;LGPL;KDNAME\n"
        var new: [String: String] = [:]
        let states = [
            "sale.order": "sale", "stock.picking/internal": "done", "stock.picking/outgoing": "shipped",
            "delivery.tracking": "sent", "account.move/out_invoice": "posted", "stock.picking/incoming": "received",
        ]
        func add(_ file: String, _ model: String, _ order: Int, _ minute: Int, _ name: String, _ more: String) {
            let called = folder ? String(model.split(separator: "/")[0]) : model
            new[folder ? file : "all", default: ""] +=
                "{\"model\": \"\(called)\", \"state\": \"\(states[model] ?? "")\", \"origin\": \"WEB-\(10_000 + order)\", \"date\": \"\(InferredPair.iso(minute))\", \"name\": \(name), \"carrier_id\": [\(order * order % 7 % 3), \"\(Self.carriers[order * order % 7 % 3])\"], \"partner_id\": [\(order % 5), \"Kunde \(order % 5)\"]\(more)}\n"
        }
        for order in 0..<240 {
            let carrier = Self.carriers[order * order % 7 % 3]
            let key = String("00000\(10_000 + order)".suffix(10))
            func row(_ code: String, _ minute: Int, _ document: String, _ rest: String) {
                old +=
                    "\(code);\(key);\(InferredPair.iso(minute));\(carrier);\(document);\(rest);Kunde \(order % 5)\n"
            }
            let start = order * 20
            row("AUF", start, "", ";\(order + 5),50;OFFEN;")
            add("sale_order", "sale.order", order, start, "\"S\(order + 100)\"", ", \"amount_untaxed\": \(order + 5).5")
            let picks = order % 10 == 3 ? [0, 500] : [0]
            for (part, later) in picks.enumerated() {
                let place = "\(["A", "B", "C", "D"][order % 4])-\(10 + (order * 7 + part) % 40)"
                row("KOM", start + 30 + later, "KL\(order + 1_000)\(part)", "2;;ERL;\(place)")
                add(
                    "stock_picking", "stock.picking/internal", order, start + 30 + later,
                    "\"WH/PICK/\(order * 2 + part + 1_000)\"",
                    ", \"picking_type_code\": \"internal\", \"product_qty\": 2, \"location_id\": [9, \"\(place)\"]")
                row("LIEF", start + 60 + later, "LF\(order + 1_000)\(part)", "2;;WA;")
                add(
                    "stock_picking", "stock.picking/outgoing", order, start + 60 + later,
                    "\"WH/OUT/\(order * 2 + part + 1_000)\"",
                    ", \"picking_type_code\": \"outgoing\", \"product_qty\": 2, \"location_id\": false")
                row("SDG", start + 70 + later, "1Z\(order * 37 + part + 4_000_000)", ";;GEM;")
                add(
                    "tracking", "delivery.tracking", order, start + 70 + later,
                    "\"1Z\(order * 37 + part + 4_000_000)\"", "")
            }
            row("RG", start + 120, "RG26\(order + 1_000)", ";\(order + 5),50;GEB;")
            add(
                "account_move", "account.move/out_invoice", order, start + 120, "\"INV/2026/\(order + 1_000)\"",
                ", \"amount_untaxed\": \(order + 5).5")
            if order % 12 == 0 {
                row("RET", start + 900, "RT\(order + 1_000)", "1;;WE;")
                add(
                    "stock_picking", "stock.picking/incoming", order, start + 900, "\"WH/IN/\(order + 1_000)\"",
                    ", \"picking_type_code\": \"incoming\", \"product_qty\": 1, \"location_id\": false")
            }
        }
        try pair.write("old.csv", old)
        for (file, text) in new { try pair.write("new/\(file).jsonl", text) }
        return pair
    }

    /// 240 orders with an invoice and 264 picks, shipments and first scans each, and 20 returns.
    private static let events = 240 * 2 + 264 * 3 + 20

    @Test(
        "Codes are found by which other columns are filled, and that is unsure",
        arguments: ["VGART", "TYP", "KZ", "X17"])
    func codes(_ header: String) throws {
        let result = try pair(header, folder: false).reconcile("old.csv", "new")
        #expect(result.text.contains("column: \(header)\n"), "\(result.text)")
        #expect(InferredPair.counts(result.tally) == [.match: Self.events], "\(InferredPair.counts(result.tally))")
        #expect(
            result.text.contains("# unsure: the name of \"\(header)\" does not say")
                == ["KZ", "X17"].contains(header), "\(result.text)")
        for line in ["KOM: pick\n", "LIEF: shipment\n", "RET: return\n", "quantity: MG\n", "status: STAT\n"] {
            #expect(result.text.contains(line), "\(line) in \(result.text)")
        }
    }

    @Test("A folder with a file for each Odoo model is told apart by its types, and no place becomes a number or a key")
    func folder() throws {
        let result = try pair("BELEGART", folder: true).reconcile("old.csv", "new")
        #expect(InferredPair.counts(result.tally) == [.match: Self.events], "\(result.text)")
        #expect(result.text.contains("column: picking_type_code\n"))
        let keys = result.text.split(separator: "\n").filter { $0.drop { $0 == " " }.hasPrefix("key: ") }
        #expect(keys.isEmpty, "\(keys)")
        #expect(!result.text.contains("document: LGPL"), "\(result.text)")
    }

    @Test("Who carries goes before who buys, though both agree, and that is unsure")
    func carrier() throws {
        let result = try pair("BELEGART", folder: false).reconcile("old.csv", "new")
        #expect(result.text.contains("partner: SPED\n") && result.text.contains("partner: carrier_id\n"))
        #expect(result.text.contains("# unsure: \"KDNAME\", \"partner_id\" may say whose an event is as well"))
    }

    @Test("Ties of values and filled columns, against rows made by hand")
    func ties() {
        // By row: kind, what goes with it, what does not, two columns that only some kinds fill.
        let rows = (0..<60).map { row in
            let kind = ["a", "b", "c"][row % 3]
            return [
                kind, kind == "a" ? "x" : "y", "\(row * row % 7 % 3)", kind == "b" ? "1" : "", kind == "a" ? "2" : "",
            ]
        }
        let columns = (0..<5).map { place in rows.map { $0[place] } }
        #expect(FillTies(columns).counts == [2, 0, 0, 0, 0])
        #expect(FillTies(columns.map { Array($0.prefix(19)) }).counts == [0, 0, 0, 0, 0])
        #expect(FillTies([]).counts.isEmpty)
    }
}
