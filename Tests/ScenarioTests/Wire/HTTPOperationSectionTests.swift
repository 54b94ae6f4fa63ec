import Kernel
import Testing

@testable import Scenario

/// Operations over HTTP as a scenario writes them: what they become, and where their problems are.
struct HTTPOperationSectionTests {
    private static func read(_ text: String) -> (plan: HTTPOperationPlan?, problems: [String]) {
        let reading = Reading()
        guard let tree = TreeParser.parse(bytes: Array(text.utf8), file: "s.yaml", reading: reading),
            let item = Item(root: tree, reading: reading)["http"]
        else { return (nil, reading.sortedProblems.map(\.description)) }
        let section = HTTPOperationSection.shape.read(item)
        return (section?.plan, reading.sortedProblems.map(\.description))
    }

    @Test("A request with all its parts")
    func whole() throws {
        let (plan, problems) = Self.read(
            """
            http:
              method: put
              path: /orders/{order.reference}
              query: { dry_run: no }
              headers: { X-Key: "${env:KEY}" }
              json: |
                { "n": {order.number}, "text": "{order.reference}" }
              expect: { status: [200, 202..204], body: { /state: done, /n: "5", /at: { exists: yes } } }
              outcomes:
                - { status: 4xx, body: { /code: { one of: [A, B] } }, is: rate limited, says: slow down }
                - { headers: { X-Err: { matches: "^E" } }, is: server error }
              learn: { id: /id, place: { header: Location, matches: "/([0-9]+)$", optional: yes } }
              creates: { kind: shipment, id: /id, undo: { method: DELETE, path: "/orders/{record.id}" } }
              answers: { status: 202, json: "{}" }

            """)
        #expect(problems == [])
        let request = try #require(plan?.requests.first)
        #expect(request.message.method == "PUT")
        #expect(request.message.path == (try TextTemplate(parsing: "/orders/{order.reference}", as: .path)))
        #expect(request.message.query.map(\.name) == ["dry_run"])
        #expect(request.message.contentType == "application/json")
        #expect(request.statuses == StatusSet([.init(200, 200), .init(202, 204)]))
        #expect(
            request.expects == [
                HTTPConditionPlan(.body(JSONPointer(["state"])), .oneOf([.init(TextTemplate(literal: "done"))])),
                HTTPConditionPlan(.body(JSONPointer(["n"])), .oneOf([.init(TextTemplate(literal: "5"), isText: true)])),
                HTTPConditionPlan(.body(JSONPointer(["at"])), .exists),
            ])
        #expect(request.rules.map(\.outcome) == [.rateLimited, .serverError])
        #expect(request.rules[0].statuses == StatusSet([.init(400, 499)]))
        #expect(request.rules[0].says == "slow down")
        #expect(request.rules[1].conditions == [HTTPConditionPlan(.header("X-Err"), .matches("^E"))])
        #expect(
            request.learns == [
                HTTPFactPlan("id", from: .body(JSONPointer(["id"]))),
                HTTPFactPlan("place", from: .header("Location"), matching: "/([0-9]+)$", isOptional: true),
            ])
        #expect(request.creates?.undo?.method == "DELETE")
        #expect(request.answers.map(\.status) == [202])
        #expect(plan?.secrets == [.environment("KEY")])
    }

    @Test("Several requests, methods by whether there is a body")
    func several() throws {
        let (plan, problems) = Self.read("http:\n  - { path: /a }\n  - { path: /b, form: { a: b } }\n")
        #expect(problems == [])
        #expect(plan?.requests.map(\.message.method) == ["GET", "POST"])
        #expect(plan?.requests.last?.message.contentType == "application/x-www-form-urlencoded")
    }

    @Test(
        "Problems are told at their very character",
        arguments: [
            (
                "http:\n  path: /a/{order.refrence}",
                "s.yaml:2:19: http.path: there is no {order.refrence}; did you mean \"reference\"?"
            ),
            (
                "http: { path: \"/a/{order.refrence}\" }",
                "s.yaml:1:26: http.path: there is no {order.refrence}; did you mean \"reference\"?"
            ),
            (
                "http:\n  path: /a\n  json: |\n    {\n      \"a\": {order.numbr}\n    }",
                "s.yaml:5:19: http.json: there is no {order.numbr}; did you mean \"number\"?"
            ),
            (
                "http:\n  path: /a\n  json: |\n    {\n      \"a\": {order.number},\n    }",
                "s.yaml:6:5: http.json: it is not JSON: expected a member's name in double quotes"
            ),
            (
                "http: { path: a }",
                "s.yaml:1:15: http.path: a path begins with \"/\"; the system's url says what comes before it"
            ),
            ("http: {}", "s.yaml:1:1: http: \"path\" is missing"),
            ("http: []", "s.yaml:1:7: http: expected at least one request, found an empty list"),
            (
                "http: { path: /a, headers: { Authorization: Bearer abc } }",
                "s.yaml:1:30: http.headers.Authorization: a secret is never written in a scenario; write ${env:NAME} or ${file:PATH}"
            ),
            (
                "http: { path: /a, form: { client_secret: abc } }",
                "s.yaml:1:27: http.form.client_secret: a secret is never written in a scenario; write ${env:NAME} or ${file:PATH}"
            ),
            (
                "http: { path: /a, headers: { Host: b } }",
                "s.yaml:1:30: http.headers.Host: this header is written by the client itself; leave it out"
            ),
            (
                "http: { path: /a, expect: 99 }",
                "s.yaml:1:27: http.expect: expected a status such as 200, 2xx or 200..204, found \"99\""
            ),
            (
                "http: { path: /a, expect: { body: { id: x } } }",
                "s.yaml:1:37: http.expect.body.id: a JSON Pointer begins with \"/\", or is empty for the whole document, found \"id\""
            ),
            (
                "http: { path: /a, outcomes: [{ is: ok }] }",
                "s.yaml:1:30: http.outcomes[0]: expected one of status, body and headers: a rule for every answer leaves no other"
            ),
            ("http: { path: /a, json: \"{}\", text: x }", "s.yaml:1:7: http: expected one body, found json and text"),
            (
                "http: { path: /a, learn: { my fact: /a } }",
                "s.yaml:1:28: http.learn.my fact: the name of a fact has letters, digits, \"_\" and \"-\", so that {facts.NAME} can name it"
            ),
            (
                "http: { path: /a, learn: { a: /a~ } }",
                "s.yaml:1:33: http.learn.a: write ~0 for \"~\" and ~1 for \"/\" within a name, found \"/a~\""
            ),
            (
                "http: { path: /a, lern: { a: /a } }",
                "s.yaml:1:19: http.lern: unknown key \"lern\"; did you mean \"learn\"?"
            ),
            (
                "http: { path: /a, creates: { kind: x, id: /id, undo: { path: \"/{order.reference}\" } } }",
                "s.yaml:1:65: http.creates.undo.path: there is nothing called \"order\" here; write {{ for a brace before a letter; there are: record, session"
            ),
        ])
    func problems(text: String, problem: String) {
        let problems = Self.read(text + "\n").problems
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix(problem) == true, "\(problems)")
    }

    @Test("A regular expression is compiled when it is read")
    func pattern() {
        let problems = Self.read("http: { path: /a, learn: { a: { pointer: /a, matches: \"(\" } } }\n").problems
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("s.yaml:1:55: http.learn.a.matches: it is not a regular expression") == true)
    }

    @Test("Spoiled operations have problems within the file, or plans")
    func fuzz() {
        let sound =
            "http:\n  path: /o/{order.reference}\n  json: |\n    [{each order.lines}{line.number}{end}]\n  expect: { status: 2xx, body: { /a: b } }\n  learn: { a: /a }\n"
        for seed in 0..<600 {
            var mutant = Mutant(seed: UInt64(seed))
            let text = mutant.spoiled(sound, words: ["{order.", "{end}", "{each", "${env:", "/~", "2xx", "learn:"])
            let (plan, problems) = Self.read(text)
            if plan == nil, problems.isEmpty { #expect(!text.contains("http:") || Self.hasNoHTTP(text), "\(text)") }
        }
    }

    private static func hasNoHTTP(_ text: String) -> Bool {
        TreeParser.parse(bytes: Array(text.utf8), file: "s", reading: Reading()).flatMap { $0["http"] } == nil
    }
}
