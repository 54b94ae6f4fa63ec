import Foundation
import FoundationXML
import Kernel
import Reconciliation
import Testing

@testable import Analysis
@testable import Reporting

@Suite("The reports of a migration")
struct MigrationReportTests {
    private static let report = MigrationReport(SampleMigration.findings, rows: SampleMigration.rows)
    private static let empty: MigrationReport = {
        let made = SampleMigration.made(orders: 0)
        return MigrationReport(made.findings, rows: made.rows)
    }()

    @Test("The page is one file without script; names stay words; every place and frame has one name")
    func page() {
        let page = Self.report.html
        #expect(page.utf8.count < 1_000_000)
        let lower = page.lowercased()
        for forbidden in ["<script", "http://", "https://", "src=", "@import", "url(", "<i>&"] {
            #expect(!lower.contains(forbidden), "the page holds \(forbidden)")
        }
        #expect(page.contains("gls &lt;b&gt;&amp;&quot;&#39;|"))
        #expect(!page.contains("NaN") && !page.contains("nan%") && !page.contains("inf%"))
        func values(_ name: String) -> [Substring] {
            page.components(separatedBy: " \(name)=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        }
        let ids = values("id")
        #expect(Set(ids).count == ids.count)
        for link in values("href") where link.hasPrefix("#") {
            #expect(ids.contains(link.dropFirst()), "no place \(link)")
        }
        let frames = page.components(separatedBy: "<div class=\"scroll\"").dropFirst().map { $0.prefix { $0 != ">" } }
        #expect(frames.count > 12)
        for frame in frames { #expect(frame.hasPrefix(" tabindex=\"0\" role=\"group\" aria-label=\"")) }
        #expect(Set(frames).count == frames.count)
    }

    @Test("Its tags are closed in order", arguments: [false, true])
    func nesting(isEmpty: Bool) {
        let void: Set<String> = ["meta", "link", "br", "!DOCTYPE"]
        var open: [String] = []
        var rest = Substring(isEmpty ? Self.empty.html : Self.report.html)
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let name = String(tag.drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != "/" })
            if tag.hasPrefix("/") {
                #expect(open.popLast() == name)
            } else if !tag.hasSuffix("/"), !void.contains(name) {
                open.append(name)
            }
        }
        #expect(open.isEmpty)
    }

    @Test("Nothing to compare is said in a sentence, everywhere")
    func nothing() throws {
        let said = "neither side has an event that could be compared."
        #expect(Self.empty.sentence == "NOTHING COMPARED: " + said)
        #expect(Self.empty.html.contains(said))
        #expect(Self.empty.markdown.contains(said))
        #expect(Self.empty.terminal(colour: false, width: 100).contains(said))
        let value = try #require(
            try JSONSerialization.jsonObject(with: Data(Self.empty.json.utf8)) as? [String: Any])
        #expect(value["decision"] is NSNull)
    }

    @Test("parallel.json holds the same counts, and the same findings give the same bytes")
    func json() throws {
        let value = try #require(
            try JSONSerialization.jsonObject(with: Data(Self.report.json.utf8)) as? [String: Any])
        #expect(value["decision"] as? String == "hold")
        let compared = try #require(value["compared"] as? [String: Any])
        #expect(compared["orders"] as? Int == 299)
        #expect(compared["orders_differing"] as? Int == 12)
        #expect(compared["units"] as? Int == 903)
        #expect(compared["baseline_events"] as? Int == 900)
        #expect(compared["candidate_events"] as? Int == 901)
        let classes = try #require(value["classes"] as? [[String: Any]])
        #expect(classes.count == 15)
        #expect(classes.reduce(0) { $0 + ($1["units"] as? Int ?? 0) } == 903)
        let cells = try #require(value["cells"] as? [[String: Any]])
        #expect(cells.reduce(0) { $0 + ($1["candidate_events"] as? Int ?? 0) } == 901)
        let timeline = try #require((value["timeline"] as? [String: Any])?["events"] as? [[String: Any]])
        let invoices = try #require(timeline.first { $0["event"] as? String == "invoice" })
        #expect((invoices["candidate"] as? [Int])?.reduce(0, +) == 301)
        #expect((invoices["differences"] as? [Int])?.reduce(0, +) == 4)
        let examples = try #require(value["examples"] as? [[String: Any]])
        let missing = try #require(examples.first { $0["class"] as? String == "missing" })
        #expect(missing["order"] as? String == "S13")
        let made = SampleMigration.made()
        #expect(MigrationReport(made.findings, rows: made.rows).json == Self.report.json)
    }

    /// Collects the elements of an XML document.
    private final class Elements: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String])] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) { elements.append((name, attributes)) }
    }

    @Test("junit.xml is well-formed; failed criteria fail, those not shown yet are skipped")
    func junit() throws {
        let elements = Elements()
        let parser = XMLParser(data: Data(Self.report.junit.utf8))
        parser.delegate = elements
        #expect(parser.parse())
        let checks = SampleMigration.findings.lines.flatMap(\.checks)
        func count(_ name: String) -> Int { elements.elements.count { $0.name == name } }
        #expect(count("testsuite") == 7)  // everything, three partners, three kinds
        #expect(count("testcase") == checks.count)
        #expect(count("failure") == checks.count { $0.state == .failed || $0.state == .harm })
        #expect(count("skipped") == checks.count { $0.state == .open })
        let decision = elements.elements.first { $0.name == "property" && $0.attributes["name"] == "decision" }
        #expect(decision?.attributes["value"] == SampleMigration.findings.decision.rawValue)
        let root = try #require(elements.elements.first)
        #expect(root.attributes["tests"] == String(checks.count))
        #expect(root.attributes["failures"] == String(count("failure")))
    }

    @Test("The terminal tells a line a partner, without control characters or lines that are too long")
    func terminal() {
        let text = Self.report.terminal(colour: false, width: 100, elapsed: "1.2 s", path: "Reports/x/parallel.html")
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines.contains { $0.hasPrefix("HOLD   for 2 of 3 partners: ") })
        #expect(lines.contains { $0.hasPrefix("  gls <b>&\"'|   HOLD ") })
        #expect(lines.last == "Report  Reports/x/parallel.html")
        #expect(text.contains("owner: billing <team>"))
        #expect(!text.contains("\u{1B}"))
        #expect(Self.report.terminal(colour: true, width: 100).contains("\u{1B}[1;31mHOLD\u{1B}[0m"))
    }

    @Test("The Markdown fits a comment, and nothing in a name means anything to it")
    func markdown() {
        let text = Self.report.markdown
        #expect(text.count <= MarkdownReport.limit)
        #expect(text.hasPrefix("## ❌ HOLD: "))
        #expect(!text.contains("<b>") && !text.contains("<i>"))
        #expect(text.contains("gls &lt;b>&amp;\"'\\|"))
    }

    @Test("Four files are written")
    func files() throws {
        try Browser.inFolder { folder in
            try Self.report.write(to: folder.path)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(names == ["junit.xml", "parallel.html", "parallel.json", "parallel.md"])
        }
    }
}
