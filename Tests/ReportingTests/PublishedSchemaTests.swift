import Foundation
import Testing

@testable import Reporting

@Suite("The published schema")
struct PublishedSchemaTests {
    @Test("The file that is published is the schema that is tested")
    func published() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appendingPathComponent("Reports/samples/summary.schema.json")
        #expect(try String(contentsOf: file, encoding: .utf8) == SummarySchema.text)
    }
}
