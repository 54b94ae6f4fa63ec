internal import Kernel

/// Conditions on an answer as the scenario writes them: `body: { /status: confirmed, /id: { exists: yes } }`.
enum HTTPConditionShape {
    /// Conditions on parts of the body, by JSON Pointer.
    static let body = Shape<[Named<HTTPConditionPlan.Test>]>.names(test, of: "JSON Pointers", atMost: 100).checked {
        tests, item in
        guard count(item) == tests.count else { return [HTTPConditionPlan]?.none }
        let conditions: [HTTPConditionPlan] = tests.compactMap { named in
            pointer(named).map { HTTPConditionPlan(.body($0), named.value) }
        }
        return conditions.count == tests.count ? conditions : nil
    }

    /// Conditions on headers, by name.
    static let headers = Shape<[Named<HTTPConditionPlan.Test>]>.names(test, of: "headers", atMost: 100).checked {
        tests, item in
        guard count(item) == tests.count else { return [HTTPConditionPlan]?.none }
        for named in tests where !HTTPNotation.isToken(named.name) {
            named.item.refuseKey("expected the name of a header, found \(quoted(named.name))")
            return nil
        }
        return tests.map { HTTPConditionPlan(.header($0.name), $0.value) }
    }

    /// The pointer that a key is.
    static func pointer<Value>(_ named: Named<Value>) -> JSONPointer? {
        JSONPointer.read(named.name) { message, _ in named.item.refuseKey(message) }
    }

    /// How many entries are written; those with problems are left out of what is read.
    static func count(_ item: Item) -> Int {
        guard case .mapping(let entries) = item.tree.content else { return 0 }
        return entries.count
    }

    private static let literal = Shape<TextTemplate>.template().located.map { located in
        HTTPConditionPlan.Literal(located.value, isText: located.item.tree.style == .quoted)
    }

    private static let test = Shape<HTTPConditionPlan.Test>.either(
        "a value, a list of values, or one of { exists: yes }, { matches: \"^1Z\" }, { one of: [a, b] }",
        scalar: literal.map { .oneOf([$0]) },
        list: Shape<[HTTPConditionPlan.Literal]>.list(literal, of: "values", atMost: 100).map { .oneOf($0) },
        mapping: .mapping("http condition", "What must hold of a part of an answer.", isInherited: true) { fields in
            let equal = fields.optional("is", literal, "It is equal to this; in quotes: a text, never a number.")
            let choices = fields.optional(
                "one of", Shape<[HTTPConditionPlan.Literal]>.list(literal, of: "values", atMost: 100),
                "It is equal to one of these.")
            let matching = fields.optional("matches", .pattern, "A part of its text matches this regular expression.")
            let exists = fields.optional("exists", .yesNo, "Whether it is there at all.")
            guard !fields.isIncomplete else { return nil }
            var tests: [HTTPConditionPlan.Test] = []
            if let equal { tests.append(.oneOf([equal])) }
            if let choices { tests.append(.oneOf(choices)) }
            if let matching { tests.append(.matches(matching)) }
            if let exists { tests.append(exists ? .exists : .missing) }
            guard let test = tests.first, tests.count == 1 else {
                if tests.isEmpty, fields.hasUnknownKeys { return nil }
                fields.item.refuse(
                    "expected one of is, one of, matches and exists, found \(tests.isEmpty ? "none" : "several")")
                return nil
            }
            return test
        })
}
