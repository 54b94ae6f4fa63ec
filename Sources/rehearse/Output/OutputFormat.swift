internal import ArgumentParser

/// What a command prints.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// Words for people.
    case text
    /// JSON for tools.
    case json
}
