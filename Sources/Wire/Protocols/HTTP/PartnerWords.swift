internal import HTTPTypes
internal import Kernel

/// What a partner says went wrong, in its own words, as far as they can be found.
enum PartnerWords {
    /// Where messages usually stand: problem details (RFC 9457), OAuth (RFC 6749), and the shapes that carriers and shops use.
    private static let places: [JSONPointer] = [
        ["detail"], ["error", "message"], ["message"], ["errors", "0", "message"], ["errors", "0", "detail"],
        ["response", "errors", "0", "message"], ["error_description"], ["error"], ["errors", "0"], ["errors"],
        ["title"],
    ].map { JSONPointer($0) }

    /// The words on one line, not too long; nil: it says nothing.
    static func of(_ response: WireResponse, json: JSON?) -> String? {
        if let json {
            for place in places {
                if let text = json[place]?.text, let line = line(text) { return line }
            }
            return line(json.written)
        }
        let type = response.fields[.contentType] ?? ""
        guard type.isEmpty || type.hasPrefix("text/plain") || type.contains("xml") else { return nil }
        return line(String(decoding: response.body.prefix(400), as: UTF8.self))
    }

    private static func line(_ text: String) -> String? {
        var out = ""
        for scalar in text.unicodeScalars.prefix(200) {
            out.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
        }
        let words = out.split(separator: " ").joined(separator: " ")
        return words.isEmpty ? nil : words
    }
}
