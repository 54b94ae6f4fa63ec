extension Shape where Value == String {
    /// A URL of HTTP: scheme and host, perhaps port and path; no user, no query.
    static var webAddress: Shape<String> {
        .scalar("a URL such as http://127.0.0.1:8069", pattern: "^https?://.+") { text throws(ValueError) in
            // What may be a password or a key is not repeated.
            let rest: Substring? =
                text.hasPrefix("https://") ? text.dropFirst(8) : text.hasPrefix("http://") ? text.dropFirst(7) : nil
            let authority = (rest ?? text[...]).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            if authority.contains("@") || (rest == nil && text.contains("@")) {
                throw .refused(
                    "expected a URL without user and password, found one with them: they belong under auth, those of a proxy under proxy user and proxy password"
                )
            }
            if let query = text.firstIndex(where: { $0 == "?" || $0 == "#" }) {
                throw .refused("expected a URL without a query, found \(quoted(String(text[..<query]))) with one")
            }
            guard let rest, !rest.isEmpty, !authority.isEmpty, text.utf8.count <= 2000,
                text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), WebAddress.isAuthority(authority)
            else { throw .unreadable }
            return text
        }
    }

    /// A path of a request.
    static var requestPath: Shape<String> {
        .scalar("a path such as /webhooks/picked", pattern: "^/") { text throws(ValueError) in
            guard text.hasPrefix("/"), text.utf8.count <= 1000, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
                !text.contains("?"), !text.contains("#")
            else { throw .unreadable }
            return text
        }
    }

    /// A text that a header field can carry.
    static var headerText: Shape<String> {
        .scalar("a text on one line, such as orders/updated", pattern: "^[ -~]{1,200}$") { text throws(ValueError) in
            guard (1...200).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }),
                text.first != " ", text.last != " "
            else { throw .unreadable }
            return text
        }
    }

    /// What references begin with: capital letters and digits.
    static var mark: Shape<String> {
        .scalar("a mark such as REHEARSE", pattern: "^[A-Z][A-Z0-9]{2,15}$") { text throws(ValueError) in
            let isMark = text.utf8.allSatisfy { (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) }
            guard isMark, (3...16).contains(text.utf8.count), text.first?.isLetter ?? false else { throw .unreadable }
            return text
        }
    }
}

/// Parts of URLs.
public enum WebAddress {
    /// Whether a text is a host, perhaps with a port: `example.com`, `127.0.0.1:80`, `[::1]:8069`.
    static func isAuthority(_ text: Substring) -> Bool {
        var host = text
        if let bracket = text.firstIndex(of: "]") {
            guard text.first == "[" else { return false }
            let inner = text[text.index(after: text.startIndex)..<bracket]
            guard !inner.isEmpty, inner.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return false }
            let rest = text[text.index(after: bracket)...]
            return rest.isEmpty || (rest.first == ":" && isPort(rest.dropFirst()))
        }
        if let colon = text.lastIndex(of: ":") {
            guard isPort(text[text.index(after: colon)...]) else { return false }
            host = text[..<colon]
        }
        return !host.isEmpty && host.utf8.count <= 253
            && host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_") }
    }

    /// Whether a text is a host and nothing else: `example.com`, `10.0.0.7`, `2001:db8::1`.
    public static func isHost(_ text: String) -> Bool {
        let isAddress = text.contains(":") && isAuthority("[\(text)]")
        return isAddress || (!text.contains(":") && !text.contains("[") && isAuthority(text[...]))
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(text) else { return false }
        return (1...65_535).contains(port)
    }
}

extension Shape where Value == Int {
    /// A number of bytes: `512 kB`, `8 MB`.
    static var byteCount: Shape<Int> {
        .scalar("a size such as 512 kB or 8 MB", pattern: "^\\s*[0-9][0-9,_]*\\s*(B|kB|KB|MB|GB)\\s*$") {
            text throws(ValueError) in
            var scanner = Scanner(text)
            guard let number = scanner.number(), let word = scanner.word(), scanner.isAtEnd else { throw .unreadable }
            let unit: Int64? = ["B": 1, "kB": 1_000, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000][word]
            guard let unit else { throw .unreadable }
            guard let bytes = number.times(unit), (1...1_000_000_000).contains(bytes) else {
                throw .refused("expected a size from 1 B to 1 GB, found \(quoted(text))")
            }
            return Int(bytes)
        }
    }
}
