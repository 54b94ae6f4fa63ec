public import Analysis

/// All reports of a comparison of two landscapes.
public struct MigrationReport: Sendable {
    /// The file beside the page that lists every row that could not be read; written by whoever read them.
    public static let badRowFile = "bad-rows.txt"

    private let words: MigrationWords
    private let story: MigrationStory

    /// The reports of a comparison.
    /// - Parameters:
    ///   - findings: what it found.
    ///   - rows: what is written where findings point to (`MigrationFindings.rowsWanted`).
    public init(_ findings: MigrationFindings, rows: MigrationRows) {
        words = MigrationWords(findings, rows)
        story = MigrationStory(words)
    }

    /// The decision, and what it rests on.
    public var sentence: String { story.answer }

    /// `parallel.json`: the same bytes for the same findings; `MigrationJSON` names its members.
    public var json: String { MigrationJSON(words: words, story: story).value.text }

    /// `parallel.md`: fits a pull-request comment.
    public var markdown: String { MigrationMarkdown.text(story) }

    /// `parallel.html`: one self-contained page.
    public var html: String { MigrationPage(words: words, story: story).text }

    /// `junit.xml`: a test case a criterion of the gate.
    public var junit: String { MigrationJUnit(words: words, story: story).text }

    /// The decision for a terminal.
    /// - Parameters:
    ///   - colour: whether escape sequences may be written.
    ///   - width: columns of the terminal.
    ///   - elapsed: how long it took, in words; nil: not told.
    ///   - path: where the page lies; nil: not told.
    public func terminal(colour: Bool, width: Int, elapsed: String? = nil, path: String? = nil) -> String {
        MigrationTerminal(story: story, colour: colour, width: width).text(elapsed: elapsed, report: path)
    }

    /// Writes `parallel.json`, `parallel.md`, `junit.xml` and `parallel.html`.
    /// - Throws: `ReportWriter.Failure`, naming the path.
    public func write(to folder: String) throws(ReportWriter.Failure) {
        let own = [("parallel.json", json), ("parallel.md", markdown), ("junit.xml", junit), ("parallel.html", html)]
        try ReportWriter.write(own.map { (name: $0.0, bytes: Array($0.1.utf8)) }, to: folder)
    }
}
