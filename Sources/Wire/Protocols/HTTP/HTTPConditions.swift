internal import Kernel

/// Tests of conditions on requests and answers, their regular expressions compiled once.
struct HTTPConditions: Sendable {
    private var patterns: [String: TextPattern] = [:]

    /// Tests of these.
    init(_ conditions: [HTTPConditionPlan]) {
        for condition in conditions {
            if case .matches(let text) = condition.test { patterns[text] = TextPattern(text) }
        }
    }

    /// Why a condition does not hold; nil: it does.
    /// - Parameter renderer: the values that a condition may name.
    func failure(of condition: HTTPConditionPlan, in message: HTTPReading, _ renderer: TemplateRenderer) -> String? {
        let value = message.value(condition.subject)
        switch condition.test {
        case .exists: return value == nil ? "expected something at \(condition.subject)" : nil
        case .missing: return value != nil ? "expected nothing at \(condition.subject)" : nil
        case .matches(let text):
            let isMatch = value.flatMap { patterns[text]?.first(in: $0.plainText) } != nil
            return isMatch ? nil : "expected a match of \(text) at \(condition.subject)"
        case .oneOf(let literals):
            guard let value else { return "expected a value at \(condition.subject)" }
            let isEqual = literals.contains { literal in
                guard let text = try? renderer.text(literal.text) else { return false }
                return HTTPConditions.isEqual(value, text, isText: literal.isText)
            }
            let choices = literals.map(\.text.source).joined(separator: " or ")
            return isEqual ? nil : "expected \(choices) at \(condition.subject)"
        }
    }

    /// Whether a value is what a scenario wrote: a bare word may be a text, a number, true, false or null.
    static func isEqual(_ value: JSON, _ text: String, isText: Bool) -> Bool {
        switch value {
        case .string(let found): found == text
        case .number(let digits): !isText && (digits == text || Double(digits) != nil && Double(digits) == Double(text))
        case .bool(let flag): !isText && text == (flag ? "true" : "false")
        case .null: !isText && text == "null"
        case .array, .object: !isText && value.written == text
        }
    }
}
