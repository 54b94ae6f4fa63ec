internal import Kernel

/// An operation over HTTP as the scenario writes it under `http`: one request, or a list of them.
struct HTTPOperationSection {
    /// The operation as the kernel's plan holds it.
    var plan: HTTPOperationPlan
    /// Where it was written.
    var item: Item

    /// The requests of an operation for an order.
    static let shape = section(.request)

    /// The exchange that opens a session: what it learns is `{session.NAME}` in every request after it.
    static let opening = section(.opening)

    private static func section(_ scope: TemplateScope) -> Shape<HTTPOperationSection> {
        let name = scope == .opening ? "http opening request" : "http request"
        let request = Shape<HTTPRequestPlan>.mapping(name, "A request and what its answers mean.") {
            HTTPRequestShape(scope: scope).read($0)
        }
        return Shape<[HTTPRequestPlan]>.either(
            "a request such as { path: /orders, json: ... }, or a list of requests",
            list: Shape<[HTTPRequestPlan]>.list(request, of: "requests", atMost: 20),
            mapping: request.map { [$0] }
        ).checked { requests, item in
            if case .list(let trees) = item.tree.content {
                guard !trees.isEmpty else {
                    item.refuse("expected at least one request, found an empty list")
                    return nil
                }
                guard trees.count == requests.count else { return nil }
            }
            return HTTPOperationSection(plan: HTTPOperationPlan(requests), item: item)
        }
    }
}

/// One request of an operation as the scenario writes it.
struct HTTPRequestShape {
    /// Which placeholders it may hold.
    let scope: TemplateScope

    /// Asks for its keys; nil: one of them has a problem, which is reported, or is missing.
    func read(_ fields: Fields) -> HTTPRequestPlan? {
        let message = HTTPMessageShape(scope: scope).read(fields)
        let expect = fields.optional(
            "expect", HTTPRequestShape.expectation, "What a good answer is; any 2xx if left out.")
        let rules = fields.optional(
            "outcomes", .list(HTTPRequestShape.rule, of: "rules", atMost: 100),
            "What answers mean; the first rule that applies decides.", or: [])
        let learns = fields.optional(
            "learn", .names(HTTPRequestShape.source, of: "facts", atMost: 100),
            "What is learnt from a good answer, by name: { tracking: /parcels/0/tracking }.", or: [])
        let creates = fields.optional(
            "creates", HTTPRequestShape.creation, "The record that exists at the partner after a good answer.")
        let answers = fields.optional(
            "answers", .oneOrMore(HTTPRequestShape.answer, of: "answers"), "Served side: what is answered.", or: [])
        guard let message, !fields.isIncomplete else { return nil }
        guard !fields.has("learn") || HTTPConditionShape.count(fields.place(of: "learn")) == learns.count else {
            return nil
        }
        for fact in learns where !HTTPRequestShape.isFactName(fact.name) {
            fact.item.refuseKey(
                "the name of a fact has letters, digits, \"_\" and \"-\", so that {facts.NAME} can name it")
            return nil
        }
        let facts = learns.map { HTTPFactPlan($0.name, from: $0.value.0, matching: $0.value.1, isOptional: $0.value.2) }
        return HTTPRequestPlan(
            message, statuses: expect?.0, expects: expect?.1 ?? [], rules: rules, learns: facts, creates: creates,
            answers: answers)
    }

