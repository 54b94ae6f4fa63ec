import Foundation
import Testing

@testable import Reporting

@Suite("JSON as we write it")
struct JSONValueTests {
    @Test("Keys keep their order, plain lists stay on one line")
    func order() {
        let value: JSONValue = ["b": 1, "a": [1, 2], "c": [["x": true]], "d": [:], "e": []]
        #expect(
            value.text == """
                {
                  "b": 1,
                  "a": [1, 2],
                  "c": [
                    {
                      "x": true
                    }
                  ],
                  "d": {},
                  "e": []
                }

                """)
    }

    @Test("Numbers are the shortest that read back, and null when not finite")
    func numbers() {
        #expect(JSONValue.number(0.1).text == "0.1\n")
        #expect(JSONValue.number(3).text == "3\n")
        #expect(JSONValue.number(.infinity).text == "null\n")
        #expect(JSONValue.number(1e22).text == "1e+22\n")
        #expect(JSONValue.integer(.max).text == "9223372036854775807\n")
    }

    @Test("Any string reads back as it was", arguments: [PeakDay.nasty, "\u{2028}\u{2029}\u{7f}\u{0}\\\"/\r\n\t", "👩‍🚀"])
    func strings(words: String) throws {
        let data = Data(JSONValue.object([.init(words, .string(words))]).text.utf8)
        let read = try JSONDecoder().decode([String: String].self, from: data)
        #expect(read == [words: words])
    }
}
