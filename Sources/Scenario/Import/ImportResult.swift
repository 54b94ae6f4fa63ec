/// What can be imported.
public enum ImportKind: String, Sendable, CaseIterable {
    /// An HTTP Archive (HAR 1.2), as browsers and proxies save what they saw.
    case har
    /// An OpenAPI 3 document, JSON or YAML.
    case openapi
    /// A server's access log: NCSA common or combined, or JSON lines.
    case log
}

/// Something of the source that the scenario does not express, or that was guessed.
public struct ImportNote: Sendable, Hashable {
    /// Where in the source: "line 7", "entry 12", "/paths/~1orders/post".
    public var place: String
    /// What, and what to do about it.
    public var message: String

    /// A note.
    public init(_ place: String, _ message: String) {
        self.place = place
        self.message = message
    }

    /// On one line.
    public var text: String { place.isEmpty ? message : "\(place): \(message)" }
}

/// What an import made.
public struct ImportResult: Sendable {
    /// The scenario, as the text of a YAML file.
    public var scenario: String
    /// An arrival profile, as the text of a CSV file; nil: the source tells none, or the scenario holds it itself.
    public var profile: String?
    /// What it could not express, or guessed, in the order of the source.
    public var notes: [ImportNote]
    /// One line on what was made.
    public var summary: String

    /// A result.
    public init(scenario: String, profile: String? = nil, notes: [ImportNote] = [], summary: String) {
        self.scenario = scenario
        self.profile = profile
        self.notes = notes
        self.summary = summary
    }
}

/// Why nothing could be imported: where, what was expected, what was found.
public struct ImportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// For people.
    public var description: String

    /// An error in a source.
    public init(_ source: String, _ message: String) { description = "\(source): \(message)" }
}
