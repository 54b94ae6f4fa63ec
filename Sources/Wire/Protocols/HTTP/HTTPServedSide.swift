internal import HTTPTypes
internal import Kernel

/// The served side of `http`: which operation a request asks for, and what it is answered.
struct HTTPServedSide: Sendable {
    /// A request of an operation as a pattern.
    private struct Route: Sendable {
        let operation: String
        let step: HTTPTemplateProtocol.Step
        /// Whether the model is asked: for the last request of an operation; those before are answered at once.
        let isWork: Bool
        let path: [TextTemplate.Part]
        let query: [(name: String, parts: [TextTemplate.Part])]
        let body: JSONBodyPattern?

        init(_ operation: String, _ step: HTTPTemplateProtocol.Step, isWork: Bool) {
            self.operation = operation
            self.step = step
            self.isWork = isWork
            let message = step.plan.message
            let (path, query) = TemplateMatcher.cut(message.path.parts)
            self.path = path
            self.query = TemplateMatcher.fields(query) + message.query.map { ($0.name, $0.value.parts) }
            if case .text(let template)? = message.body, message.contentType?.contains("json") == true {
                body = JSONBodyPattern(template)
            } else {
                body = nil
            }
        }

        /// How much of the path is written out: of two that match, the one with more says more.
        var literals: Int {
            path.reduce(0) { sum, part in
                if case .literal(let text) = part { sum + text.utf8.count } else { sum }
            }
        }
    }

    /// A request as routes look at it.
    private struct Asked {
        let path: Substring
        let query: [(name: String, value: String)]
        let form: [(name: String, value: String)]
        let json: JSON?

        init(_ request: WireRequest) {
            let cut = request.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            path = cut.first ?? ""
            query = Asked.pairs(cut.count > 1 ? cut[1] : "")
            let type = request.fields[.contentType] ?? ""
            let isForm = type.hasPrefix("application/x-www-form-urlencoded")
            form = isForm ? Asked.pairs(Substring(String(decoding: request.body, as: UTF8.self))) : []
            json = request.body.isEmpty || isForm ? nil : try? JSON(reading: request.body)
        }

        private static func pairs(_ text: Substring) -> [(name: String, value: String)] {
            text.split(separator: "&").prefix(1_000).map { pair in
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let value = sides.count > 1 ? sides[1] : ""
                return (
                    TemplateRenderer.percentDecoded(sides[0], plusAsSpace: true),
                    TemplateRenderer.percentDecoded(value, plusAsSpace: true)
                )
            }
        }
    }

    private let routes: [Route]
    private let secrets: [SecretReference: Secret]

    /// A served side of these requests, each with its operation ("": opening), in order.
    init(_ steps: [(operation: String, step: HTTPTemplateProtocol.Step)], secrets: [SecretReference: Secret]) {
        routes = steps.enumerated().map { k, entry in
            let isLast = k + 1 == steps.count || steps[k + 1].operation != entry.operation
            return Route(entry.operation, entry.step, isWork: isLast && !entry.operation.isEmpty)
        }
        self.secrets = secrets
    }

    // MARK: - Recognising

    func recognise(_ request: WireRequest, in book: inout ServedBook) -> Recognition {
        let asked = Asked(request)
        var best: (route: Int, captures: [TemplateMatcher.Capture], rank: [Int])?
        var methods: [String] = []
        for (k, route) in routes.enumerated() {
            guard
                let captures = TemplateMatcher.match(
                    route.path, in: asked.path, separator: UInt8(ascii: "/"),
                    decode: { TemplateRenderer.percentDecoded($0) })
            else { continue }
            let method = route.step.plan.message.method
            guard method == request.method.rawValue else {
                if !methods.contains(method) { methods.append(method) }
                continue
            }
            let rank = rank(route, asked)
            if let known = best, !known.rank.lexicographicallyPrecedes(rank) { continue }
            best = (k, captures, rank)
        }
        guard let best else { return .immediate(HTTPServedSide.unknown(request, asked.path, methods)) }
        let route = routes[best.route]
        let call = call(route, best.captures + captures(route, request, asked), asked, in: book)
        guard !route.isWork else { return .operation(call) }
        return .immediate(reply(route, call, ServedVerdict(.ok), in: &book))
    }

