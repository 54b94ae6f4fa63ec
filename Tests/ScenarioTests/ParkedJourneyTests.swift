import Kernel
import Testing

@testable import Scenario

/// An exception opened by a message must not lose the journey that goes on beside it.
@Suite struct ParkedJourneyTests {
    /// A message publishes `got`, then fails until 00:10; people settle each exception in an hour, from the first failure
    /// on. Meanwhile the journey is suspended, on a wait or on an event.
    private func recording(journey: String) throws -> Recording {
        let text = """
            rehearse: 1
            name: parked
            clock: { from: 2026-11-03 00:00, for: 1m, drain: 6h }
            orders: { total: 20, channels: shop }
            systems:
              hub:
                workers: 50
                operations:
                  take: { steps: [ enqueue: work ] }
                queues:
                  work:
                    dead letter: work failed
                    review: desk.cases
                    steps:
                      - emit: got
                      - call: erp.write
                      - emit: done
              erp:
                workers: 50
                faults:
                  down: { effect: server error, during: "00:00-00:10" }
                operations:
                  write: { steps: [ work: 1s ] }
              desk:
                workers: 50
                queues:
                  cases: { steps: [ work: 1h, resolve ] }
            journey:
              steps:
                - call: hub.take
            \(journey)
            """
        let (scenario, problems) = ScenarioFile.read(text, as: "parked.yaml")
        #expect(problems == [])
        let plan = try #require(scenario).plan
        var orders = OrderSchedule(plan)
        return VirtualDriver.run(plan, orders: &orders)
    }

    @Test func `a wait that ends while the order is parked is made up for`() throws {
        let journey = """
                - await: got
                - wait: 5m
                - await: done
            """
        let run = try recording(journey: journey)
        #expect(run.books.completed == 20)
        #expect(run.books.inFlight == 0)
        // A case takes an hour, and the second try succeeds after a second of work.
        #expect(run.reached > .hour && run.reached < .hour + 3 * .minute)
    }

    @Test func `an event awaited no longer than the exception lasts takes the way for late events`() throws {
        let journey = """
                - await: done
                  at most: 30m
                  otherwise:
                    - finish: cancelled
            """
        let run = try recording(journey: journey)
        #expect(run.books.cancelled == 20)
        #expect(run.books.inFlight == 0)
    }
}
