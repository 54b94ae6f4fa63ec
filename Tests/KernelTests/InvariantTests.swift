import Kernel
import Testing

/// What must hold in any landscape whatever happens in it.
@Suite("Invariants")
struct InvariantTests {
    @Test("A thousand seeds, ten times: a small random landscape runs without a broken invariant", arguments: 0..<10)
    func tenThousandSeeds(thousand: Int) {
        for seed in UInt64(thousand) * 1000 + 1...UInt64(thousand) * 1000 + 1000 {
            let builder = RandomPlan.make(seed)
            guard builder.plan.firstFlaw == nil else {
                Issue.record("seed \(seed): the plan itself is broken: \(builder.plan.firstFlaw ?? "")")
                return
            }
            let found = Self.broken(builder)
            #expect(found == nil, "seed \(seed)")
            if found != nil { return }
        }
    }

    @Test("The same with caches on links and calls in the background", arguments: 0..<4)
    func cachesAndBackground(thousand: Int) {
        var moved = 0
        for seed in UInt64(thousand) * 1000 + 1...UInt64(thousand) * 1000 + 1000 {
            var builder = RandomPlan.make(seed)
            let key = RandomKey(seed: seed, path: "caches and background")
            for link in builder.plan.links.indices {
                let hits = key.child(UInt64(link)).uniform * 2
                guard hits <= 1 else { continue }
                let time = Nanoseconds(key.child(100 + UInt64(link)).uniform * 4e5)
                builder.plan.links[link].cache = LinkPlan.Cache(hits: hits, answersIn: time)
            }
            for edge in builder.plan.edges.indices where key.child(200 + UInt64(edge)).uniform < 0.7 {
                guard builder.plan.flaw(ofBackground: [edge]) == nil else { continue }
                builder.plan = builder.plan.with(.async([edge]))
                moved += 1
            }
            guard builder.plan.firstFlaw == nil else {
                Issue.record("seed \(seed): the plan itself is broken: \(builder.plan.firstFlaw ?? "")")
                return
            }
            let found = Self.broken(builder)
            #expect(found == nil, "seed \(seed)")
            if found != nil { return }
        }
        #expect(moved > 500)
    }

    @Test("The same seed gives the same recording", arguments: [1, 77, 4_242] as [UInt64])
    func repeatable(seed: UInt64) {
        #expect(RandomPlan.make(seed).run() == RandomPlan.make(seed).run())
    }

    /// Runs a plan as the virtual driver does, with an eye on the clock: every input is handled at its own time, never
    /// before the one handled last.
    private static func run(_ plan: Plan) -> (recording: Recording, flaw: String?) {
        var machine = Machine(plan: plan, tracing: .ordinary)
        var schedule = OrderSchedule(plan)
        var order = schedule.next()
        var last = Instant.min
        var flaw: String?
        while true {
            let limit = min(order?.due ?? .max, plan.end + 1)
            let expected: Instant
            if let next = machine.nextTime, next < limit {
                expected = next
                _ = machine.step(before: limit)
            } else {
                guard let due = order, due.due <= plan.end else { break }
                expected = due.due
                machine.admit(due)
                order = schedule.next()
            }
            if machine.now != expected { flaw = flaw ?? "handled at \(machine.now) what was due at \(expected)" }
            if machine.now < last { flaw = flaw ?? "\(machine.now) after \(last)" }
            last = machine.now
            if order == nil && machine.isIdle { break }
        }
        return (machine.finish(stop: .finished, badRows: BadRows()), flaw)
    }

    @Test("The clock is watched in runs that are those of the virtual driver", arguments: [3, 500, 9_999] as [UInt64])
    func sameRun(seed: UInt64) {
        let builder = RandomPlan.make(seed)
        #expect(Self.run(builder.plan).recording == builder.run(tracing: .ordinary))
    }

    /// The first invariant that does not hold, in words.
    private static func broken(_ builder: PlanBuilder) -> String? {
        let (recording, flaw) = run(builder.plan)
        if let flaw { return flaw }
        let plan = builder.plan
        let layout = recording.layout
        let books = recording.books
        if !books.balance { return "books out of balance: \(books)" }
        if books.due != Int64(plan.demand.generatedOrders) { return "\(books.due) orders came due" }
        if recording.reached > plan.end { return "reached \(recording.reached)" }
        if anyNegative(recording.meters) { return "a meter below zero" }
        var stocks: [(String, Int, Int)] = [("delayed", layout.delayedIn, layout.delayedOut)]
        for pool in plan.pools.indices {
            stocks.append(("line \(pool)", layout.poolArrived(pool), layout.poolTaken(pool)))
        }
        for park in plan.parks.indices {
            stocks.append(("parked \(park)", layout.parkedIn(park), layout.parkedOut(park)))
        }
        stocks.append(("indicator", layout.indicatorIn(0), layout.indicatorOut(0)))
        for (name, inward, outward) in stocks
        where recording.stock(in: inward, out: outward).contains(where: { $0 < 0 }) {
            return "stock of \(name) below zero"
        }
        let parked = plan.parks.indices.reduce(Int64(0)) {
            $0 + recording.total(layout.parkedIn($1)) - recording.total(layout.parkedOut($1))
        }
        if parked != books.parked { return "\(parked) parked by the meters, \(books.parked) by the books" }
        for pool in plan.pools.indices {
            let most = Int64(plan.pools[pool].capacity.map(\.workers).max() ?? 0)
            let busy = recording.highest(PeakLayout(plan).poolBusy(pool), over: 0..<recording.axis.intervals)
            if busy > most { return "\(busy) of \(most) workers busy" }
        }
        for edge in plan.edges.indices {
            let attempts = recording.attempts(edge)
            let calls = recording.calls(edge)
            let limit = Int64(plan.links[plan.edges[edge].link].attempts)
            // Attempts under way at the end have no outcome yet, and neither have their calls.
            if calls * limit + limit * books.due * 8 < attempts { return "\(attempts) attempts in \(calls) calls" }
            if recording.total(layout.primaryCalls(edge)) > books.due * 64 { return "more primary calls than orders" }
        }
        return recording.exemplars.traces.lazy.compactMap { broken($0, plan) }.first
    }

    /// Whether any meter of any interval has gone below zero. By index: iterators are slow in a build for debugging.
    private static func anyNegative(_ rows: [[Int64]]) -> Bool {
        for row in rows.indices {
            var column = 0
            while column < rows[row].count {
                if rows[row][column] < 0 { return true }
                column += 1
            }
        }
        return false
    }

    /// The first thing wrong in a trace.
    private static func broken(_ trace: OrderTrace, _ plan: Plan) -> String? {
        let number = trace.facts.number
        var last = Instant.min
        for span in trace.spans {
            if span.start < trace.facts.due { return "order \(number): a span before it was due" }
            if span.end < span.start { return "order \(number): a span ends before it starts" }
            if span.start < last { return "order \(number): spans out of order" }
            last = span.start
        }
        return CallMatching.flaw(in: trace, plan).map { "order \(number): \($0)" }
    }
}
