import Analysis
import Foundation
import Kernel
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import Reporting

@Suite("Comparison: reports")
struct ComparisonReportTests {
    /// The day, and one with everything twice as long and other words.
    private static func report(_ recording: Recording, slower: Bool = true) -> ComparisonReport {
        var run = recording
        if slower {
            for track in run.tracks.indices {
                run.tracks[track] = doubled(run.tracks[track])
            }
        }
        let facts = RunFacts(
            command: ["rehearse"], scenario: "peak.yaml", started: "2026-11-27T08:00:00Z", elapsedSeconds: 1,
            version: "1", machine: "box")
        return ComparisonReport(
            RunComparison(recording, run), base: ComparedRun(name: "base <b>", recording: recording, facts: facts),
            run: ComparedRun(name: "out", recording: run, facts: facts),
            differences: [RunDifference(kind: .seed, path: "seed", base: "1", run: "2")])
    }

    private static func doubled(_ track: LatencyTrack) -> LatencyTrack {
        var slow = LatencyTrack(intervals: track.intervals.count)
        for (interval, samples) in track.intervals.enumerated() {
            guard let samples, let middle = samples.quantile(0.5) else { continue }
            var histogram = LatencyHistogram()
            histogram.record(middle * 2, count: samples.count)
            slow.total.merge(histogram)
            slow.intervals[interval] = CompactHistogram(histogram)
        }
        return slow
    }

    static let slow = report(PeakDay.recording)
    static let nasty = report(PeakDay.nastyRecording)

    @Test("A slower run is a regression in every report, with the arithmetic of its verdicts")
    func regression() throws {
        let report = Self.slow
        #expect(report.story.status == .regression && report.story.word == "REGRESSION")
        let text = report.terminal(colour: false, width: 100)
        #expect(text.contains("REGRESSION") && text.contains("worse") && !text.contains("\u{1B}"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(report.terminal(colour: true, width: 100).contains("\u{1B}[1;31mREGRESSION"))
        #expect(report.markdown.contains("## ❌ REGRESSION") && report.markdown.contains("tolerated; p "))
        #expect(report.html.contains("tolerated; p ") && report.html.contains("How this was judged"))
        #expect(report.markdown.count < 30_000)
        #expect(text.contains("Compared across: seed (seed: 1 → 2)."))
    }

    @Test("compare.json is JSON with a verdict, an interval and a reason for every measure")
    func json() throws {
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(Self.slow.json.utf8)) as? [String: Any])
        #expect(object["compare_version"] as? Int == 1 && object["status"] as? String == "regression")
        let measures = try #require(object["measures"] as? [[String: Any]])
        #expect(measures.count == Self.slow.comparison.measures.count)
        #expect(measures.allSatisfy { $0["verdict"] is String && ($0["why"] as? String)?.isEmpty == false })
        let worse = measures.filter { $0["verdict"] as? String == "worse" && $0["unit"] as? String == "ns" }
        #expect(!worse.isEmpty && worse.allSatisfy { ($0["p"] as? Double ?? 1) < 0.05 })
    }

    @Test("junit.xml has a failure for each measure that is worse, and is well-formed whatever the names hold")
    func junit() {
        final class Reader: NSObject, XMLParserDelegate {
            var counts: [String: Int] = [:]

            func parser(
                _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
                attributes: [String: String]
            ) { counts[name, default: 0] += 1 }
        }
        for report in [Self.slow, Self.nasty] {
            let reader = Reader()
            let parser = XMLParser(data: Data(report.junit.utf8))
            parser.delegate = reader
            #expect(parser.parse())
            #expect(reader.counts["failure"] == report.comparison.measures(.worse).count)
            let told = report.comparison.measures(.told).count
            #expect(
                reader.counts["testcase"]
                    == report.comparison.measures.count - told + report.comparison.budgets.count)
        }
    }

    @Test("Names with markup stay words on the page and in the pull request, and no escape sequence reaches a terminal")
    func escaping() {
        #expect(!Self.nasty.html.contains("<script>alert") && !Self.nasty.markdown.contains("<script>"))
        #expect(Self.slow.html.contains("base &lt;b&gt;"))
        let text = Self.nasty.terminal(colour: false, width: 80)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    @Test("The page fetches nothing, and its charts have titles and numbers")
    func page() {
        let page = Self.slow.html
        for forbidden in ["<script", "http://", "https://", "src=", "@import", "url("] {
            #expect(!page.lowercased().contains(forbidden))
        }
        let figures = page.components(separatedBy: "<figure class=\"chart").dropFirst()
        #expect(figures.count >= 4 && figures.allSatisfy { $0.contains("<details class=\"numbers\">") })
        #expect(page.components(separatedBy: "<svg ").dropFirst().allSatisfy { $0.contains("</title><desc>") })
        #expect(page.utf8.count < 1_000_000)
    }

    @Test("A run and itself are told to be identical")
    func identical() {
        let report = Self.report(PeakDay.recording, slower: false)
        #expect(report.story.word == "IDENTICAL")
        #expect(report.story.sentence == "Both runs recorded the same, count by count and sample by sample.")
    }

    @Test("A refusal tells each difference with what both runs have, and what to do")
    func refusal() {
        let seed = RunDifference(kind: .seed, path: "seed", base: "7", run: "8")
        let timeout = RunDifference(
            kind: .scenario, path: "links.middleware → ups.timeout", base: "8000000000", run: "2000000000")
        let words = RunDifferenceWords.refusal([seed, timeout], base: "main", run: "branch")
        #expect(words.contains("seed: 7 → 8"))
        #expect(words.contains("links.middleware → ups.timeout: 8 s → 2 s"))
        #expect(words.contains("--across seed,scenario"))
        let clock = RunDifference(kind: .clock, path: "clock", base: "virtual", run: "wall")
        let fixed = RunDifferenceWords.refusal([seed, clock], base: "main", run: "branch")
        #expect(
            fixed.contains("clock must be the same: run main anew as branch was run") && !fixed.contains("--across"))
    }

    @Test("Figures and differences in words")
    func words() {
        #expect(MeasureWords.difference(118e6, .time) == "+118 ms")
        #expect(MeasureWords.difference(-0.0039, .share) == "-0.39 points")
        #expect(MeasureWords.difference(.infinity, .time) == "open")
        #expect(MeasureWords.value(nil, .time) == "never" && MeasureWords.value(1.1625, .ratio) == "1.163")
        #expect(MeasureWords.probability(0.0312) == "0.031" && MeasureWords.probability(1) == "1")
        #expect(MeasureWords.probability(0) == "< 0.000001" && MeasureWords.probability(0.000_23) == "0.00023")
        #expect(MeasureWords.name(Measure(.leg("order release"), .quantile(0.99))) == "order release, p99")
        #expect(MeasureWords.name(Measure(.link("a → b"), .amplification)) == "a → b: attempts a call")
    }
}
