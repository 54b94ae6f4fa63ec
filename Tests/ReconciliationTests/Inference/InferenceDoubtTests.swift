import Foundation
import Kernel
import Scenario
import Testing

@testable import Exports
@testable import Reconciliation

@Suite("What a proposed mapping is unsure of, and what cannot be proposed")
struct InferenceDoubtTests {
    @Test("Days that may be months, kinds that one side lacks, and delays without an agreement are named")
    func doubts() throws {
        let pair = try InferredPair()
        var old = "type,order,when,qty\n"
        var new = "event,order,time,quantity\n"
        for order in 0..<100 {
            let day = order % 12 + 1
            for (step, kind) in ["order", "zwischenstand", "shipment"].enumerated() {
                let clock = "\(InferredPair.two(8 + step)):\(InferredPair.two(order % 60))"
                old += "\(kind),K\(2_000 + order),\(InferredPair.two(day))/05/2026 \(clock):01,\(order % 10 + 1)\n"
                if kind == "zwischenstand" { continue }
                let late = step == 2 ? 1 : 0
                new +=
                    "\(kind),K\(2_000 + order),2026-05-\(InferredPair.two(day))T\(InferredPair.two(8 + step)):\(InferredPair.two(order % 50 + late)):01Z,\(order % 10 + 1)\n"
            }
            if order % 2 == 0 {
                new += "label,K\(2_000 + order),2026-05-\(InferredPair.two(day))T09:00:01Z,\(order % 10 + 1)\n"
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        let result = try pair.reconcile("old.csv", "new.csv")
        for words in [
            "times: \"dd/MM/yyyy HH:mm:ss\"", "M/d/yyyy H:mm:ss as well", "\"zwischenstand\" is left out",
            "ignore: [zwischenstand]", "only new has it (\"label\")", "Look at these first",
        ] {
            let flat = result.text.replacing("\n", with: " ").replacing("#   ", with: "").split(separator: " ")
                .joined(separator: " ").replacing(" # ", with: " ")
            #expect(flat.contains(words), "\(words) in\n\(result.text)")
        }
    }

    @Test(
        "Values that hold several orders of the other side are told under each; keys with a comma of their own are not")
    func orderLists() throws {
        func pair(_ joint: (Int) -> String) throws -> (text: String, tally: Tally, bad: Int, unknown: Int) {
            let pair = try InferredPair()
            var old = "type,order,when,net\n"
            var new = old
            for order in 0..<80 {
                let row = "\"\(joint(order))\",\(InferredPair.iso(order)),\(order + 10).50\n"
                old += "order,\(row)"
                old += "invoice,\"\(joint(order))\",\(InferredPair.iso(order + 5)),\(order + 10).50\n"
                new += "order,\(row)"
                // Every second invoice is of two orders.
                if order % 4 == 0 {
                    let net = (order + 10) + (order + 11) + 1
                    new +=
                        "invoice,\"\(joint(order)), \(joint(order + 1))\",\(InferredPair.iso(order + 5)),\(net).00\n"
                } else if order % 4 > 1 {
                    new += "invoice,\"\(joint(order))\",\(InferredPair.iso(order + 5)),\(order + 10).50\n"
                }
            }
            try pair.write("old.csv", old)
            try pair.write("new.csv", new)
            return try pair.reconcile("old.csv", "new.csv")
        }
        let result = try pair { "K\(2_000 + $0)" }
        #expect(result.text.contains("list: \",\""), "\(result.text)")
        #expect(result.text.contains("hold several orders (\"K2000, K2001\")"), "\(result.text)")
        #expect(result.bad == 0 && result.tally.total.total.new == 160)
        #expect(result.tally.total[.missing].units == 0)
        // A comma within each key: nothing that the other side knows stands beside it.
        let commas = OrderList(
            ["A,1", "A,2"], ColumnRule(column: "order"), known: ["A,1", "A,2"])
        #expect(commas == nil)
    }

    @Test(
        "Files from which nothing can be proposed are refused with what was looked at",
        arguments: [
            ("", "is empty"), ("\u{0}\u{1}\u{2}ab\u{0}", "is no text"),
            ("event,order,time\n", "has a first line and no rows"),
            ("order\n1\n2\n3\n", "has one column"), ("1,2,3\n4,5,6\n7,8,9\n", "looks like a row"),
            ("event,ref,time\norder,zz-a,2026-11-01T00:00:00Z\norder,zz-b,2026-11-02T00:00:00Z\n", "no business key"),
            ("event,order,note\norder,1001,x\norder,1002,y\norder,1003,z\norder,1004,z\n", "no time"),
            ("{\"a\":1\n{{{\n", "no row could be read"),
        ])
    func refused(_ text: String, _ words: String) throws {
        let pair = try InferredPair()
        let name = text.hasPrefix("{") ? "new.jsonl" : "new.csv"
        var old = "event,order,time,quantity\n"
        for order in 1_001...1_050 { old += "order,\(order),\(InferredPair.iso(order)),3\n" }
        let paths = [try pair.write("old.csv", old), try pair.write(name, Data(text.utf8))]
        do {
            let proposed = try MappingProposal.text(old: paths[0], new: paths[1])
            Issue.record("expected no proposal, found\n\(proposed)")
        } catch {
            #expect(error.description.contains(words), "\(error)")
        }
    }

    @Test("Keys that no side shares are told with what was compared, and the columns with what they hold")
    func nothingShared() throws {
        let pair = try InferredPair()
        var (old, new) = ("event,order,time\n", "event,order,time\n")
        for order in 0..<50 {
            old += "order,A\(1_000 + order),\(InferredPair.iso(order))\n"
            new += "order,B\(9_000 + order),\(InferredPair.iso(order))\n"
        }
        let paths = [try pair.write("old.csv", old), try pair.write("new.csv", new)]
        let error = #expect(throws: ExportError.self) { try MappingProposal.text(old: paths[0], new: paths[1]) }
        let lines = error?.message.split(separator: "\n") ?? []
        #expect(lines.first?.hasPrefix("no mapping can be proposed, there is no business key") == true)
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("# ") })
        #expect(error?.message.contains("\"order\" and \"order\": 0 common of 50 and 50") == true)
        #expect(error?.message.contains("time: times (iso), 50 of 50 sampled rows filled") == true)
    }

