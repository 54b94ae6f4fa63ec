import Kernel
import Testing

@testable import Analysis

@Suite("Comparison: what was run")
struct RunDifferenceTests {
    private func differences(_ change: (inout Recording) -> Void) -> [RunDifference] {
        let base = Recording(plan: HandMade.plan())
        var run = base
        change(&run)
        return RunDifference.all(base, run)
    }

    @Test("The same plan has no differences")
    func none() { #expect(differences { _ in }.isEmpty) }

    @Test("Seed, orders, figures of the landscape and hours are told by key path, each of its kind")
    func kinds() {
        #expect(
            differences { $0.plan.seed = 9 } == [RunDifference(kind: .seed, path: "seed", base: "1", run: "9")])
        let more = differences { $0.plan.demand.streams[0].slices[0].count = 1_200 }
        #expect(
            more == [
                RunDifference(kind: .orders, path: "demand.streams.day.slices.1.count", base: "1000", run: "1200")
            ])
        let retries = differences { $0.plan.links[1].attempts = 5 }
        #expect(
            retries == [
                RunDifference(kind: .scenario, path: "links.middleware → fedex.attempts", base: "1", run: "5")
            ])
        let workers = differences { $0.plan.pools[0].capacity[0].workers = 8 }
        #expect(
            workers == [
                RunDifference(
                    kind: .scenario, path: "pools.middleware workers.capacity.1.workers", base: "4", run: "8")
            ])
        #expect(differences { $0.plan.end += .hour }.map(\.kind) == [.hours])
        #expect(!RunDifference.Kind.hours.canBeMeant && RunDifference.Kind.hours.matters)
    }

    @Test("Times are told by what they are for, switches by their words")
    func names() {
        let base = Recording(plan: Stations(stations: [.init(name: "pick"), .init(name: "pack")]).plan)
        var run = base
        run.plan.distributions[1] = .fixed(2 * .second)
        run.plan.links[0].idempotent = true
        let found = RunDifference.all(base, run)
        #expect(
            found == [
                RunDifference(
                    kind: .scenario, path: "distributions.pack ask work.fixed", base: "1000000000", run: "2000000000"),
                RunDifference(kind: .scenario, path: "links.journey → pick.idempotent", base: "false", run: "true"),
            ])
    }

    @Test("A system put first moves no other one: only what it brings is told")
    func inserted() {
        let found = differences { recording in
            recording.plan.queues.insert(QueuePlan(name: "returns", system: 0, pool: 0, entry: 0), at: 0)
        }
        #expect(!found.isEmpty && found.allSatisfy { $0.path.hasPrefix("queues.middleware returns") && $0.base == nil })
    }

    @Test("Budgets, levers and the title change nothing that happens")
    func beside() {
        let found = differences {
            $0.plan.title = "Another name"
            $0.plan.budgets = [.on(.cutoffShare, .orders, .greaterOrEqual, 0.99)]
        }
        #expect(!found.isEmpty && found.allSatisfy { $0.kind == .beside })
    }

    @Test("The clock, the parts of a run, and orders that came from a file are seen besides the plan")
    func recorded() {
        #expect(
            differences { $0.wire = WireFacts() } == [
                RunDifference(kind: .clock, path: "clock", base: "virtual", run: "wall")
            ])
        #expect(
            differences { $0.parts = RunParts(.init(index: 0), of: 3) } == [
                RunDifference(kind: .shards, path: "shards", base: "1", run: "3")
            ])
        #expect(
            differences { $0.books.due = 7 } == [
                RunDifference(kind: .orders, path: "orders due", base: "0", run: "7")
            ])
    }

    @Test(
        "By the wall clock it does not matter where a system is reached, but how it is asked; credentials are not shown"
    )
    func wire() {
        func differences(_ change: (inout EndpointPlan) -> Void) -> [RunDifference] {
            var base = Recording(plan: HandMade.plan())
            var wire = WirePlan()
            wire.endpoints = [EndpointPlan(system: 1)]
            wire.endpoints[0].url = "http://old.example"
            base.plan.wire = wire
            base.wire = WireFacts()
            var run = base
            if var wire = run.plan.wire {
                change(&wire.endpoints[0])
                run.plan.wire = wire
            }
            return RunDifference.all(base, run)
        }
        #expect(differences { $0.url = "http://new.example" }.map(\.kind) == [.beside])
        let fewer = differences { $0.connections = 4 }
        #expect(fewer.map(\.kind) == [.scenario] && fewer.map(\.path) == ["wire.endpoints.ups.connections"])
        let user = differences { $0.proxyUser = "me" }
        #expect(user.map(\.kind) == [.beside])
    }
}
