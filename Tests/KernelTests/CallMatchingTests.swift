import Kernel
import Testing

/// The check of attempts and calls itself: it accepts what can be and finds what cannot.
@Suite("Matching attempts and calls")
struct CallMatchingTests {
    private static func span(
        _ kind: OrderTrace.Kind, _ start: Instant, _ end: Instant, _ attempt: Int, depth: Int = 1
    ) -> OrderTrace.Span {
        OrderTrace.Span(kind: kind, start: start, end: end, attempt: attempt, depth: depth)
    }

    private static func flaw(_ spans: [OrderTrace.Span]) -> String? {
        var builder = PlanBuilder(window: .second)
        let system = builder.system()
        let operation = builder.operation(system, [])
        _ = builder.edge(from: system, to: operation) { $0.deadline = 100 }
        let facts = OrderFacts(
            number: 1, due: 0, until: 1_000, standing: .completed, cutoff: nil, promised: nil, channel: 0,
            destination: 0, service: 0, warehouse: 0, carrier: nil, lines: 1, units: 1, grams: 1, park: nil)
        return CallMatching.flaw(in: OrderTrace(facts: facts, spans: spans, truncated: false), builder.plan)
    }

    @Test("Two calls that overlap share out their attempts in the one way that fits")
    func overlapping() {
        // The first attempt lies in both calls; only the first call may have it, for it has no other.
        let spans = [
            Self.span(.call(0), 0, 60, 1), Self.span(.call(0), 10, 110, 2), Self.span(.attempt(0), 10, 50, 1),
            Self.span(.attempt(0), 20, 70, 1), Self.span(.attempt(0), 80, 110, 2),
        ]
        #expect(Self.flaw(spans) == nil)
        #expect(Self.flaw(Array(spans.dropLast())) != nil)
    }

    @Test("An attempt at or after the deadline of its call is found, at any depth", arguments: [0, 1, 3])
    func late(depth: Int) {
        func spans(_ second: Instant) -> [OrderTrace.Span] {
            [
                Self.span(.call(0), 0, 100, 2, depth: depth), Self.span(.attempt(0), 0, 10, 1, depth: depth),
                Self.span(.attempt(0), second, 100, 2, depth: depth),
            ]
        }
        #expect(Self.flaw(spans(99)) == nil)
        #expect(Self.flaw(spans(100)) != nil)
    }

    @Test("A call beyond its deadline is found; an attempt without a call is one only if its call can still be open")
    func open() {
        #expect(Self.flaw([Self.span(.call(0), 0, 101, 0)]) != nil)
        #expect(Self.flaw([Self.span(.attempt(0), 500, 510, 1)]) != nil)
        #expect(Self.flaw([Self.span(.attempt(0), 950, 960, 1)]) == nil)
    }
}
