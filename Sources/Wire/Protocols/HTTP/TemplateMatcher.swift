internal import Kernel

/// Reads a template backwards: which values its placeholders had in a text.
enum TemplateMatcher {
    /// A placeholder with its value.
    struct Capture: Sendable, Hashable {
        /// What the placeholder stands for.
        var reference: TemplateReference
        /// Its value, without the escaping.
        var value: String
    }

    /// The values, if the text is one that the parts could have made; nil: it is not.
    /// - Parameters:
    ///   - separator: a character that no placeholder may span ("/" in paths); nil: none.
    ///   - decode: takes the escaping off a value.
    static func match(
        _ parts: [TextTemplate.Part], in text: Substring, separator: UInt8? = nil,
        decode: (Substring) -> String = { String($0) }
    ) -> [Capture]? {
        var captures: [Capture] = []
        var rest = text.utf8[...]
        for (k, part) in parts.enumerated() {
            switch part {
            case .literal(let literal):
                guard rest.starts(with: literal.utf8) else { return nil }
                rest = rest.dropFirst(literal.utf8.count)
            case .value, .secret:
                var end = separator.flatMap { rest.firstIndex(of: $0) } ?? rest.endIndex
                if k + 1 < parts.count {
                    guard case .literal(let literal) = parts[k + 1] else { return nil }
                    let head = Array(literal.utf8.prefix { $0 != separator })
                    if !head.isEmpty {
                        guard let found = first(head, in: rest[..<end]) else { return nil }
                        end = found
                    }
                }
                guard end > rest.startIndex else { return nil }
                if case .value(let reference, _, _) = part {
                    captures.append(Capture(reference: reference, value: decode(Substring(rest[..<end]))))
                }
                rest = rest[end...]
            case .lines: return nil
            }
        }
        return rest.isEmpty ? captures : nil
    }

    /// The first place of some bytes that is not the very start: a placeholder has at least one character.
    private static func first(_ bytes: [UInt8], in text: Substring.UTF8View.SubSequence) -> Substring.Index? {
        guard !text.isEmpty else { return nil }
        var place = text.index(after: text.startIndex)
        while place < text.endIndex {
            if text[place...].starts(with: bytes) { return place }
            place = text.index(after: place)
        }
        return nil
    }

    /// Parts cut at the first "?" of a literal: the path, and the query behind it.
    static func cut(_ parts: [TextTemplate.Part]) -> (path: [TextTemplate.Part], query: [TextTemplate.Part]) {
        for (k, part) in parts.enumerated() {
            guard case .literal(let text) = part, let mark = text.firstIndex(of: "?") else { continue }
            let before = text[..<mark]
            let after = text[text.index(after: mark)...]
            let path = Array(parts[..<k]) + (before.isEmpty ? [] : [.literal(String(before))])
            let query = (after.isEmpty ? [] : [.literal(String(after))]) + Array(parts[(k + 1)...])
            return (path, query)
        }
        return (parts, [])
    }

    /// Parts of a query or form cut into its fields.
    static func fields(_ parts: [TextTemplate.Part]) -> [(name: String, parts: [TextTemplate.Part])] {
        var fields: [[TextTemplate.Part]] = [[]]
        for part in parts {
            guard case .literal(let text) = part else {
                fields[fields.count - 1].append(part)
                continue
            }
            for (k, piece) in text.split(separator: "&", omittingEmptySubsequences: false).enumerated() {
                if k > 0 { fields.append([]) }
                if !piece.isEmpty { fields[fields.count - 1].append(.literal(String(piece))) }
            }
        }
        return fields.compactMap { field in
            guard case .literal(let head)? = field.first, let mark = head.firstIndex(of: "=") else { return nil }
            let rest = String(head[head.index(after: mark)...])
            let name = TemplateRenderer.percentDecoded(head[..<mark])
            return (name, (rest.isEmpty ? [] : [.literal(rest)]) + field.dropFirst())
        }
    }
}
