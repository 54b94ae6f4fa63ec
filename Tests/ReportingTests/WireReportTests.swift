import Foundation
import Kernel
import Testing

@testable import Reporting

@Suite("The wire in reports")
struct WireReportTests {
    private static let report = Report(WireDay.recording)
    private static let nasty = Report(WireDay.nasty)

    private static func texts(_ recording: Recording) -> [String] {
        (Report(recording).story.wire?.lines ?? []).map(\.text)
    }

    /// A wire day with other facts.
    private static func changed(_ change: (inout WireFacts) -> Void) -> Recording {
        var recording = WireDay.recording
        var wire = WireFacts()
        change(&wire)
        recording.wire = wire
        return recording
    }

    @Test(
        "The verdict's lines: the worst first, webhooks that never came, the limit found; what is left out is counted")
    func lines() throws {
        let lines = try #require(Self.report.story.wire).lines
        // 120 of 4,000 requests are 3 %; of ten webhooks one is lost; 20 of 100 awaits; 6 of 100 requests were refused.
        #expect(
            lines.map(\.text) == [
                "Warehouse: 1 of 10 webhooks not delivered by the end: status 500: oops",
                "FedEx: 120 of 4,000 requests got no answer: POST http://localhost:81: connection refused: no; start it",
                "Webhooks in: 20 of 100 awaited events never arrived (3 late, 2 of no order of this run); check the sender's subscription and the key it names orders by",
                "UPS, label: documented 80/s, announced 100/60 s, in practice 40/s, burst 5 (explains 99.0 % of what was let through and refused); 2 more in the report",
            ])
        #expect(lines.map(\.isTrouble) == [true, true, true, false])
    }

    @Test("Answers that were no success are told with their first words and what to do")
    func answers() throws {
        var recording = Self.changed { wire in
            var ups = WireFacts.System()
            ups.sent = 10
            ups.statuses = [401: 10]
            ups.details = ["businessError": "status 401: expired key", "serverError": "rare"]
            wire.systems["ups"] = ups
        }
        let layout = MeterLayout(recording.plan)
        let edges = recording.plan.edges.indices.filter {
            recording.plan.operations[recording.plan.edges[$0].operation].system == 4
        }
        // However many there were on that day: now ten, all refused, and one in 200 a server error.
        for row in recording.meters.indices {
            for edge in edges {
                for outcome in Outcome.allCases { recording.meters[row][layout.attempts(edge, outcome)] = 0 }
            }
        }
        let edge = try #require(edges.first)
        recording.meters[0][layout.attempts(edge, .businessError)] = 199
        recording.meters[0][layout.attempts(edge, .serverError)] = 1
        #expect(
            Self.texts(recording) == [
                "UPS: 199 of 200 attempts refused, the first with: status 401: expired key; check the credential under `auth`, and whether it has expired"
            ])
        recording.wire?.systems["ups"]?.details["businessError"] =
            "Odoo: no database \"shop\" for https://odoo. Correct `database` under `options`."
        #expect(
            Self.texts(recording) == [
                "UPS: 199 of 200 attempts refused, the first with: Odoo: no database \"shop\" for https://odoo. Correct `database` under `options`."
            ])
    }

    @Test("Several ways to fail, requests kept back, and nothing awaited that came")
    func more() {
        let recording = Self.changed { wire in
            var fedex = WireFacts.System()
            fedex.sent = 7
            fedex.failures = ["connection refused": 4, "unknown host name": 3]
            fedex.words = ["connection refused": "a\nb\u{1B}[31m"]
            fedex.keptBack = 3
            wire.systems["fedex"] = fedex
            var inbox = InboxFacts()
            inbox.neverArrived = 5
            wire.inbox = inbox
        }
        #expect(
            Self.texts(recording) == [
                "FedEx: all 7 requests got no answer, 4 of them so: a b [31m",
                "FedEx: 3 of 10 requests not sent, kept back by the caps on its host; raise them under `targets`, or lower the rate",
                "Webhooks in: none of 5 awaited events arrived (0 late, 0 of no order of this run); check the sender's subscription and the key it names orders by",
            ])
    }

    @Test("Answers that took too long are told from one in a hundred on, and long words keep their end")
    func slow() throws {
        var recording = Self.changed { wire in
            var fedex = WireFacts.System()
            fedex.sent = 1_000
            fedex.statuses = [200: 991]
            wire.systems["fedex"] = fedex
        }
        let layout = MeterLayout(recording.plan)
        let edges = recording.plan.edges.indices.filter {
            recording.plan.operations[recording.plan.edges[$0].operation].system == 5
        }
        for row in recording.meters.indices {
            for edge in edges { recording.meters[row][layout.attempts(edge, .timeout)] = 0 }
        }
        let meter = layout.attempts(try #require(edges.first), .timeout)
        recording.meters[0][meter] = 9
        #expect(Self.texts(recording).isEmpty)
        recording.wire?.systems["fedex"]?.statuses = [200: 990]
        recording.meters[0][meter] = 10
        #expect(
            Self.texts(recording) == [
                "FedEx: 10 of 1,000 requests got no answer within the time their callers wait; raise the link's timeout, or find out why the system is slow"
            ])
        recording.wire?.systems["fedex"]?.statuses = [200: 987]
        recording.wire?.systems["fedex"]?.failures = ["answer cut short": 3]
        #expect(
            Self.texts(recording) == [
                "FedEx: 13 of 1,000 requests got no answer, 10 of them within the time their callers wait; raise the link's timeout, or find out why the system is slow"
            ])
        recording.meters[0][meter] = 0
        recording.wire?.systems["fedex"]?.words = [
            "answer cut short": String(repeating: "a", count: 400) + "; look into the server's log"
        ]
        let line = try #require(Self.texts(recording).first)
        #expect(line.hasPrefix("FedEx: 3 of 1,000 requests got no answer: aaa"))
        #expect(line.hasSuffix("aaa; look into the server's log") && line.contains("a … a") && line.count < 360)
    }

    @Test("A quiet wire has no lines, virtual time has nothing of it in any report")
    func quiet() {
        let calm = Self.changed { wire in
            var fedex = WireFacts.System()
            fedex.sent = 5
            fedex.statuses = [200: 5]
            wire.systems["fedex"] = fedex
        }
        #expect(Self.texts(calm).isEmpty)
        #expect(!Report(calm).terminal(colour: false, width: 100).contains("On the wire"))
        #expect(Report(calm).html.contains("Every request was answered, and every answer was a success."))
        let virtual = Report(PeakDay.recording)
        #expect(virtual.story.wire == nil)
        for text in [virtual.html, virtual.summary, virtual.markdown, virtual.terminal(colour: false, width: 100)] {
            #expect(!text.contains("On the wire") && !text.contains("\"wire") && !text.contains("id=\"wire"))
        }
        #expect(virtual.html.contains("in virtual time"))
        #expect(!Self.report.html.contains("in virtual time"))
    }

    @Test("The terminal's lines fit its width", arguments: [60, 80, 120, 160])
    func terminal(width: Int) {
        let plain = Self.report.terminal(colour: false, width: width)
        #expect(plain.contains("On the wire"))
        for line in plain.split(separator: "\n") { #expect(TextBlock.width(String(line)) <= width, "\(line)") }
        let nasty = Self.nasty.terminal(colour: false, width: width)
        #expect(!nasty.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    @Test("The comment has a row a system that was called, and the lines")
    func markdown() {
        let text = Self.report.markdown
        #expect(text.contains("| On the wire | Requests | Answered | No answer | First byte, mean |\n"))
        #expect(text.contains("| UPS | 100 | 100 | 0 | - |\n"))
        #expect(text.contains("| FedEx | 4,000 | 3,880 | 120 | 3 ms |\n"))
        #expect(!text.contains("| Warehouse |"))
        #expect(text.contains("\n- FedEx: 120 of 4,000 requests got no answer"))
        #expect(!Self.nasty.markdown.contains("<script"))
    }

    @Test("The summary follows its schema, and the schema refuses what no wire is")
    func schema() throws {
        #expect(try SchemaValidator(SummarySchema.text).problems(Self.report.summary) == [])
        func part(_ report: Report) throws -> String {
            let wire = try #require(report.story.wire)
            return WireSummary(plan: report.recording.plan, wire: wire.findings).value.text
        }
        let validator = try SchemaValidator(SummarySchema.wire.text)
        #expect(try validator.problems(part(Self.nasty)) == [])
        let text = try part(Self.report)
        for (from, to) in [
            ("\"wire_version\": 1", "\"wire_version\": 2"), ("\"status\": 401", "\"status\": 40"),
            ("\"kept_up\": true", "\"kept_up\": 1"), ("\"reused_share\": 0.75", "\"reused_share\": 1.5"),
            ("\"part\": \"first_byte\"", "\"part\": \"byte\""), ("\"gave_up\": 1", "\"gave_up\": -1"),
            ("\"outcome\": \"business_error\"", "\"outcome\": \"bad\""),
        ] {
            #expect(text.contains(from), "\(from)")
            #expect(try !validator.problems(text.replacingOccurrences(of: from, with: to)).isEmpty, "\(to)")
        }
    }

    @Test("The summary's figures are those of the recording")
    func figures() throws {
        let data = Data(Self.report.summary.utf8)
        let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let wire = try #require(summary["wire"] as? [String: Any])
        let systems = try #require(wire["systems"] as? [[String: Any]])
        // In the plan's order.
        #expect(systems.map { $0["system"] as? String } == ["wms", "ups", "fedex"])
        let fedex = systems[2]
        #expect(fedex["requests"] as? Int == 4_000 && fedex["unanswered"] as? Int == 120)
        let parts = try #require(fedex["parts"] as? [[String: Any]])
        #expect(parts.map { $0["part"] as? String } == ["name", "first_byte", "total"])
        #expect(parts[1]["mean_ns"] as? Int == 3_000_000 && parts[1]["max_ns"] as? Int == 4_000_000)
        let inbox = try #require(wire["inbox"] as? [String: Any])
        #expect(inbox["wait_mean_ns"] as? Int == 3_000_000_000 && inbox["never_arrived"] as? Int == 20)
        let limit = try #require((systems[1]["limits"] as? [[String: Any]])?.first)
        #expect(limit["announced"] as? String == "100/60 s" && limit["in_practice"] as? String == "40/s, burst 5")
    }

    @Test("The page's section: every figure, in tables that can be reached and have names of their own")
    func page() throws {
        let page = Self.report.html
        let start = try #require(page.range(of: "<h2 id=\"wire\">"))
        let end = try #require(page.range(of: "<h2 id=\"retries\">"))
        let section = page[start.lowerBound..<end.lowerBound]
        for words in [
            "The generator kept up.", "<td class=\"left\">200: 90, 401: 10</td>", "<td>1.2 MB</td><td>870 B</td>",
            "<td>75.0 %</td>", "<td>3 ms</td><td>4 ms</td>", ">80/s</td>", ">100/60 s</td>", ">40/s, burst 5</td>",
            "<td>99.0 %</td>", "<td>50</td><td>4</td><td>3</td>", "status 500: 4 (status 500: oops); ended: gone",
            "<th scope=\"row\">Never met: nothing came</th><td>20</td>", "waited 3 s on average, 4 s at most",
            "status 401: expired key; check the credential",
        ] {
            #expect(section.contains(words), "\(words)")
        }
        let tables = section.components(separatedBy: "<table").count - 1
        #expect(tables == 7)
        #expect(section.components(separatedBy: "<caption>").count - 1 == tables)
        let frames = page.components(separatedBy: "tabindex=\"0\" role=\"group\" aria-label=\"").dropFirst()
            .map { $0.prefix { $0 != "\"" } }
        #expect(Set(frames).count == frames.count)
        // Columns of nothing are left out.
        #expect(!section.contains("TLS, mean") && !section.contains("Copied"))
    }

    @Test("Words of partners stay words on the page, and its tags are closed in order")
    func escaping() {
        let page = Self.nasty.html
        #expect(!page.contains("<script"))
        #expect(!page.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        var open: [String] = []
        var rest = Substring(page)
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let name = String(tag.drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != "/" })
            if tag.hasPrefix("/") {
                #expect(open.popLast() == name)
            } else if !tag.hasSuffix("/"), !["meta", "link", "br", "!DOCTYPE"].contains(name) {
                open.append(name)
            }
        }
        #expect(open.isEmpty)
    }

    @Test("A generator that fell behind is told on the page and in the verdict, with what to do")
    func late() throws {
        var recording = WireDay.recording
        recording.plan.wire = WirePlan()
        let track = TrackLayout(recording.plan).index(.scheduleLag)
        var lag = LatencyHistogram()
        lag.record(300 * .millisecond, count: 1_000_000)
        recording.tracks[track].total = lag
        let report = Report(recording)
        #expect(report.story.status == .invalid)
        let caution =
            "Orders and requests went out 300 ms later than planned at p99, tolerated are 100 ms: the figures tell of the generator, not of the landscape. Lower the rate, give this machine more room, or raise \"lag tolerance\" if such lateness does no harm."
        #expect(report.story.cautions.contains(caution))
        #expect(report.html.contains("The generator did not keep up: the run is invalid."))
        #expect(report.summary.contains("\"kept_up\": false"))
    }

    @Test("Amounts of data, in thousands")
    func bytes() {
        let expected: [(Int64, String)] = [
            (0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (1_250, "1.3 kB"), (51_600, "51.6 kB"), (131_000, "131 kB"),
            (999_499, "999 kB"), (999_500, "1 MB"), (1_234_567, "1.2 MB"), (3_000_000_000, "3 GB"),
        ]
        for (number, words) in expected { #expect(Figures.bytes(number) == words) }
    }
}
