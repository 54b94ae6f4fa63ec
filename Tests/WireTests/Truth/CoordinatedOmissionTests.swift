import Kernel
import Testing

@testable import Wire

extension Truth {
    /// A generator that waits for its server measures one slow answer where a thousand customers waited. Ours may not:
    /// response times count from when the schedule wanted each request.
    @Suite("Coordinated omission", .serialized)
    struct CoordinatedOmissionTests {
        /// A schedule of 500 requests a second, evenly, against a server that takes a quarter of a second for an answer, gives
        /// 1,000 answers a second at most and stands still once.
        struct Course {
            var window: Nanoseconds
            var freeze: Nanoseconds
            var service: Nanoseconds { 250 * .millisecond }
            var requests: Int { Int(window / (2 * .millisecond)) }

            /// The response time that a share `q` of all requests do not exceed.
            ///
            /// Rate r, length of the schedule T, service s, freeze D, answers m a second at most (m = 2r).
            ///
            /// Whoever is being worked on when the freeze begins is D later: r s requests take s + D.
            /// Whoever is intended x after its beginning waits for its end, and then for the r x before him, of which m go out
            /// a second: D - x + r x / m + s = s + D - x (1 - r / m). After its end the same holds until nobody is before him.
            /// All others take s.
            ///
            /// So response times fall in a straight line from s + D, and of the slowest share (1 - q), which are
            /// (1 - q) T r requests, the quickest is the one with x = (1 - q) T - s, if that lies on the line.
            func byHand(_ q: Double) -> Double {
                let (s, d) = (Double(service) / 1e9, Double(freeze) / 1e9)
                let x = (1 - q) * Double(window) / 1e9 - s
                return max(s, min(s + d, s + d - x * (1 - 500.0 / 1_000.0)))
            }

            /// Runs it.
            /// - Parameter inFlight: requests under way at most; more wait in the generator.
            func run(inFlight: Int) throws -> Recording {
                let server = try FreezingServer(
                    service: service / .millisecond, freeze: freeze / .millisecond,
                    after: window * 2 / 5 / .millisecond)
                defer { server.stop() }
                var landscape = WireLandscape(.real, orders: requests, over: window)
                landscape.endpoint.url = server.url
                landscape.endpoint.connections = inFlight
                landscape.endpoint.inFlight = inFlight
                let recording = try landscape.run()
                server.stop()
                #expect(recording.books.completed == requests && recording.attempts(.ok) == requests)
                #expect(server.requests == requests)
                return recording
            }

            /// Compares response times with the formula.
            func check(_ recording: Recording, _ expected: KeyValuePairs<Double, Double>) throws {
                let times = recording.tracks[TrackLayout(recording.plan).index(.call(0))].total
                #expect(times.count == requests)
                for (q, seconds) in expected {
                    #expect(abs(byHand(q) - seconds) < 1e-9)
                    let measured = Double(try #require(times.quantile(q))) / 1e9
                    #expect(abs(measured - seconds) <= 0.02 * seconds, "p\(q * 100): \(measured) s, not \(seconds) s")
                }
            }
        }

        @Test("A server stands still for 2 s of 20 s: response times are those of the schedule, nobody is left out")
        func open() throws {
            let course = Course(window: 20 * .second, freeze: 2 * .second)
            let recording = try course.run(inFlight: 2_000)
            // 2.25 - (2 - 0.25) / 2, 2.25 - (1 - 0.25) / 2, and the 125 that it was working on.
            try course.check(recording, [0.5: 0.25, 0.9: 1.375, 0.95: 1.875, 0.99: 2.25])
        }

        @Test(
            "With at most 300 under way the rest wait in the generator: response times are the same, and hide nothing")
        func capped() throws {
            let course = Course(window: 10 * .second, freeze: .second)
            let recording = try course.run(inFlight: 300)
            try course.check(recording, [0.5: 0.25, 0.9: 0.875, 0.95: 1.125, 0.99: 1.25])
            // What a generator that counts from sending would have called the response time: of 5,000, only the 300 under
            // way met the freeze.
            let sent = recording.tracks[TrackLayout(recording.plan).index(.attempt(0))].total
            #expect(try #require(sent.quantile(0.9)) < 400 * .millisecond)
            // The rest of it is told as lag, at most that of whoever found no place first, 0.35 s after the freeze began.
            let lag = recording.tracks[TrackLayout(recording.plan).index(.scheduleLag)].total
            #expect(lag.maximum > 600 * .millisecond && lag.maximum < 700 * .millisecond)
        }
    }
}
