import Testing

@testable import Kernel
@testable import Wire

/// One limit that several callers share, each of which saw its own part.
@Suite("Limits: what several callers saw, together")
struct LimitMergeTests {
    @Test("Merged, they tell the limit that is; each alone would tell less", arguments: 1...3 as ClosedRange<UInt64>)
    func shared(seed: UInt64) throws {
        var plan = LimiterPlan(
            name: "limit", system: 0, kind: .tokenBucket(count: 50, period: .second, burst: 100), tells: false,
            documented: "")
        var limiter = Limiter()
        var callers = [LimitEstimator](repeating: LimitEstimator(), count: 3)
        var whole = LimitEstimator()
        var random = RandomKey(seed: seed, path: "callers").generator
        var now: Instant = 0
        while now < 60 * .second {
            now += Nanoseconds(-Elementary.log(random.uniform()) / 80 * 1e9)
            let isAdmitted = limiter.peek(&plan, points: 1, at: now, permille: 1000) == .room
            if isAdmitted { limiter.take(&plan, points: 1, at: now) }
            callers[Int(random.next() % 3)].record(at: now, admitted: isAdmitted)
            whole.record(at: now, admitted: isAdmitted)
        }
        var merged = callers[2]
        merged.merge(callers[0])
        merged.merge(callers[1])
        let found = merged.estimate()
        guard case .identified(.tokenBucket(let rate, let burst)) = found.finding else {
            Issue.record("\(found)")
            return
        }
        #expect(abs(rate / 50 - 1) < 0.01, "\(found)")
        #expect(abs(burst - 100) <= 1, "\(found)")
        #expect(found.admitted == whole.estimate().admitted)
        #expect(found.refused == whole.estimate().refused)
        if case .identified(let alone) = callers[0].estimate().finding { #expect(alone.sustained < 40, "\(alone)") }
    }

    @Test("Where one kept nothing more, the rest of the other is not taken for all there was")
    func cut() {
        var one = LimitEstimator(capacity: 100)
        var other = LimitEstimator(capacity: 100)
        for k in 0..<200 { one.record(at: Int64(k) * .millisecond, admitted: true) }
        for k in 0..<50 { other.record(at: Int64(k) * 10 * .millisecond, admitted: k.isMultiple(of: 2)) }
        one.merge(other)
        let found = one.estimate()
        #expect(found.admitted == 225 && found.refused == 25)
        #expect(found.span == 490 * .millisecond)
        #expect(one.firstFlaw == nil)
    }
}
