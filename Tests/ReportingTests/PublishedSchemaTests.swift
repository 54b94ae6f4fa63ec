import Foundation
import Testing

@testable import Reporting

@Suite("What is published beside the sources")
struct PublishedSchemaTests {
    private static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Reports/samples")

    @Test("The schema that is published is the schema that is tested (REHEARSE_PUBLISH=1 writes it)")
    func schema() throws {
        let file = PublishedSchemaTests.samples.appendingPathComponent("summary.schema.json")
        if ProcessInfo.processInfo.environment["REHEARSE_PUBLISH"] == "1" {
            try Data(SummarySchema.text.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == SummarySchema.text)
    }
}
