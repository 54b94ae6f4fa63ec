import Kernel
import Testing

@testable import Wire

/// Faults of transport: what callers see of them over real connections is what the model says in virtual time.
@Suite("Faults of transport")
struct TransportFaultTests {
    /// A fault and what a caller with 600 ms of patience sees.
    static let expected: [(FaultPlan.Effect, Outcome)] = [
        (.refuse, .connection), (.reset, .connection), (.resetBeforeBody, .connection),
        (.resetAmidBody, .connection), (.truncated, .connection), (.garbage, .serverError),
        (.drip(100 * .millisecond), .ok), (.drip(10 * .second), .timeout), (.moreThanAnnounced, .ok),
        (.lessThanAnnounced(50 * .millisecond), .connection), (.lessThanAnnounced(10 * .second), .timeout),
        (.interimFirst, .ok), (.hang(50 * .millisecond), .connection), (.businessError, .businessError),
        (.serverError, .serverError),
    ]

    @Test(
        "callers see the same over HTTP and in virtual time, and what the fault is meant to show", arguments: expected)
    func agreement(effect: FaultPlan.Effect, outcome: Outcome) throws {
        let small = SmallPlan(orders: 12).with(effect)
        let wall = try small.wall()
        #expect(wall.attempts == [outcome: 12])
        #expect(small.virtual().attempts == wall.attempts)
        #expect(wall.books.balance)
    }

    @Test("a fault that strikes some requests strikes the same ones on both clocks")
    func share() throws {
        let small = SmallPlan(orders: 60).with(.truncated, probability: 0.4)
        let wall = try small.wall()
        #expect(wall.attempts[.connection] ?? 0 > 0)
        #expect(wall.attempts[.ok] ?? 0 > 0)
        #expect(small.virtual().attempts == wall.attempts)
    }

    @Test("a body that drips makes the answer so much later on both clocks")
    func drip() throws {
        let small = SmallPlan(orders: 5).with(.drip(120 * .millisecond))
        for recording in [try small.wall(), small.virtual()] {
            let times = recording.track(.attempt(0)).total
            #expect((times.mean ?? 0) > 119e6)
            #expect((times.mean ?? 0) < 180e6)
        }
    }

    @Test("the work of a lost answer is done: a second try of a call that is not idempotent does it twice")
    func twice() throws {
        var small = SmallPlan(orders: 4).with(.resetAmidBody)
        small.plan.links[0].attempts = 2
        let meters = MeterLayout(small.plan)
        for recording in [try small.wall(), small.virtual()] {
            #expect(recording.attempts == [.connection: 8])
            #expect(recording.total(meters.duplicates(0)) == 4)
        }
    }

    @Test("all systems on one port by path: the run comes out the same")
    func byPath() throws {
        let small = SmallPlan(orders: 12)
        #expect(try small.wall(isByPath: true).attempts == [.ok: 12])
    }
}
