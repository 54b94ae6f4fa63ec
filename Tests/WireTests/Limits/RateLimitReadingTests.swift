import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite("Limits: what responses say")
struct RateLimitReadingTests {
    private static let now = 1_795_737_600.0

    private func read(_ fields: [(String, String)], status: Int = 200, body: String = "") throws -> [RateLimitBudget] {
        var made = HTTPFields()
        for (name, value) in fields { made.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
        return RateLimitReading(WireResponse(status, fields: made, body: Array(body.utf8)), now: Self.now).budgets
    }

    private func budget(
        _ dialect: RateLimitBudget.Dialect, name: String? = nil, limit: Double? = nil, remaining: Double? = nil,
        window: Int64? = nil, reset: Int64? = nil, rate: Double? = nil, unit: RateLimitBudget.Unit = .requests
    ) -> RateLimitBudget {
        var budget = RateLimitBudget(dialect, name: name)
        budget.limit = limit
        budget.remaining = remaining
        budget.window = window.map { $0 * .second }
        budget.reset = reset.map { $0 * .second }
        budget.rate = rate
        budget.unit = unit
        return budget
    }

    @Test("The newest draft of the IETF: its examples")
    func draft() throws {
        #expect(
            try read([("RateLimit", #""default";r=50;t=30"#)])
                == [budget(.items, name: "default", remaining: 50, reset: 30)])
        #expect(
            try read([
                ("RateLimit-Policy", #""burst";q=100;w=60,"daily";q=1000;w=86400"#),
                ("RateLimit", #""burst";r=7;t=12"#),
            ]) == [
                budget(.items, name: "burst", limit: 100, remaining: 7, window: 60, reset: 12),
                budget(.items, name: "daily", limit: 1000, window: 86_400),
            ])
        #expect(
            try read([("RateLimit-Policy", #""peruser";q=65535;qu="content-bytes";w=10;pk=:sdfjLJUOUH==:"#)])
                == [budget(.items, name: "peruser", limit: 65_535, window: 10, unit: .bytes)])
        #expect(
            try read([("RateLimit", #""default";r=999;pk=:dHJpYWwxMjEzMjM=:"#)])
                == [budget(.items, name: "default", remaining: 999)])
        // A list may be spread over fields of one name.
        #expect(
            try read([("RateLimit", #""a";r=1"#), ("RateLimit", #""b";r=2"#)]).map(\.remaining) == [1, 2])
    }

    @Test(
        "Malformed fields of the draft are ignored whole",
        arguments: [
            #""default";r=50;t=30,"#, #""default" ;r=50"#, #""default";r="50""#, "default;r=-1", #""a";r=5;;"#, "",
            "\"a",
        ])
    func malformed(text: String) throws {
        #expect(try read([("RateLimit", text)]).isEmpty)
    }

    @Test("The draft's older forms")
    func older() throws {
        #expect(
            try read([("RateLimit", "limit=100, remaining=50, reset=5"), ("RateLimit-Policy", "100;w=10")])
                == [budget(.dictionary, limit: 100, remaining: 50, window: 10, reset: 5)])
        #expect(
            try read([
                ("RateLimit-Limit", "100, 100;w=60;comment=\"x\", 1000;w=3600"), ("RateLimit-Remaining", "0"),
                ("RateLimit-Reset", "30"),
            ]) == [budget(.triplet, limit: 100, remaining: 0, window: 60, reset: 30)])
        // AfterShip's names are the draft's, its reset is not: an epoch in 2014, long past, says nothing.
        #expect(
            try read([
                ("ratelimit-reset", "1406096275"), ("ratelimit-limit", "10"), ("ratelimit-remaining", "9"),
            ]) == [budget(.triplet, limit: 10, remaining: 9)])
        #expect(
            try read([("ratelimit-reset", "1795737601"), ("ratelimit-limit", "10"), ("ratelimit-remaining", "9")])
                == [budget(.triplet, limit: 10, remaining: 9, reset: 1)])
    }

    @Test("X-RateLimit: resets as seconds from now, as seconds and milliseconds since 1970, and as a date")
    func resets() throws {
        func reset(_ text: String) throws -> Nanoseconds? {
            try read([("X-RateLimit-Remaining", "5"), ("X-RateLimit-Reset", text)]).first?.reset
        }
        #expect(try reset("60") == 60 * .second)
        #expect(try reset("0.25") == 250 * .millisecond)
        #expect(try reset("1795737630") == 30 * .second)
        #expect(try reset("1795737630500") == 30_500 * .millisecond)
        #expect(try reset("1795737500") == 0)
        #expect(try reset("Fri, 27 Nov 2026 00:01:00 GMT") == 60 * .second)
        for text in ["9999999999", "32000000", "-5", "later", "1795737630000000"] { #expect(try reset(text) == nil) }
    }

    @Test("A capture of GitHub: measured from its Date, with the resource's name")
    func gitHub() throws {
        let found = try read([
            ("Date", "Mon, 13 Jun 2022 11:48:53 GMT"), ("X-RateLimit-Limit", "30"), ("X-RateLimit-Remaining", "14"),
            ("X-RateLimit-Reset", "1655120964"), ("X-RateLimit-Used", "16"), ("X-RateLimit-Resource", "search"),
        ])
        // 1655120933 is 11:48:53.
        #expect(found == [budget(.common, name: "search", limit: 30, remaining: 14, reset: 31)])
    }

    @Test("Vendors' dialects: Shopify, Amazon, ShipBob, ShipStation")
    func vendors() throws {
        #expect(
            try read([("X-Shopify-Shop-Api-Call-Limit", "32/40")])
                == [budget(.shopifyREST, limit: 40, remaining: 8, rate: 2)])
        #expect(try read([("X-Shopify-Shop-Api-Call-Limit", "1/400")]).first?.sustained == 20)
        #expect(try read([("x-amzn-RateLimit-Limit", "0.0167")]) == [budget(.amazon, rate: 0.0167)])
        #expect(try read([("x-remaining-calls", "0")]) == [budget(.shipBob, remaining: 0)])
        #expect(
            try read([("X-Rate-Limit-Limit", "40"), ("X-Rate-Limit-Remaining", "3"), ("X-Rate-Limit-Reset", "12")])
                == [budget(.common, limit: 40, remaining: 3, reset: 12)])
        let body =
            #"{"data":{},"extensions":{"cost":{"requestedQueryCost":101,"actualQueryCost":46,"throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":1954,"restoreRate":100.0}}}}"#
        #expect(
            try read([], body: body)
                == [budget(.shopifyGraphQL, limit: 2000, remaining: 1954, rate: 100, unit: .points)])
        #expect(try read([], body: "{\"throttleStatus\":").isEmpty)
        #expect(try read([("X-Shopify-Shop-Api-Call-Limit", "a/b")]).isEmpty)
    }

    @Test("The tightest of several is the one nearest to its end")
    func tightest() throws {
        var fields = HTTPFields()
        fields[HTTPField.Name(literally: "RateLimit-Policy")] = #""burst";q=100;w=60,"daily";q=1000;w=86400"#
        fields[HTTPField.Name(literally: "RateLimit")] = #""burst";r=50;t=12,"daily";r=10;t=3600"#
        let reading = RateLimitReading(WireResponse(200, fields: fields), now: Self.now)
        #expect(reading.tightest?.name == "daily")
        #expect(reading.budgets[0].sustained == 100.0 / 60)
    }

    @Test("Refusals under other statuses than 429, and 429 with the vendor's sign")
    func refusals() throws {
        func sign(_ status: Int, _ body: String = "", _ fields: HTTPFields = [:]) -> LimitRefusal.Sign? {
            LimitRefusal(WireResponse(status, fields: fields, body: Array(body.utf8)), now: Self.now)?.sign
        }
        #expect(sign(429) == .tooManyRequests)
        #expect(sign(429, #"{"response":{"errors":[{"code":"10429","message":"Too Many Requests"}]}}"#) == .ups)
        #expect(
            sign(
                429,
                #"{"errors":[{"code":"QuotaExceeded","message":"You exceeded your quota for the requested resource."}]}"#
            )
                == .amazon)
        #expect(sign(200, #"{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]}"#) == .shopify)
        #expect(sign(200, #"{"errors":[{"message":"THROTTLED is not the code"}]}"#) == nil)
        #expect(sign(403, "", [HTTPField.Name(literally: "x-ratelimit-remaining"): "0"]) == .gitHub)
        #expect(sign(403) == nil)
        #expect(
            sign(503, #"{"type":"https://iana.org/assignments/http-problem-types#temporary-reduced-capacity"}"#)
                == .reducedCapacity)
        #expect(sign(503) == nil)
        #expect(sign(200) == nil)
    }

    /// From the conformance suite of the HTTP working group (httpwg/structured-field-tests: param-list, string, number,
    /// binary).
    @Test("Structured fields: cases of the conformance suite")
    func structured() {
        typealias Item = StructuredField.Item
        #expect(
            StructuredField.list(#"abc_123;a=1;b=2; cdef_456, ghi;q=9;r="+w""#) == [
                Item(
                    value: .token("abc_123"),
                    parameters: ["a": .integer(1), "b": .integer(2), "cdef_456": .bool(true)]),
                Item(value: .token("ghi"), parameters: ["q": .integer(9), "r": .string("+w")]),
            ])
        #expect(
            StructuredField.list("text/html,text/plain;q=0.5") == [
                Item(value: .token("text/html"), parameters: [:]),
                Item(value: .token("text/plain"), parameters: ["q": .decimal(0.5)]),
            ])
        #expect(
            StructuredField.list(#""foo \"bar\" \\ baz""#) == [
                Item(value: .string(#"foo "bar" \ baz"#), parameters: [:])
            ])
        #expect(StructuredField.list(":aGVsbG8=:") == [Item(value: .bytes(Array("hello".utf8)), parameters: [:])])
        #expect(StructuredField.list("@1659578233") == [Item(value: .date(1_659_578_233), parameters: [:])])
        #expect(StructuredField.list("-42, 4.5, ?1")?.map(\.value) == [.integer(-42), .decimal(4.5), .bool(true)])
        #expect(StructuredField.list("999999999999999")?.first?.value == .integer(999_999_999_999_999))
        #expect(StructuredField.list("") == [])
        for text in [
            "text/html, text/plain;q =0.5", "text/html, text/plain;q= 0.5", "text/html, text/plain ;q=0.5", "'foo'",
            "\"foo",
            "\"\t\"", "\"f\u{fc}\u{fc}\"", "1,", ",1", "1 2", "1000000000000000", "1.2345", "1.", "--0", "?2", ":_-Ah:",
            "(1 2)",
            "@1.5",
        ] {
            #expect(StructuredField.list(text) == nil, "\(text)")
        }
    }
}
