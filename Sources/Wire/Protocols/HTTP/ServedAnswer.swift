internal import HTTPTypes
internal import Kernel

/// The answer of a served system: as the plan writes it, or the smallest that the plan's own caller takes for the outcome.
struct ServedAnswer {
    /// The request's plan.
    let plan: HTTPRequestPlan
    /// What its templates may name.
    let renderer: TemplateRenderer

    /// The answer for an outcome.
    func response(_ outcome: Outcome) -> WireResponse {
        guard let answer = plan.answers.first(where: { $0.outcome == outcome }) else { return usual(outcome) }
        do throws(TemplateRenderer.Missing) {
            let made = usual(outcome)
            let status = answer.status ?? made.status
            guard let template = answer.body else {
                // A status and headers alone: the body is the usual one, unless the status allows none.
                var response = made
                response.status = status
                for field in try renderer.fields(answer.headers, contentType: nil) { response.fields.append(field) }
                if status == 204 || status == 304 { response.body = [] }
                return response
            }
            return WireResponse(
                status, fields: try renderer.fields(answer.headers, contentType: answer.contentType),
                body: try renderer.bytes(template))
        } catch {
            return .json(500, ["error": .string("the answer cannot be written: \(error.reason)")])
        }
    }

    private func usual(_ outcome: Outcome) -> WireResponse {
        guard outcome != .ok else { return good() }
        let word = "\(outcome)"
        if let rule = plan.rules.first(where: { $0.outcome == outcome }) {
            let status = rule.statuses?.first ?? ServedAnswer.status(outcome)
            let start: JSON = ["error": .string(rule.says ?? word)]
            return meeting(rule.conditions, WireResponse(status), from: start)
        }
        return .json(ServedAnswer.status(outcome), ["error": .string(word)])
    }

    /// Statuses by which callers tell outcomes apart (RFC 9110, section 15; RFC 6585, section 4).
    private static func status(_ outcome: Outcome) -> Int {
        switch outcome {
        case .ok: 200
        case .businessError: 422
        case .rateLimited: 429
        case .timeout: 504
        case .serverError: 500
        case .connection, .breakerOpen, .shed: 503
        }
    }

    private func good() -> WireResponse {
        let wanted = plan.learns.map(\.subject) + [plan.creates?.id].compactMap { $0 }
        let names = plan.learns.map(\.name) + [plan.creates?.kind].compactMap { $0 }
        var conditions = zip(wanted, names).map { subject, name in
            let value = TextTemplate(literal: "\(name)-\(renderer.values.number ?? 0)")
            return HTTPConditionPlan(subject, .oneOf([HTTPConditionPlan.Literal(value, isText: true)]))
        }
        // What is expected comes last: a fact that is expected to have a certain value has it.
        conditions += plan.expects
        let status = plan.statuses?.first ?? 200
        return meeting(conditions, WireResponse(status), from: .null)
    }

    /// A response that meets conditions, as far as one can be made for them.
    private func meeting(
        _ conditions: [HTTPConditionPlan], _ response: WireResponse, from start: JSON
    ) -> WireResponse {
        var response = response
        var body = start
        for condition in conditions {
            guard let value = value(for: condition, now: body, response) else { continue }
            switch condition.subject {
            case .body(let pointer): body = body.setting(pointer, to: value) ?? body
            case .header(let name):
                if let name = HTTPField.Name(name) { response.fields[name] = value.plainText }
            }
        }
        if body == .null { body = ["status": "ok"] }
        guard response.status != 204, response.status != 304 else { return response }
        response.fields[.contentType] = "application/json"
        response.body = body.bytes
        return response
    }

    private func value(for condition: HTTPConditionPlan, now body: JSON, _ response: WireResponse) -> JSON? {
        switch condition.test {
        case .missing, .matches: return nil
        case .exists:
            if case .body(let pointer) = condition.subject { return body[pointer] == nil ? true : nil }
            return "yes"
        case .oneOf(let literals):
            guard let literal = literals.first, let text = try? renderer.text(literal.text) else { return nil }
            guard !literal.isText, let json = try? JSON(reading: text) else { return .string(text) }
            return json
        }
    }
}
