import Kernel
import Testing

@testable import Wire

struct JSONPointerValueTests {
    /// The document of RFC 6901, section 5.
    private static let document =
        #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#

    @Test(
        "The examples of RFC 6901",
        arguments: [
            ("/foo", #"["bar","baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"),
            ("/e^f", "3"), ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"),
        ])
    func examples(pointer: String, value: String) throws {
        let json = try JSON(reading: Self.document)
        #expect(json[try JSONPointer(parsing: pointer)]?.written == value)
        #expect(json[JSONPointer()] == json)
    }

    @Test("What is not there is nil", arguments: ["/foo/2", "/foo/-", "/foo/00", "/foo/bar", "/nope", "/a~1b/x"])
    func nothing(pointer: String) throws {
        #expect(try JSON(reading: Self.document)[JSONPointer(parsing: pointer)] == nil)
    }

    @Test("Setting makes what is not there, and refuses to lead through a text")
    func setting() throws {
        let made = JSON.null.setting(try JSONPointer(parsing: "/parcels/0/id"), to: "x")
        #expect(made?.written == #"{"parcels":[{"id":"x"}]}"#)
        #expect(made?.setting(try JSONPointer(parsing: "/parcels/1"), to: 2)?.written == #"{"parcels":[{"id":"x"},2]}"#)
        #expect(made?.setting(try JSONPointer(parsing: "/parcels/3"), to: 2) == nil)
        #expect(made?.setting(try JSONPointer(parsing: "/parcels/0/id/y"), to: 2) == nil)
    }
}
