import Foundation
import Testing

@testable import Reporting

@Suite("The samples")
struct SampleTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Reports/samples")

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    @Test("The summary follows the schema that lies beside it")
    func summary() throws {
        let validator = try SchemaValidator(SampleTests.text("summary.schema.json"))
        #expect(try validator.problems(SampleTests.text("summary.json")) == [])
    }

    @Test("There is one of each kind, none over a megabyte, none with a path or a name of the machine that made it")
    func neutral() throws {
        let root = SampleTests.folder.deletingLastPathComponent().deletingLastPathComponent().path
        let names = ["report.html", "summary.json", "summary.md", "junit.xml", "run.json", "terminal.txt", "trace.txt"]
        for name in names {
            let text = try SampleTests.text(name)
            #expect(!text.isEmpty && text.utf8.count < 1_000_000, "\(name)")
            for path in ["/home/", "/root/", "/Users/", "/tmp/", "/private/", root] {
                #expect(!text.contains(path), "\(name) holds \(path)")
            }
        }
        #expect(try SampleTests.text("summary.md").utf8.count < 65_536)
    }
}
