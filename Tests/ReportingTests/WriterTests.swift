import Foundation
import Kernel
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import Reporting

@Suite("Summary, comment, test report and terminal")
struct WriterTests {
    @Test("The summary follows its published schema", arguments: [false, true])
    func schema(isEmpty: Bool) throws {
        let recording = isEmpty ? PeakDay.empty : PeakDay.nastyRecording
        let story = ReportStory.sample(isEmpty ? nil : PeakDay.nasty)
        let validator = try SchemaValidator(SummarySchema.text)
        #expect(try validator.problems(SummaryJSON.value(story, recording).text) == [])
    }

    @Test("The schema refuses what is not a summary")
    func refusal() throws {
        let validator = try SchemaValidator(SummarySchema.text)
        let text = SummaryJSON.value(.sample(), PeakDay.recording).text
        #expect(try !validator.problems("{}").isEmpty)
        #expect(try !validator.problems(text.replacingOccurrences(of: "\"due\": 24000,", with: "\"due\": -1,")).isEmpty)
        #expect(try !validator.problems(text.replacingOccurrences(of: "\"books\"", with: "\"boks\"")).isEmpty)
        #expect(try !validator.problems(text.replacingOccurrences(of: "\"fail\"", with: "\"failed\"")).isEmpty)
    }

    @Test("The summary agrees with the recording's books")
    func figures() throws {
        let data = Data(SummaryJSON.value(.sample(), PeakDay.recording).text.utf8)
        let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let books = try #require(summary["books"] as? [String: Int])
        #expect(books["due"] == 24_000)
        let series = try #require(summary["series"] as? [String: Any])
        let due = try #require(series["due"] as? [Int])
        #expect(due.reduce(0, +) == 24_000)
        #expect(due.count == (series["starts_ns"] as? [Int])?.count)
        let cutoffs = try #require(summary["cutoffs"] as? [[String: Any]])
        let orders = cutoffs.reduce(0) { sum, cell in
            sum + ["met", "late", "missing", "open"].reduce(0) { $0 + (cell[$1] as? Int ?? 0) }
        }
        #expect(orders == 24_000)
    }

    @Test("Two runs of one seed give the same summary, byte for byte")
    func bytes() {
        var orders = OrderSchedule(PeakDay.plan)
        let again = VirtualDriver.run(
            PeakDay.plan, orders: &orders, tracing: .sample(spans: 60_000))
        let first = SummaryJSON.value(.sample(), PeakDay.recording).text
        #expect(SummaryJSON.value(.sample(), again).text == first)
        #expect(first.hasPrefix("{\n  \"summary_version\": 1,\n  \"scenario\": {\n    \"title\": \"Peak day\","))
    }

    @Test("The comment fits a pull request and keeps a table's columns, whatever the names")
    func markdown() {
        var story = ReportStory.sample(String(repeating: PeakDay.nasty, count: 40))
        story.budgets = (0..<20).flatMap { _ in story.budgets }
        let text = MarkdownReport.text(story)
        #expect(text.count < MarkdownReport.limit)
        #expect(!text.contains("<script"))
        for line in text.split(separator: "\n") where line.hasPrefix("| ") {
            let bars = zip(line, line.dropFirst()).count { $0.0 != "\\" && $0.1 == "|" } + 1
            #expect(bars == 6)
        }
    }

    @Test("The test report is well-formed XML with a case a budget, whatever the names")
    func junit() {
        final class Reader: NSObject, XMLParserDelegate {
            var counts: [String: Int] = [:]
            var suite: [String: String] = [:]
            var properties: [String: String] = [:]
            func parser(
                _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
                attributes: [String: String]
            ) {
                counts[name, default: 0] += 1
                if name == "testsuite" { suite = attributes }
                if name == "property", let key = attributes["name"] { properties[key] = attributes["value"] }
            }
        }
        let text = JUnitReport.text(.sample(PeakDay.nasty), properties: [("seed", "7"), ("words", "a<b>&\"c\"")])
        let reader = Reader()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reader
        #expect(parser.parse())
        #expect(reader.counts["testcase"] == 5)
        #expect(reader.counts["failure"] == 1)
        #expect(reader.counts["error"] == 2)
        #expect(reader.suite["tests"] == "5" && reader.suite["failures"] == "1" && reader.suite["errors"] == "2")
        #expect(reader.properties == ["seed": "7", "words": "a<b>&\"c\""])
    }

