import Foundation
import Kernel
import Testing

@testable import Exports
@testable import Reconciliation
@testable import Scenario

/// What is said of exports and mappings that do not fit each other, and what helps.
@Suite("Messages about exports")
struct ExportMessageTests {
    private static let standard = "rehearse mapping: 1\nold: { event: event, order: order, time: time }\n"

    /// Reads an export by a mapping.
    private func read(_ text: String, _ mapping: String = standard) throws -> ReadTally {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("messages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("old.csv").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let (own, problems) = MappingFile.read(mapping, as: "mapping.yaml")
        #expect(problems.isEmpty, "\(Problem.text(problems))")
        let rules = try #require(own)
        let files = try ExportFiles.of(path, rules.old)
        return try ExportReader(files, agreement: rules.agreement).read(
            into: SideStore(.old, agreement: rules.agreement))
    }

    @Test(
        "A delimiter at the end of the first line, of the rows, or of both is no value",
        arguments: ["", ","], ["", ",", ",\r"])
    func trailingDelimiter(_ head: String, _ row: String) throws {
        let tally = try read(
            "event,order,time\(head)\norder,A,2026-11-27T08:00:00Z\(row)\norder,B,2026-11-27T08:00:00Z\(row)")
        #expect(tally.events == 2 && tally.badCount == 0, "\(tally.bad)")
    }

    @Test("A row with too many or too few values is told with the column that it lacks, and what was expected")
    func shape() throws {
        let tally = try read(
            "event,order,time\norder,A\norder,B,2026-11-27T08:00:00Z,x\norder,C,2026-11-27T08:00:00Z,,\n")
        #expect(tally.events == 0 && tally.badCount == 3)
        let told = tally.bad.map(\.message)
        #expect(told[0].hasPrefix("has 2 columns; column 3, \"time\", is needed: expected as many values"))
        #expect(told[1].hasPrefix("has more than 3 columns, as many as the first line names: expected quotes"))
        #expect(told[2] == told[1])
        let other = try read("event,order,time\norder;A;2026-11-27T08:00:00Z\n").bad.map(\.message)
        #expect(
            other.first?.hasPrefix("has 1 column, as no \",\" divides it; column 3, \"time\", is needed") == true,
            "\(other)")
    }

    @Test(
        "A time in another form is told with what to say in the mapping",
        arguments: [
            ("1795767960", "if that is one, say \"times: unix\" in the mapping"),
            ("1795767960000", "if that is one, say \"times: unix ms\" in the mapping"),
            ("27.11.2026 08:26", "if that is one, say \"times: dd.MM.yyyy HH:mm\" in the mapping"),
            ("soon", "correct it, or say with \"times\" in the mapping how times are written"),
        ])
    func times(_ text: String, _ remedy: String) throws {
        let tally = try read("event,order,time\norder,A,\(text)\n")
        #expect(
            tally.bad.map(\.description).first?.hasSuffix(
                "old.csv:2: time: expected a time (iso), found \"\(text)\"; \(remedy)") == true, "\(tally.bad)")
    }

    @Test("A number in another form is told with the export's own column, and what to say in the mapping")
    func numbers() throws {
        let mapping =
            "rehearse mapping: 1\nold: { event: event, order: order, time: time, fields: { quantity: MENGE, net: { column: BETRAG, unit: EH, units: { EUR: 1 } } } }\n"
        let start = "order,A,2026-11-27T08:00:00Z"
        let tally = try read(
            "event,order,time,MENGE,BETRAG,EH\n\(start),\"1.234,5\",,\n\(start),many,,\n\(start),1,5,USD\n", mapping)
        #expect(tally.bad.map(\.column) == ["MENGE", "MENGE", "BETRAG"])
        let told = tally.bad.map(\.message)
        #expect(told[0].hasSuffix("found \"1.234,5\"; if that is one, say \"decimals: comma\" in the mapping"))
        #expect(told[1].hasSuffix("found \"many\"; correct it, or leave the field out of the mapping"))
        #expect(told[2].hasSuffix("none of the mapping's units; add it under \"units\" there"))
    }

    @Test("A column that the export lacks is told where the mapping names it, with the nearest that there is")
    func missingColumn() throws {
        let mapping = """
            rehearse mapping: 1
            old:
              event: event
              order: { column: order, drop: K }
              time: time
              fields:
                quantity: { column: MNEGE }
            """
        let error = #expect(throws: ExportError.self) {
            try read("event,order,time,MENGE\norder,A,2026-11-27T08:00:00Z,1\n", mapping)
        }
        #expect(error?.place == "mapping.yaml:7:25")
        #expect(
            error?.message.hasPrefix("there is no column \"MNEGE\" in the first line of ") == true, "\(error as Any)")
        #expect(
            error?.message.contains("; did you mean \"MENGE\"? expected one of event, order, time, MENGE (") == true)
    }

    @Test("Choices that begin with \"of\" are quoted, and keys that are missing come with the form they take")
    func words() {
        let choice = MappingFile.read("rehearse mapping: 1\nevents: { invoice: { documents: several } }", as: "m.yaml")
        #expect(
            Problem.text(choice.problems).contains("expected one of \"of one order\", \"of several orders\", found"),
            "\(choice.problems)")
        let gate = GateFile.read(
            "rehearse gate: 1\nexceptions: [{ class: state, most: 5, owner: EDI, why: known, until: 2026-12-31 }]\n",
            as: "g.yaml")
        #expect(
            Problem.text(gate.problems).contains("\"signed\" is missing: Who signed, such as signed: J. Maes."),
            "\(gate.problems)")
    }
}
