internal import HTTPTypes
internal import Kernel

/// What an answer to a request of an operation means.
struct HTTPAnswerJudge: Sendable {
    /// What it means.
    struct Judgement: Sendable, Hashable {
        /// The class of the outcome.
        var outcome: Outcome
        /// For people; nil when it is good.
        var detail: String?
        /// What was learnt, when it is good.
        var learnt: Facts = [:]
        /// Id of the record that exists now, when it is good.
        var created: String?
    }

    private let plan: HTTPRequestPlan
    private var patterns: [String: TextPattern] = [:]

    /// A judge of answers to one request.
    init(_ plan: HTTPRequestPlan) {
        self.plan = plan
        let conditions = plan.expects + plan.rules.flatMap(\.conditions)
        var texts = plan.learns.compactMap(\.matching)
        for condition in conditions { if case .matches(let text) = condition.test { texts.append(text) } }
        for text in texts { patterns[text] = TextPattern(text) }
    }

    /// What an answer means.
    /// - Parameter renderer: the values that expectations may name.
    func judge(_ response: WireResponse, _ renderer: TemplateRenderer) -> Judgement {
        let answer = Answer(response)
        for rule in plan.rules {
            guard rule.statuses?.contains(response.status) ?? true,
                rule.conditions.allSatisfy({ failure(of: $0, answer, renderer) == nil })
            else { continue }
            guard rule.outcome == .ok else { return bad(rule.outcome, answer, rule.says) }
            return good(answer, isLenient: true)
        }
        let usual = HTTPAnswerJudge.usual(response.status)
        if let statuses = plan.statuses {
            guard statuses.contains(response.status) else {
                return bad(usual == .ok ? .businessError : usual, answer, "expected status \(statuses)")
            }
        } else if usual != .ok {
            return bad(usual, answer, nil)
        }
        for condition in plan.expects {
            if let failure = failure(of: condition, answer, renderer) { return bad(.businessError, answer, failure) }
        }
        return good(answer, isLenient: false)
    }

    /// The outcome of a status when no rule says otherwise (RFC 9110, section 15; RFC 6585 for 429). A time-out that a
    /// server or gateway tells of is an answer of a server in trouble, not silence.
    static func usual(_ status: Int) -> Outcome {
        switch status {
        case 200...299: .ok
        case 429: .rateLimited
        case 408, 500...999: .serverError
        default: .businessError
        }
    }

    // MARK: - Good and bad

    private func good(_ answer: Answer, isLenient: Bool) -> Judgement {
        var judgement = Judgement(outcome: .ok)
        for fact in plan.learns {
            var value = answer.value(fact.subject)
            if let matching = fact.matching {
                value = value.flatMap { patterns[matching]?.first(in: $0.plainText) }.map { .string($0) }
            }
            if let value {
                judgement.learnt[fact.name] = value
            } else if !fact.isOptional, !isLenient {
                let what = fact.matching.map { "nothing that matches \($0) in" } ?? "nothing at"
                return bad(.businessError, answer, "\(what) \(fact.subject), where \(fact.name) was expected")
            }
        }
        if let creation = plan.creates {
            judgement.created = answer.value(creation.id)?.plainText
            guard isLenient || judgement.created?.isEmpty == false else {
                return bad(
                    .businessError, answer,
                    "nothing at \(creation.id), where the id of the \(creation.kind) was expected")
            }
        }
        return judgement
    }

    private func bad(_ outcome: Outcome, _ answer: Answer, _ reason: String?) -> Judgement {
        var detail = "status \(answer.response.status)"
        if let reason { detail = "\(reason), found \(detail)" }
        if (300...399).contains(answer.response.status) { detail += ", a redirect, which is not followed" }
        if let words = PartnerWords.of(answer.response, json: answer.json) { detail += ": \(words)" }
        return Judgement(outcome: outcome, detail: detail)
    }

    // MARK: - Conditions

    /// Why a condition does not hold; nil: it does.
    private func failure(of condition: HTTPConditionPlan, _ answer: Answer, _ renderer: TemplateRenderer) -> String? {
        let value = answer.value(condition.subject)
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
                return HTTPAnswerJudge.isEqual(value, text, isText: literal.isText)
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

    /// An answer whose body is read once, if anyone asks.
    private struct Answer {
        let response: WireResponse
        let json: JSON?

        init(_ response: WireResponse) {
            self.response = response
            json = response.body.isEmpty ? nil : try? JSON(reading: response.body)
        }

        func value(_ subject: HTTPSubject) -> JSON? {
            switch subject {
            case .body(let pointer): json?[pointer]
            case .header(let name): HTTPField.Name(name).flatMap { response.fields[$0] }.map { .string($0) }
            }
        }
    }
}
