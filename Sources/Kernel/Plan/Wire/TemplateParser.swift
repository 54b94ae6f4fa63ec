/// Reads the notation of `TextTemplate`.
///
/// Beside the parts it makes a skeleton: the text with every placeholder replaced by a value of the same length, so that a
/// reader of JSON can check the rest and its offsets hold for the text as written.
public struct TemplateParser {
    /// The longest loop separator and fallback.
    private static let wordLimit = 200

    private let scalars: [Unicode.Scalar]
    private let use: TextTemplate.Use
    private let scope: TemplateScope
    private var place = 0
    private var literal = String.UnicodeScalarView()
    private var inQuery = false
    private var inString = false
    private var isEscaped = false
    private var bones = String.UnicodeScalarView()

    /// A reader of this text.
    public init(_ source: String, use: TextTemplate.Use, scope: TemplateScope) {
        scalars = Array(source.unicodeScalars)
        self.use = use
        self.scope = scope
    }

    /// The text with values for its placeholders, once the parts have been read: "0" and spaces for a JSON value, spaces
    /// for everything else.
    public var skeleton: String { String(bones) }

    /// Reads all parts.
    public mutating func parts() throws(TextTemplate.SyntaxError) -> [TextTemplate.Part] {
        let parts = try list(loop: nil)
        if use == .json, inString { throw failure(scalars.count, "a JSON text is not closed by its quote") }
        return parts
    }

    // MARK: - Parts

    private mutating func list(loop: Int?) throws(TextTemplate.SyntaxError) -> [TextTemplate.Part] {
        var parts: [TextTemplate.Part] = []
        while place < scalars.count {
            let scalar = scalars[place]
            let next = place + 1 < scalars.count ? scalars[place + 1] : " "
            if scalar == "$", next == "{", let secret = try secret() {
                flush(into: &parts)
                parts.append(.secret(secret.0, escaping))
                fill(from: secret.start, isValue: true)
            } else if scalar == "{", next == "{" {
                try refuseDoubleBraces()
                note("{")
                bones.append(inString ? " " : "{")
                bones.append(inString ? " " : "{")
                place += 2
            } else if scalar == "{", TemplateParser.isLetter(next) {
                flush(into: &parts)
                if try tag(into: &parts, loop: loop) { return parts }
            } else {
                note(scalar)
                bones.append(scalar)
                place += 1
            }
        }
        if let loop { throw failure(loop, "this loop has no {end}") }
        flush(into: &parts)
        return parts
    }

    /// A placeholder, a loop or the end of one (then true).
    private mutating func tag(
        into parts: inout [TextTemplate.Part], loop: Int?
    ) throws(TextTemplate.SyntaxError) -> Bool {
        let start = place
        let end = try closing(from: start)
        let content = scalars[(start + 1)..<end]
        let words = TemplateParser.text(content)
        place = end + 1
        if words == "end" {
            guard loop != nil else { throw failure(start, "{end} without {each order.lines} before it") }
            fill(from: start, isValue: false)
            return true
        }
        if words == "each" || words.hasPrefix("each ") {
            guard loop == nil else { throw failure(start, "a loop within a loop; an order has one list of lines") }
            guard scope == .request else { throw failure(start, "there are no order lines here to loop over") }
            guard !(use == .json && inString) else { throw failure(start, "a loop within a JSON text") }
            let between = try separator(words, at: start)
            fill(from: start, isValue: false)
            let inner = try list(loop: start)
            guard !(use == .json && inString) else {
                throw failure(start, "a JSON text is opened in this loop and not closed")
            }
            parts.append(.lines(inner, between: between))
            return false
        }
        let (reference, fallback) = try value(content, inLoop: loop != nil)
        parts.append(.value(reference, fallback: fallback, escaping))
        fill(from: start, isValue: true)
        return false
    }

    /// Where the brace closes that opens at a place; one within quotes does not count.
    private func closing(from start: Int) throws(TextTemplate.SyntaxError) -> Int {
        var quoted = false
        for k in (start + 1)..<scalars.count {
            if scalars[k] == "\"" { quoted.toggle() }
            if scalars[k] == "\n" { break }
            if scalars[k] == "}", !quoted { return k }
        }
        throw failure(start, "this { is not closed on its line; write {{ for a brace before a letter")
    }

