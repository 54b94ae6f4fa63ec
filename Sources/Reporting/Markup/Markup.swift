/// A piece of HTML, SVG or XML. Interpolated strings are escaped; only other markup goes in as it is.
///
/// So `"<p>\(name)</p>"` is safe whatever the name holds, in text and in quoted attributes alike.
struct Markup: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The text of the markup.
    private(set) var text: String

    /// Markup that is known to be safe: written by ourselves or put together from numbers.
    init(raw text: String) { self.text = text }

    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    /// A user's words, escaped.
    init(escaping words: String) {
        text = ""
        Markup.escape(words, to: &text)
    }

    static let none = Markup(raw: "")

    var isEmpty: Bool { text.isEmpty }

    static func + (left: Markup, right: Markup) -> Markup { Markup(raw: left.text + right.text) }
    static func += (left: inout Markup, right: Markup) { left.text += right.text }

    /// Escapes the five characters that mean something, and replaces what XML 1.0 does not allow.
    static func escape(_ words: String, to out: inout String) {
        for scalar in words.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case "\t", "\n", "\r": out.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: out += "\u{FFFD}"
            default: out.unicodeScalars.append(scalar)
            }
        }
    }

    struct Interpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ words: String) { Markup.escape(words, to: &text) }
        mutating func appendInterpolation(_ markup: Markup) { text += markup.text }
        mutating func appendInterpolation(_ number: some BinaryInteger) { text += String(number) }
    }
}

extension Sequence<Markup> {
    /// All pieces, one after the other.
    func joined(separator: String = "") -> Markup { Markup(raw: map(\.text).joined(separator: separator)) }
}
