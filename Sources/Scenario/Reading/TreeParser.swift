internal import Yams

/// Turns the bytes of a YAML file into a `Tree`, within bounds, keeping every position.
///
/// Of YAML it takes what a scenario needs: one document of mappings, lists and scalars. Anchors and aliases work and are
/// counted at their full size; merge keys and collections as keys are refused. The YAML 1.1 guesses (`no`, `12:30:00`,
/// `0123`, `1e3`) are not made at all.
struct TreeParser {
    /// The most bytes of a scenario or preset file.
    static let byteLimit = 4 << 20
    /// The most levels of nesting.
    static let depthLimit = 64
    /// The most scalars, lists and mappings, aliases counted as often as they are used.
    static let nodeLimit = 200_000
    /// The most characters of one scalar.
    static let scalarLimit = 64 << 10

    private let file: String
    private let reading: Reading
    private var nodes = 0
    private var stopped = false
    /// The file's lines, for what the YAML parser does not tell.
    private var lines: [Substring.UTF8View] = []

    /// What to do about an empty file.
    private let advice: String

    private init(file: String, reading: Reading, advice: String) {
        self.advice = advice
        self.file = file
        self.reading = reading
    }

    /// What to do about an empty file where a scenario is wanted.
    static let scenarioAdvice = "`rehearse new NAME` writes one to start from"

    /// Reads a file; problems go to `reading`, nil when nothing could be made of it.
    /// - Parameter advice: what to do about an empty file.
    static func parse(file: String, reading: Reading, advice: String = scenarioAdvice) -> Tree? {
        do {
            let bytes = try reading.files.bytes(of: file, limit: byteLimit)
            return parse(bytes: bytes, file: file, reading: reading, advice: advice)
        } catch {
            reading.report(error.message, at: Place(file: file), path: "")
            return nil
        }
    }

    /// Reads bytes as if they were the contents of `file`.
    static func parse(bytes: [UInt8], file: String, reading: Reading, advice: String = scenarioAdvice) -> Tree? {
        var parser = TreeParser(file: file, reading: reading, advice: advice)
        return parser.parse(bytes)
    }

    private mutating func parse(_ bytes: [UInt8]) -> Tree? {
        guard bytes.count <= TreeParser.byteLimit else {
            refuse("the file is larger than \(TreeParser.byteLimit >> 20) MiB", line: 0, column: 0)
            return nil
        }
        guard let text = decode(bytes), !refusesKeys(in: text) else { return nil }
        guard let node = compose(text) else { return nil }
        lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
        guard let tree = convert(node, depth: 0) else { return nil }
        if case .nothing = tree.content {
            refuseEmpty()
            return nil
        }
        guard case .mapping = tree.content else {
            refuse("expected a mapping of keys to values, found \(tree.words)", at: tree.place)
            return nil
        }
        return tree
    }

    // MARK: - Text

