import Foundation
import Testing

@testable import Scenario

/// The reference of the scenario file names every key there is, and its examples can be used as they stand.
struct LandscapeReferenceTests {
    private static let scenarios = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Scenarios")

    private static func reference() throws -> String {
        try String(contentsOf: scenarios.appending(path: "REFERENCE.md"), encoding: .utf8)
    }

    /// Text under each heading up to the next one; a heading may name several things.
    private static func chapters() throws -> [String: String] {
        var chapters: [String: String] = [:]
        var names: [String] = []
        for line in try reference().split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") || line.hasPrefix("### ") {
                names = line.drop { $0 == "#" || $0 == " " }.split(separator: ", ").map(String.init)
            } else {
                for name in names { chapters[name, default: ""] += line + "\n" }
            }
        }
        return chapters
    }

    @Test("every key of every section stands in the section's chapter")
    func keys() throws {
        let chapters = try Self.chapters()
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(ScenarioFile.schema().utf8)) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        #expect(definitions.count > 30)
        for (name, definition) in definitions.sorted(by: { $0.key < $1.key }) {
            let title = name == "values" ? "values of a replay" : name
            guard let chapter = chapters[title] else {
                Issue.record("REFERENCE.md has no chapter \"\(title)\"")
                continue
            }
            let properties = try #require(definition["properties"] as? [String: Any], "\(name)")
            for key in properties.keys.sorted() where !chapter.contains("`\(key)`") {
                Issue.record("REFERENCE.md: chapter \"\(title)\" does not mention `\(key)`")
            }
        }
    }

    @Test("every link within the reference leads to a heading")
    func anchors() throws {
        let text = try Self.reference()
        let anchors = Set(
            text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                line.drop { $0 == "#" || $0 == " " }.lowercased().filter { $0.isLetter || $0 == " " || $0 == "-" }
                    .replacing(" ", with: "-")
            })
        for match in text.matches(of: /\]\(#([^)]+)\)/) {
            #expect(anchors.contains(String(match.output.1)), "no heading #\(match.output.1)")
        }
    }

    @Test("every example loads: as it is, or in the place of its section in a whole landscape")
    func examples() throws {
        let examples = try Self.reference().matches(of: /(?s)```yaml\n(.*?)```/).map { String($0.output.1) }
        #expect(examples.count > 10)
        for example in examples {
            let text = example.hasPrefix("rehearse:") ? example : Self.whole(with: example)
            let (scenario, problems) = ScenarioFile.read(
                text, as: Self.scenarios.appending(path: "reference.yaml").path(percentEncoded: false))
            #expect(problems.isEmpty, "\(Problem.text(problems))\nin\n\(text)")
            #expect(scenario != nil)
        }
    }

    /// Blocks of a text by the key that starts each, where keys stand at this indentation.
    private static func blocks(_ text: String, indentation: Int) -> [(key: String, text: String)] {
        var blocks: [(key: String, text: String)] = []
        for line in text.split(separator: "\n") {
            let spaces = line.prefix { $0 == " " }.count
            if spaces == indentation, let colon = line.firstIndex(of: ":") {
                blocks.append((String(line[..<colon].dropFirst(spaces)), line + "\n"))
            } else if !blocks.isEmpty {
                blocks[blocks.count - 1].text += line + "\n"
            }
        }
        return blocks
    }

    /// An example in the place of the same section; its systems and calendars in the place of those of the same name.
    private static func whole(with example: String) -> String {
        var sections = blocks(landscape, indentation: 0)
        for block in blocks(example, indentation: 0) {
            guard let index = sections.firstIndex(where: { $0.key == block.key }) else {
                sections.append(block)
                continue
            }
            guard ["systems", "calendars"].contains(block.key) else {
                sections[index] = block
                continue
            }
            var entries = blocks(String(sections[index].text.drop { $0 != "\n" }), indentation: 2)
            for entry in blocks(String(block.text.drop { $0 != "\n" }), indentation: 2) {
                if let known = entries.firstIndex(where: { $0.key == entry.key }) {
                    entries[known] = entry
                } else {
                    entries.append(entry)
                }
            }
            sections[index].text = "\(block.key):\n" + entries.map(\.text).joined()
        }
        return sections.map(\.text).joined()
    }

    private static let landscape = """
        rehearse: 1
        name: Whole
        clock: { from: 2026-11-27 00:00, for: 24h, drain: 2d, zone: Europe/Brussels }
        calendars:
          carrier cut-off: { days: all, at: 17:00 }
          dispatch window: { days: all, from: 09:00, to: 17:00 }
          wave release: { days: all, from: 06:00, to: 18:00, every: 2h }
        orders: { total: 1k, services: { standard: 80%, express: 20% } }
        systems:
          shop: { preset: shop }
          marketplace: { preset: marketplace }
          edi: { preset: edi-channel }
          gateway: { preset: api-gateway }
          middleware: { preset: ipaas }
          odoo: { preset: odoo-18 }
          warehouse: { preset: wms }
          ups: { preset: ups, share: 60% }
          dhl: { preset: dhl-express, share: 40% }
          desk: { preset: exception-desk }
        journey: order-to-delivery
        """
}
