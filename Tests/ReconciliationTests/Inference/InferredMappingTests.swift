import Reconciliation
import Testing

@Suite("A mapping proposed for exports that nobody described")
struct InferredMappingTests {
    @Test("Exports whose columns are called as what they hold: every planted difference is found, nothing else")
    func canonical() throws {
        let pair = try InferredPair()
        let kinds = ["order", "confirmation", "shipment", "invoice"]
        var old = "event,order,time,partner,quantity,status\n"
        var new = old
        for order in 0..<300 {
            for (step, kind) in kinds.enumerated() {
                let time = InferredPair.iso(order * 100 + step * 20)
                let row = "\(kind),ORD-\(1_000 + order),\(time),\(["north", "south", "east"][order % 3])"
                old += "\(row),\(order % 17 + 1),\(kind) done\n"
                if kind == "shipment", order % 50 == 7 { continue }
                let quantity = kind == "confirmation" && order % 40 == 3 ? 99 : order % 17 + 1
                new += "\(row),\(quantity),\(kind) done\n"
                if kind == "invoice", order % 60 == 11 { new += "\(row),\(quantity),\(kind) done\n" }
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        let result = try pair.reconcile("old.csv", "new.csv")
        // 6 of 300 shipments are gone; 8 confirmations have another quantity; 5 invoices are there twice.
        #expect(
            InferredPair.counts(result.tally) == [.match: 1_200 - 6 - 8, .missing: 6, .value: 8, .duplicate: 5],
            "\(result.text)")
        #expect(result.bad == 0 && result.unknown == 0)
        #expect(result.text.contains("100.0 % of 300 sampled orders of old are on new"))
    }

    @Test("An EDI hub's CSV in German against Odoo's JSON lines: prefix, zeros, zone, units, decimals, words of states")
    func hubAgainstOdoo() throws {
        let pair = try InferredPair()
        let steps: [(edi: String, model: String, zustand: String, state: String)] = [
            ("ORDERS", "sale.order", "NEU", "draft"), ("ORDRSP", "sale.order.confirmation", "BESTAETIGT", "sale"),
            ("DESADV", "stock.picking", "VERSANDT", "done"), ("INVOIC", "account.move", "FAKTURIERT", "posted"),
        ]
        var old = "Belegart;Auftragsnummer;Datum;Spediteur;Menge;ME;Betrag;Zustand\n"
        var new = ""
        for order in 0..<400 {
            let cases = order % 9 + 1
            let isCase = order % 2 == 0
            for (step, names) in steps.enumerated() {
                let minutes = order * 80 + step * 15
                let wall = InferredPair.wall(minutes, plusHours: 1)
                let cents = 1_000 + order * 37
                let whole = "\(cents / 100)," + InferredPair.two(cents % 100)
                old +=
                    "\(names.edi);PO-\(String("000000\(order + 1)".suffix(6)));\(InferredPair.two(wall.day)).11.2026 \(InferredPair.two(wall.hour)):\(InferredPair.two(wall.minute)):00;\(["DHL", "UPS"][order / 2 % 2]);\(cases),0;\(isCase ? "KAR" : "ST");\(whole);\(names.zustand)\n"
                if step == 0 {
                    old +=
                        "CONTRL;PO-\(String("000000\(order + 1)".suffix(6)));\(InferredPair.two(wall.day)).11.2026 \(InferredPair.two(wall.hour)):\(InferredPair.two(wall.minute)):00;DHL;;;;\n"
                }
                if step == 2, order % 40 == 9 { continue }
                let total = step == 3 && order % 50 == 21 ? cents + 100 : cents
                new +=
                    "{\"model\":\"\(names.model)\",\"client_order_ref\":\"\(order + 1)\",\"date\":\"\(InferredPair.iso(minutes, suffix: "", separator: " "))\",\"carrier\":{\"name\":\"\(["dhl", "ups"][order / 2 % 2])\"},\"product_uom_qty\":\(isCase ? cases * 12 : cases),\"amount_total\":\(total / 100).\(InferredPair.two(total % 100)),\"state\":\"\(names.state)\"}\n"
            }
        }
        try pair.write("hub.csv", old)
        try pair.write("odoo.jsonl", new)
        let result = try pair.reconcile("hub.csv", "odoo.jsonl")
        #expect(
            InferredPair.counts(result.tally) == [.match: 1_600 - 10 - 8, .missing: 10, .value: 8], "\(result.text)")
        #expect(result.bad == 0 && result.unknown == 0)
        #expect(result.tally.partners == 3)
        for words in [
            "drop: PO-", "leading zeros: drop", "decimals: comma", "times: \"dd.MM.yyyy HH:mm:ss\"",
            "zone: Europe/Berlin", "unit: ME", "KAR: 12", "ST: 1", "ignore: [CONTRL]", "sale: BESTAETIGT",
            "# unsure: its times have no offset", "any case: yes",
        ] { #expect(result.text.contains(words), "\(words) in\n\(result.text)") }
    }

    @Test("A row per order with a column for each time, against a row per event")
    func wide() throws {
        let pair = try InferredPair()
        let kinds = ["order", "confirmation", "shipment", "invoice"]
        var old = "order_no,customer,ordered_at,confirmed_at,shipped_at,invoiced_at,promised_at,qty,amount_total\n"
        var new = "event_type,reference,occurred_at,quantity,total\n"
        for order in 0..<200 {
            let times = (0..<4).map { InferredPair.iso(order * 120 + $0 * 25) }
            let isShipped = order % 40 != 5
            old +=
                "A\(7_000 + order),c\(order % 5),\(times[0]),\(times[1]),\(isShipped ? times[2] : ""),\(times[3]),\(times[3]),\(order % 13 + 1),\(order * 3 + 10).50\n"
            for (step, kind) in kinds.enumerated() {
                let total = kind == "invoice" ? "\(order * 3 + (order % 50 == 30 ? 11 : 10)).50" : ""
                new +=
                    "\(kind),A\(7_000 + order),\(times[step]),\(kind == "order" ? "\(order % 13 + 1)" : ""),\(total)\n"
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        let result = try pair.reconcile("old.csv", "new.csv")
        #expect(
            InferredPair.counts(result.tally) == [.match: 800 - 5 - 4, .unexpected: 5, .value: 4], "\(result.text)")
        #expect(result.bad == 0 && result.unknown == 0)
        #expect(result.text.contains("event: { fixed: shipment }"))
        #expect(!result.text.contains("time: promised_at"))
    }

    @Test("A batch of CloudEvents against a CSV file, with cents against euros")
    func cloudEvents() throws {
        let pair = try InferredPair()
        let types = ["order.created", "order.confirmed", "order.shipped", "order.invoiced"]
        let words = ["ORDER", "ACK", "SHIPMENT", "INVOICE"]
        var batch: [String] = []
        var old = "msg_type|po_number|timestamp|carrier|amount\n"
        for order in 0..<150 {
            for step in 0..<4 {
                let time = InferredPair.iso(order * 60 + step * 10)
                old += "\(words[step])|\(40_000 + order)|\(time)|\(["x", "y"][order % 2])|\(order + 5).25\n"
                if step == 1, order % 30 == 4 { continue }
                batch.append(
                    "{\"specversion\":\"1.0\",\"id\":\"e\(order)-\(step)\",\"source\":\"/shop\",\"type\":\"com.shop.\(types[step])\",\"time\":\"\(time)\",\"subject\":\"ORD\(40_000 + order)\",\"data\":{\"carrier\":\"\(["x", "y"][order % 2])\",\"order\":{\"amount\":\((order + 5) * 100 + 25)}}}"
                )
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.json", "[\n" + batch.joined(separator: ",\n") + "\n]\n")
        let result = try pair.reconcile("old.csv", "new.json")
        #expect(InferredPair.counts(result.tally) == [.match: 600 - 5, .missing: 5], "\(result.text)")
        #expect(result.bad == 0 && result.unknown == 0)
        for words in [
            "format: cloudevents", "drop: ORD", "times: 0.01", "document: id", "unsure: the id of a CloudEvent",
        ] {
            #expect(result.text.contains(words), "\(words) in\n\(result.text)")
        }
    }

    @Test("The number of a CloudEvent's document is taken where the old side has it too, not that of the message")
    func cloudEventDocuments() throws {
        let pair = try InferredPair()
        var old = "event,order,time,document,quantity\n"
        var new = ""
        for order in 0..<120 {
            for (step, kind) in ["order", "shipment", "invoice"].enumerated() {
                let time = InferredPair.iso(order * 60 + step * 10)
                let document = "\(["O", "S", "F"][step])\(order + 700)"
                old += "\(kind),W\(order),\(time),\(document),\(order % 9 + 1)\n"
                // Eight invoices are told twice, each time by a message of its own.
                for copy in 0..<(step == 2 && order % 15 == 3 ? 2 : 1) {
                    new +=
                        "{\"specversion\":\"1.0\",\"id\":\"m\(order)-\(step)-\(copy)\",\"source\":\"/o\",\"type\":\"o.\(kind)\",\"time\":\"\(time)\",\"subject\":\"W\(order)\",\"data\":{\"document\":\"\(document)\",\"quantity\":\(order % 9 + 1)}}\n"
                }
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.jsonl", new)
        let result = try pair.reconcile("old.csv", "new.jsonl")
        #expect(result.text.contains("document: data.document"), "\(result.text)")
        #expect(InferredPair.counts(result.tally) == [.match: 360, .duplicate: 8], "\(result.text)")
    }

    @Test("Folders with a file for each document, columns called differently in each, lines told apart by their number")
    func folders() throws {
        let pair = try InferredPair()
        var old = [
            "orders_2026-11-01.csv": "bestellnr;pos;datum;menge\n",
            "orders_2026-11-02.csv": "bestellnr;pos;datum;menge\n",
            "desadv.csv": "auftrag;position;lieferdatum;stueck\n",
        ]
        var new = ["sale_orders.jsonl": "", "deliveries.jsonl": ""]
        for order in 0..<120 {
            for line in 1...(order % 3 + 1) {
                let placed = InferredPair.iso(order * 90)
                let left = InferredPair.iso(order * 90 + 60)
                let quantity = (order * 7 + line * 5) % 23 + 1
                old[order < 60 ? "orders_2026-11-01.csv" : "orders_2026-11-02.csv", default: ""] +=
                    "B\(500 + order);\(line)0;\(placed);\(quantity)\n"
                old["desadv.csv", default: ""] += "B\(500 + order);\(line)0;\(left);\(quantity)\n"
                new["sale_orders.jsonl", default: ""] +=
                    "{\"name\":\"B\(500 + order)\",\"line_no\":\(line)0,\"date_order\":\"\(placed)\",\"product_uom_qty\":\(quantity)}\n"
                if line == 2, order % 30 == 1 { continue }
                new["deliveries.jsonl", default: ""] +=
                    "{\"origin\":\"B\(500 + order)\",\"line_no\":\(line)0,\"date_done\":\"\(left)\",\"qty_done\":\(quantity)}\n"
            }
        }
        for (name, text) in old { try pair.write("old/" + name, text) }
        for (name, text) in new { try pair.write("new/" + name, text) }
        let result = try pair.reconcile("old", "new")
        // 40 orders of one line, 40 of two, 40 of three: 240 lines, of which 4 were not delivered on the new side.
        #expect(InferredPair.counts(result.tally) == [.match: 480 - 4, .missing: 4], "\(result.text)")
        #expect(result.bad == 0 && result.unknown == 0)
        #expect(result.text.contains("files: \"orders_*.csv\""))
        #expect(result.text.contains("key: pos"))
    }

    @Test("Partial shipments, a delay of minutes, and words that only what happens in which order explains")
    func splitsAndDelays() throws {
        let pair = try InferredPair()
        var old = "event,order,time,qty\n"
        var new = "vorgang,auftrag,zeitpunkt,menge\n"
        for order in 0..<250 {
            let quantity = order % 7 * 2 + 4
            for (step, names) in [("E10", "Anlage"), ("E20", "Versand"), ("E30", "Rechnung")].enumerated() {
                let minutes = order * 70 + step * 30
                old += "\(names.0),Z\(order + 300),\(InferredPair.iso(minutes)),\(quantity)\n"
                let time = InferredPair.iso(minutes + (step == 0 ? 0 : 2 + order % 2))
                if step == 1, order % 10 == 4 {
                    new += "\(names.1),z\(order + 300),\(time),1\n\(names.1),z\(order + 300),\(time),\(quantity - 1)\n"
                } else {
                    new += "\(names.1),z\(order + 300),\(time),\(quantity)\n"
                }
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        let result = try pair.reconcile("old.csv", "new.csv")
        // 25 shipments are two on the new side; the other 225 and 250 invoices are later by two or three minutes.
        #expect(
            InferredPair.counts(result.tally) == [.match: 250, .tolerated: 25, .timingOnly: 475], "\(result.text)")
        for words in ["any case: yes", "splits: yes", "late after: 10m", "E20: shipment"] {
            #expect(result.text.contains(words), "\(words) in\n\(result.text)")
        }
        // What was seen is not what was agreed: lateness is proposed as a comment only.
        #expect(!result.text.split(separator: "\n").contains { $0.drop { $0 == " " }.hasPrefix("late after") })
        #expect(
            result.text.contains("new later by 2m (median), later by 3m (99 %)")
                || result.text.contains("new later by 3m (median), later by 3m (99 %)"))
    }

    @Test("Names and words that YAML could take for something else are written so that they are read back")
    func awkwardNames() throws {
        let pair = try InferredPair()
        var old = "no,\"order #\",time: utc,\"type \"\"x\"\"\",yes\n"
        var new = old
        for order in 0..<60 {
            for (step, kind) in ["order: new", "# shipment", "true"].enumerated() {
                let row =
                    "\(order % 3),\"Nº \(900 + order)\",\(InferredPair.iso(order * 30 + step)),\(kind),~\(order)\n"
                old += row
                if !(step == 1 && order % 20 == 6) { new += row }
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        let result = try pair.reconcile("old.csv", "new.csv")
        #expect(InferredPair.counts(result.tally) == [.match: 180 - 3, .missing: 3], "\(result.text)")
    }

    @Test("Two carriers under names that have nothing in common are compared, as a guess; what is left over is told")
    func twoWords() throws {
        let pair = try InferredPair()
        var old = "order,event,time,versand durch,bin\n"
        var new = "order,event,time,hauler,note\n"
        for number in 0..<200 {
            for (step, kind) in ["order", "label"].enumerated() {
                let time = InferredPair.iso(number * 30 + step)
                let carrier = number % 2 == 0 ? "dhl" : "ups"
                // One in a hundred goes with the other one.
                let other = number % 100 == 50 ? "ups" : carrier
                old += "S\(900 + number),\(kind),\(time),\(step == 1 ? carrier : ""),A\(number % 3)\n"
                new += "S\(900 + number),\(kind),\(time),\(step == 1 ? other : ""),n\(number % 5)\n"
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        let result = try pair.reconcile("old.csv", "new.csv")
        #expect(result.text.contains("versand durch: { is: value, form: text }"), "\(result.text)")
        #expect(result.text.contains("the names do not say that they are the same"))
        #expect(result.text.contains("\"bin\" of old: no column of the other side is seen to hold the same"))
        #expect(result.text.contains("\"note\" of new: no column of the other side is seen to hold the same"))
        #expect(InferredPair.counts(result.tally) == [.match: 398, .value: 2])
    }

    @Test("Invoices of several orders are seen and proposed, and come to the same")
    func consolidated() throws {
        let pair = try InferredPair()
        var old = "event,order,time,document,total\n"
        var new = old
        for number in 0..<400 {
            let time = "2026-11-02T0\(number / 60 % 10):\(10 + number % 50):00Z"
            for side in [0, 1] {
                var rows = "order,W\(1000 + number),\(time),O\(number),\(10 + number % 7)\n"
                rows += "shipment,W\(1000 + number),\(time),S\(number),\n"
                if side == 0 { rows += "invoice,W\(1000 + number),\(time),I\(number),\(10 + number % 7)\n" }
                if side == 1 {
                    let first = number / 10 * 10
                    let sum = (first..<first + 10).reduce(0) { $0 + 10 + $1 % 7 }
                    rows += "invoice,W\(1000 + number),\(time),C\(first),\(sum)\n"
                }
                if side == 0 { old += rows } else { new += rows }
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        let result = try pair.reconcile("old.csv", "new.csv")
        #expect(result.text.contains("documents: of several orders"), "\(result.text)")
        #expect(result.text.contains("40 of 40 sampled documents of new are of several orders, up to 10"))
        // 40 invoices of ten orders each for 400, and all else the same.
        #expect(InferredPair.counts(result.tally) == [.match: 800, .tolerated: 40])
    }
}
