import Kernel
import Testing

@testable import Wire

/// What a service needs of real systems.
@Suite("What a service calls")
struct ServiceReachTests {
    /// "box" and a real system, "away", with one operation each. Its secret is nowhere, and nobody listens there.
    /// - Parameter isCalled: whether box calls it.
    private static func plan(isCalled: Bool) -> Plan {
        var plan = SmallPlan(orders: 0).plan
        var away = SystemPlan(name: "away", role: .other)
        away.placement = .real
        plan.systems.append(away)
        plan.operations.append(OperationPlan(name: "see", system: 1, pool: nil, entry: 6))
        plan.links.append(LinkPlan(name: "box → away", caller: 0, callee: 1))
        plan.edges.append(EdgePlan(name: "box → away: see", link: 1, operation: 1))
        plan.calls.append(CallPlan(target: .edge(1)))
        // The journey, box's operation from 2 on, away's from 6 on.
        plan.steps = [.call(0), .finish(.completed), .work(0), isCalled ? .call(1) : .work(0), .reply, .reply, .reply]
        var endpoint = EndpointPlan(system: 1, dialect: .plain)
        endpoint.url = "http://127.0.0.1:9"
        endpoint.auth = .bearer(CredentialReference(.environment("NOWHERE")))
        var wire = WirePlan()
        wire.endpoints = [endpoint]
        plan.wire = wire
        return plan
    }

    @Test("A real system that nothing served calls is left alone: no secret of it is needed")
    func uncalled() throws {
        #expect(ServiceReach(Self.plan(isCalled: false)).real.isEmpty)
        let service = try ServiceHarness(Self.plan(isCalled: false))
        defer { service.stop() }
        #expect(try service.admin("GET", "/ready").json["systems"]?.array?.map(\.text) == ["box"])
    }

    @Test("One that a served system calls is needed, and its secret as well")
    func called() {
        #expect(ServiceReach(Self.plan(isCalled: true)).real == [1])
        #expect {
            _ = try ServiceHarness(Self.plan(isCalled: true))
        } throws: {
            "\($0)".contains("NOWHERE is not set")
        }
    }
}
