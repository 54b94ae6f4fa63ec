internal import Kernel

/// A request as the scenario writes it.
struct HTTPMessageShape {
    /// Which placeholders it may hold.
    let scope: TemplateScope

    /// Asks for the keys of a request; nil: one of them has a problem, which is reported, or is missing.
    func read(_ fields: Fields) -> HTTPMessagePlan? {
        let method = fields.optional(
            "method", .token("a method such as POST"), "GET, POST, ...; POST with a body, else GET, if left out.")
        let path = fields.required(
            "path", Shape<TextTemplate>.template(.path, in: scope).located,
            "Where it goes, behind the system's URL: /orders/{order.reference}.")
        let query = fields.optional("query", parts(.query), "Fields of the query.", or: [])
        let headers = fields.optional("headers", HTTPMessageShape.headers(scope), "Header fields.", or: [])
        let body = HTTPBodyShape(scope: scope).read(fields)
        guard let path, !fields.isIncomplete else { return nil }
        guard path.value.source.hasPrefix("/") else {
            path.item.refuse("a path begins with \"/\"; the system's url says what comes before it")
            return nil
        }
        let isClean = path.value.parts.allSatisfy { part in
            guard case .literal(let text) = part else { return true }
            return text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
        }
        guard isClean else {
            path.item.refuse(
                "a path holds letters, digits and signs of ASCII other than a blank and \"#\"; write %20 and %23")
            return nil
        }
        if let body, body.isEmpty, fields.has("content type") {
            fields.place(of: "content type").refuseKey("\"content type\" means nothing without a body")
            return nil
        }
        let verb = method ?? (body?.isEmpty == false ? "POST" : "GET")
        return HTTPMessagePlan(
            method: verb.uppercased(), path: path.value, query: query, headers: headers,
            contentType: body?.contentType, body: body?.content)
    }

    /// The request as a mapping of its own.
    func shape(_ name: String, _ documentation: String) -> Shape<HTTPMessagePlan> {
        .mapping(name, documentation) { read($0) }
    }

    /// Header fields; those that frame the message are refused, and secrets that are written out.
    static func headers(_ scope: TemplateScope) -> Shape<[HTTPMessagePlan.Field]> {
        Shape<[Named<TextTemplate>]>.names(.template(.header, in: scope), of: "headers", atMost: 100).checked {
            fields, item in
            guard HTTPConditionShape.count(item) == fields.count else { return [HTTPMessagePlan.Field]?.none }
            var isSound = true
            for field in fields {
                guard let flaw = HTTPMessageShape.flaw(of: field, in: scope) else { continue }
                field.item.refuseKey(flaw)
                isSound = false
            }
            return isSound ? fields.map { HTTPMessagePlan.Field($0.name, $0.value) } : nil
        }
    }

    private static func flaw(of field: Named<TextTemplate>, in scope: TemplateScope) -> String? {
        guard HTTPNotation.isToken(field.name) else {
            return "expected the name of a header, found \(quoted(field.name))"
        }
        switch field.name.lowercased() {
        case "content-type": return "write \"content type\" beside the body instead"
        case "content-length", "transfer-encoding", "connection", "host":
            return "this header is written by the client itself; leave it out"
        default: break
        }
        // A cookie that a served system sets is part of its answer, not a secret of the user.
        guard scope != .answer, HTTPNotation.isSecretive(field.name), field.value.constant != nil else { return nil }
        return "a secret is never written in a scenario; write ${env:NAME} or ${file:PATH}"
    }

    private func parts(_ use: TextTemplate.Use) -> Shape<[HTTPMessagePlan.Field]> {
        HTTPBodyShape.fields(use, scope)
    }
}

/// A body as the scenario writes it: one of json, form, xml and text.
struct HTTPBodyShape {
    /// Which placeholders it may hold.
    let scope: TemplateScope

    /// What was read.
    struct Body {
        var contentType: String?
        var content: HTTPMessagePlan.Body?

        var isEmpty: Bool { content == nil }
    }

    /// Asks for the keys of a body; nil: one of them has a problem, which is reported.
    func read(_ fields: Fields) -> Body? {
        let json = fields.optional("json", .template(.json, in: scope), "A JSON body; values are escaped as JSON.")
        let form = fields.optional("form", HTTPBodyShape.fields(.form, scope), "A body of form fields.")
        let xml = fields.optional("xml", .template(.xml, in: scope), "An XML body; values are escaped as XML.")
        let text = fields.optional("text", .template(.text, in: scope), "Any other body; nothing is escaped.")
        let type = fields.optional("content type", .text, "The body's media type, if it is not the usual one.")
        guard !fields.isIncomplete else { return nil }
        var bodies: [(String, String, HTTPMessagePlan.Body)] = []
        if let json { bodies.append(("json", "application/json", .text(json))) }
        if let form { bodies.append(("form", "application/x-www-form-urlencoded", .form(form))) }
        if let xml { bodies.append(("xml", "application/xml", .text(xml))) }
        if let text { bodies.append(("text", "text/plain; charset=utf-8", .text(text))) }
        guard let (_, usual, content) = bodies.first else { return Body() }
        guard bodies.count == 1 else {
            fields.item.refuse("expected one body, found \(bodies.map(\.0).joined(separator: " and "))")
            return nil
        }
        return Body(contentType: type ?? usual, content: content)
    }

    /// Names with their values.
    static func fields(_ use: TextTemplate.Use, _ scope: TemplateScope) -> Shape<[HTTPMessagePlan.Field]> {
        Shape<[Named<TextTemplate>]>.names(.template(use, in: scope), of: "fields", atMost: 200).checked {
            fields, item in
            guard HTTPConditionShape.count(item) == fields.count else { return [HTTPMessagePlan.Field]?.none }
            var isSound = true
            for field in fields where HTTPNotation.isSecretive(field.name) && field.value.constant != nil {
                field.item.refuseKey("a secret is never written in a scenario; write ${env:NAME} or ${file:PATH}")
                isSound = false
            }
            return isSound ? fields.map { HTTPMessagePlan.Field($0.name, $0.value) } : nil
        }
    }
}