    private static func isFactName(_ name: String) -> Bool {
        name.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95
        }
    }

    private static let expectation = Shape<(StatusSet?, [HTTPConditionPlan])>.either(
        "statuses such as [200, 201], or { status: 201, body: { /status: confirmed } }",
        scalar: Shape<StatusSet>.statuses.map { ($0, []) }, list: Shape<StatusSet>.statuses.map { ($0, []) },
        mapping: .mapping("http expectation", "What a good answer is.") { fields in
            let statuses = fields.optional("status", .statuses, "Its status; any 2xx if left out.")
            let body = fields.optional("body", HTTPConditionShape.body, "Parts of its body, by JSON Pointer.", or: [])
            let headers = fields.optional("headers", HTTPConditionShape.headers, "Its headers.", or: [])
            guard !fields.isIncomplete else { return nil }
            return (statuses, headers + body)
        })

    private static let outcomes: [(String, Outcome)] = [("ok", .ok)] + OutcomeWords.failures

    private static let rule = Shape<HTTPRulePlan>.mapping("http rule", "What an answer means.") { fields in
        let outcome = fields.required("is", .choice(outcomes), "What it means.")
        let statuses = fields.optional("status", .statuses, "When the status is one of these; any if left out.")
        let body = fields.optional("body", HTTPConditionShape.body, "When this holds of the body.", or: [])
        let headers = fields.optional("headers", HTTPConditionShape.headers, "When this holds of the headers.", or: [])
        let says = fields.optional("says", .text, "What to tell people.")
        guard let outcome, !fields.isIncomplete else { return nil }
        guard statuses != nil || !body.isEmpty || !headers.isEmpty else {
            fields.item.refuse("expected one of status, body and headers: a rule for every answer leaves no other")
            return nil
        }
        return HTTPRulePlan(statuses: statuses, conditions: headers + body, outcome: outcome, says: says)
    }

    private static let source = Shape<(HTTPSubject, String?, Bool)>.either(
        "a JSON Pointer such as /shipment/id, or { header: Location }",
        scalar: Shape<JSONPointer>.jsonPointer.map { (.body($0), nil, false) },
        mapping: .mapping("http fact", "Something learnt from an answer.") { fields in
            let pointer = fields.optional("pointer", .jsonPointer, "The part of the body.")
            let header = fields.optional("header", .token("the name of a header"), "Or a header.")
            let matching = fields.optional("matches", .pattern, "Its first group is what is learnt.")
            let optional = fields.optional("optional", .yesNo, "Whether it may be missing.", or: false)
            guard !fields.isIncomplete, let subject = subject(pointer, header, fields) else { return nil }
            return (subject, matching, optional)
        })

    private static func subject(_ pointer: JSONPointer?, _ header: String?, _ fields: Fields) -> HTTPSubject? {
        switch (pointer, header) {
        case (let pointer?, nil): return .body(pointer)
        case (nil, let header?): return .header(header)
        case (nil, nil) where fields.hasUnknownKeys: return nil
        default:
            fields.item.refuse("expected either \"pointer\" or \"header\"")
            return nil
        }
    }

    private static let creation = Shape<HTTPCreationPlan>.mapping(
        "http creation", "A record that exists at the partner after a good answer."
    ) { fields in
        let kind = fields.required("kind", .text, "What it is: shipment.")
        let id = fields.required("id", source, "Where the answer says its id.")
        let undo = fields.optional(
            "undo", HTTPMessageShape(scope: .undo).shape("http undo", "The request that takes it back."),
            "The request that takes it back; without one it stays.")
        guard let kind, let id, !fields.isIncomplete else { return nil }
        guard id.1 == nil, !id.2 else {
            fields.place(of: "id").refuse("an id is a whole value that is always there")
            return nil
        }
        return HTTPCreationPlan(kind: kind, id: id.0, undo: undo)
    }

    private static let answer = Shape<HTTPAnswerPlan>.mapping("http answer", "What a served system answers.") {
        fields in
        let outcome = fields.optional("when", .choice(outcomes), "When the model says this; ok if left out.", or: .ok)
        let status = fields.optional("status", .count(100...999), "The status.")
        let headers = fields.optional("headers", HTTPMessageShape.headers(.answer), "Header fields.", or: [])
        let body = HTTPBodyShape(scope: .answer).read(fields)
        guard let body, !fields.isIncomplete else { return nil }
        var text: TextTemplate?
        switch body.content {
        case .text(let template): text = template
        case .form:
            fields.place(of: "form").refuseKey("an answer has no form; write json, xml or text")
            return nil
        case nil: break
        }
        return HTTPAnswerPlan(
            outcome: outcome, status: status, headers: headers, contentType: body.contentType, body: text)
    }
}
