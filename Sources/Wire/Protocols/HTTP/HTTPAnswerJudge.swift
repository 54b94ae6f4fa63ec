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
    private let conditions: HTTPConditions
    private var patterns: [String: TextPattern] = [:]

    /// A judge of answers to one request.
    init(_ plan: HTTPRequestPlan) {
        self.plan = plan
        conditions = HTTPConditions(plan.expects + plan.rules.flatMap(\.conditions))
        for text in plan.learns.compactMap(\.matching) { patterns[text] = TextPattern(text) }
    }

    /// What an answer means.
    /// - Parameter renderer: the values that expectations may name.
    func judge(_ response: WireResponse, _ renderer: TemplateRenderer) -> Judgement {
        let answer = HTTPReading(fields: response.fields, body: response.body)
        for rule in plan.rules {
            guard rule.statuses?.contains(response.status) ?? true,
                rule.conditions.allSatisfy({ conditions.failure(of: $0, in: answer, renderer) == nil })
            else { continue }
            guard rule.outcome == .ok else { return bad(response, rule.outcome, answer, rule.says) }
            return good(response, answer, isLenient: true)
        }
        let usual = HTTPAnswerJudge.usual(response.status)
        if let statuses = plan.statuses {
            guard statuses.contains(response.status) else {
                return bad(response, usual == .ok ? .businessError : usual, answer, "expected status \(statuses)")
            }
        } else if usual != .ok {
            return bad(response, usual, answer, nil)
        }
        for condition in plan.expects {
            if let failure = conditions.failure(of: condition, in: answer, renderer) {
                return bad(response, .businessError, answer, failure)
            }
        }
        return good(response, answer, isLenient: false)
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

    private func good(_ response: WireResponse, _ answer: HTTPReading, isLenient: Bool) -> Judgement {
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
                return bad(response, .businessError, answer, "\(what) \(fact.subject), where \(fact.name) was expected")
            }
        }
        if let creation = plan.creates {
            judgement.created = answer.value(creation.id)?.plainText
            guard isLenient || judgement.created?.isEmpty == false else {
                return bad(
                    response, .businessError, answer,
                    "nothing at \(creation.id), where the id of the \(creation.kind) was expected")
            }
        }
        return judgement
    }

    private func bad(
        _ response: WireResponse, _ outcome: Outcome, _ answer: HTTPReading, _ reason: String?
    ) -> Judgement {
        var detail = "status \(response.status)"
        if let reason { detail = "\(reason), found \(detail)" }
        if (300...399).contains(response.status) { detail += ", a redirect, which is not followed" }
        if let words = PartnerWords.of(response, json: answer.json) { detail += ": \(words)" }
        return Judgement(outcome: outcome, detail: detail)
    }
}
