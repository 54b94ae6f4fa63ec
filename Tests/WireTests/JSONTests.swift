import Testing

@testable import Wire

@Suite struct JSONTests {
    @Test("Members keep their order and numbers their digits")
    func roundTrip() throws {
        let text = #"{"b":12.10,"a":[1,-0.5e+3,true,null,"é\u0001\"\\"],"b2":{}}"#
        #expect(try JSON(reading: text).written == text)
    }

    @Test("Escapes become characters, pairs of surrogates one")
    func escapes() throws {
        #expect(try JSON(reading: #""\u00e9\ud83d\ude00\/\b""#) == .string("é😀/\u{8}"))
    }

    @Test(
        "What is not JSON is refused with its place",
        arguments: [
            ("", 0), ("{", 1), ("[1,]", 3), ("{\"a\":1,}", 7), ("01", 1), ("1.", 2), ("\"a", 2), ("nul", 3),
            ("\"\\ud800\"", 7), ("1 2", 2), ("\"\u{1}\"", 2), ("+1", 0), ("[1 2]", 3), ("\"\\x\"", 3), ("-", 1),
        ])
    func refused(text: String, offset: Int) {
        #expect { try JSON(reading: text) } throws: { ($0 as? JSON.ReadingError)?.offset == offset }
    }

    @Test("Depth is bounded")
    func depth() throws {
        let fine = String(repeating: "[", count: 199) + String(repeating: "]", count: 199)
        #expect(throws: Never.self) { try JSON(reading: fine) }
        #expect(throws: JSON.ReadingError.self) { try JSON(reading: String(repeating: "[", count: 100_000)) }
    }
}
