internal import Kernel

/// An http or https URL taken apart.
struct ImportedURL: Hashable {
    /// "https://api.carrier.example:8443"
    var origin: String
    /// "api.carrier.example:8443"
    var host: String
    /// The path, "/" at least, with its escapes as they were; what may not stand in a URL is escaped.
    var path: String
    /// Names and values of the query, without their escapes.
    var query: [HAREntry.Pair]

    /// Takes it apart; nil: it is another kind of URL, or none.
    init?(_ text: String) {
        guard let mark = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<mark.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[mark.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        // Names and passwords in URLs are not taken over.
        let name = (authority.split(separator: "@", omittingEmptySubsequences: false).last ?? "").lowercased()
        guard WebAddress.isAuthority(Substring(name)) else { return nil }
        host = name
        origin = "\(scheme)://\(name)"
        let tail = rest[authority.endIndex...]
        let pathPart = tail.prefix { $0 != "?" }
        path = pathPart.isEmpty ? "/" : ImportedURL.escaped(pathPart)
        query = ImportedURL.pairs(tail[pathPart.endIndex...].dropFirst())
    }

    /// Names and values of a query or form.
    static func pairs(_ text: some StringProtocol) -> [HAREntry.Pair] {
        text.split(separator: "&").prefix(1_000).map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return HAREntry.Pair(name: decoded(sides[0]), value: sides.count > 1 ? decoded(sides[1]) : "")
        }
    }

    /// A name for the system at a host: `api.carrier.example:8443` is `api-carrier`.
    static func systemName(_ host: String) -> String {
        var labels = host.split(separator: ":")[0].split(separator: ".").map(String.init)
        guard !labels.isEmpty else { return "system" }
        let isAddress = host.hasPrefix("[") || labels.allSatisfy { $0.allSatisfy(\.isNumber) }
        if labels.count > 1, !isAddress { labels.removeLast() }
        if labels.count > 1, labels[0] == "www" { labels.removeFirst() }
        let words = labels.map(PathShape.word).joined(separator: " ").split(separator: " ")
        let name = words.joined(separator: "-")
        // These two mean something else in links.
        if name == "journey" || name == "any" { return "\(name)-api" }
        return name.isEmpty ? "system" : String((isAddress ? "host-" + name : name).prefix(60))
    }

    /// A piece of a path as a template's text, with what may not stand in one escaped.
    static func pathText(_ text: some StringProtocol) -> String {
        TextTemplate.escaped(escaped(Substring(text)).replacing("?", with: "%3F").replacing("#", with: "%23"))
    }

    /// A placeholder for a fact that falls back to a segment that was seen, without its escapes.
    static func placeholder(_ fact: String, segment: some StringProtocol) -> String {
        let seen = decoded(String(segment).replacing("+", with: "%2B")).unicodeScalars.filter {
            YAMLText.isPrintable($0) && $0 != "\""
        }
        let fallback = String(String.UnicodeScalarView(seen.prefix(150)))
        return "{facts.\(fact) or \"\(fallback.isEmpty ? "1" : fallback)\"}"
    }

    private static func escaped(_ text: Substring) -> String {
        var out = ""
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                out.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                out += byte < 16 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return out
    }

    /// The text behind percent-encoding, "+" for a space.
    static func decoded(_ text: some StringProtocol) -> String {
        var out: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "%"), bytes.count >= 2,
                let code = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16),
                bytes.first != UInt8(ascii: "+")
            {
                out.append(code)
                bytes = bytes.dropFirst(2)
            } else {
                out.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
