internal import Kernel

/// Small notations of HTTP.
enum HTTPNotation {
    /// Whether it is a token of RFC 9110, section 5.6.2: a method, the name of a header.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || "!#$%&'*+.^_`|~-".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    /// `200`, `2xx` or `200..204`.
    static func statuses(_ text: String) -> StatusSet.Range? {
        func status(_ digits: some StringProtocol) -> Int? {
            guard digits.utf8.count == 3, digits.utf8.allSatisfy({ (48...57).contains($0) }), let status = Int(digits),
                status >= 100
            else { return nil }
            return status
        }
        if text.utf8.count == 3, text.lowercased().hasSuffix("xx"), let low = status(text.prefix(1) + "00") {
            return StatusSet.Range(low, low + 99)
        }
        guard let dots = text.firstRange(of: "..") else { return status(text).map { StatusSet.Range($0, $0) } }
        guard let low = status(text[..<dots.lowerBound]), let high = status(text[dots.upperBound...]), low <= high
        else { return nil }
        return StatusSet.Range(low, high)
    }

    /// Whether a header or field of this name carries a secret, by what such names usually are.
    static func isSecretive(_ name: String) -> Bool {
        let words = name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
        if ["authorization", "proxyauthorization", "cookie", "setcookie", "auth", "pwd"].contains(words) {
            return true
        }
        return ["apikey", "token", "secret", "password", "passwd", "accesskey", "authkey", "signature", "sessionid"]
            .contains { words.hasSuffix($0) }
    }
}
