/// A regular expression that a scenario wrote.
///
/// `Regex` is not Sendable because it may hold closures; one made from text holds none.
struct TextPattern: @unchecked Sendable {
    private let regex: Regex<AnyRegexOutput>

    /// Compiles it; nil: it is none.
    init?(_ text: String) {
        guard let regex = try? Regex(text) else { return nil }
        self.regex = regex
    }

    /// The longest text that is looked at: a partner's answer must not cost more than this.
    static let reach = 16_384

    /// The first group of the first match, or the match itself where there is no group; nil: nothing matches.
    func first(in text: String) -> String? {
        guard let match = try? regex.firstMatch(in: String(text.prefix(TextPattern.reach))) else { return nil }
        let group = match.output.count > 1 ? match.output[1].substring : match.output.first?.substring
        return group.map(String.init)
    }
}
