import Foundation
import Kernel
import Testing

@testable import Exports
@testable import Reconciliation
@testable import Scenario

/// Exports in which one row tells of several orders.
@Suite("Rows of several orders")
struct OrderListTests {
    private static let mapping = """
        rehearse mapping: 1
        events: { invoice: { documents: of several orders } }
        fields: { net: {} }
        old: { event: { fixed: invoice }, order: ref, time: at, document: number, fields: { net: net } }
        new:
          event: { fixed: invoice }
          order: { column: origin, list: ",", drop: SO, leading zeros: drop }
          time: at
          document: number
          fields: { net: net }
        """
    private static let old = """
        ref,at,number,net
        1,2026-11-27T08:00:00Z,I1,10
        2,2026-11-27T08:00:00Z,I2,20
        3,2026-11-27T08:00:00Z,I3,30

        """

    /// Reads both sides.
    private func read(_ new: String) throws -> (EventStore, [ReadTally], Mapping, [ExportFile]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lists-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (rules, problems) = MappingFile.read(Self.mapping, as: "mapping.yaml")
        #expect(problems.isEmpty, "\(Problem.text(problems))")
        let mapping = try #require(rules)
        var stores: [SideStore] = []
        var tallies: [ReadTally] = []
        var files: [ExportFile] = []
        for (side, text) in [(Side.old, Self.old), (.new, new)] {
            let path = folder.appendingPathComponent("\(side.rawValue).csv").path
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            files = try ExportFiles.of(path, mapping[side])
            let store = SideStore(side, agreement: mapping.agreement)
            tallies.append(
                try ExportReader(files, agreement: mapping.agreement).read(into: store))
            stores.append(store)
        }
        return (EventStore(mapping.agreement, stores), tallies, mapping, files)
    }

    @Test("One row with three orders is told under each, so that their three invoices are found again in it")
    func linked() throws {
        let (store, tallies, mapping, files) = try read(
            "origin,at,number,net\n\"SO001, SO2 ,SO003,\",2026-11-27T08:00:00Z,C1,60\n")
        #expect(tallies[1].rows == 1 && tallies[1].events == 3 && tallies[1].badCount == 0)
        let reconciler = Reconciler(store, asOf: .max)
        let tally = reconciler.tally(parts: 0..<SideStore.partCount)
        #expect(tally.total[.tolerated].units == 1 && tally.total.total.units == 1)
        #expect(tally.allOrders[Int(VerdictClass.tolerated.rawValue)] == 3)
        // The row is found again once, under whichever of its orders; somebody may name it by the whole list too.
        let events = reconciler.explain(order: KeyHash.of("2")).flatMap(\.new)
        #expect(Set(events.map(\.order)) == Set(["1", "2", "3"].map { KeyHash.of($0) }))
        let rows = try RowLookup(files, agreement: mapping.agreement).rows(at: Set(events.map(\.row)))
        #expect(rows.values.map(\.order) == ["1, 2, 3"])
        #expect(RowLookup.orders("SO001, SO2", mapping).contains("2"))
    }

    @Test("A single order is a list of one, and an empty one is a bad row")
    func singles() throws {
        let text = "origin,at,number,net\nSO1,2026-11-27T08:00:00Z,I1,10\n\" , \",2026-11-27T08:00:00Z,I2,20\n"
        let (store, tallies, _, _) = try read(text)
        #expect(tallies[1].events == 1 && tallies[1].badCount == 1)
        #expect(tallies[1].bad.first?.description.contains("expected the business key") == true)
        #expect(store.sides[1].count == 1)
    }

    @Test("Only the order's column may be a list, and it stands alone: told where it is written")
    func refused() {
        let (mapping, problems) = MappingFile.read(
            """
            rehearse mapping: 1
            old: { order: [{ column: a, list: "," }, b], time: at }
            new: { order: a, time: at, document: { column: c, list: ";" } }
            """, as: "m.yaml")
        #expect(mapping == nil)
        let told = problems.map(\.description)
        #expect(told.count == 2, "\(told)")
        #expect(told.first?.hasPrefix("m.yaml:2:") == true && told.first?.contains("in one column") == true, "\(told)")
        #expect(told.last?.hasPrefix("m.yaml:3:") == true && told.last?.contains("only \"order\"") == true, "\(told)")
    }
}
