/// Which segments of a path are ids: `/orders/4711/lines` is `/orders/{}/lines` for every order.
enum PathShape {
    /// What takes the place of an id in a pattern.
    static let hole = "{}"

    /// The segments with ids replaced; the path has no query.
    static func segments(_ path: Substring) -> [String] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { isID($0) ? hole : String($0) }
    }

    /// Whether a segment looks like the id of something: a number, a UUID, a hash, a code with digits in it, a date, an
    /// address, anything percent-encoded or very long. `v1`, `2024-07` as an API's version, and words are none.
    static func isID(_ segment: some StringProtocol) -> Bool {
        let bytes = Array(segment.utf8)
        guard !bytes.isEmpty else { return false }
        let digits = bytes.count { (48...57).contains($0) }
        if digits == bytes.count { return true }
        if bytes.count > 48 || bytes.contains(UInt8(ascii: "%")) || bytes.contains(UInt8(ascii: "@")) { return true }
        if isVersion(bytes) { return false }
        if isUUID(bytes) { return true }
        if digits > 0, bytes.count >= 8, bytes.allSatisfy(isHex) { return true }
        if OrderWords.isDate(String(segment)), bytes.count == 10 { return true }
        // A file's name is one of many, but not an id: /report2.pdf is a page of its own.
        if bytes.contains(UInt8(ascii: ".")) { return digits * 2 >= bytes.count }
        return digits >= 2 && digits * 5 >= bytes.count * 2 || digits >= 4
    }

    /// `v1`, `V2.1`, `v2409`, `2024-07`
    private static func isVersion(_ bytes: [UInt8]) -> Bool {
        if let first = bytes.first, first | 0x20 == UInt8(ascii: "v"), bytes.count > 1, bytes.count <= 8 {
            return bytes.dropFirst().allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        }
        return bytes.count == 7 && bytes[4] == UInt8(ascii: "-")
            && (bytes[..<4] + bytes[5...]).allSatisfy { (48...57).contains($0) }
    }

    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        bytes.count == 36
            && bytes.enumerated().allSatisfy { k, byte in
                k == 8 || k == 13 || k == 18 || k == 23 ? byte == UInt8(ascii: "-") : isHex(byte)
            }
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }

    /// Whether the last segment is a page's furniture: a script, a style, a picture, a font.
    static func isStatic(_ path: some StringProtocol) -> Bool {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return false }
        return [
            "css", "js", "mjs", "map", "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "woff", "woff2",
            "ttf",
            "otf", "eot", "mp4", "webm", "mp3",
        ].contains(path[path.index(after: dot)...].lowercased())
    }

    /// Words for an operation: `post shipments label`.
    static func words(_ method: String, _ segments: [String]) -> String {
        let named = segments.filter { $0 != hole && !$0.hasPrefix("{") && !$0.isEmpty }
        let words = ([method] + named.suffix(4)).map(word).filter { !$0.isEmpty }
        return String(words.joined(separator: " ").prefix(80))
    }

    /// A text as words of small letters and digits: `createShipment` is `create shipment`.
    static func word(_ text: String) -> String {
        var out = ""
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            let isUpper = ("A"..."Z").contains(scalar)
            let isSmall = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if isUpper, ("a"..."z").contains(previous) || ("0"..."9").contains(previous) { out += " " }
            if isUpper || isSmall {
                out += String(Character(scalar)).lowercased()
            } else if !out.hasSuffix(" ") {
                out += " "
            }
            previous = scalar
        }
        return out.split(separator: " ").joined(separator: " ")
    }

    /// The name of a fact for the id behind a segment: `shipments` gives `shipment_id`.
    static func factName(after segment: String?) -> String {
        let words = word(segment ?? "").split(separator: " ").joined(separator: "_")
        let single = words.hasSuffix("s") && !words.hasSuffix("ss") ? String(words.dropLast()) : words
        return single.isEmpty ? "id" : "\(single)_id"
    }
}
