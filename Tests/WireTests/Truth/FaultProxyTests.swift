import Foundation
import Glibc
import Kernel
import Testing

@testable import Wire

extension Truth {
    /// What goes wrong between us and a partner, and at a partner: nothing crashes, hangs or leaks, and every order is
    /// accounted for.
    @Suite("Faults of the network", .serialized)
    struct FaultProxyTests {
        /// A served system behind a proxy, and the run against it.
        /// - Parameters:
        ///   - landscape: of the run; it gets the proxy's URL.
        ///   - observe: gets the proxy and the time since the run began.
        private static func run(
            _ landscape: WireLandscape, through fault: FaultProxy.Fault,
            observe: (FaultProxy, Instant) -> Void = { _, _ in }
        ) throws -> (recording: Recording, counts: FaultProxy.Counts) {
            let harness = try ServiceHarness(WireLandscape(.served, orders: 0, over: .second).finished)
            defer { harness.stop() }
            let served = UInt16(harness.url("warehouse").split(separator: ":").last ?? "") ?? 0
            let proxy = try FaultProxy(to: served, fault)
            defer { proxy.stop() }
            var landscape = landscape
            landscape.endpoint.url = proxy.url
            let recording = try landscape.run { observe(proxy, $0) }
            // None of the client's sockets is left: all others have another end.
            #expect(OpenSockets.areGone { OpenSockets.count(to: proxy.port) })
            let counts = proxy.counts
            proxy.stop()
            harness.stop()
            #expect(OpenSockets.areGone { OpenSockets.count(at: served) + OpenSockets.count(at: proxy.port) })
            return (recording, counts)
        }

        /// A run of so many orders with a link that tries so often.
        private static func landscape(
            _ orders: Int, over window: Nanoseconds, attempts: Int = 1, timeout: Nanoseconds = 2 * .second
        ) -> WireLandscape {
            var landscape = WireLandscape(.real, orders: orders, over: window)
            landscape.plan.links[0].attempts = attempts
            landscape.plan.links[0].timeout = timeout
            landscape.plan.links[0].backoff = Backoff(base: 100 * .millisecond, cap: 200 * .millisecond)
            return landscape
        }

        @Test("Delay: 40 ms either way are 80 ms of each service time")
        func delay() throws {
            let (recording, _) = try Self.run(Self.landscape(60, over: .second), through: .delay(40))
            #expect(recording.attempts == [.ok: 60])
            let times = recording.track(.attempt(0)).total
            // The proxy's clock counts in milliseconds, so either way may be one short.
            #expect(times.minimum >= 78 * .millisecond)
            #expect(try #require(times.quantile(0.5)) < 200 * .millisecond)
        }

        @Test("Loss: each answer that is cut is one attempt that the connection failed, and a retry makes up for it")
        func loss() throws {
            let (recording, counts) = try Self.run(
                Self.landscape(100, over: .second, attempts: 8), through: .cut(share: 0.3))
            #expect(counts.cut > 10)
            #expect(recording.attempts == [.ok: 100, .connection: Int64(counts.cut)])
            #expect(recording.books.completed == 100)
        }

        @Test(
            "Half-open: what is never answered ends by its timeout, and nothing waits for a peer that ignores our FIN")
        func halfOpen() throws {
            let began = MonotonicClock.now
            let (recording, counts) = try Self.run(
                Self.landscape(20, over: 200 * .millisecond, attempts: 2, timeout: 300 * .millisecond), through: .deaf)
            #expect(recording.attempts == [.timeout: 40])
            #expect(recording.books.failed == 20)
            #expect(counts.accepted == 40)
            // 0.2 + 0.3 + 0.1 + 0.3 s, and some.
            #expect(MonotonicClock.now - began < 4 * .second)
        }

        @Test("Slow clients: a served system takes requests that trickle in, and holds up nobody for it")
        func slowClient() throws {
            let (recording, counts) = try Self.run(Self.landscape(20, over: 200 * .millisecond), through: .drip(5))
            #expect(recording.attempts == [.ok: 20])
            // Five bytes a millisecond, and a quarter off for the two clocks.
            let least = Int64(counts.bytesUp / 20 / 5) * .millisecond * 3 / 4
            #expect(least > 30 * .millisecond && recording.track(.attempt(0)).total.minimum > least)
        }

        @Test(
            "Restart: the port is closed for a second amid the run, attempts fail meanwhile, and all orders get through"
        )
        func restart() throws {
            var step = 0
            let (recording, counts) = try Self.run(Self.landscape(300, over: 3 * .second, attempts: 20)) {
                proxy, elapsed in
                if step == 0, elapsed > .second {
                    proxy.shut()
                    step = 1
                } else if step == 1, elapsed > 2 * .second {
                    proxy.open()
                    step = 2
                }
            }
            let attempts = recording.attempts
            #expect(recording.books.completed == 300 && attempts[.ok] == 300)
            // A hundred orders came meanwhile, and each of them failed at least once.
            #expect((attempts[.connection] ?? 0) >= 90)
            #expect(Set(attempts.keys) == [.ok, .connection])
            #expect(counts.accepted >= 2)
        }

