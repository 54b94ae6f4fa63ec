/// A text with placeholders: `{order.reference}`, `{order.lines[0].sku}`, `{facts.tracking}`, `{session.token}`,
/// `{each order.lines}...{end}`, `${env:NAME}`.
///
/// A brace opens a placeholder only when a letter follows it, so that JSON can be written as it is; `{{` is one brace, for
/// texts in which a letter follows. Each placeholder knows where it stands, and so how its value must be escaped.
public struct TextTemplate: Sendable, Codable, Hashable {
    /// How the text is used, which decides how values are escaped.
    public enum Use: String, Sendable, Codable, Hashable, CaseIterable {
        /// A path, and a query after its "?".
        case path
        /// A value of a query.
        case query
        /// A header's value.
        case header
        /// A value of a form (application/x-www-form-urlencoded).
        case form
        /// A JSON document.
        case json
        /// An XML document.
        case xml
        /// Any other text: nothing is escaped.
        case text
    }

    /// How a value is written where it stands.
    public enum Escaping: String, Sendable, Codable, Hashable {
        /// As it is.
        case raw
        /// Percent-encoded within a segment of a path (RFC 3986).
        case pathSegment
        /// Percent-encoded within a query (RFC 3986).
        case queryValue
        /// Percent-encoded with "+" for spaces (WHATWG URL standard).
        case formValue
        /// Without control characters (RFC 9110, section 5.5).
        case headerValue
        /// Within the quotes of a JSON string (RFC 8259).
        case jsonString
        /// As a JSON value: numbers bare, texts with their quotes.
        case jsonValue
        /// As text or attribute of XML 1.0.
        case xmlText
    }

    /// A piece of the text.
    public indirect enum Part: Sendable, Codable, Hashable {
        /// Text that stays as it is.
        case literal(String)
        /// A value; where there is none, the fallback if one is written.
        case value(TemplateReference, fallback: String?, Escaping)
        /// A secret, known only when a run begins.
        case secret(SecretReference, Escaping)
        /// The parts once for each line of the order, with this between two.
        case lines([Part], between: String)
    }

    /// Why a text is no template.
    public struct SyntaxError: Error, Sendable, Hashable {
        /// Where, in Unicode scalars from 0.
        public var offset: Int
        /// What is wrong and what to do.
        public var reason: String
        /// The word that is not known, if that is what is wrong.
        public var unknown: String?
        /// The words that are.
        public var known: [String]
    }

    /// As it was written.
    public var source: String
    /// Its pieces.
    public var parts: [Part]

    /// Reads a template.
    /// - Parameters:
    ///   - source: as the scenario writes it.
    ///   - use: what it is used for.
    ///   - scope: which placeholders it may hold.
    public init(parsing source: String, as use: Use = .text, in scope: TemplateScope = .request) throws(SyntaxError) {
        var parser = TemplateParser(source, use: use, scope: scope)
        parts = try parser.parts()
        self.source = source
    }

    /// A text without placeholders.
    public init(literal text: String) {
        source = TextTemplate.escaped(text)
        parts = text.isEmpty ? [] : [.literal(text)]
    }

    /// `text` written so that a template reads it back as it is.
    public static func escaped(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var out = String.UnicodeScalarView()
        for (k, scalar) in scalars.enumerated() {
            out.append(scalar)
            guard scalar == "{" else { continue }
            let next = k + 1 < scalars.count ? scalars[k + 1] : " "
            if next == "{" || TemplateParser.isLetter(next) { out.append("{") }
        }
        return String(out)
    }

    /// The text when it holds no placeholder; nil when it does.
    public var constant: String? {
        var out = ""
        for part in parts {
            guard case .literal(let text) = part else { return nil }
            out += text
        }
        return out
    }

    /// All that its placeholders stand for, loops included.
    public var references: [TemplateReference] { TextTemplate.references(parts) }

    /// All secrets that it needs.
    public var secrets: [SecretReference] {
        func secrets(_ parts: [Part]) -> [SecretReference] {
            parts.flatMap { part -> [SecretReference] in
                switch part {
                case .secret(let secret, _): [secret]
                case .lines(let inner, _): secrets(inner)
                case .literal, .value: []
                }
            }
        }
        return secrets(parts)
    }

    private static func references(_ parts: [Part]) -> [TemplateReference] {
        parts.flatMap { part -> [TemplateReference] in
            switch part {
            case .value(let reference, _, _): [reference]
            case .lines(let inner, _): references(inner)
            case .literal, .secret: []
            }
        }
    }
}
