import Foundation
import Kernel
import Synchronization
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

    @Test("Files are read once more, and keep what they had while they cannot be read; variables never change")
    func readAnew() throws {
        let content = Mutex<[UInt8]?>(Array("canary-old".utf8))
        var book = SecretBook(
            SecretSource(environment: { $0 == "KEY" ? "canary-env" : nil }) { _ in
                guard let bytes = content.withLock({ $0 }) else { throw NoSuchFile() }
                return bytes
            })
        let credential = CredentialReference(.file("/key"), others: [.environment("KEY")])
        #expect(try book.secrets(credential).map(\.revealed) == ["canary-old", "canary-env"])
        let same = book.readAnew(credential.all)
        content.withLock { $0 = nil }
        let gone = book.readAnew(credential.all)
        #expect(!same && !gone)
        content.withLock { $0 = Array("canary-new\n".utf8) }
        let isOther = book.readAnew(credential.all)
        #expect(isOther)
        #expect(try book.secrets(credential).map(\.revealed) == ["canary-new", "canary-env"])
        #expect(!book.redactor.redacted("canary-old, canary-new and canary-env").contains("canary"))
    }

    @Test(
        "A credential is written as a reference or a list of them, and read back; one from before there were lists as well"
    )
    func written() throws {
        let one = SecretReference.environment("A")
        let old = try JSONEncoder().encode(one)
        #expect(try JSONDecoder().decode(CredentialReference.self, from: old) == .environment("A"))
        for credential in [.file("/a"), CredentialReference(one, others: [.file("/b")])] {
            let data = try JSONEncoder().encode(credential)
            #expect(try JSONDecoder().decode(CredentialReference.self, from: data) == credential)
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(CredentialReference.self, from: Data("[]".utf8))
        }
        #expect("\(CredentialReference(one, others: [.file("/b")]))" == "[${env:A}, ${file:/b}]")
    }
}