    @Test("Damaged exports give a proposal that can be read or a refusal, never anything else")
    func damaged() throws {
        let pair = try InferredPair()
        var csv = "Belegart;Auftragsnummer;Datum;Menge;Betrag;Zustand\n"
        var json = ""
        for order in 0..<60 {
            for (edi, model) in [("ORDERS", "sale.order"), ("DESADV", "stock.picking")] {
                let day = "0\(order % 9 + 1)"
                csv += "\(edi);PO-\(1_000 + order);\(day).11.2026 10:00:00;\(order % 7),5;\(order),00;X\(order % 4)\n"
                json +=
                    "{\"model\":\"\(model)\",\"ref\":\"\(1_000 + order)\",\"date\":\"2026-11-\(day) 09:00:00\",\"qty\":\(order % 7).5,\"in\":{\"state\":\"\(order % 4)\"}}\n"
            }
        }
        let pieces = ["\"", "9223372036854775807", ";", "\n", "{", "0001", "e9", "-"].map { Array($0.utf8) }
        var random = SplitMix64(state: 42)
        func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
        var proposed = 0
        for round in 0..<80 {
            var files = [Array(csv.utf8), Array(json.utf8)]
            for file in 0..<2 {
                for _ in 0..<(round % 20) {
                    let at = below(files[file].count)
                    switch below(4) {
                    // JSON with a byte that is no UTF-8 is refused for it (EncodingTests).
                    case 0: files[file][at] = UInt8(below(file == 0 ? 256 : 128))
                    case 1: files[file].remove(at: at)
                    case 2:
                        let copy = files[file][at..<min(files[file].count, at + below(200))]
                        files[file].insert(contentsOf: Array(copy), at: below(files[file].count))
                    default: files[file].insert(contentsOf: pieces[below(pieces.count)], at: at)
                    }
                }
            }
            let paths = [try pair.write("old.csv", Data(files[0])), try pair.write("new.jsonl", Data(files[1]))]
            do {
                let text = try MappingProposal.text(old: paths[0], new: paths[1])
                #expect(MappingFile.read(text, as: "proposal.yaml").problems.isEmpty)
                proposed += 1
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
        // A few damaged rows of 120 do not hide what the others say.
        #expect(proposed >= 40)
    }
}
