/// The version of the tool.
enum Version {
    /// As `--version` says it.
    static let text = "0.1.0"
}
