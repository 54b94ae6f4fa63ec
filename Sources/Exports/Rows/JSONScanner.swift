/// Takes JSON objects apart: one a line, or the elements of a list. Only the paths that are needed become values: texts
/// without their quotes, numbers and words as they are written; null is no value, and `false` is none but in columns of truth values.
///
/// A list of exactly a whole number and a text is its text: so Odoo tells what a record refers to, `[7, "DPD Classic"]`, and the number is
/// one of that database alone. Other lists are no values.
struct JSONScanner: RowScanner {
    /// The longest object, in bytes.
    static let limit = 1 << 24
    private static let depthLimit = 64

    private let tree: PathTree
    /// By slot: whether its values are true or false; beyond its end they are not.
    private let truths: [Bool]
    private var isInList = false
    private var hasBegun = false

    init(_ tree: PathTree, truths: [Bool]) {
        self.tree = tree
        self.truths = truths
    }

    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, into values: FieldSlots) -> RowScan {
        guard let first = bytes.first else { return .more }
        switch first {
        case 0x0a: return .skip(1, lines: 1)
        case 0x20, 0x09, 0x0d: return .skip(1, lines: 0)
        case 0x2c where isInList: return .skip(1, lines: 0)
        case 0x5b where !hasBegun:
            isInList = true
            hasBegun = true
            return .skip(1, lines: 0)
        case 0x5d where isInList: return .skip(1, lines: 0)
        default: break
        }
        hasBegun = true
        guard first == 0x7b else { return bad(bytes, isLast, 0, "expected an object that begins with {") }
        var cursor = Cursor(bytes: bytes, values: values)
        do throws(Cursor.Failure) {
            try object(&cursor, node: 0, depth: 0)
        } catch {
            switch error {
            case .end:
                if !isLast, bytes.count < JSONScanner.limit, isInList || !bytes.contains(0x0a) { return .more }
                return bad(bytes, isLast, bytes.count, "ends before its object does")
            case .wrong(let expected): return bad(bytes, isLast, cursor.position, "expected \(expected)")
            }
        }
        return .row(cursor.position, lines: cursor.lines)
    }

    private func bad(_ bytes: UnsafeBufferPointer<UInt8>, _ isLast: Bool, _ position: Int, _ message: String) -> RowScan
    {
        let found =
            position < bytes.count
            ? ", found \"\(String(decoding: bytes[position..<min(position + 12, bytes.count)].prefix { $0 != 0x0a }, as: UTF8.self))\""
            : ""
        let text = message + " at its byte \(position + 1)" + found
        if isInList { return .hopeless(text) }
        guard let end = bytes.firstIndex(of: 0x0a) else {
            return isLast || bytes.count >= JSONScanner.limit ? .bad(bytes.count, lines: 1, text) : .more
        }
        return .bad(end + 1, lines: 1, text)
    }

    // MARK: - Grammar (RFC 8259)

    private struct Cursor {
        enum Failure: Error { case end, wrong(String) }

        let bytes: UnsafeBufferPointer<UInt8>
        let values: FieldSlots
        var position = 0
        var lines = 0

        @inline(__always)
        mutating func skipSpace() {
            while position < bytes.count {
                switch bytes[position] {
                case 0x20, 0x09, 0x0d: position &+= 1
                case 0x0a:
                    position &+= 1
                    lines &+= 1
                default: return
                }
            }
        }

        @inline(__always)
        func peek() throws(Failure) -> UInt8 {
            guard position < bytes.count else { throw .end }
            return bytes[position]
        }

        mutating func expect(_ byte: UInt8, _ words: String) throws(Failure) {
            guard try peek() == byte else { throw .wrong(words) }
            position += 1
        }
    }

    private func object(_ cursor: inout Cursor, node: Int, depth: Int) throws(Cursor.Failure) {
        guard depth < JSONScanner.depthLimit else { throw .wrong("at most \(JSONScanner.depthLimit) levels") }
        cursor.position += 1
        cursor.skipSpace()
        if try cursor.peek() == 0x7d {
            cursor.position += 1
            return
        }
        while true {
            cursor.skipSpace()
            let key = try string(&cursor, isNeeded: true)
            cursor.skipSpace()
            try cursor.expect(0x3a, "a colon")
            let child = node >= 0 ? tree.child(of: node, key) : nil
            // Which of two values was meant nobody knows.
            if let child, tree.slot(child) >= 0, !cursor.values[tree.slot(child)].isEmpty {
                throw .wrong("each name once: this value is one more of a name that is there")
            }
            try value(&cursor, node: child ?? -1, depth: depth)
            cursor.skipSpace()
            switch try cursor.peek() {
            case 0x2c: cursor.position += 1
            case 0x7d:
                cursor.position += 1
                return
            default: throw .wrong("a comma or }")
            }
        }
    }

    private func list(_ cursor: inout Cursor, slot: Int, depth: Int) throws(Cursor.Failure) {
        guard depth < JSONScanner.depthLimit else { throw .wrong("at most \(JSONScanner.depthLimit) levels") }
        cursor.position += 1
        cursor.skipSpace()
        if try cursor.peek() == 0x5d {
            cursor.position += 1
            return
        }
        var (count, isReference) = (0, slot >= 0)
        var name = UnsafeRawBufferPointer(start: nil, count: 0)
        while true {
            cursor.skipSpace()
            let start = cursor.position
            if isReference, count == 1, try cursor.peek() == 0x22 {
                name = try string(&cursor, isNeeded: true)
            } else {
                try value(&cursor, node: -1, depth: depth)
                isReference = isReference && count == 0 && isWhole(cursor.bytes[start..<cursor.position])
            }
            count += 1
            cursor.skipSpace()
            switch try cursor.peek() {
            case 0x2c: cursor.position += 1
            case 0x5d:
                cursor.position += 1
                if isReference, count == 2 { cursor.values[slot] = name }
                return
            default: throw .wrong("a comma or ]")
            }
        }
    }

    private func value(_ cursor: inout Cursor, node: Int, depth: Int) throws(Cursor.Failure) {
        cursor.skipSpace()
        let slot = node >= 0 ? tree.slot(node) : -1
        switch try cursor.peek() {
        case 0x7b: try object(&cursor, node: node, depth: depth + 1)
        case 0x5b: try list(&cursor, slot: slot, depth: depth + 1)
        case 0x22:
            let text = try string(&cursor, isNeeded: slot >= 0)
            if slot >= 0 { cursor.values[slot] = text }
        default:
            let start = cursor.position
            while cursor.position < cursor.bytes.count, isPlain(cursor.bytes[cursor.position]) { cursor.position += 1 }
            if cursor.position == cursor.bytes.count { throw .end }
            let text = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(cursor.bytes)[start..<cursor.position])
            guard !text.isEmpty,
                isNumber(text) || text.elementsEqual("true".utf8) || text.elementsEqual("false".utf8)
                    || text.elementsEqual("null".utf8)
            else {
                cursor.position = start
                throw .wrong("a value")
            }
            if slot >= 0, text[0] != 0x6e, text[0] != 0x66 || slot < truths.count && truths[slot] {
                cursor.values[slot] = text
            }
        }
    }

    private func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7a, 0x41...0x5a, 0x2b, 0x2d, 0x2e: true
        default: false
        }
    }

    private func isWhole(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { $0 &- 0x30 < 10 }
    }

    private func isNumber(_ text: UnsafeRawBufferPointer) -> Bool {
        let first = text[0] == 0x2d ? 1 : 0
        guard first < text.count, text[first] &- 0x30 < 10 else { return false }
        return text.dropFirst(first).allSatisfy {
            $0 &- 0x30 < 10 || $0 == 0x2e || $0 | 0x20 == 0x65 || $0 == 0x2b || $0 == 0x2d
        }
    }

    /// A text without its quotes.
    private func string(_ cursor: inout Cursor, isNeeded: Bool) throws(Cursor.Failure) -> UnsafeRawBufferPointer {
        guard try cursor.peek() == 0x22 else { throw .wrong("a text in quotes") }
        cursor.position += 1
        let start = cursor.position
        let bytes = cursor.bytes
        var isEscaped = false
        while true {
            guard cursor.position < bytes.count else { throw .end }
            let byte = bytes[cursor.position]
            if byte == 0x22 { break }
            if byte == 0x5c {
                isEscaped = true
                cursor.position += 2
                continue
            }
            if byte < 0x20 { throw .wrong("no line break inside a text") }
            cursor.position += 1
        }
        let text = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start..<cursor.position])
        cursor.position += 1
        guard isEscaped, isNeeded else { return text }
        return try unescaped(text, &cursor)
    }

    private func unescaped(_ text: UnsafeRawBufferPointer, _ cursor: inout Cursor) throws(Cursor.Failure)
        -> UnsafeRawBufferPointer
    {
        let room = cursor.values.room(text.count)
        var written = 0
        var index = 0
        func hex(_ at: Int) -> UInt32? {
            guard at + 4 <= text.count else { return nil }
            return UInt32(String(decoding: text[at..<at + 4], as: UTF8.self), radix: 16)
        }
        while index < text.count {
            guard text[index] == 0x5c, index + 1 < text.count else {
                room[written] = text[index]
                written += 1
                index += 1
                continue
            }
            let escape = text[index + 1]
            index += 2
            switch escape {
            case 0x6e: room[written] = 0x0a
            case 0x74: room[written] = 0x09
            case 0x72: room[written] = 0x0d
            case 0x62: room[written] = 0x08
            case 0x66: room[written] = 0x0c
            case 0x22, 0x5c, 0x2f: room[written] = escape
            case 0x75:
                guard var code = hex(index) else { throw .wrong("four hexadecimal digits after \\u") }
                index += 4
                if (0xd800..<0xdc00).contains(code), index + 6 <= text.count, text[index] == 0x5c,
                    text[index + 1] == 0x75, let low = hex(index + 2), (0xdc00..<0xe000).contains(low)
                {
                    code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
                    index += 6
                }
                // Half of a pair alone is no character.
                let scalar = Unicode.Scalar(code) ?? "\u{fffd}"
                for unit in String(Character(scalar)).utf8 {
                    room[written] = unit
                    written += 1
                }
                continue
            default: throw .wrong("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u after a backslash")
            }
            written += 1
        }
        cursor.values.keep(text.count)
        return UnsafeRawBufferPointer(start: room, count: written)
    }
}
