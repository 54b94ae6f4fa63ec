/// What we say we are: a load test, by whom, so that a partner who wonders can ask.
public enum UserAgent {
    /// "rehearse/1.2.0 (load test; +https://example.com/contact)".
    /// - Parameters:
    ///   - version: of this program.
    ///   - contact: a URL or mail address to ask at; nil: none is named.
    public static func fieldValue(version: String, contact: String? = nil) -> String {
        let token = String(
            decoding: version.utf8.filter {
                (48...57).contains($0) || (97...122).contains($0 | 0x20) || "-.+_".utf8.contains($0)
            },
            as: UTF8.self)
        let comment = contact.map {
            String(decoding: $0.utf8.filter { (0x21...0x7e).contains($0) && !"()\\".utf8.contains($0) }, as: UTF8.self)
        }
        let asked = comment.flatMap { $0.isEmpty ? nil : "; +\($0)" } ?? ""
        return "rehearse/\(token.isEmpty ? "0" : token) (load test\(asked))"
    }
}
