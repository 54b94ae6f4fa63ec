internal import Kernel

extension Shape where Value == TextTemplate {
    /// A text with placeholders.
    /// - Parameters:
    ///   - use: what it is used for, which decides how values are escaped.
    ///   - scope: which placeholders it may hold.
    static func template(
        _ use: TextTemplate.Use = .text, in scope: TemplateScope = .request
    ) -> Shape<TextTemplate> {
        let expected = "a text, with placeholders such as \(example(scope))"
        return Shape<TextTemplate>(
            describe: { _ in
                .object([
                    ("type", .list([.text("string"), .text("number"), .text("boolean")])),
                    ("description", .text(expected)),
                ])
            },
            read: { item in
                guard let text = item.scalar else {
                    item.refuse(expected: expected)
                    return nil
                }
                guard use == .json || use == .xml || use == .text || !text.unicodeScalars.contains(where: isControl)
                else {
                    item.refuse("expected a text on one line, without control characters")
                    return nil
                }
                return read(text, use, scope, item)
            })
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || scalar.value == 0x7F }

    private static func example(_ scope: TemplateScope) -> String {
        switch scope {
        case .request: "{order.reference} or {facts.tracking}"
        case .opening: "${env:PASSWORD}"
        case .answer: "{record.number} or {facts.tracking}"
        case .undo: "{record.id}"
        case .event: "{event.id} or {facts.tracking}"
        }
    }

    private static func read(
        _ text: String, _ use: TextTemplate.Use, _ scope: TemplateScope, _ item: Item
    ) -> TextTemplate? {
        do throws(TextTemplate.SyntaxError) {
            let template = try TextTemplate(parsing: text, as: use, in: scope)
            guard use == .json else { return template }
            var parser = TemplateParser(text, use: use, scope: scope)
            _ = try parser.parts()
            do throws(JSONTreeParser.Complaint) {
                _ = try JSONTreeParser.parse(Array(parser.skeleton.utf8))
            } catch {
                item.refuse("it is not JSON: \(error.message)", at: error.offset)
                return nil
            }
            return template
        } catch {
            let hint = error.unknown.map { Name.hint(for: $0, among: error.known) } ?? ""
            item.refuse(error.reason + hint, at: error.offset)
            return nil
        }
    }
}

extension Item {
    /// The scalar's text; nil: it is a list or a mapping.
    var scalar: String? {
        switch tree.content {
        case .scalar(let text): text
        case .nothing: tree.style == .quoted ? "" : nil
        case .list, .mapping: nil
        }
    }
}

extension Shape where Value == JSONPointer {
    /// A part of a JSON document: `/shipment/id`.
    static var jsonPointer: Shape<JSONPointer> {
        Shape<JSONPointer>(
            describe: { _ in
                .object([
                    ("type", .text("string")), ("description", .text("a JSON Pointer such as /shipment/id")),
                    ("pattern", .text("^(/([^/~]|~[01])*)*$")),
                ])
            },
            read: { item in
                guard let text = item.scalar else {
                    item.refuse(expected: "a JSON Pointer such as /shipment/id")
                    return nil
                }
                return JSONPointer.read(text, complaining: item.refuse)
            })
    }
}

extension JSONPointer {
    /// A pointer, or nil with a complaint that says at which character.
    static func read(_ text: String, complaining: (String, Int) -> Void) -> JSONPointer? {
        do {
            return try JSONPointer(parsing: text)
        } catch {
            complaining("\(error.reason), found \(quoted(text))", error.offset)
            return nil
        }
    }
}

extension Shape where Value == String {
    /// A regular expression that can be compiled.
    static var pattern: Shape<String> {
        Shape<String>.text.checked { text, item in
            do {
                _ = try Regex(text)
                return text
            } catch {
                item.refuse("it is not a regular expression: \(error)")
                return nil
            }
        }
    }

    /// A name of an HTTP header field, or a method.
    static func token(_ expected: String) -> Shape<String> {
        .scalar(expected, pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$") { text throws(ValueError) in
            guard HTTPNotation.isToken(text) else { throw .unreadable }
            return text
        }
    }
}

extension Shape where Value == StatusSet {
    /// `200`, `2xx`, `200..204`, or a list of them.
    static var statuses: Shape<StatusSet> {
        Shape<StatusSet.Range>.oneOrMore(status, of: "statuses").checked { ranges, _ in
            ranges.isEmpty ? nil : StatusSet(ranges)
        }
    }

    private static var status: Shape<StatusSet.Range> {
        .scalar(
            "a status such as 200, 2xx or 200..204", pattern: "^\\s*[1-9]([0-9]{2}|xx)(\\s*\\.\\.\\s*[0-9]{3})?\\s*$",
            numbers: true
        ) { text throws(ValueError) in
            guard let range = HTTPNotation.statuses(text.filter { $0 != " " }) else { throw .unreadable }
            return range
        }
    }
}
