import Kernel
import Testing

@testable import Analysis

/// Whole calibrations of recordings that are filled in by hand.
@Suite("Calibrations")
struct CalibrationTests {
    /// One system with three modelled workers and an operation of 10 ms.
    static func plan() -> Plan {
        var plan = Plan(title: "Small", seed: 1, window: .minute, end: .minute)
        plan.systems = [SystemPlan(name: "box", role: .other, placement: .real)]
        plan.distributions = [.fixed(10 * .millisecond)]
        plan.works = [WorkPlan(base: 0)]
        plan.pools = [PoolPlan(name: "workers", system: 0, capacity: [.init(from: 0, workers: 3)])]
        plan.steps = [.work(0), .reply, .call(0), .finish(.completed)]
        plan.operations = [OperationPlan(name: "ask", system: 0, pool: 0, entry: 0)]
        plan.links = [LinkPlan(name: "link", caller: nil, callee: 0)]
        plan.edges = [EdgePlan(name: "edge", link: 0, operation: 0)]
        plan.calls = [CallPlan(target: .edge(0))]
        plan.journey.entry = 2
        return plan
    }

    static func recording(
        _ entries: [AttemptLog.Entry], _ plan: Plan = plan(), _ change: (inout WireFacts.System) -> Void = { _ in }
    ) -> Recording {
        var recording = Recording(plan: plan)
        var facts = WireFacts.System()
        facts.sent = Int64(entries.count)
        facts.attempts = AttemptLog(entries)
        change(&facts)
        var wire = WireFacts()
        wire.systems["box"] = facts
        recording.wire = wire
        return recording
    }

    /// Two workers of 40 ms behind the wire, 30 % of what they can do, with bursts.
    static func entries(_ count: Int = 400, way: Double = 0) -> [AttemptLog.Entry] {
        var draws = Draws(4)
        let sent = ServerModel.arrivals(count, perSecond: 12, bursts: 6, draws: &draws)
        return ServerModel(workers: 2, way: way).attempts(sent, sent.map { _ in draws.gamma(40e6, shape: 4) })
    }

    static func found(_ recording: Recording) throws -> CalibrationFindings.System {
        try #require(try CalibrationFindings(recording).systems.first)
    }

