import Foundation
import Kernel
import Testing

@testable import Exports
@testable import Reconciliation

/// What Odoo tells of the record that another refers to: its number and its name.
@Suite("Numbers and names of records in JSON")
struct RecordReferenceTests {
    private func values(_ text: String) -> [String] {
        var scanner = JSONScanner(PathTree([(path: "a", slot: 0), (path: "b", slot: 1)]), truths: [])
        let slots = FieldSlots(2)
        return Array(text.utf8).withUnsafeBufferPointer { bytes in
            guard case .row = scanner.scan(bytes, isLast: true, into: slots) else { return ["no row"] }
            return (0..<2).map { String(decoding: slots[$0], as: UTF8.self) }
        }
    }

    @Test(
        "A list of a whole number and a text is the text, escapes and all",
        arguments: [
            (#"{"a": [7, "DPD Classic"], "b": "x"}"#, ["DPD Classic", "x"]),
            (#"{"a":[ 12 , "St\u00fcckgut \"1\"" ],"b":[1,"y"]}"#, ["St\u{fc}ckgut \"1\"", "y"]),
            (#"{"a": [7, "[8, \"x\"]"], "b": false}"#, [#"[8, "x"]"#, ""]),
        ])
    func named(_ text: String, _ expected: [String]) {
        #expect(values(text) == expected)
    }

    @Test(
        "Other lists are no values",
        arguments: [
            "[]", "[7]", "[1, 2]", #"["x", "y"]"#, #"[7, "x", 1]"#, #"[1.5, "x"]"#, #"[[7, "x"]]"#, #"[null, "x"]"#,
            #"["7", "x"]"#, #"[7, ["x"]]"#, #"[{"b": 7}, "x"]"#, #"[7, "x", "y"]"#,
        ])
    func lists(_ list: String) {
        #expect(values(#"{"a": \#(list), "b": "z"}"#) == ["", "z"])
    }

    @Test("A proposal compares them by their names, and says nothing of lists")
    func inferred() throws {
        let pair = try InferredPair()
        var old = "typ;auftrag;zeit;spediteur;whg\n"
        var new = ""
        let carriers = ["DPD", "GLS", "UPS"]
        for order in 0..<300 {
            let carrier = order % 7 % 3
            old += "ORDERS;AUF\(10_000 + order);\(InferredPair.iso(order));\(carriers[carrier]);EUR\n"
            new +=
                "{\"model\": \"sale.order\", \"ref\": \"AUF\(10_000 + order)\", \"date\": \"\(InferredPair.iso(order))\", \"carrier_id\": [\(carrier + 3), \"\(carriers[order == 5 ? 0 : carrier])\"], \"tags\": [1, 2]}\n"
        }
        try pair.write("old.csv", old)
        try pair.write("new.jsonl", new)
        let result = try pair.reconcile("old.csv", "new.jsonl")
        #expect(result.text.contains("partner: carrier_id"), "\(result.text)")
        #expect(result.text.contains("tags of new is a list") && !result.text.contains("carrier_id of new is a list"))
        // Order 5 is UPS on the old side: 5 % 7 % 3 = 2.
        #expect(
            InferredPair.counts(result.tally) == [.match: 299, .masterDataDrift: 1],
            "\(InferredPair.counts(result.tally))")
    }
}