    /// What stands between two rounds of a loop: `each order.lines joined by ", "`.
    private func separator(_ words: String, at start: Int) throws(TextTemplate.SyntaxError) -> String {
        let prefix = "each order.lines"
        guard words.hasPrefix(prefix) else { throw failure(start, "expected {each order.lines}") }
        let rest = words.dropFirst(prefix.count)
        if rest.isEmpty { return use == .json ? "," : "" }
        let opening = " joined by \""
        guard rest.hasPrefix(opening), rest.hasSuffix("\""), rest.count > opening.count else {
            throw failure(start, "expected {each order.lines} or {each order.lines joined by \", \"}")
        }
        let between = rest.dropFirst(opening.count).dropLast()
        guard between.count <= TemplateParser.wordLimit, !between.contains("\"") else {
            throw failure(start, "expected at most \(TemplateParser.wordLimit) characters between two lines")
        }
        guard use != .json || between.allSatisfy({ $0 == "," || $0 == " " }) else {
            throw failure(start, "between two values of a JSON list stands a comma")
        }
        return String(between)
    }

    /// `${env:NAME}` or `${file:PATH}`; nil: another `$`.
    private mutating func secret() throws(TextTemplate.SyntaxError) -> (SecretReference, start: Int)? {
        let start = place
        let rest = TemplateParser.text(scalars[(start + 2)..<min(scalars.count, start + 7)])
        guard rest.hasPrefix("env:") || rest == "file:" else { return nil }
        let end = try closing(from: start + 1)
        guard let reference = SecretReference(TemplateParser.text(scalars[start...end])) else {
            throw failure(start, "expected a secret such as ${env:CARRIER_TOKEN} or ${file:secrets/token}")
        }
        place = end + 1
        return (reference, start)
    }

    private func refuseDoubleBraces() throws(TextTemplate.SyntaxError) {
        var k = place + 2
        while k < scalars.count, scalars[k] == " " { k += 1 }
        let start = k
        while k < scalars.count, TemplateParser.isLetter(scalars[k]) { k += 1 }
        let root = TemplateParser.text(scalars[start..<k])
        guard k < scalars.count, scalars[k] == ".", TemplateScope.request.roots.contains(root) || root == "record",
            let end = scalars[k...].firstIndex(where: { $0 == "}" || $0 == "\n" }), end + 1 < scalars.count,
            scalars[end] == "}", scalars[end + 1] == "}"
        else { return }
        let name = TemplateParser.text(scalars[start..<end]).filter { $0 != " " }
        throw failure(place, "placeholders have one brace: {\(name)}")
    }

    // MARK: - Where it stands

    private var escaping: TextTemplate.Escaping {
        switch use {
        case .path: inQuery ? .queryValue : .pathSegment
        case .query: .queryValue
        case .header: .headerValue
        case .form: .formValue
        case .json: inString ? .jsonString : .jsonValue
        case .xml: .xmlText
        case .text: .raw
        }
    }

    private mutating func note(_ scalar: Unicode.Scalar) {
        literal.append(scalar)
        if use == .path, scalar == "?" { inQuery = true }
        guard use == .json else { return }
        if inString, isEscaped {
            isEscaped = false
        } else if inString, scalar == "\\" {
            isEscaped = true
        } else if scalar == "\"" {
            inString.toggle()
        }
    }

    private mutating func flush(into parts: inout [TextTemplate.Part]) {
        if !literal.isEmpty { parts.append(.literal(String(literal))) }
        literal = String.UnicodeScalarView()
    }

    /// Fills the skeleton up to where the reader stands.
    private mutating func fill(from start: Int, isValue: Bool) {
        for k in start..<place {
            bones.append(isValue && k == start && use == .json && !inString ? "0" : " ")
        }
    }

    private func failure(_ offset: Int, _ reason: String) -> TextTemplate.SyntaxError {
        TextTemplate.SyntaxError(offset: offset, reason: reason, unknown: nil, known: [])
    }
}

// MARK: - References

