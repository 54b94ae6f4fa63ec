public import Analysis

/// All reports of a capacity study.
public struct CapacityReport: Sendable {
    /// What was found.
    public let findings: CapacityFindings
    /// What is to be said of it.
    public let story: CapacityStory
    private let study: CapacityStudy

    /// The reports of a study.
    public init(_ findings: CapacityFindings, _ study: CapacityStudy) {
        self.findings = findings
        self.study = study
        story = CapacityStory(findings, study)
    }

    /// `capacity.json`: the same bytes for the same scenario, seed and settings.
    public var json: String { CapacityJSON.value(findings, story, study).text }

    /// `capacity.html`: one self-contained page.
    public var html: String { CapacityPage(findings: findings, story: story, study: study).text }

    /// `capacity.md`: fits a pull-request comment.
    public var markdown: String { CapacityMarkdown.text(story) }

    /// The answers for a terminal.
    /// - Parameters:
    ///   - colour: whether escape sequences may be written.
    ///   - width: columns of the terminal.
    ///   - elapsed: how long it took, in words; nil: not told.
    ///   - path: where the page lies; nil: not told.
    public func terminal(colour: Bool, width: Int, elapsed: String? = nil, path: String? = nil) -> String {
        CapacityTerminal.text(story, colour: colour, width: width, elapsed: elapsed, report: path)
    }

    /// Writes `capacity.json`, `capacity.md` and `capacity.html`, and other files beside them.
    /// - Throws: `ReportWriter.Failure`, naming the path.
    public func write(to folder: String, with others: [(name: String, bytes: [UInt8])] = []) throws(ReportWriter
        .Failure)
    {
        let own = [("capacity.json", json), ("capacity.md", markdown), ("capacity.html", html)]
        try ReportWriter.write(others + own.map { (name: $0.0, bytes: Array($0.1.utf8)) }, to: folder)
    }
}
