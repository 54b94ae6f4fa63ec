extension Shape where Value == String {
    /// A URL of HTTP: scheme and host, perhaps port and path; no user, no query.
    static var webAddress: Shape<String> {
        .scalar("a URL such as http://127.0.0.1:8069", pattern: "^https?://.+") { text throws(ValueError) in
            guard text.utf8.count <= 2000, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .unreadable }
            let scheme = text.hasPrefix("https://") ? 8 : text.hasPrefix("http://") ? 7 : 0
            guard scheme > 0 else { throw .unreadable }
            let rest = text.dropFirst(scheme)
            let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            guard !authority.isEmpty else { throw .unreadable }
            // Not repeated in the message: it may be a password.
            if authority.contains("@") {
                throw .refused("a URL must not hold a user or password; expected them under auth")
            }
            guard !rest.contains("?"), !rest.contains("#") else {
                throw .refused("expected a URL without a query, found \(quoted(text))")
            }
            guard WebAddress.isAuthority(authority) else { throw .unreadable }
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
enum WebAddress {
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
