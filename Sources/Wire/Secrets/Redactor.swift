public import HTTPTypes

/// Takes secrets out of text that is going to be shown: as they are, in base64 (alone or amid more), percent-encoded,
/// form-encoded and escaped for JSON; and the values of header fields and members that hold secrets by their names,
/// known or not.
///
/// A net below the others: code does not put secrets into text in the first place.
public struct Redactor: Sendable, CustomStringConvertible, CustomReflectable {
    /// What stands in their place.
    public static let dots = "•••"

    /// Patterns by their first byte, the longest first.
    private var patterns: [UInt8: [[UInt8]]] = [:]
    private var count = 0

    /// Says how many forms are known, not which.
    public var description: String { "Redactor of \(count) forms" }
    /// Nothing inside.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// A redactor that knows no secrets yet; names of fields it knows.
    public init() {}

    /// A redactor of these.
    public init(_ secrets: [Secret]) { for secret in secrets { add(secret) } }

    /// Learns a secret: a token that was fetched, a key that was rotated in.
    public mutating func add(_ secret: Secret) {
        let text = secret.revealed
        guard !text.isEmpty else { return }
        for form in Redactor.forms(of: text) { insert(Array(form.utf8)) }
    }

    /// The text without them.
    public func redacted(_ text: String) -> String {
        Redactor.redactNames(in: String(decoding: redacted(Array(text.utf8)), as: UTF8.self))
    }

    /// Header fields for a log: those that hold secrets by their names are dots, the others are searched.
    public func redacted(_ fields: HTTPFields) -> [(name: String, value: String)] {
        fields.map { field in
            (
                field.name.rawName,
                Redactor.isSecretName(field.name.canonicalName) ? Redactor.dots : redacted(field.value)
            )
        }
    }

    private mutating func insert(_ pattern: [UInt8]) {
        guard let first = pattern.first, !(patterns[first] ?? []).contains(pattern) else { return }
        patterns[first, default: []].append(pattern)
        patterns[first]?.sort { $0.count > $1.count }
        count += 1
    }

    private func redacted(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            let found = patterns[bytes[place]]?.first { pattern in
                place + pattern.count <= bytes.count && bytes[place..<(place + pattern.count)].elementsEqual(pattern)
                    && Redactor.standsAlone(pattern, at: place, in: bytes)
            }
            if let found {
                result += Redactor.dots.utf8
                place += found.count
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return result
    }

    /// Very short secrets are only taken out as words of their own: "a" must not make text unreadable.
    private static func standsAlone(_ pattern: [UInt8], at place: Int, in bytes: [UInt8]) -> Bool {
        guard pattern.count < 4 else { return true }
        func isWord(_ index: Int) -> Bool {
            guard bytes.indices.contains(index) else { return false }
            return (48...57).contains(bytes[index]) || (97...122).contains(bytes[index] | 0x20)
        }
        return !isWord(place - 1) && !isWord(place + pattern.count)
    }

    private static func forms(of text: String) -> Set<String> {
        var forms: Set<String> = [text]
        let bytes = Array(text.utf8)
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        for (keeps, space) in [
            (plain, "%20"), (plain, "+"), (plain.union("!*'()".utf8), "%20"), (plain.union("/:@".utf8), "%20"),
        ] {
            for isUpper in [true, false] {
                forms.insert(
                    bytes.map { byte in
                        if byte == 0x20 { return space }
                        if keeps.contains(byte) { return String(decoding: [byte], as: UTF8.self) }
                        let hex = ByteText.hex([byte])
                        return "%" + (isUpper ? hex.uppercased() : hex)
                    }.joined())
            }
        }
        for (slash, ascii) in [(false, false), (true, false), (false, true), (true, true)] {
            forms.insert(escaped(text, slash: slash, ascii: ascii))
        }
        forms.formUnion(base64Forms(bytes))
        return forms
    }

    private static func escaped(_ text: String, slash: Bool, ascii: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "/" where slash: result += "\\/"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar < " " || (ascii && !scalar.isASCII):
                for unit in String(scalar).utf16 {
                    result += "\\u" + ByteText.hex([UInt8(unit >> 8), UInt8(unit & 255)])
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Base64 of the secret alone, and the characters that it alone decides where it stands behind one or two bytes
    /// more ("user:" in Basic authentication).
    private static func base64Forms(_ bytes: [UInt8]) -> Set<String> {
        var forms: Set<String> = []
        for before in 0...2 {
            var text = ByteText.base64([UInt8](repeating: 0, count: before) + bytes)
            while text.hasSuffix("=") { text.removeLast() }
            // What bytes before decide, and the last character where bits of what follows go into it.
            let lead = [0, 2, 3][before]
            let loose = (before + bytes.count) % 3 == 0 ? 0 : 1
            let core = String(text.dropFirst(lead).dropLast(loose))
            // A few characters stand in other texts as well.
            if core.utf8.count >= 6 { forms.insert(core) }
        }
        if forms.isEmpty || bytes.count < 6 { forms.insert(ByteText.base64(bytes)) }
        for form in forms {
            forms.insert(form.replacing("+", with: "-").replacing("/", with: "_"))
        }
        return forms
    }
}
