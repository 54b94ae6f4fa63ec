import Kernel
import Testing

@testable import Wire

extension Truth {
    /// One landscape, served on loopback and called over HTTP by the wall clock, and in virtual time: what a rehearsal says in
    /// a second is what an afternoon shows.
    @Suite("Agreement", .serialized)
    struct AgreementTests {
        /// Runs until the generator has kept its schedule: nineteen of twenty requests less than 4 ms late.
        ///
        /// Other tests run at the same time. A run in which they took the processor away is invalid, as it would be for
        /// users, and is made again; no bound is widened for it.
        private static func valid(_ landscape: PeakMinute) throws -> Recording {
            for _ in 0..<6 {
                let recording = try landscape.wall()
                let lag = recording.track(.scheduleLag).total
                if try #require(lag.quantile(0.95)) < 4 * .millisecond { return recording }
            }
            throw TooBusy()
        }

        private struct TooBusy: Error, CustomStringConvertible {
            let description =
                "six runs were invalid: this machine is too busy to keep a schedule of 400 requests a second"
        }

        @Test(
            "Outcomes, service times and amplification are the same on both clocks", arguments: [1, 2, 3] as [UInt64])
        func agreement(seed: UInt64) throws {
            let landscape = PeakMinute(seed: seed)
            let virtual = landscape.virtual()
            let wall = try Self.valid(landscape)
            let (plan, meters) = (landscape.plan, MeterLayout(landscape.plan))
            #expect(virtual.books.balance && virtual.books.due == 1_400 && wall.books.due == 1_400)
            #expect(Self.areClose(virtual.books.completed, wall.books.completed))
            #expect(Self.areClose(virtual.books.failed, wall.books.failed))
            var classes: Set<Outcome> = []
            for edge in plan.edges.indices {
                let name = plan.edges[edge].name
                var (attempts, calls) = ((virtual: Int64(0), wall: Int64(0)), (virtual: Int64(0), wall: Int64(0)))
                for outcome in Outcome.allCases {
                    let tries = (
                        virtual.total(meters.attempts(edge, outcome)), wall.total(meters.attempts(edge, outcome))
                    )
                    #expect(Self.areClose(tries.0, tries.1), "\(name), attempts, \(outcome): \(tries)")
                    let ends = (virtual.total(meters.calls(edge, outcome)), wall.total(meters.calls(edge, outcome)))
                    #expect(Self.areClose(ends.0, ends.1), "\(name), calls, \(outcome): \(ends)")
                    if tries.0 > 0 { classes.insert(outcome) }
                    attempts = (attempts.virtual + tries.0, attempts.wall + tries.1)
                    calls = (calls.virtual + ends.0, calls.wall + ends.1)
                }
                let amplification = (
                    Double(attempts.virtual) / Double(calls.virtual), Double(attempts.wall) / Double(calls.wall)
                )
                #expect(abs(amplification.1 / amplification.0 - 1) <= 0.02, "\(name), amplification: \(amplification)")
                for track in [TrackID.attempt(edge), .operation(plan.edges[edge].operation)] {
                    for q in [0.5, 0.95] {
                        let times = (
                            try #require(virtual.track(track).total.quantile(q)),
                            try #require(wall.track(track).total.quantile(q))
                        )
                        let bound = max(times.0 / 20, .millisecond)
                        #expect(abs(times.1 - times.0) <= bound, "\(name), \(track), p\(q * 100): \(times) ns")
                    }
                }
            }
            // What is compared is there.
            #expect(classes == [.ok, .businessError, .rateLimited, .timeout, .connection, .serverError])
        }

        /// Within 1 %.
        private static func areClose(_ virtual: Int64, _ wall: Int64) -> Bool {
            abs(Double(wall - virtual)) <= 0.01 * Double(virtual)
        }

        @Test("Whoever is told to come back comes back at the same time: over HTTP that is told in whole seconds")
        func retryAfter() throws {
            // One request in 400 ms. The second comes 200 ms after the first, and there is room 200 ms later; but told is 1 s.
            var small = SmallPlan(orders: 2, over: 400 * .millisecond)
            small.plan.limiters = [
                LimiterPlan(
                    name: "quota", system: 0, kind: .tokenBucket(count: 1, period: 400 * .millisecond, burst: 1),
                    tells: true, documented: "")
            ]
            small.plan.operations[0].limiters = [0]
            small.plan.links[0].attempts = 2
            for recording in [try small.wall(), small.virtual()] {
                #expect(recording.attempts == [.ok: 2, .rateLimited: 1])
                let times = recording.track(.call(0)).total
                #expect(times.maximum >= .second && times.maximum < 1_050 * .millisecond)
            }
        }
    }
}
