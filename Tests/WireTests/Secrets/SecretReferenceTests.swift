import Kernel
import Testing

@testable import Wire

@Suite("Secrets: references")
struct SecretReferenceTests {
    private struct NoSuchFile: Error, CustomStringConvertible { let description = "no such file" }

    private let source = SecretSource(
        environment: { ["KEY": "canary-env\n", "EMPTY": "", "BLANK": "\n", "WINDOWS": "canary\r\n"][$0] },
        file: { path throws in
            switch path {
            case "/key": Array("canary-file\n\n".utf8)
            case "/binary": [0xff, 0xfe]
            case "/zero": [65, 0, 66]
            case "/large": [UInt8](repeating: 65, count: 65_537)
            default: throw NoSuchFile()
            }
        })

    @Test("Variables and files are found, a final line break and no more goes")
    func found() throws {
        #expect(try SecretReference(parsing: "${env:KEY}").resolved(by: source).revealed == "canary-env")
        #expect(try SecretReference(parsing: "${env:WINDOWS}").resolved(by: source).revealed == "canary")
        #expect(try SecretReference(parsing: "${file:/key}").resolved(by: source).revealed == "canary-file\n")
        #expect(try SecretReference(parsing: "${env:KEY}").description == "${env:KEY}")
        let spaced = try SecretReference(parsing: "${file:relative/path with space:x}")
        #expect(spaced == .file("relative/path with space:x"))
    }

    @Test(
        "Anything else is refused without being repeated, and told what to do",
        arguments: [
            "canary", "", "$canary", "${canary}", "${env:}", "${env:1canary}", "${env:can ary}", "${file:}",
            "${vault:canary}",
            " ${env:CANARY}", "${env:CANARY", "Bearer ${env:CANARY}", "${env:c\u{e4}nary}",
        ])
    func literal(text: String) {
        #expect {
            try SecretReference(parsing: text)
        } throws: { error in
            let words = "\(error)"
            return error is SecretFailure && words.contains("${env:")
                && !words.lowercased().contains("canary")
        }
    }

    @Test(
        "What is not there, empty or no text says so by its reference",
        arguments: [
            ("${env:MISSING}", "not set"), ("${env:EMPTY}", "empty"), ("${env:BLANK}", "empty"),
            ("${file:/none}", "no such file"), ("${file:/binary}", "UTF-8"), ("${file:/zero}", "zero"),
            ("${file:/large}", "65536"),
        ])
    func missing(text: String, word: String) throws {
        let reference = try SecretReference(parsing: text)
        #expect {
            try reference.resolved(by: source)
        } throws: { "\($0)".contains(word) && "\($0)".contains(text) }
    }
}
