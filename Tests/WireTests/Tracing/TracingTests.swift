import HTTPTypes
import Testing

@testable import Wire

@Suite("Tracing")
struct TracingTests {
    /// From the test suite of the specification (w3c/trace-context, test/test.py).
    @Test(
        "traceparent: valid ones",
        arguments: [
            ("00-12345678901234567890123456789012-1234567890123456-01", 1),
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", 3),
            ("cc-12345678901234567890123456789012-1234567890123456-01", 1),
            ("cc-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like", 1),
        ] as [(String, UInt8)])
    func valid(text: String, flags: UInt8) throws {
        let parent = try #require(TraceParent(text))
        #expect(parent.traceID == text.dropFirst(3).prefix(32))
        #expect(parent.parentID == text.dropFirst(36).prefix(16))
        #expect(parent.flags == flags)
        #expect(parent.isSampled)
        #expect(parent.description.dropFirst(2) == text.dropFirst(2).prefix(53))
    }

    @Test(
        "traceparent: invalid ones",
        arguments: [
            "00-12345678901234567890123456789012-1234567890123456-01.",
            "00-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like",
            "cc-12345678901234567890123456789012-1234567890123456-01.what-the-future-will-be-like",
            "ff-12345678901234567890123456789012-1234567890123456-01",
            ".0-12345678901234567890123456789012-1234567890123456-01",
            "0.-12345678901234567890123456789012-1234567890123456-01",
            "000-12345678901234567890123456789012-1234567890123456-01",
            "0-12345678901234567890123456789012-1234567890123456-01",
            "00-00000000000000000000000000000000-1234567890123456-01",
            "00-.2345678901234567890123456789012-1234567890123456-01",
            "00-1234567890123456789012345678901.-1234567890123456-01",
            "00-123456789012345678901234567890123-1234567890123456-01",
            "00-1234567890123456789012345678901-1234567890123456-01",
            "00-12345678901234567890123456789012-0000000000000000-01",
            "00-12345678901234567890123456789012-.234567890123456-01",
            "00-12345678901234567890123456789012-12345678901234567-01",
            "00-12345678901234567890123456789012-123456789012345-01",
            "00-12345678901234567890123456789012-1234567890123456-.0",
            "00-12345678901234567890123456789012-1234567890123456-001",
            "00-12345678901234567890123456789012-1234567890123456-1",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "", "-",
        ])
    func invalid(text: String) {
        #expect(TraceParent(text) == nil)
    }

    private func identity(_ order: UInt64, edge: UInt64 = 3, run: String = "r", seed: UInt64 = 7) -> CallIdentity {
        CallIdentity(seed: seed, run: run, order: order, edge: edge)
    }

    @Test("One trace an order, one span an attempt; the same run names them the same, another does not")
    func names() throws {
        let parent = identity(1).traceParent(attempt: 0)
        #expect(parent == identity(1).traceParent(attempt: 0))
        #expect(TraceParent(parent.description) == parent)
        #expect(parent.isRandom)
        let retry = identity(1).traceParent(attempt: 1)
        #expect(retry.traceID == parent.traceID)
        #expect(retry.parentID != parent.parentID)
        #expect(identity(1, edge: 4).traceParent(attempt: 0).traceID == parent.traceID)
        #expect(identity(1, edge: 4).traceParent(attempt: 0).parentID != parent.parentID)
        for other in [identity(2), identity(1, run: "s"), identity(1, seed: 8)] {
            #expect(other.traceParent(attempt: 0).traceID != parent.traceID)
            #expect(other.idempotencyKey != identity(1).idempotencyKey)
        }
        let spans = Set(
            (0..<1000).flatMap { order in (0..<5).map { identity(order).traceParent(attempt: $0).parentID } })
        #expect(spans.count == 5000)
    }

    @Test("Zeros, which are not allowed, do not come about")
    func zeros() {
        #expect(
            TraceParent(high: 0, low: 0, span: 0).description
                == "00-00000000000000000000000000000001-0000000000000001-03")
    }

    @Test("Idempotency keys are quoted UUIDs of version 8, and read back with or without quotes")
    func idempotency() throws {
        let key = identity(1).idempotencyKey
        let text = Array(key.description)
        #expect(text.count == 36)
        #expect(text[14] == "8")
        #expect("89ab".contains(text[19]))
        #expect(key.fieldValue == "\"\(key.description)\"")
        #expect(IdempotencyKey(fieldValue: key.fieldValue) == key)
        // The draft's example, and what Stripe and others take.
        #expect(
            IdempotencyKey(fieldValue: "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"")?.description
                == "8e03978e-40d5-43e8-bc93-6894a57f9324")
        #expect(IdempotencyKey(fieldValue: "KG5LxwFBepaKHyUD")?.description == "KG5LxwFBepaKHyUD")
        for text in ["", "\"\"", "\"a", "a b", "\"a\", \"b\"", String(repeating: "x", count: 256)] {
            #expect(IdempotencyKey(fieldValue: text) == nil)
        }
        #expect(
            IdempotencyKey(high: 0, low: 0).description == "00000000-0000-8000-8000-000000000000")
        #expect(
            IdempotencyKey(high: .max, low: .max).description == "ffffffff-ffff-8fff-bfff-ffffffffffff")
    }

    @Test("A request gets its names; the idempotency key where it is asked for")
    func fields() {
        var request = WireRequest(.post, "/")
        let agent = UserAgent.fieldValue(version: "1.2.0", contact: "https://example.com/(us)")
        identity(1).name(&request, attempt: 0, correlation: "REHEARSE-1", isIdempotent: false, agent: agent)
        #expect(request.fields[.correlationID] == "REHEARSE-1")
        #expect(request.fields[.userAgent] == "rehearse/1.2.0 (load test; +https://example.com/us)")
        #expect(request.fields[.idempotencyKey] == nil)
        // What a request says already stays: a scenario's own templates go before.
        identity(2).name(&request, attempt: 0, correlation: "other", isIdempotent: false, agent: "other")
        #expect(request.fields[.correlationID] == "REHEARSE-1")
        #expect(request.fields[.traceParent] == identity(1).traceParent(attempt: 0).description)
        request = WireRequest(.post, "/")
        identity(1).name(&request, attempt: 1, correlation: "R\r\nX: \u{e9}%", isIdempotent: true, agent: agent)
        #expect(request.fields[.correlationID] == "R%0D%0AX:%20%C3%A9%25")
        #expect(request.fields[.idempotencyKey] == identity(1).idempotencyKey.fieldValue)
        #expect(CorrelationID.fieldValue(String(repeating: "\u{e9}", count: 100)).utf8.count == 126)
        #expect(UserAgent.fieldValue(version: " ", contact: "()") == "rehearse/0 (load test)")
    }
}
