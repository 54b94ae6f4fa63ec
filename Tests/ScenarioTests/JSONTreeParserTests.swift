import Testing

@testable import Scenario

struct JSONTreeParserTests {
    @Test("Order, digits, types and places are kept")
    func kept() throws {
        let tree = try JSONTreeParser.parse(
            Array("{\"b\": 12.10,\n \"é\": [\"x\\u00e9\\ud83d\\ude00\", null, true]}".utf8), file: "f")
        #expect(tree.entries.map(\.key) == ["b", "é"])
        #expect(tree["b"]?.string == "12.10")
        #expect(tree["b"]?.style == .plain)
        let first = try #require(tree.entries[1].value.elements.first)
        #expect(first.string == "xé😀")
        #expect(first.style == .quoted)
        #expect(tree.entries[1].value.place == Place(file: "f", line: 2, column: 7))
    }

    @Test(
        "What is not JSON is told with its place",
        arguments: [
            ("{\"a\":1,}", 1, 8), ("[1,\n2,\nx]", 3, 1), ("{\"a\" 1}", 1, 6), ("\"a", 1, 3), ("01", 1, 1),
            ("[1] 2", 1, 5),
            ("", 1, 1), ("\"\\ud800\"", 1, 8), ("\"\\u00g0\"", 1, 6), ("+1", 1, 1), ("[1 2]", 1, 4), ("nul", 1, 1),
        ])
    func wrong(text: String, line: Int, column: Int) {
        #expect { try JSONTreeParser.parse(Array(text.utf8)) } throws: { error in
            let error = error as? JSONTreeParser.Complaint
            return error?.line == line && error?.column == column
        }
    }

    @Test("Depth is bounded")
    func depth() {
        #expect(throws: JSONTreeParser.Complaint.self) {
            try JSONTreeParser.parse([UInt8](repeating: UInt8(ascii: "["), count: 100_000))
        }
    }

    @Test("Bytes of any kind are read or refused")
    func fuzz() {
        let sound = Array("{\"a\":[1,-2.5e+3,\"x\\n\\u00e9\",{\"b\":null}],\"c\":true}".utf8)
        for seed in 0..<3_000 {
            var mutant = Mutant(seed: UInt64(seed))
            _ = try? JSONTreeParser.parse(mutant.spoiled(bytes: sound))
        }
    }
}
