internal import Foundation

/// Lines of a YAML text with comments above what they are about.
struct YAMLLines {
    private(set) var lines: [String] = []

    /// A line.
    mutating func add(_ line: String, level: Int = 0) { lines.append(String(repeating: "  ", count: level) + line) }

    /// A comment, folded to lines that can be read.
    mutating func comment(_ text: String, level: Int = 0) {
        let room = 108 - 2 * level
        var line = ""
        var isFirst = true
        func end(_ lines: inout [String]) {
            lines.append(String(repeating: "  ", count: level) + "# " + (isFirst ? "" : "  ") + line)
            isFirst = false
            line = ""
        }
        for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
            if !line.isEmpty, line.count + word.count > room { end(&lines) }
            line += (line.isEmpty ? "" : " ") + word.filter { $0.unicodeScalars.allSatisfy(YAMLLines.isPrintable) }
        }
        if !line.isEmpty { end(&lines) }
    }

    /// An entry of a list: lines with a dash before the first that is no comment.
    mutating func add(item: YAMLLines, level: Int) {
        var isFirst = true
        for line in item.lines {
            let isComment = line.drop { $0 == " " }.hasPrefix("#")
            let dash = isFirst && !isComment ? "- " : "  "
            if !isComment { isFirst = false }
            lines.append(String(repeating: "  ", count: level) + dash + line)
        }
    }

    /// Adds lines as they are.
    mutating func add(_ other: YAMLLines, level: Int) { for line in other.lines { add(line, level: level) } }

    /// A text as a scalar: plain where it can be taken for nothing else.
    static func scalar(_ text: String) -> String {
        let reserved: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        let isPlain =
            text.utf8.first.map { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a } == true && text.utf8.last != 0x20
            && text.utf8.allSatisfy { byte in
                byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a || byte &- 0x30 < 10 || byte == 0x5f || byte == 0x2e
                    || byte == 0x2d || byte == 0x2f || byte == 0x20
            } && !reserved.contains(text.lowercased())
        if isPlain { return text }
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            default:
                if isPrintable(scalar) {
                    out.unicodeScalars.append(scalar)
                } else {
                    out += "\\u" + String(format: "%04x", scalar.value)
                }
            }
        }
        return out + "\""
    }

    /// Whether YAML has it as it is: no control, no line break, no mark of byte order.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff: false
        default: true
        }
    }

    /// Whether a mapping takes it as a name or a value.
    static func isWritable(_ text: String) -> Bool {
        (1...120).contains(text.count) && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    }
}
