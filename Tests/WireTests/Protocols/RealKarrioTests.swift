import Foundation
import Kernel
import Testing

@testable import Wire

/// Conversations with a real karrio on this machine: REHEARSE_KARRIO_URL, _KEY, _MAIL, _PASSWORD, _CONNECTION, _CARRIER.
@Suite(.enabled(if: RealSystem("REHEARSE_KARRIO") != nil), .serialized) struct RealKarrioTests {
    let system: RealSystem

    init() throws { system = try #require(RealSystem("REHEARSE_KARRIO")) }

    func client(_ access: KarrioOptions.Access, connection: String? = nil) -> KarrioProtocol {
        KarrioProtocol(
            KarrioOptions(
                access: access, connection: connection ?? system.setting("CONNECTION"),
                carrier: system.setting("CARRIER")))
    }

    @Test("Rates, a label, once, tracking, void, twice, by key and by user", .timeLimit(.minutes(5)))
    func journey() async throws {
        let accesses: [KarrioOptions.Access] = [
            .key(Secret(system.setting("KEY"))), .user(system.setting("MAIL"), Secret(system.setting("PASSWORD"))),
        ]
        for access in accesses {
            let client = client(access)
            let opened = try await system.hold(client.opening())
            print("open", opened.outcome, opened.detail ?? "")
            #expect(opened.outcome == .ok)
            var order = BusinessOrder.sample
            order.reference = "REHEARSE-\(UInt64(Date().timeIntervalSince1970 * 1_000))"
            var trackings: Set<String> = []
            for operation in ["rate", "label", "label", "track", "void", "void"] {
                let start = Date()
                let result = try await system.hold(
                    client.conversation(operation, for: order, session: opened.session))
                print(
                    operation, result.outcome, result.detail ?? "", result.learnt,
                    Int(Date().timeIntervalSince(start) * 1_000), "ms")
                #expect(result.outcome == .ok, "\(operation): \(result.detail ?? "")")
                order.facts.merge(result.learnt) { $1 }
                if operation == "label" { trackings.insert(order.facts[FactName.tracking]?.text ?? "") }
            }
            #expect(trackings.count == 1)
        }
    }

    @Test("What is wrong is said", .timeLimit(.minutes(5)))
    func wrong() async throws {
        for client in [
            client(.key(Secret("key_wrong_0000"))), client(.user(system.setting("MAIL"), Secret("wrong-password"))),
            client(.key(Secret(system.setting("KEY"))), connection: "nosuch"),
        ] {
            let result = try await system.hold(client.opening())
            print("wrong:", result.outcome, result.detail ?? "")
            #expect(result.outcome == .businessError)
        }
    }
}
