public import Analysis

/// All reports of a comparison of two runs.
public struct ComparisonReport: Sendable {
    /// What was found.
    public let comparison: RunComparison
    /// What is to be said of it.
    public let story: ComparisonStory
    private let base: ComparedRun
    private let run: ComparedRun
    private let differences: [RunDifference]

    /// The reports of a comparison.
    /// - Parameter differences: what else differs between the runs: what was asked to be compared across, and what does not matter.
    public init(
        _ comparison: RunComparison, base: ComparedRun, run: ComparedRun, differences: [RunDifference] = []
    ) {
        self.comparison = comparison
        self.base = base
        self.run = run
        self.differences = differences
        story = ComparisonStory(comparison, base: base, run: run, differences: differences)
    }

    /// `compare.json`.
    public var json: String {
        ComparisonJSON.value(comparison, story, base: base, run: run, differences: differences).text
    }

    /// `compare.html`: one self-contained page.
    public var html: String { ComparisonPage(comparison: comparison, story: story, base: base, run: run).text }

    /// `compare.md`: fits a pull-request comment.
    public var markdown: String { ComparisonMarkdown.text(story) }

    /// `junit.xml`.
    public var junit: String { ComparisonJUnit.text(story) }

    /// The verdict for a terminal.
    /// - Parameters:
    ///   - colour: whether escape sequences may be written.
    ///   - width: columns of the terminal.
    ///   - path: where the page lies; nil: there is none.
    public func terminal(colour: Bool, width: Int, path: String? = nil) -> String {
        ComparisonTerminal.text(story, colour: colour, width: width, report: path)
    }

    /// Writes `compare.html`, `compare.md`, `compare.json` and `junit.xml`.
    /// - Throws: `ReportWriter.Failure`, naming the path.
    public func write(to folder: String) throws(ReportWriter.Failure) {
        let files = [
            ("compare.html", html), ("compare.md", markdown), ("compare.json", json), ("junit.xml", junit),
        ]
        try ReportWriter.write(files.map { (name: $0.0, bytes: Array($0.1.utf8)) }, to: folder)
    }
}