    @Test(
        "The terminal's lines fit its width and carry no escape sequence unless asked", arguments: [60, 80, 120, 160])
    func terminal(width: Int) {
        for words in [nil, PeakDay.nasty] {
            let plain = TerminalReport.text(
                .sample(words), colour: false, width: width, elapsed: "6.1 s", report: nil)
            #expect(!plain.contains("\u{1B}"))
            #expect(!plain.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
            if words == nil {
                for line in plain.split(separator: "\n") { #expect(TextBlock.width(String(line)) <= width, "\(line)") }
            }
            let coloured = TerminalReport.text(.sample(words), colour: true, width: width, elapsed: nil, report: nil)
            #expect(coloured.contains("\u{1B}[1;31mFAIL\u{1B}[0m"))
        }
    }

    @Test("The story of one order tells its steps in order, with times in the scenario's zone")
    func trace() {
        let facts = OrderFacts(
            number: 45, due: 10 * .hour, until: 10 * .hour + 30 * .minute, standing: .completed,
            cutoff: 10 * .hour + 20 * .minute,
            promised: 10 * .hour + 25 * .minute, channel: 1, destination: 0, service: 0, warehouse: 0, carrier: 0,
            lines: 3,
            units: 4, grams: 900, park: nil)
        let start = facts.due
        let trace = OrderTrace(
            facts: facts,
            spans: [
                .init(kind: .event(0), start: start, end: start),
                .init(kind: .call(0), start: start, end: start + 41 * .millisecond),
                .init(kind: .queueWait(0), start: start + 41 * .millisecond, end: start + 193 * .second),
                .init(
                    kind: .attempt(3), start: start + 200 * .second, end: start + 201 * .second, attempt: 1,
                    outcome: .rateLimited),
                .init(kind: .attempt(3), start: start + 220 * .second, end: start + 221 * .second, attempt: 2),
                .init(kind: .ended(.completed), start: facts.until, end: facts.until),
            ], truncated: false)
        let text = TraceReport.text(trace, plan: PeakDay.plan, width: 120)
        #expect(
            text.hasPrefix(
                "Order 45   marketplace, 3 lines, Antwerp, domestic, express, UPS\ndue 10:00:00.000, cut-off 10:20"))
        #expect(text.contains("LATE by 5 min"))
        let lines = text.split(separator: "\n")
        #expect(lines.contains { $0.contains("order → API gateway  webhook") && $0.contains("41 ms") })
        #expect(lines.contains { $0.contains("Middleware queue orders  message waited") && $0.contains("3 min 13 s") })
        #expect(lines.contains { $0.contains("attempt 1: rate limited (429)") })
        #expect(lines.contains { $0.hasPrefix("10:03:40.000  +3 min 40 s") && $0.contains("attempt 2: answered") })
        for line in lines { #expect(TextBlock.width(String(line)) <= 120) }
    }

    @Test("An attempt that took no time stands under its call, not under what came of it")
    func instantFailure() {
        let facts = OrderFacts(
            number: 4, due: .hour, until: 13 * .hour, standing: .parked, cutoff: nil, promised: nil, channel: 0,
            destination: 0, service: 0, warehouse: 0, carrier: nil, lines: 1, units: 1, grams: 1, park: 0,
            parkedSince: .hour)
        let attempt = OrderTrace.Span(
            kind: .attempt(0), start: .hour, end: .hour, attempt: 1, outcome: .serverError)
        let call = OrderTrace.Span(kind: .call(0), start: .hour, end: .hour, outcome: .serverError)
        // Whether the call is recorded when it begins or when it ends.
        for spans in [[attempt, call], [call, attempt]] {
            let trace = OrderTrace(
                facts: facts,
                spans: [.init(kind: .event(0), start: .hour, end: .hour)] + spans + [
                    .init(kind: .parked(0), start: .hour, end: .never)
                ], truncated: false)
            let lines = TraceStory(trace, plan: PeakDay.plan).lines
            #expect(
                lines.map(\.what) == [
                    "ordered", "webhook: server error", "attempt 1: server error", "put aside: label refused",
                ])
            #expect(lines.map(\.depth) == [0, 0, 1, 0])
        }
    }
}
