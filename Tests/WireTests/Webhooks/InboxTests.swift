import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite("Webhooks: inbox")
struct InboxTests {
    private func arrival(_ id: String, _ key: String, topic: String = "shipped") -> Arrival {
        Arrival(id: id, topic: topic, keys: [key])
    }

    @Test("An await is met, and how long it waited is counted from its beginning")
    func met() {
        var inbox = Inbox()
        #expect(inbox.learn("R-1", of: 1).isEmpty)
        #expect(inbox.expect(Inbox.AwaitID(order: 1), topic: "shipped", until: 60 * .second, at: 10 * .second).isEmpty)
        let found = inbox.arrive(arrival("a", "R-1"), at: 25 * .second)
        #expect(found.verdict == .met)
        #expect(found.actions == [.met(Inbox.AwaitID(order: 1), waited: 15 * .second, arrival("a", "R-1"))])
        #expect(inbox.counts.met == 1)
        #expect(inbox.counts.waited == 15 * .second)
        // The timer of an await that was met does nothing.
        #expect(inbox.due(at: 100 * .second).isEmpty)
        #expect(inbox.counts.neverArrived == 0)
    }

    @Test("What came before the await meets it without waiting, whether the await or the key came last")
    func early() {
        var inbox = Inbox()
        _ = inbox.learn("R-1", of: 1)
        #expect(inbox.arrive(arrival("a", "R-1"), at: .second).verdict == .early)
        #expect(
            inbox.expect(Inbox.AwaitID(order: 1), until: .minute, at: 5 * .second)
                == [.met(Inbox.AwaitID(order: 1), waited: 0, arrival("a", "R-1"))])
        // A tracking number that becomes known only after its webhook came.
        #expect(inbox.expect(Inbox.AwaitID(order: 2), until: .minute, at: 6 * .second).isEmpty)
        #expect(inbox.arrive(arrival("b", "1Z999AA10123456784"), at: 8 * .second).verdict == .early)
        #expect(
            inbox.learn("1Z999AA10123456784", of: 2)
                == [.met(Inbox.AwaitID(order: 2), waited: 2 * .second, arrival("b", "1Z999AA10123456784"))])
        #expect(inbox.counts.met == 2)
        #expect(inbox.counts.metEarly == 1)
        #expect(inbox.counts.waited == 2 * .second)
        inbox.close(at: .minute)
        #expect(inbox.counts.orphan == 0)
    }

    @Test("Too late, twice, for nobody, not awaited and never: each is a count of its own")
    func classes() {
        var inbox = Inbox(patience: 100 * .second)
        for order in 1...4 as ClosedRange<UInt64> {
            _ = inbox.learn("R-\(order)", of: order)
            _ = inbox.expect(Inbox.AwaitID(order: order), topic: "shipped", until: 30 * .second, at: 0)
        }
        _ = inbox.arrive(arrival("a", "R-1"), at: 10 * .second)
        #expect(inbox.arrive(arrival("a", "R-1"), at: 11 * .second).verdict == .duplicate)
        #expect(inbox.nextDue == 30 * .second)
        #expect(inbox.due(at: 30 * .second).count == 3)
        #expect(inbox.counts.neverArrived == 3)
        #expect(inbox.arrive(arrival("b", "R-2"), at: 42 * .second).verdict == .late(by: 12 * .second))
        #expect(inbox.counts.neverArrived == 2)
        #expect(inbox.arrive(arrival("c", "R-9"), at: 43 * .second).verdict == .early)
        #expect(inbox.arrive(arrival("d", "R-3", topic: "delivered"), at: 44 * .second).verdict == .early)
        inbox.end(1, at: 45 * .second)
        #expect(inbox.arrive(arrival("e", "R-1"), at: 46 * .second).verdict == .early)
        _ = inbox.due(at: 150 * .second)
        var counts = Inbox.Counts()
        (counts.met, counts.waited, counts.duplicate, counts.late, counts.neverArrived) = (1, 10 * .second, 1, 1, 2)
        (counts.orphan, counts.unawaited) = (1, 2)
        #expect(inbox.counts == counts)
        // The order's grace is over: what comes now is for nobody.
        _ = inbox.arrive(arrival("f", "R-1"), at: 151 * .second)
        inbox.close(at: 152 * .second)
        counts.orphan = 2
        #expect(inbox.counts == counts)
    }

    @Test("An arrival finds out that its await's time is over, though nobody looked at the clock")
    func unnoticed() {
        var inbox = Inbox()
        _ = inbox.learn("R-1", of: 1)
        _ = inbox.expect(Inbox.AwaitID(order: 1), until: 30 * .second, at: 0)
        let found = inbox.arrive(arrival("a", "R-1"), at: 31 * .second)
        #expect(found.verdict == .late(by: .second))
        #expect(found.actions == [.timedOut(Inbox.AwaitID(order: 1))])
        #expect(inbox.counts.neverArrived == 0)
    }

    @Test("An order that is broken off while it waits is counted")
    func brokenOff() {
        var inbox = Inbox(patience: .second)
        _ = inbox.learn("R-1", of: 1)
        _ = inbox.expect(Inbox.AwaitID(order: 1), until: .hour, at: 0)
        inbox.end(1, at: .second)
        #expect(inbox.due(at: 2 * .second).isEmpty)
        #expect(inbox.due(at: .hour).isEmpty)
        #expect(inbox.counts.neverArrived == 1)
    }

    @Test("Two awaits of one order are met by their own topics, or in the order of their coming")
    func several() {
        var inbox = Inbox()
        _ = inbox.learn("R-1", of: 1)
        let (one, two, three) = (
            Inbox.AwaitID(order: 1, step: 1), Inbox.AwaitID(order: 1, step: 2), Inbox.AwaitID(order: 1, step: 3)
        )
        _ = inbox.expect(one, topic: "picked", until: .hour, at: 0)
        _ = inbox.expect(two, topic: "shipped", until: .hour, at: 0)
        _ = inbox.expect(three, topic: "shipped", until: .hour, at: 0)
        let met = ["shipped", "picked", "shipped"].enumerated().flatMap {
            inbox.arrive(arrival("\($0.offset)", "R-1", topic: $0.element), at: .second).actions
        }
        #expect(met.map { if case .met(let id, _, _) = $0 { id.step } else { 0 } } == [2, 1, 3] as [UInt64])
    }

    @Test("Room for arrivals nobody awaits is bounded; the oldest are judged first")
    func bounded() {
        var inbox = Inbox(capacity: 10)
        for k in 0..<1000 { _ = inbox.arrive(arrival("\(k)", "R-\(k)"), at: Int64(k)) }
        #expect(inbox.counts.orphan == 990)
        _ = inbox.learn("R-995", of: 5)
        #expect(inbox.expect(Inbox.AwaitID(order: 5), until: .hour, at: 2000).count == 1)
    }

    @Test("Keys are read from header fields and from the body")
    func reading() throws {
        let reading = Arrival.Reading(
            id: .body(try JSONPointer(parsing: "/id")), topic: .body(try JSONPointer(parsing: "/description")),
            keys: [.field(.correlationID), .body(try JSONPointer(parsing: "/result/tracking_code"))])
        let body = #"{"id":"evt_1","description":"tracker.updated","result":{"tracking_code":"EZ1000000001"}}"#
        let request = WireRequest(
            .post, "/", fields: [.correlationID: "REHEARSE-7"], body: Array(body.utf8))
        #expect(
            Arrival(request, by: reading)
                == Arrival(id: "evt_1", topic: "tracker.updated", keys: ["REHEARSE-7", "EZ1000000001"]))
        #expect(Arrival(WireRequest(.post, "/", body: [0xff]), by: reading) == Arrival(keys: []))
    }

    @Test("An await withdrawn is neither met nor missed; what an order that is forgotten left behind is judged")
    func withdrawn() {
        var inbox = Inbox(patience: .minute, keeping: .never)
        _ = inbox.learn("R-1", of: 1)
        let id = Inbox.AwaitID(order: 1)
        _ = inbox.expect(id, topic: "picked", until: .never, at: 0)
        #expect(inbox.nextDue == nil)
        #expect(inbox.withdraw(id, at: .second) == [])
        // One that has timed out stays missed.
        _ = inbox.expect(id, topic: "picked", until: 2 * .second, at: .second)
        #expect(inbox.withdraw(id, at: 3 * .second) == [.timedOut(id)])
        #expect(inbox.counts.withdrawn == 1 && inbox.counts.neverArrived == 1)
        // Nobody awaits it, and it is kept however long it takes, but not beyond its order.
        #expect(inbox.arrive(arrival("a", "R-1", topic: "packed"), at: 4 * .second).verdict == .early)
        #expect(inbox.order(of: arrival("b", "R-1")) == 1 && inbox.order(of: arrival("b", "R-2")) == nil)
        _ = inbox.due(at: .hour)
        #expect(inbox.counts.unawaited == 0)
        inbox.end(1, at: .hour)
        _ = inbox.due(at: .hour + .minute)
        #expect(inbox.counts.unawaited == 1)
        // What came before its order was known by the key.
        _ = inbox.arrive(arrival("c", "1Z999", topic: "shipped"), at: .hour)
        #expect(inbox.orphans(under: "1Z999").map(\.id) == ["c"])
        _ = inbox.learn("1Z999", of: 2)
        #expect(inbox.orphans(under: "1Z999") == [])
    }
}
