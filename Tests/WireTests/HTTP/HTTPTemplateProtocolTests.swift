import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// Operations of `http`, from the caller's side, from the served side, and one against the other.
struct HTTPTemplateProtocolTests {
    private static let order = BusinessOrder(
        number: 7, reference: "R-7", grams: 900,
        lines: [.init(sku: "A", quantity: 2, unitPrice: 100), .init(sku: "B", quantity: 3, unitPrice: 5)])

    private static func label() throws -> HTTPRequestPlan {
        let body =
            #"{"ref":"{order.reference}","grams":{order.grams},"kind":"label","lines":[{each order.lines}{"sku":"{line.sku}","qty":{line.quantity}}{end}]}"#
        let message = HTTPMessagePlan(
            method: "POST", path: try TextTemplate(parsing: "/labels", as: .path),
            headers: [.init("X-Key", try TextTemplate(parsing: "${env:KEY}", as: .header))],
            contentType: "application/json", body: .text(try TextTemplate(parsing: body, as: .json)))
        return HTTPRequestPlan(
            message, statuses: StatusSet(201),
            expects: [
                HTTPConditionPlan(
                    .body(JSONPointer(["ref"])),
                    .oneOf([.init(try TextTemplate(parsing: "{order.reference}"))]))
            ],
            rules: [
                HTTPRulePlan(statuses: StatusSet(409), outcome: .ok),
                HTTPRulePlan(
                    conditions: [
                        HTTPConditionPlan(
                            .body(JSONPointer(["Success"])), .oneOf([.init(TextTemplate(literal: "false"))]))
                    ],
                    outcome: .rateLimited, says: "no quota left"),
            ],
            learns: [HTTPFactPlan("tracking", from: .body(JSONPointer(["parcels", "0", "tracking"])))],
            creates: HTTPCreationPlan(
                kind: "label", id: .body(JSONPointer(["id"])),
                undo: HTTPMessagePlan(
                    method: "DELETE", path: try TextTemplate(parsing: "/labels/{record.id}", as: .path, in: .undo))))
    }

    private static func track() throws -> HTTPRequestPlan {
        HTTPRequestPlan(
            HTTPMessagePlan(method: "GET", path: try TextTemplate(parsing: "/track/{facts.tracking}", as: .path)))
    }

    private static func speech() throws -> HTTPTemplateProtocol {
        try HTTPTemplateProtocol(
            operations: [("label", HTTPOperationPlan([try label()])), ("track", HTTPOperationPlan([try track()]))],
            secret: { _ in Secret("canary-7f3a") })
    }

    /// The end that answers lead to.
    private static func end(_ operation: String = "label", _ responses: WireResponse...) throws -> ConversationResult? {
        var talk = try #require(try speech().conversation(operation, for: order, session: [:]))
        guard case .send = talk.next(nil) else { return nil }
        for response in responses { if case .end(let result) = talk.next(response) { return result } }
        return nil
    }

    private static let booked: JSON = ["ref": "R-7", "id": 12, "parcels": [["tracking": "1Z9"]]]

    @Test("A request is what the template says, secrets included")
    func request() throws {
        var talk = try #require(try Self.speech().conversation("label", for: Self.order, session: [:]))
        guard case .send(let request, _) = talk.next(nil) else { throw Failure() }
        #expect(request.method == .post)
        #expect(request.path == "/labels")
        #expect(request.fields[try #require(HTTPField.Name("X-Key"))] == "canary-7f3a")
        #expect(request.fields[.contentType] == "application/json")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"ref":"R-7","grams":900,"kind":"label","lines":[{"sku":"A","qty":2},{"sku":"B","qty":3}]}"#)
    }

    private struct Failure: Error {}

