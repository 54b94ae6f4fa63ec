import Testing

@testable import Kernel

/// Traces of orders under way: what is put in comes out, in order of start, and slots are used again.
struct TraceBookTests {
    private static let facts = OrderFacts(
        number: 7, due: 0, until: 0, standing: .completed, cutoff: nil, promised: nil, channel: 0, destination: 0,
        service: 0, warehouse: 0, carrier: nil, lines: 1, units: 1, grams: 500, park: nil)

    private static let kinds: [OrderTrace.Kind] = [
        .attempt(1), .call(70_000), .backoff(3), .throttle(4), .poolWait(5), .work(6), .work(nil), .work(0),
        .contention(8), .queueWait(9), .consume(10), .wait, .calendar(11), .await(31), .event(0),
        .document(3, state: 15), .document(0, state: 1), .fallback(2), .parked(40), .ended(.completed),
        .ended(.failed), .ended(.cancelled),
    ]

    @Test("every kind of span comes out as it went in")
    func kinds() {
        var book = TraceBook()
        let slot = book.begin(7)
        let spans = Self.kinds.enumerated().map { place, kind in
            OrderTrace.Span(
                kind: kind, start: Instant(place) * 1_000_000_007, end: place.isMultiple(of: 2) ? .never : 1 << 62,
                attempt: place * 97, outcome: Outcome.allCases[place % Outcome.allCases.count], depth: place % 5)
        }
        for span in spans { book.append(slot, span) }
        #expect(book.take(slot, Self.facts).spans == spans)
    }

    @Test("a span is 24 bytes")
    func size() {
        #expect(MemoryLayout<PackedSpan>.stride == 24)
    }

    @Test("spans come out by their start, those of one instant as they were put in; open ones can be ended")
    func order() {
        var book = TraceBook()
        let slot = book.begin(7)
        let late = book.append(slot, .init(kind: .wait, start: 20, end: .never))
        book.append(slot, .init(kind: .event(1), start: 10, end: 10))
        book.append(slot, .init(kind: .event(2), start: 10, end: 10))
        book.end(slot, late, at: 25, outcome: .timeout)
        #expect(
            book.take(slot, Self.facts).spans == [
                .init(kind: .event(1), start: 10, end: 10), .init(kind: .event(2), start: 10, end: 10),
                .init(kind: .wait, start: 20, end: 25, outcome: .timeout),
            ])
    }

    @Test("a trace is cut at its limit and says so; a slot is clean when it is used again")
    func limit() {
        var book = TraceBook()
        let slot = book.begin(7)
        for place in 0..<OrderTrace.limit + 5 {
            let index = book.append(slot, .init(kind: .wait, start: Instant(place), end: Instant(place)))
            #expect(index == (place < OrderTrace.limit ? place : -1))
        }
        let trace = book.take(slot, Self.facts)
        #expect(trace.spans.count == OrderTrace.limit)
        #expect(trace.truncated)
        let next = book.begin(8)
        #expect(next == slot)
        #expect(book.number(next) == 8)
        let empty = book.take(next, Self.facts)
        #expect(empty.spans.isEmpty)
        #expect(!empty.truncated)
    }
}