        private static func run(
            _ landscape: WireLandscape, observe: (FaultProxy, Instant) -> Void
        ) throws -> (recording: Recording, counts: FaultProxy.Counts) {
            try run(landscape, through: .none, observe: observe)
        }

        @Test("A thousand connections at once: a served system has them all open, and answers them all")
        func thousandConnections() throws {
            var landscape = WireLandscape(.served, orders: 1_000, over: 100 * .millisecond)
            // Nobody is answered before the last has come, on a machine that is not very slow.
            landscape.operation = [landscape.wait(3 * .second)]
            landscape.plan.demand.streams[0].spacing = .batch
            landscape.endpoint.connections = 1_000
            let session = try landscape.session()
            let port = UInt16(session.listeners[0].url.split(separator: ":").last ?? "") ?? 0
            var most = 0
            let recording = try session.runToEnd { elapsed in
                if elapsed > 1_500 * .millisecond { most = max(most, OpenSockets.count(to: port)) }
            }
            #expect(recording.attempts == [.ok: 1_000])
            #expect(most == 1_000 && recording.warehouse.reused == 0, "\(most) open")
            #expect(OpenSockets.areGone { OpenSockets.count(to: port) + OpenSockets.count(at: port) })
        }

        @Test("A thousand malformed answers: each is one attempt with one outcome, and none is taken for a good one")
        func malformed() throws {
            let server = try FaultServer { MalformedAnswer(number: $0.number).actions }
            defer { server.stop() }
            var landscape = Self.landscape(1_000, over: 3 * .second, timeout: 1_500 * .millisecond)
            landscape.endpoint.url = server.url
            let recording = try landscape.run()
            #expect(recording.books.completed + recording.books.failed == 1_000)
            #expect(recording.attempts.values.reduce(0, +) == 1_000)
            #expect(
                Set(recording.attempts.keys).isSubset(of: [.ok, .connection, .serverError, .timeout, .businessError]))
            // As many are good as were meant to be, and of those that nobody can tell some.
            let meant = (0..<1_000).map { MalformedAnswer(number: $0).isGood }
            let (good, unknown) = (meant.count { $0 == true }, meant.count { $0 == nil })
            let found = Int(recording.attempts[.ok] ?? 0)
            #expect(found >= good && found <= good + unknown, "\(found) good ones of \(good) to \(good + unknown)")
            #expect(OpenSockets.areGone { OpenSockets.count(to: server.port) })
        }

        @Test("No descriptor is left after a run, whatever went wrong in it")
        func descriptors() async {
            await #expect(processExitsWith: .success) {
                var open: [Int] = []
                // The first run opens what a process has but once.
                for _ in 0..<3 {
                    var landscape = Self.landscape(
                        60, over: 300 * .millisecond, attempts: 2, timeout: 200 * .millisecond)
                    landscape.plan.systems[0].placement = .served
                    landscape.plan.faults = [
                        FaultPlan(name: "resets", system: 0, effect: .resetAmidBody, probability: 0.2),
                        FaultPlan(name: "hangs", system: 0, effect: .hang(400 * .millisecond), probability: 0.2),
                    ]
                    let recording = try landscape.run()
                    #expect(recording.books.due == 60)
                    #expect(recording.attempts[.timeout] ?? 0 > 0 && recording.attempts[.connection] ?? 0 > 0)
                    open.append(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count)
                }
                #expect(open[1] == open[0] && open[2] == open[0], "\(open)")
            }
        }

        @Test(
            "No descriptors left, at either end: attempts fail for it, every one is accounted for, and the run goes on")
        func exhaustion() async {
            await #expect(processExitsWith: .success) {
                // What a process has but once is opened first.
                _ = try Self.served(5, over: 50 * .millisecond).run()
                let used = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
                var limit = rlimit(rlim_cur: rlim_t(used + 60), rlim_max: rlim_t(used + 60))
                #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
                let recording = try Self.served(150, over: 300 * .millisecond).run()
                // At most 30 pairs of ends fit in; a hundred and more want one at the same time.
                let attempts = recording.attempts
                #expect(attempts.values.reduce(0, +) >= 150 && recording.books.due == 150)
                #expect((attempts[.ok] ?? 0) > 0)
                #expect((attempts[.connection] ?? 0) + (attempts[.timeout] ?? 0) > 0, "\(attempts)")
                #expect(recording.books.completed + recording.books.failed == 150)
                #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count <= used + 1)
            }
        }

        /// A served system that takes half a second for each request.
        private static func served(_ orders: Int, over window: Nanoseconds) -> WireLandscape {
            var landscape = landscape(orders, over: window, attempts: 2, timeout: .second)
            landscape.plan.systems[0].placement = .served
            landscape.operation = [landscape.wait(500 * .millisecond)]
            return landscape
        }
    }
}