    @Test("A good answer teaches facts and notes what exists now")
    func learning() throws {
        let result = try Self.end("label", .json(201, Self.booked))
        #expect(
            result
                == ConversationResult(
                    .ok, learnt: ["tracking": "1Z9"],
                    created: [CreatedRecord(kind: "label", id: "12", reference: "R-7")]))
    }

    @Test(
        "Answers mean what rules say, then what is expected, then what the status usually means",
        arguments: [
            (WireResponse.json(409, [:]), Outcome.ok, nil),
            (.json(200, ["Success": false]), .rateLimited, "no quota left, found status 200: {\"Success\":false}"),
            (
                .json(200, booked), .businessError,
                "expected status 201, found status 200: {\"ref\":\"R-7\",\"id\":12,\"parcels\":[{\"tracking\":\"1Z9\"}]}"
            ),
            (
                .json(201, ["ref": "R-8"]), .businessError,
                "expected {order.reference} at /ref of the body, found status 201: {\"ref\":\"R-8\"}"
            ),
            (
                .json(201, ["ref": "R-7", "message": "later"]), .businessError,
                "nothing at /parcels/0/tracking of the body, where tracking was expected, found status 201: later"
            ),
            (
                .json(422, ["errors": [["message": "no such zip"]]]), .businessError,
                "expected status 201, found status 422: no such zip"
            ),
            (WireResponse(429), .rateLimited, "expected status 201, found status 429"),
            (WireResponse(503), .serverError, "expected status 201, found status 503"),
            (WireResponse(408), .serverError, "expected status 201, found status 408"),
            (
                WireResponse(302), .businessError,
                "expected status 201, found status 302, a redirect, which is not followed"
            ),
        ])
    func outcomes(response: WireResponse, outcome: Outcome, detail: String?) throws {
        let result = try Self.end("label", response)
        #expect(result?.outcome == outcome)
        #expect(result?.detail == detail)
    }

    @Test("A partner that echoes a secret does not put it into words of ours")
    func redacted() throws {
        let result = try Self.end("label", .json(401, ["error": "bad key canary-7f3a"]))
        #expect(result?.detail == "expected status 201, found status 401: bad key •••")
    }

    @Test("What no operation has learnt is told, and nothing is sent")
    func missing() throws {
        var talk = try #require(try Self.speech().conversation("track", for: Self.order, session: [:]))
        #expect(
            talk.next(nil)
                == .end(
                    ConversationResult(
                        .businessError,
                        detail:
                            "not sent: there is no {facts.tracking}: no earlier operation of this order has learnt it"))
        )
        #expect(try Self.speech().conversation("nope", for: Self.order, session: [:]) == nil)
    }

    @Test("A secret that is missing is told before anything is sent")
    func noSecret() throws {
        let label = try Self.label()
        #expect(throws: HTTPTemplateProtocol.MissingSecret(reference: .environment("KEY"))) {
            try HTTPTemplateProtocol(operations: [("label", HTTPOperationPlan([label]))])
        }
    }

    @Test(
        "What was created is taken back; what is gone already counts as taken back",
        arguments: [(204, Outcome.ok), (404, .ok), (409, .businessError)])
    func undo(status: Int, outcome: Outcome) throws {
        var talk = try #require(
            try Self.speech().undoing(CreatedRecord(kind: "label", id: "12/a", reference: "R-7"), session: [:]))
        #expect(talk.next(nil) == .send(WireRequest(.delete, "/labels/12%2Fa")))
        guard case .end(let result) = talk.next(WireResponse(status)) else { throw Failure() }
        #expect(result.outcome == outcome)
    }

    @Test("An opening learns the session that later requests show, and keeps it to itself")
    func opening() throws {
        let login = HTTPRequestPlan(
            HTTPMessagePlan(
                method: "POST", path: TextTemplate(literal: "/login"), contentType: "application/x-www-form-urlencoded",
                body: .form([.init("pass word", try TextTemplate(parsing: "${env:P}", as: .form, in: .opening))])),
            learns: [HTTPFactPlan("token", from: .header("X-Token"))])
        let ask = HTTPRequestPlan(
            HTTPMessagePlan(
                method: "GET", path: TextTemplate(literal: "/a"),
                query: [.init("q", try TextTemplate(parsing: "{order.reference}", as: .query))],
                headers: [.init("Authorization", try TextTemplate(parsing: "Bearer {session.token}", as: .header))]))
        let speech = try HTTPTemplateProtocol(
            operations: [("ask", HTTPOperationPlan([ask]))], opening: HTTPOperationPlan([login]),
            secret: { _ in Secret("p&ss") })
        var talk = try #require(speech.opening())
        guard case .send(let request, _) = talk.next(nil) else { throw Failure() }
        #expect(String(decoding: request.body, as: UTF8.self) == "pass+word=p%26ss")
        let name = try #require(HTTPField.Name("X-Token"))
        guard case .end(let result) = talk.next(WireResponse(200, fields: [name: "t0k"])) else { throw Failure() }
        #expect(result == ConversationResult(.ok, session: ["token": "t0k"]))
        var next = try #require(speech.conversation("ask", for: Self.order, session: result.session))
        guard case .send(let sent, _) = next.next(nil) else { throw Failure() }
        #expect(sent.path == "/a?q=R-7")
        #expect(sent.fields[.authorization] == "Bearer t0k")
    }

    @Test(
        "The served side recognises what the caller sends and answers what the caller takes for each outcome",
        arguments: [Outcome.ok, .businessError, .rateLimited, .serverError])
    func roundTrip(outcome: Outcome) throws {
        let speech = try Self.speech()
        var book = ServedBook()
        var talk = try #require(speech.conversation("label", for: Self.order, session: [:]))
        guard case .send(let request, _) = talk.next(nil) else { throw Failure() }
        guard case .operation(let call) = speech.recognise(request, in: &book) else { throw Failure() }
        #expect(call == ServedCall("label", reference: "R-7", lines: 2, units: 5, grams: 900))
        let response = speech.answer(call, ServedVerdict(outcome, retryAfter: 2.2), in: &book)
        #expect(response.fields[.retryAfter] == (outcome == .ok ? nil : "3"))
        guard case .end(let result) = talk.next(response) else { throw Failure() }
        #expect(result.outcome == outcome)
        guard outcome == .ok else { return }
        #expect(result.learnt == ["tracking": "tracking-1"])
        #expect(result.created.map(\.id) == ["label-1"])
        // The next operation names the order by what the first one told alone.
        var order = Self.order
        order.facts = result.learnt
        var later = try #require(speech.conversation("track", for: order, session: [:]))
        guard case .send(let asked, _) = later.next(nil) else { throw Failure() }
        #expect(asked.path == "/track/tracking-1")
        guard case .operation(let tracking) = speech.recognise(asked, in: &book) else { throw Failure() }
        #expect(tracking.operation == "track")
        #expect(tracking.reference == "R-7")
    }

    @Test(
        "What no operation asks for is answered 404, another method 405",
        arguments: [("GET", "/nope", 404), ("GET", "/labels", 405), ("POST", "/track/a/b", 404)])
    func unknown(method: String, path: String, status: Int) throws {
        var book = ServedBook()
        let request = WireRequest(try #require(HTTPRequest.Method(rawValue: method)), path)
        guard case .immediate(let response) = try Self.speech().recognise(request, in: &book) else { throw Failure() }
        #expect(response.status == status)
    }

    @Test("Operations at one path are told apart by what their bodies always hold, and by the longer path")
    func alike() throws {
        func request(_ path: String, _ body: String) throws -> HTTPOperationPlan {
            HTTPOperationPlan([
                HTTPRequestPlan(
                    HTTPMessagePlan(
                        method: "POST", path: try TextTemplate(parsing: path, as: .path),
                        contentType: "application/json",
                        body: .text(try TextTemplate(parsing: body, as: .json))))
            ])
        }
        let speech = try HTTPTemplateProtocol(operations: [
            ("one", try request("/rpc", #"{"method":"one","id":"{order.reference}"}"#)),
            ("two", try request("/rpc", #"{"method":"two","id":"{order.reference}"}"#)),
            ("any", try request("/x/{facts.a}", "{}")), ("this", try request("/x/this", "{}")),
        ])
        var book = ServedBook()
        func name(_ path: String, _ json: JSON) -> String? {
            guard case .operation(let call) = speech.recognise(.post(path, json: json), in: &book) else { return nil }
            return call.operation + (call.reference.map { " \($0)" } ?? "")
        }
        #expect(name("/rpc", ["id": "R-1", "method": "two", "more": 1]) == "two R-1")
        #expect(name("/rpc", ["id": "R-1", "method": "one"]) == "one R-1")
        #expect(name("/x/this", [:]) == "this")
        #expect(name("/x/that", [:]) == "any")
    }

    @Test("A served answer is the scenario's own where it writes one")
    func answers() throws {
        var plan = try Self.track()
        plan.answers = [
            HTTPAnswerPlan(
                status: 202,
                headers: [.init("X-N", try TextTemplate(parsing: "{record.number}", as: .header, in: .answer))],
                contentType: "application/json",
                body: try TextTemplate(
                    parsing: #"{"n":{record.number},"r":"{record.reference}"}"#, as: .json, in: .answer)),
            HTTPAnswerPlan(outcome: .shed, status: 599, contentType: "text/plain", body: TextTemplate(literal: "full")),
        ]
        let speech = try HTTPTemplateProtocol(operations: [("track", HTTPOperationPlan([plan]))])
        var book = ServedBook()
        let call = ServedCall("track", reference: "R-9")
        let response = speech.answer(call, ServedVerdict(.ok), in: &book)
        #expect(response.status == 202)
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"n":1,"r":"R-9"}"#)
        #expect(response.fields[try #require(HTTPField.Name("X-N"))] == "1")
        let shed = speech.answer(call, ServedVerdict(.shed), in: &book)
        #expect(shed.status == 599)
        #expect(String(decoding: shed.body, as: UTF8.self) == "full")
    }

    @Test("No request and no answer brings either side down")
    func fuzz() throws {
        let speech = try Self.speech()
        var book = ServedBook()
        var state: UInt64 = 3
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let paths = [
            "", "/", "/labels", "/labels?", "//", "/track/", "/track/%", "/track/%zz%00?%=&=&&", "*", "/labels/?a=b",
        ]
        let bodies = [
            "", "{", "[]", "null", #"{"lines":[1,{"qty":"x"}]}"#, #"{"ref":{},"lines":{}}"#, #"{"ref":5,"grams":1e99}"#,
        ]
        for _ in 0..<2_000 {
            var request = WireRequest(
                [.post, .get, .put][next(3)], paths[next(paths.count)], body: Array(bodies[next(bodies.count)].utf8))
            if next(2) == 0 { request.fields[.contentType] = "application/x-www-form-urlencoded" }
            if case .operation(let call) = speech.recognise(request, in: &book) {
                _ = speech.answer(
                    call, ServedVerdict(Outcome.allCases[next(Outcome.allCases.count)], retryAfter: .infinity),
                    in: &book)
            }
            var talk = try #require(speech.conversation("label", for: Self.order, session: [:]))
            _ = talk.next(nil)
            _ = talk.next(WireResponse(100 + next(900), body: Array(bodies[next(bodies.count)].utf8)))
            _ = talk.next(WireResponse(200))
        }
    }
}
