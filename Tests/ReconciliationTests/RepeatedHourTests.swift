import Foundation
import Kernel
import Testing

@testable import Exports
@testable import Reconciliation
@testable import Scenario

/// Times of the hour that clocks show twice when they are set back.
@Suite("The hour that is there twice")
struct RepeatedHourTests {
    private static let mapping = """
        rehearse mapping: 1
        events: { order: {}, shipment: { late after: 10m, same within: 1m } }
        old: { event: event, order: order, time: time, times: TIMES, zone: Europe/Berlin }
        new: { event: event, order: order, time: time }
        """

    /// What became of a shipment whose old side says a time of October 25, and whose new side one in UTC.
    private func verdict(_ local: String, _ utc: String, times: String = "iso") throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hours-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (rules, problems) = MappingFile.read(
            Self.mapping.replacing("TIMES", with: times), as: "mapping.yaml")
        let mapping = try #require(rules, "\(Problem.text(problems))")
        let dayBefore = times == "iso" ? "2026-10-24T09:00:00" : "24.10.2026 09:00"
        let texts = [
            "event,order,time\norder,A,\(dayBefore)\nshipment,A,\(local)\n",
            "event,order,time\norder,A,2026-10-24T07:00:00Z\nshipment,A,\(utc)\n",
        ]
        let stores = try zip([Side.old, .new], texts).map { side, text in
            let path = folder.appendingPathComponent("\(side.rawValue).csv").path
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let store = SideStore(side, agreement: mapping.agreement)
            let tally = try ExportReader(
                try ExportFiles.of(path, mapping[side]), agreement: mapping.agreement
            ).read(into: store)
            #expect(tally.badCount == 0, "\(tally.bad)")
            return store
        }
        let reconciler = Reconciler(EventStore(mapping.agreement, stores), asOf: .max)
        let unit = try #require(reconciler.explain(order: KeyHash.of("A")).first { $0.unit.kind == 1 })
        return "\(unit.unit.verdict.name) \((unit.unit.delta ?? 0) / .minute)"
    }

    @Test(
        "It is read as the other side has it: neither is late, and what is late by either reading is",
        arguments: [
            ("2026-10-25T02:11:00", "iso"), ("25.10.2026 02:11", "dd.MM.yyyy HH:mm"),
        ])
    func twice(_ local: String, _ times: String) throws {
        #expect(try verdict(local, "2026-10-25T00:11:20Z", times: times) == "match 0")
        #expect(try verdict(local, "2026-10-25T01:11:20Z", times: times) == "match 0")
        #expect(try verdict(local, "2026-10-25T02:11:00Z", times: times) == "late beyond agreement 60")
        #expect(try verdict(local, "2026-10-25T00:25:00Z", times: times) == "late beyond agreement 14")
    }

    @Test("An hour that is there once has one reading")
    func once() throws {
        #expect(try verdict("2026-10-25T03:11:00", "2026-10-25T03:11:00Z") == "late beyond agreement 60")
        #expect(try verdict("2026-10-25T01:11:00", "2026-10-25T00:11:00Z") == "late beyond agreement 60")
        // An offset says which of both it is.
        #expect(try verdict("2026-10-25T02:11:00+02:00", "2026-10-25T01:11:00Z") == "late beyond agreement 60")
    }
}