    /// The bytes as text; UTF-8 only.
    private func decode(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            refuse("the file is UTF-16; save it as UTF-8", line: 1, column: 1)
            return nil
        }
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: body, as: UTF8.self) else {
            let line = 1 + validPrefix(of: body).reduce(0) { $0 + ($1 == 10 ? 1 : 0) }
            refuse("the file is not UTF-8 from this line on; save it as UTF-8", line: line, column: 1)
            return nil
        }
        if let index = body.firstIndex(where: { $0 < 0x20 && $0 != 9 && $0 != 10 && $0 != 13 }) {
            let line = 1 + body[..<index].reduce(0) { $0 + ($1 == 10 ? 1 : 0) }
            refuse("there is a control character in this line; is this a text file?", line: line, column: 1)
            return nil
        }
        return text
    }

    /// The longest prefix that is UTF-8, to within a line.
    private func validPrefix(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = bytes.startIndex
        for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
            guard String(validating: line, as: UTF8.self) != nil else { break }
            end = min(line.endIndex + 1, bytes.endIndex)
        }
        return bytes[..<end]
    }

    /// Keys that are aliases or collections are refused before composing: comparing them could take for ever.
    private func refusesKeys(in text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "*")), text.utf8.contains(UInt8(ascii: "&")) else { return false }
        var number = 0
        for line in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            number += 1
            var before: UInt8 = 32
            var inAlias = false
            var closed = false
            for (offset, byte) in line.enumerated() {
                let isWord =
                    byte == 95 || byte == 45 || (48...57).contains(byte) || (65...90).contains(byte)
                    || (97...122).contains(byte)
                let opens = [32, 9, 91, 123, 44, 58, 45].contains(before)
                let explicit = byte == UInt8(ascii: "?") && opens
                if explicit || (byte == UInt8(ascii: ":") && closed) {
                    refuse(
                        "in a file with anchors, a key must be plain text, not an alias, a list or a mapping",
                        line: number, column: offset + 1)
                    return true
                }
                if byte == UInt8(ascii: "*") && opens {
                    inAlias = true
                } else if inAlias, isWord {
                    closed = true
                } else if byte == 93 || byte == 125 {
                    closed = true
                    inAlias = false
                } else if byte != 32 && byte != 9 {
                    closed = false
                    inAlias = false
                } else {
                    inAlias = false
                }
                before = byte
            }
        }
        return false
    }

    // MARK: - Nodes

    private func compose(_ text: String) -> Node? {
        do {
            // The basic resolver has no rules: `no` stays "no".
            guard let node = try Yams.compose(yaml: text, .basic, .default, .utf8) else {
                refuseEmpty()
                return nil
            }
            return node
        } catch let error as YamlError {
            explain(error, text: text)
        } catch {
            refuse("it is not valid YAML: \(error)", line: 1, column: 1)
        }
        return nil
    }

    private func explain(_ error: YamlError, text: String) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            if let line = tabbedLine(upTo: mark.line, in: text) {
                refuse("there is a tab in the indentation; YAML wants spaces", line: line, column: 1)
                return
            }
            if problem.hasPrefix("Maximum nesting") {
                refuse("nested deeper than \(TreeParser.depthLimit) levels", line: mark.line, column: mark.column)
                return
            }
            let complaint = YAMLComplaint(
                context: context?.text, line: context?.mark.line, problem: problem, at: mark.line
            ).words
            // What is never closed is worth showing where it was opened.
            let start = problem.contains("end of stream") ? context?.mark ?? mark : mark
            refuse(complaint, line: start.line, column: start.column)
        case .composer(_, let problem, let mark, _):
            if problem.contains("another document") {
                refuse("a second document starts here; a file holds one", line: mark.line, column: mark.column)
            } else if problem.contains("undefined alias") {
                refuse("there is no anchor of this name above", line: mark.line, column: mark.column)
            } else {
                refuse("it is not valid YAML: \(problem)", line: mark.line, column: mark.column)
            }
        case .duplicatedKeysInMapping(let duplicates, let context):
            // The mark is that of the first one; the second is what to look at.
            let name = duplicates.first ?? ""
            let first = Place(file: file, line: context.mark.line, column: context.mark.column)
            let again = TreeParser.again(name, after: first, in: text)
            refuse(
                again == nil
                    ? "\(quoted(name)) stands twice in this mapping; keep one"
                    : "\(quoted(name)) stands here already at line \(first.line); keep one", at: again ?? first)
        default:
            refuse("it is not valid YAML: \(error)", line: 1, column: 1)
        }
    }

    /// Where a key stands again in the mapping in which it stands at a place, as far as the text tells: in a mapping of
    /// lines at the same column, within braces before they close.
    private static func again(_ key: String, after first: Place, in text: String) -> Place? {
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        guard lines.indices.contains(first.line - 1) else { return nil }
        func isKey(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
            let rest = scalars.drop { $0 == "\"" || $0 == "'" }
            guard rest.starts(with: key.unicodeScalars) else { return false }
            let end = rest.dropFirst(key.unicodeScalars.count).drop { $0 == "\"" || $0 == "'" || $0 == " " }
            return end.first == ":"
        }
        let isFlow = lines[first.line - 1].unicodeScalars.prefix(first.column - 1).contains { $0 != " " && $0 != "-" }
        var depth = 0
        for number in first.line...lines.count {
            let scalars = Array(lines[number - 1].unicodeScalars)
            guard isFlow else {
                if number > first.line, scalars.count >= first.column, isKey(scalars[(first.column - 1)...]) {
                    return Place(file: first.file, line: number, column: first.column)
                }
                continue
            }
            for index in scalars.indices where number > first.line || index >= first.column {
                let before = index == 0 ? " " : scalars[index - 1]
                if scalars[index] == "{" || scalars[index] == "[" { depth += 1 }
                if scalars[index] == "}" || scalars[index] == "]" { depth -= 1 }
                guard depth >= 0 else { return nil }
                if depth == 0, before == " " || before == ",", isKey(scalars[index...]) {
                    return Place(file: first.file, line: number, column: index + 1)
                }
            }
        }
        return nil
    }

    /// The last line up to `limit` whose indentation holds a tab, if it is `limit` or the line before.
    private func tabbedLine(upTo limit: Int, in text: String) -> Int? {
        let lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
        for number in [limit, limit - 1] where number >= 1 && number <= lines.count {
            if lines[number - 1].prefix(while: { $0 == 32 || $0 == 9 }).contains(9) { return number }
        }
        return nil
    }

    private mutating func convert(_ node: Node, depth: Int) -> Tree? {
        let place = Place(file: file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
        nodes += 1
        guard nodes <= TreeParser.nodeLimit else {
            stop("more than \(TreeParser.nodeLimit) values (aliases count as often as they are used)", at: place)
            return nil
        }
        guard depth < TreeParser.depthLimit else {
            stop("nested deeper than \(TreeParser.depthLimit) levels", at: place)
            return nil
        }
        switch node {
        case .scalar(let scalar):
            guard scalar.string.utf8.count <= TreeParser.scalarLimit else {
                stop("a text longer than \(TreeParser.scalarLimit >> 10) KiB", at: place)
                return nil
            }
            if scalar.style == .plain, scalar.string.isEmpty { return Tree(content: .nothing, place: place) }
            return Tree(content: .scalar(scalar.string), place: place, style: style(of: scalar.style, at: place.line))
        case .sequence(let sequence):
            var items: [Tree] = []
            for element in sequence {
                guard let item = convert(element, depth: depth + 1) else { return nil }
                items.append(item)
            }
            return Tree(content: .list(items), place: place)
        case .mapping(let mapping):
            return convert(mapping, place: place, depth: depth)
        case .alias:
            stop("an alias without its anchor", at: place)
            return nil
        }
    }

    private func style(of style: Node.Scalar.Style, at line: Int) -> Tree.Style {
        switch style {
        case .any, .plain: return .plain
        case .singleQuoted, .doubleQuoted: return .quoted
        case .folded: return .folded
        case .literal:
            guard line >= 1, line <= lines.count else { return .block(indent: 0) }
            let first = lines[line...].first { line in line.contains { $0 != 32 && $0 != 13 } }
            return .block(indent: first.map { $0.prefix { $0 == 32 }.count } ?? 0)
        }
    }

    private mutating func convert(_ mapping: Node.Mapping, place: Place, depth: Int) -> Tree? {
        var entries: [Tree.Entry] = []
        var known: [String: Tree.Entry] = [:]
        for (key, value) in mapping {
            let keyPlace = Place(file: file, line: key.mark?.line ?? 0, column: key.mark?.column ?? 0)
            guard let name = key.scalar?.string else {
                stop("a key must be plain text, not a list or a mapping", at: keyPlace)
                return nil
            }
            guard name != "<<" else {
                stop("merge keys (<<) are not supported; name a preset and override what differs", at: keyPlace)
                return nil
            }
            guard let converted = convert(value, depth: depth + 1) else { return nil }
            let entry = Tree.Entry(key: name, place: keyPlace, value: converted)
            let folded = Name.folded(name)
            if let first = known[folded] {
                refuse("\(quoted(name)) stands here already at line \(first.place.line); keep one", at: keyPlace)
                continue
            }
            known[folded] = entry
            entries.append(entry)
        }
        return Tree(content: .mapping(entries), place: place)
    }

    // MARK: - Problems

    private mutating func stop(_ message: String, at place: Place) {
        guard !stopped else { return }
        stopped = true
        refuse(message, at: place)
    }

    private func refuseEmpty() {
        refuse("the file is empty; \(advice)", line: 1, column: 1)
    }

    private func refuse(_ message: String, line: Int, column: Int) {
        refuse(message, at: Place(file: file, line: line, column: column))
    }

    private func refuse(_ message: String, at place: Place) {
        reading.report(message, at: place, path: "")
    }
}