    /// Literal bytes of the path, then constants of query and body that agree, then few that do not.
    private func rank(_ route: Route, _ asked: Asked) -> [Int] {
        var same = 0
        var other = 0
        for field in route.query {
            let values = asked.query.filter { $0.name == field.name }.map(\.value)
            if values.contains(where: { TemplateMatcher.match(field.parts, in: Substring($0)) != nil }) {
                same += 1
            } else {
                other += 1
            }
        }
        if let pattern = route.body {
            let found = asked.json.map(pattern.agreement) ?? (same: 0, other: 1)
            same += found.same
            other += found.other
        }
        return [route.literals, same - other, -other]
    }

    private func captures(_ route: Route, _ request: WireRequest, _ asked: Asked) -> [TemplateMatcher.Capture] {
        var captures: [TemplateMatcher.Capture] = []
        func read(_ parts: [TextTemplate.Part], _ value: String) {
            captures += TemplateMatcher.match(parts, in: Substring(value)) ?? []
        }
        for field in route.query {
            for pair in asked.query where pair.name == field.name { read(field.parts, pair.value) }
        }
        for field in route.step.plan.message.headers {
            guard let name = HTTPField.Name(field.name), let value = request.fields[name] else { continue }
            read(field.value.parts, value)
        }
        if case .form(let fields)? = route.step.plan.message.body {
            for field in fields {
                for pair in asked.form where pair.name == field.name { read(field.value.parts, pair.value) }
            }
        }
        if let pattern = route.body, let json = asked.json { captures += pattern.captures(in: json) }
        return captures
    }

    /// The call, with the reference it names: by itself, or by something that an earlier answer told.
    private func call(
        _ route: Route, _ captures: [TemplateMatcher.Capture], _ asked: Asked, in book: ServedBook
    ) -> ServedCall {
        var call = ServedCall(route.operation)
        for capture in captures {
            switch capture.reference {
            case .order(.reference), .record(.reference): call.reference = call.reference ?? capture.value
            case .order(.grams): call.grams = Int(capture.value)
            case .order(.kilograms): call.grams = Double(capture.value).flatMap { Int(exactly: ($0 * 1000).rounded()) }
            case .order(.positions): call.lines = Int(capture.value)
            case .order(.units): call.units = Int(capture.value)
            case .fact(let name, let pointer) where pointer.tokens.isEmpty: call.details[name] = .string(capture.value)
            default: break
            }
        }
        if call.reference == nil {
            for capture in captures {
                guard case .fact = capture.reference, let record = book.record(capture.value) else { continue }
                call.reference = record.reference
                break
            }
        }
        if let pattern = route.body, let json = asked.json {
            let size = pattern.size(of: json)
            call.lines = size.lines ?? call.lines
            call.units = size.units ?? call.units
        }
        return call
    }

    private static func unknown(_ request: WireRequest, _ path: Substring, _ methods: [String]) -> WireResponse {
        let what = "\(request.method.rawValue) \(path.prefix(200))"
        guard methods.isEmpty else {
            let allow = HTTPField(name: .allow, value: methods.joined(separator: ", "))
            return .json(
                405, ["error": .string("expected \(allow.value) here, found \(what)")], fields: HTTPFields([allow]))
        }
        return .json(404, ["error": .string("no operation of this system is asked for by \(what)")])
    }

    // MARK: - Answering

    func answer(_ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook) -> WireResponse {
        guard let route = routes.last(where: { $0.operation == call.operation && $0.isWork }) else {
            return .json(404, ["error": .string("there is no operation \(call.operation)")])
        }
        return reply(route, call, verdict, in: &book)
    }

    private func reply(
        _ route: Route, _ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook
    ) -> WireResponse {
        let plan = route.step.plan
        let record = call.reference.map { book.enter($0) }
        let facts = (record?.facts ?? [:]).merging(call.details) { $1 }
        let renderer = TemplateRenderer(
            values: TemplateValues(
                facts: facts, number: record?.serial ?? 0, reference: call.reference ?? "", secrets: secrets))
        var response = ServedAnswer(plan: plan, renderer: renderer).response(verdict.outcome)
        if let wait = verdict.retryAfter, wait.isFinite, wait >= 0, wait < 1e9, verdict.outcome != .ok {
            response.fields[.retryAfter] = "\(Int(wait.rounded(.up)))"
        }
        guard verdict.outcome == .ok, let reference = call.reference else { return response }
        let judgement = route.step.judge.judge(response, renderer)
        book.learn(reference, judgement.learnt)
        for value in judgement.learnt.values.map(\.plainText) + [judgement.created].compactMap({ $0 })
        where !value.isEmpty {
            book.alias(value, for: reference)
        }
        return response
    }
}