    private static func failure(_ recording: Recording) -> String {
        do {
            _ = try CalibrationFindings(recording)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("Workers and times are found beside what the scenario says")
    func fits() throws {
        let found = try Self.found(Self.recording(Self.entries()))
        #expect(found.workers.map(\.workers) == [2] && found.workers.map(\.modelled) == [3])
        let ask = try #require(found.operations.first)
        #expect(ask.modelled == 10e6 && ask.answered == 424 && ask.reason.isEmpty)
        let service = try #require(ask.service)
        #expect(service.form.name == "gamma" && service.mean.contains(40e6), "\(service)")
    }

    @Test("The way is taken off where connecting tells of it, and goes into the model")
    func way() throws {
        let recording = Self.recording(Self.entries(way: 20e6)) { facts in
            var times = CompactTimes()
            for _ in 0..<5 { times.add(20 * .millisecond) }
            facts.parts["connect"] = times
        }
        let found = try Self.found(recording)
        #expect(found.network.roundTrip.map { agree($0, 20e6, within: 0.25) } == true)
        #expect(found.network.oneWay.map { agree($0, 10e6, within: 0.25) } == true)
        #expect(found.workers[0].workers == 2)
        #expect(agree(found.operations[0].service?.mean.estimate, 40e6, within: 0.06))
    }

    @Test("What the scenario says of the way is taken off where nothing better is known")
    func modelledWay() throws {
        var plan = Self.plan()
        plan.distributions.append(.fixed(10 * .millisecond))
        plan.links[0].latency = 1
        let found = try Self.found(Self.recording(Self.entries(way: 20e6), plan))
        #expect(found.network.source == .scenario || found.network.source == .waiting)
        #expect(agree(found.operations[0].service?.mean.estimate, 40e6, within: 0.06))
    }

    @Test("Too few answers are said to be too few, of times and of workers")
    func few() throws {
        let found = try Self.found(Self.recording(Array(Self.entries().prefix(12))))
        #expect(found.operations[0].service == nil)
        #expect(found.operations[0].reason == "only 12 answers: expected 30 at least")
        #expect(found.workers[0].workers == nil && found.workers[0].reason == "only 12 answers: expected 30 at least")
    }

    @Test("Attempts that nobody waited for make workers unknown, and are told")
    func timeouts() throws {
        var entries = Self.entries()
        for place in stride(from: 0, to: entries.count, by: 10) {
            let entry = entries[place]
            entries[place] = AttemptLog.Entry(
                operation: 0, sent: entry.sent, took: 30 * .millisecond, outcome: .timeout)
        }
        let found = try Self.found(Self.recording(entries))
        #expect(found.workers[0].workers == nil)
        #expect(found.workers[0].reason.hasPrefix("43 of 424 attempts had no answer in time"))
        #expect(found.operations[0].timeouts == 43 && !found.operations[0].notes.isEmpty)
    }

    @Test("Errors have their share with an interval; refusals for a limit's sake are no errors")
    func errors() throws {
        var entries = (0..<100).map { place in
            AttemptLog.Entry(
                operation: 0, sent: Instant(place) * .second, took: 10 * .millisecond,
                outcome: place < 10 ? .serverError : .ok)
        }
        entries.append(AttemptLog.Entry(operation: 0, sent: 200 * .second, took: 1, outcome: .rateLimited))
        let ask = try Self.found(Self.recording(entries)).operations[0]
        #expect(ask.answered == 100 && ask.serverErrors == 10)
        // Clopper and Pearson's interval of 10 in 100.
        let share = try #require(ask.serverErrorShare)
        #expect(agree(share.lower, 0.049_00, within: 0.001) && agree(share.upper, 0.176_22, within: 0.001))
        guard case .fixed = ask.service?.form else {
            Issue.record("\(String(describing: ask.service))")
            return
        }
    }

    @Test("Limits come from practice first, then from what is announced; one that was not met is said to be so")
    func limits() throws {
        var plan = Self.plan()
        plan.limiters = [
            LimiterPlan(
                name: "box limit", system: 0, kind: .tokenBucket(count: 50, period: .second, burst: 5), tells: true,
                documented: "50/s")
        ]
        plan.operations[0].limiters = [0]
        func fit(_ change: (inout LimitFacts) -> Void) throws -> LimitFit {
            var facts = LimitFacts()
            facts.admitted = 300
            change(&facts)
            return try #require(
                try Self.found(Self.recording(Self.entries(), plan) { $0.limits["ask"] = facts }).limits.first)
        }
        let found = try fit {
            ($0.refused, $0.sustained, $0.burst, $0.confidence) = (40, 21.5, 8, 0.98)
            $0.announcedRate = 60
        }
        #expect(found.source == .practice && found.rate == 21.5 && found.burst == 8 && found.limiter == 0)
        let weak = try fit { ($0.refused, $0.sustained, $0.confidence) = (40, 21.5, 0.7) }
        #expect(weak.rate == nil && weak.reason.contains("less than 90 %"))
        let announced = try fit { ($0.announced, $0.announcedRate) = ("60/1 s", 60) }
        #expect(announced.source == .announced && announced.rate == 60)
        let open = try fit { _ in }
        #expect(open.source == .notMet && open.rate == nil && open.reason.hasPrefix("nothing was refused"))
    }

    @Test("Runs that nothing can be learnt from are refused, with what to do")
    func refused() {
        #expect(Self.failure(Recording(plan: Self.plan())).hasPrefix("this run was in virtual time"))
        #expect(Self.failure(Self.recording([])).isEmpty)
        let without = Self.recording([]) { $0.attempts = nil }
        #expect(Self.failure(without).hasPrefix("this run called no system over HTTP"))
        let cut = Self.recording([]) { facts in
            facts.attempts = nil
            facts.sent = 5
        }
        #expect(Self.failure(cut).hasPrefix("the recording holds no attempts one by one"))
        let merged = try? Self.recording(Self.entries()).merged(with: Self.recording(Self.entries()))
        #expect(merged.map(Self.failure)?.hasPrefix("this recording is 2 runs merged into one") == true)
    }

    @Test("A run that was stopped is fitted as far as it went, and says so")
    func partial() throws {
        var recording = Self.recording(Self.entries())
        recording.stop = .interrupted
        #expect(try CalibrationFindings(recording).isPartial)
    }
}
