/// Turns JSON (RFC 8259) into a `Tree` that keeps the order of members, digits as they are written, and every position.
///
/// Texts are `.quoted`, numbers and true, false are `.plain`, null is `.nothing`. Where a name stands twice in an object, both
/// entries are kept.
struct JSONTreeParser {
    /// Why it is not JSON.
    struct Complaint: Error, Hashable {
        /// What is wrong.
        var message: String
        /// Line and column from 1.
        var line: Int
        var column: Int
        /// Unicode scalars from 0.
        var offset: Int
    }

    /// How deep lists and objects may nest.
    static let depthLimit = 200

    private let bytes: [UInt8]
    private let file: String
    private var place = 0
    private var line = 1
    /// Scalars before this line, and before the place.
    private var lineStart = 0
    private var scalars = 0

    private init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    /// Reads one value that fills all of `bytes`.
    static func parse(_ bytes: [UInt8], file: String = "") throws(Complaint) -> Tree {
        var parser = JSONTreeParser(bytes, file: file)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.place = 3 }
        let tree = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.place == bytes.count else { throw parser.failure("expected the end of the JSON text") }
        return tree
    }

    private var here: Place { Place(file: file, line: line, column: scalars - lineStart + 1) }

    private func failure(_ message: String) -> Complaint {
        Complaint(message: message, line: line, column: scalars - lineStart + 1, offset: scalars)
    }

    private mutating func step() {
        let byte = bytes[place]
        place += 1
        if byte & 0xC0 != 0x80 { scalars += 1 }
        if byte == 10 {
            line += 1
            lineStart = scalars
        }
    }

    private mutating func skipSpace() {
        while place < bytes.count, bytes[place] == 32 || bytes[place] == 10 || bytes[place] == 13 || bytes[place] == 9 {
            step()
        }
    }

    private func isNext(_ byte: UInt8) -> Bool { place < bytes.count && bytes[place] == byte }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard isNext(byte) else { return false }
        step()
        return true
    }

    private mutating func value(depth: Int) throws(Complaint) -> Tree {
        skipSpace()
        guard depth < JSONTreeParser.depthLimit else {
            throw failure("nested deeper than \(JSONTreeParser.depthLimit) levels")
        }
        guard place < bytes.count else { throw failure("expected a JSON value, found the end") }
        let start = here
        switch bytes[place] {
        case UInt8(ascii: "{"): return Tree(content: .mapping(try entries(depth: depth)), place: start)
        case UInt8(ascii: "["): return Tree(content: .list(try elements(depth: depth)), place: start)
        case UInt8(ascii: "\""): return Tree(content: .scalar(try text()), place: start, style: .quoted)
        default:
            let word = try word()
            return Tree(content: word == "null" ? .nothing : .scalar(word), place: start)
        }
    }

    private mutating func entries(depth: Int) throws(Complaint) -> [Tree.Entry] {
        step()
        var entries: [Tree.Entry] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return entries }
        while true {
            skipSpace()
            let start = here
            guard isNext(UInt8(ascii: "\"")) else { throw failure("expected a member's name in double quotes") }
            let name = try text()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("expected \":\"") }
            entries.append(Tree.Entry(key: name, place: start, value: try value(depth: depth + 1)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return entries }
            guard take(UInt8(ascii: ",")) else { throw failure("expected \",\" or \"}\"") }
        }
    }

    private mutating func elements(depth: Int) throws(Complaint) -> [Tree] {
        step()
        var elements: [Tree] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { throw failure("expected \",\" or \"]\"") }
        }
    }

    /// A number, true, false or null.
    private mutating func word() throws(Complaint) -> String {
        var end = place
        while end < bytes.count, JSONTreeParser.isWordPart(bytes[end]) { end += 1 }
        let word = String(decoding: bytes[place..<end], as: UTF8.self)
        guard word == "null" || word == "true" || word == "false" || JSONTreeParser.isNumber(word) else {
            throw failure(
                "expected a JSON value: an object, a list, a text in double quotes, a number, true, false or null")
        }
        while place < end { step() }
        return word
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
            || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    /// Whether a text is a number of JSON.
    static func isNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        func digits() -> Int {
            let count = rest.prefix { (48...57).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let isZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !isZero || whole == 1 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private mutating func text() throws(Complaint) -> String {
        step()
        var out: [UInt8] = []
        while true {
            guard place < bytes.count else { throw failure("a text is not closed by its double quote") }
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: out, as: UTF8.self) else {
                    throw failure("a text that is not UTF-8")
                }
                step()
                return text
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<32: throw failure("a control character in a text; write \\n for a line end")
            default:
                out.append(byte)
                step()
            }
        }
    }

    private mutating func escape(into out: inout [UInt8]) throws(Complaint) {
        step()
        guard place < bytes.count else { throw failure("a text is not closed by its double quote") }
        let byte = bytes[place]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(8)
        case UInt8(ascii: "f"): out.append(12)
        case UInt8(ascii: "n"): out.append(10)
        case UInt8(ascii: "r"): out.append(13)
        case UInt8(ascii: "t"): out.append(9)
        case UInt8(ascii: "u"):
            step()
            var code = UInt32(try hex())
            if (0xD800..<0xDC00).contains(code) {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw failure("half a character") }
                let low = UInt32(try hex())
                guard (0xDC00..<0xE000).contains(low) else { throw failure("half a character") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure("half a character") }
            out += String(Character(scalar)).utf8
            return
        default: throw failure("an unknown escape; write \\\\ for a backslash")
        }
        step()
    }

    private mutating func hex() throws(Complaint) -> UInt16 {
        var code: UInt16 = 0
        for _ in 0..<4 {
            guard place < bytes.count, let digit = Character(Unicode.Scalar(bytes[place])).hexDigitValue,
                bytes[place] < 0x80
            else { throw failure("expected four hexadecimal digits") }
            code = code << 4 | UInt16(digit)
            step()
        }
        return code
    }
}
