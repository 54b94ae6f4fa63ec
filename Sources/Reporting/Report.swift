public import Analysis
public import Kernel

/// All reports of one run, made from its recording and its story alone; so they can be made again from disk.
public struct Report: Sendable {
    /// What was measured.
    public let recording: Recording
    /// What is to be said about it.
    public let story: ReportStory

    /// The reports of a recording: it is analysed, its story is told.
    public init(_ recording: Recording) { self.init(recording, findings: Findings(recording)) }

    /// The reports of a recording that has been analysed already.
    public init(_ recording: Recording, findings: Findings) {
        self.init(recording, story: ReportStory(recording, findings))
    }

    /// The reports of a run.
    public init(_ recording: Recording, story: ReportStory) {
        self.recording = recording
        self.story = story
    }

    /// `report.html`: one self-contained page.
    public var html: String { HTMLReport.text(story, recording) }

    /// `summary.json`: the same bytes for the same scenario and seed.
    public var summary: String { SummaryJSON.value(story, recording).text }

    /// `summary.md`: fits a pull-request comment.
    public var markdown: String { MarkdownReport.text(story) }

    /// `junit.xml`: a test case a budget.
    public var junit: String {
        let books = recording.books
        return JUnitReport.text(
            story,
            properties: [
                ("seed", String(recording.plan.seed)), ("orders due", String(books.due)),
                ("orders completed", String(books.completed)), ("orders failed", String(books.failed)),
                ("orders put aside", String(books.parked)), ("orders under way", String(books.inFlight)),
                ("zone", recording.plan.zone.identifier), ("window ns", String(recording.plan.window)),
            ])
    }

    /// The verdict for a terminal.
    /// - Parameters:
    ///   - colour: whether escape sequences may be written.
    ///   - width: columns of the terminal.
    ///   - elapsed: how long the run took on the wall, in words; nil: not told.
    ///   - path: where the page lies; nil: not told.
    public func terminal(colour: Bool, width: Int, elapsed: String? = nil, path: String? = nil) -> String {
        TerminalReport.text(story, colour: colour, width: width, elapsed: elapsed, report: path)
    }

    /// Writes `summary.json`, `summary.md`, `junit.xml` and `report.html`, and the run's own files beside them.
    /// - Parameters:
    ///   - folder: where; made if it is not there.
    ///   - others: more files: the recording, `run.json`.
    /// - Throws: `ReportWriter.Failure`, naming the path.
    public func write(to folder: String, with others: [(name: String, bytes: [UInt8])] = []) throws(ReportWriter
        .Failure)
    {
        let own = [("summary.json", summary), ("summary.md", markdown), ("junit.xml", junit), ("report.html", html)]
        try ReportWriter.write(others + own.map { (name: $0.0, bytes: Array($0.1.utf8)) }, to: folder)
    }
}
