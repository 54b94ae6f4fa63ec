import Foundation
import Kernel
import Testing

@testable import Wire

/// Limits as runs see them.
@Suite("Limits in runs", .serialized)
struct LimitRunTests {
    @Test(
        "A token bucket that a served system keeps is found from what it lets through, beside what is documented",
        .enabled(if: Machine.isAlone, "needs the machine for itself: REHEARSE_ALONE=1"))
    func inferred() throws {
        var landscape = WireLandscape(.served, orders: 360, over: 6 * .second, drain: 5 * .second)
        landscape.plan.limiters = [
            LimiterPlan(
                name: "limit", system: 0, kind: .tokenBucket(count: 20, period: .second, burst: 10), tells: true,
                documented: "20/s, burst 10")
        ]
        landscape.plan.operations[0].limiters = [0]
        let recording = try landscape.run()
        let facts = try #require(recording.warehouse.limits["pick"])
        #expect(facts.admitted + facts.refused == 360)
        // Burst 10, then 20/s for 6 s.
        #expect((120...140).contains(facts.admitted))
        let sustained = try #require(facts.sustained)
        #expect(abs(sustained - 20) < 2)
        #expect(facts.documented == "20/s, burst 10" && facts.announced == nil)
        #expect(facts.practice.contains("/s, burst "), "\(facts.practice)")
        #expect(facts.confidence > 0.9)
        #expect(recording.warehouse.limits["all operations"] == nil)
    }

    @Test("A refusal for a limit's sake counts as one whatever its status, and its wish is heard")
    func otherStatuses() throws {
        // GitHub's way: 403, nothing remaining, Retry-After.
        let server = try FaultServer { request in
            request.number == 0
                ? [
                    .answer(
                        "{}", status: "403 Forbidden",
                        fields: "X-RateLimit-Limit: 60\r\nX-RateLimit-Remaining: 0\r\nRetry-After: 1\r\n")
                ] : [WireLandscape.done]
        }
        defer { server.stop() }
        var landscape = WireLandscape(.real, orders: 1, over: 100 * .millisecond)
        landscape.endpoint.url = server.url
        landscape.plan.links[0].attempts = 2
        landscape.plan.links[0].retries = Outcome.Set([.rateLimited])
        landscape.plan.links[0].honoursRetryAfter = true
        let began = MonotonicClock.now
        let recording = try landscape.run()
        #expect(recording.books.completed == 1)
        #expect(recording.attempts(.rateLimited) == 1 && recording.attempts(.ok) == 1)
        #expect(MonotonicClock.now - began >= .second)
        let facts = try #require(recording.warehouse.limits["pick"])
        #expect(facts.refused == 1 && facts.admitted == 1)
        #expect(facts.announced == "60")
    }
}
