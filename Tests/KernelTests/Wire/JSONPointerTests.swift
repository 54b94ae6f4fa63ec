import Testing

@testable import Kernel

struct JSONPointerTests {
    @Test(
        "Pointers are read and written as RFC 6901 has them",
        arguments: [
            ("", []), ("/foo", ["foo"]), ("/foo/0", ["foo", "0"]), ("/", [""]), ("/a~1b", ["a/b"]),
            ("/m~0n", ["m~n"]), ("/~01", ["~1"]), ("//", ["", ""]), ("/ ", [" "]),
        ])
    func tokens(text: String, tokens: [String]) throws {
        let pointer = try JSONPointer(parsing: text)
        #expect(pointer.tokens == tokens)
        #expect(pointer.description == text)
    }

    @Test("What is none is told with its place", arguments: [("a", 0), ("/a~", 2), ("/a~2", 2), ("/a/b~b", 4)])
    func wrong(text: String, offset: Int) {
        #expect { try JSONPointer(parsing: text) } throws: { ($0 as? JSONPointer.SyntaxError)?.offset == offset }
    }

    @Test(
        "An index has digits and no leading zero",
        arguments: [
            ("0", 0), ("12", 12), ("01", nil), ("-", nil), ("", nil), ("1e0", nil), ("99999999999999999999", nil),
        ]
            as [(String, Int?)])
    func index(token: String, index: Int?) {
        #expect(JSONPointer.index(token) == index)
    }
}