extension TemplateParser {
    private func value(
        _ content: ArraySlice<Unicode.Scalar>, inLoop: Bool
    ) throws(TextTemplate.SyntaxError) -> (TemplateReference, fallback: String?) {
        var content = content
        var fallback: String?
        let gap = Array(" or \"".unicodeScalars)
        if content.last == "\"",
            let at = content.indices.first(where: { content[$0...].starts(with: gap) })
        {
            let text = content[(at + gap.count)..<(content.endIndex)].dropLast()
            guard at + gap.count < content.endIndex, text.count <= TemplateParser.wordLimit, !text.contains("\"") else {
                throw failure(at, "expected a fallback such as or \"none\"")
            }
            fallback = TemplateParser.text(text)
            content = content[..<at]
        }
        let steps = try path(content)
        guard let root = steps.first, case .name(let word, let offset) = root else {
            throw failure(content.startIndex, "expected a placeholder such as {order.reference}")
        }
        let rest = Array(steps.dropFirst())
        guard scope.roots.contains(word) else {
            throw unknown(
                word, offset, scope.roots,
                "there is nothing called \"\(word)\" here; write {{ for a brace before a letter")
        }
        switch word {
        case "order": return (try order(rest, at: offset), fallback)
        case "line":
            guard inLoop else { throw failure(offset, "{line...} stands between {each order.lines} and {end} only") }
            return (.line(index: nil, try field(rest, of: "line", at: offset)), fallback)
        case "record": return (.record(try field(rest, of: "record", at: offset)), fallback)
        case "event": return (.event(try field(rest, of: "event", at: offset)), fallback)
        default:
            guard case .name(let name, _)? = rest.first else {
                throw failure(offset, "expected a name after \"\(word).\", such as {\(word).tracking}")
            }
            let pointer = JSONPointer(rest.dropFirst().map(\.token))
            return (word == "facts" ? .fact(name, pointer) : .session(name, pointer), fallback)
        }
    }

    private func order(_ steps: [Step], at offset: Int) throws(TextTemplate.SyntaxError) -> TemplateReference {
        guard case .name("lines", let place)? = steps.first else {
            return .order(try field(steps, of: "order", at: offset))
        }
        guard steps.count == 3, case .index(let index, _) = steps[1] else {
            throw failure(place, "expected a field of one line, such as {order.lines[0].sku}, or a loop")
        }
        return .line(index: index, try field(Array(steps[2...]), of: "order.lines[\(index)]", at: place))
    }

    private func field<Field: RawRepresentable & CaseIterable>(
        _ steps: [Step], of owner: String, at offset: Int
    ) throws(TextTemplate.SyntaxError) -> Field where Field.RawValue == String {
        let known = Field.allCases.map(\.rawValue)
        guard case .name(let name, let place)? = steps.first else {
            throw failure(offset, "expected a field of it, such as {\(owner).\(known[0])}")
        }
        guard let field = Field(rawValue: name) else {
            throw unknown(name, place, known, "there is no {\(owner).\(name)}")
        }
        guard steps.count == 1 else { throw failure(place, "there is nothing within {\(owner).\(name)}") }
        return field
    }

    private enum Step {
        case name(String, Int)
        case index(Int, Int)

        var token: String {
            switch self {
            case .name(let name, _): name
            case .index(let index, _): "\(index)"
            }
        }
    }

    /// `facts.shipment.parcels[0].id` as its steps.
    private func path(_ content: ArraySlice<Unicode.Scalar>) throws(TextTemplate.SyntaxError) -> [Step] {
        var steps: [Step] = []
        var k = content.startIndex
        while k < content.endIndex {
            if content[k] == "[" {
                let close = content[k...].firstIndex(of: "]") ?? content.endIndex
                guard !steps.isEmpty, close < content.endIndex,
                    let index = JSONPointer.index(TemplateParser.text(content[(k + 1)..<close])), index < 1_000_000
                else { throw failure(k, "expected an index such as [0]") }
                steps.append(.index(index, k))
                k = close + 1
                continue
            }
            if !steps.isEmpty {
                guard content[k] == "." else { throw failure(k, "expected \".\" or \"}\"") }
                k += 1
            }
            let start = k
            while k < content.endIndex, TemplateParser.isNamePart(content[k]) { k += 1 }
            guard k > start else { throw failure(start, "expected a name of letters, digits, \"_\" and \"-\"") }
            steps.append(.name(TemplateParser.text(content[start..<k]), start))
        }
        return steps
    }

    private func unknown(
        _ word: String, _ offset: Int, _ known: [String], _ reason: String
    ) -> TextTemplate.SyntaxError {
        TextTemplate.SyntaxError(offset: offset, reason: reason, unknown: word, known: known)
    }

    // MARK: - Characters

    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        isLetter(scalar) || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-"
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
