internal import Kernel

/// Where a JSON body's template writes what: its constants tell requests of one path apart, its placeholders say where the
/// order's reference, its weight and its lines stand.
struct JSONBodyPattern: Sendable {
    /// Values that are the same in every request.
    private(set) var constants: [(pointer: JSONPointer, value: JSON)] = []
    /// Texts with placeholders.
    private(set) var fields: [(pointer: JSONPointer, parts: [TextTemplate.Part])] = []
    /// The list that holds a line of the order in each element.
    private(set) var lines: JSONPointer?
    /// Where an element of it has the quantity.
    private(set) var quantity: JSONPointer?

    private static let mark: Character = "\u{1}"

    /// Takes a template apart; nothing is known of one that is not JSON.
    init(_ template: TextTemplate) {
        var text = ""
        var values: [TextTemplate.Part] = []
        JSONBodyPattern.write(template.parts, to: &text, values: &values)
        guard let json = try? JSON(reading: text) else { return }
        walk(json, [], values)
    }

    /// The template once, with the number of each placeholder between two marks where its value would stand.
    private static func write(
        _ parts: [TextTemplate.Part], to text: inout String, values: inout [TextTemplate.Part]
    ) {
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .lines(let inner, _): write(inner, to: &text, values: &values)
            case .value(_, _, let escaping), .secret(_, let escaping):
                let quote = escaping == .jsonValue ? "\"" : ""
                text += "\(quote)\\u0001\(values.count)\\u0001\(quote)"
                values.append(part)
            }
        }
    }

    private mutating func walk(_ json: JSON, _ path: [String], _ values: [TextTemplate.Part]) {
        switch json {
        case .array(let elements):
            for (k, element) in elements.enumerated() { walk(element, path + ["\(k)"], values) }
        case .object(let members):
            for member in members { walk(member.value, path + [member.name], values) }
        case .string(let text) where text.contains(JSONBodyPattern.mark):
            let parts: [TextTemplate.Part] = text.split(
                separator: JSONBodyPattern.mark, omittingEmptySubsequences: false
            )
            .enumerated().compactMap { k, piece in
                guard k % 2 == 1 else { return piece.isEmpty ? nil : .literal(String(piece)) }
                guard let index = Int(piece), values.indices.contains(index) else { return nil }
                return values[index]
            }
            note(parts, path)
        default: constants.append((JSONPointer(path), json))
        }
    }

    private mutating func note(_ parts: [TextTemplate.Part], _ path: [String]) {
        for part in parts {
            guard case .value(.line(nil, let field), _, _) = part, let list = path.lastIndex(where: { $0 == "0" })
            else { continue }
            lines = JSONPointer(Array(path[..<list]))
            if field == .quantity { quantity = JSONPointer(Array(path[(list + 1)...])) }
            return
        }
        fields.append((JSONPointer(path), parts))
    }

    /// How many of the constants a body has, and how many it lacks or has otherwise.
    func agreement(with body: JSON) -> (same: Int, other: Int) {
        var same = 0
        for (pointer, value) in constants where !isWithinLines(pointer) && body[pointer] == value { same += 1 }
        return (same, constants.count { !isWithinLines($0.pointer) } - same)
    }

    private func isWithinLines(_ pointer: JSONPointer) -> Bool {
        lines.map { pointer.tokens.starts(with: $0.tokens) } ?? false
    }

    /// What the placeholders had in a body.
    func captures(in body: JSON) -> [TemplateMatcher.Capture] {
        fields.flatMap { field in
            body[field.pointer].flatMap { TemplateMatcher.match(field.parts, in: Substring($0.plainText)) } ?? []
        }
    }

    /// Number of lines and of units in a body, where it says.
    func size(of body: JSON) -> (lines: Int?, units: Int?) {
        guard let lines, let elements = body[lines]?.array else { return (nil, nil) }
        guard let quantity else { return (elements.count, nil) }
        var units = 0
        for element in elements {
            guard let value = element[quantity], let count = value.integer ?? value.text.flatMap({ Int64($0) }),
                (0...1_000_000_000).contains(count)
            else { return (elements.count, nil) }
            units = min(units + Int(count), 1_000_000_000)
        }
        return (elements.count, units)
    }
}
