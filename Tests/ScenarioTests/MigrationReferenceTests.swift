import Foundation
import Reconciliation
import Testing

@testable import Scenario

/// The reference of mappings and gates names every key there is, and its examples can be used as they stand.
struct MigrationReferenceTests {
    private static func reference() throws -> String {
        let scenarios = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Scenarios")
        return try String(contentsOf: scenarios.appending(path: "MIGRATION.md"), encoding: .utf8)
    }

    @Test("every key of a mapping stands in its section's chapter")
    func keys() throws {
        var chapters: [String: String] = [:]
        var name = ""
        for line in try Self.reference().split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") || line.hasPrefix("### ") {
                name = String(line.drop { $0 == "#" || $0 == " " })
            } else {
                chapters[name, default: ""] += line + "\n"
            }
        }
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(MappingFile.schema().utf8)) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        #expect(definitions.count == 5)
        let source = try #require(
            try JSONSerialization.jsonObject(with: Data(OdooSourceFile.schema().utf8)) as? [String: Any])
        let sourceDefinitions = try #require(source["$defs"] as? [String: [String: Any]])
        // Those of auth and tls are the scenario's own.
        #expect(Set(sourceDefinitions.keys) == ["Odoo to read", "auth", "tls"])
        let own = definitions.merging(sourceDefinitions.filter { $0.key == "Odoo to read" }) { $1 }
        for (title, definition) in own.sorted(by: { $0.key < $1.key }) {
            let chapter = try #require(chapters[title], "MIGRATION.md has no chapter \(title)")
            let properties = try #require(definition["properties"] as? [String: Any])
            for key in properties.keys.sorted() where !chapter.contains("`\(key)`") {
                Issue.record("MIGRATION.md: chapter \(title) does not mention `\(key)`")
            }
        }
    }

    @Test("every example loads")
    func examples() throws {
        let examples = try Self.reference().matches(of: /(?s)```yaml\n(.*?)```/).map { String($0.output.1) }
        #expect(examples.count == 3)
        for example in examples {
            let problems =
                OdooSourceFile.isOne(example)
                ? OdooSourceFile.read(example, as: "odoo.yaml").problems
                : example.hasPrefix("rehearse gate")
                    ? GateFile.read(example, as: "gate.yaml").problems
                    : MappingFile.read(example, as: "mapping.yaml").problems
            #expect(problems.isEmpty, "\(Problem.text(problems))")
        }
    }

    @Test("a mistake is told with its place, what was expected and what was found, all of them in one pass")
    func mistakes() {
        let (mapping, problems) = MappingFile.read(
            """
            rehearse mapping: 1
            events: { shipmnt: {}, order: { wait: soon } }
            fields: { quantity: { form: text }, note: { tolerance: 2s } }
            old: { event: { column: t, values: { X: delivery } }, order: ref, time: at, colour: red }
            new: { unit: 3 }
            """, as: "m.yaml")
        #expect(mapping == nil)
        let text = Problem.text(problems)
        #expect(text.contains("m.yaml:2:11"))
        #expect(text.contains("shipmnt"))
        #expect(text.contains("expected a duration such as 10m, found \"soon\""))
        #expect(text.contains("a quantity is compared as a number"))
        #expect(text.contains("its tolerance does not fit"))
        #expect(text.contains("colour"))
    }

    @Test("a gate's mistakes likewise")
    func gateMistakes() {
        let (gate, problems) = GateFile.read(
            """
            rehearse gate: 1
            classes: { duplicat: none, late: { most: 1%, roll back above: 0.5% } }
            latency: [shipment p97 <= 1s, nonsense]
            rarer than: 0%
            exceptions: [{ class: value }]
            """, as: "g.yaml")
        #expect(gate == nil)
        let text = Problem.text(problems)
        #expect(text.contains("did you mean \"duplicate\"?"))
        #expect(text.contains("expected p50, p90 or p99"))
        #expect(text.contains("expected a share above 0%"))
        #expect(text.contains("\"owner\" is missing"))
        #expect(text.contains("\"most\" is missing"))
    }

    @Test("the partner is compared whether somebody names it or not, and may be declared to differ by nature")
    func partner() {
        func read(_ fields: String, _ row: String = "") -> (mapping: Mapping?, problems: [Problem]) {
            let side = "{ event: e, order: o, time: t, partner: { column: carrier, values: { D: dpd } }\(row) }"
            return MappingFile.read(
                "rehearse mapping: 1\nevents: { order: {} }\n\(fields)\nold: \(side)\nnew: \(side)\n", as: "m.yaml")
        }
        let named = read("fields: { quantity: {} }").mapping
        #expect(named?.agreement.fields.map(\.name) == ["quantity", "partner"])
        #expect(named?.agreement.fields.last?.meaning == .partner)
        #expect(named?.old.rows.first?.fields.last??.column == "carrier")
        #expect(read("fields: { partner: { noise: yes } }").mapping?.agreement.fields.map(\.isNoise) == [true])
        #expect(MappingFile.standard.agreement.fields.count { $0.meaning == .partner } == 1)
        let twice = read("fields: { partner: {} }", ", fields: { partner: carrier }").problems
        #expect(Problem.text(twice).contains("where the partner stands is said by \"partner\" beside \"fields\""))
    }

    @Test("a gate within a parallel run speaks of kinds that are compared, or it is told where it is written")
    func gateOfAScenario() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Scenarios")
        let text = try String(contentsOf: folder.appending(path: "edi-hub-to-odoo.yaml"), encoding: .utf8)
        let spoilt = text.replacing("invoice p90 <= +1m", with: "invoces p90 <= +1m")
        #expect(spoilt != text)
        let problems = ScenarioFile.read(
            spoilt, as: folder.appending(path: "spoilt.yaml").path(percentEncoded: false)
        ).problems
        #expect(problems.count == 1)
        #expect(problems.first?.path == "parallel.gate.latency[2]")
        #expect(problems.first?.message == "no kind of event \"invoces\" is compared; did you mean \"invoice\"?")
    }
}
