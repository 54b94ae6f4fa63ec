import Foundation
import Kernel
import Testing

@testable import Wire

/// Conversations with a real Odoo on this machine: REHEARSE_ODOO_URL, _DATABASE, _LOGIN, _SECRET, _PROTOCOL (odoo-json-rpc or
/// odoo-json-2), _SESSION (web, or nothing).
@Suite(.enabled(if: RealSystem("REHEARSE_ODOO") != nil), .serialized) struct RealOdooTests {
    let system: RealSystem

    init() throws { system = try #require(RealSystem("REHEARSE_ODOO")) }

    func client(database: String? = nil, secret: String? = nil, skus: [String] = ["REAL-1", "REAL-2"])
        -> any WireProtocol
    {
        var options = OdooOptions(
            database: database ?? system.setting("DATABASE"), login: system.setting("LOGIN"),
            secret: Secret(secret ?? system.setting("SECRET")), products: .synthetic(skus), tag: "Rehearsal")
        options.isWebSession = system.setting("SESSION") == "web"
        return system.setting("PROTOCOL") == OdooJSON2.name ? OdooJSON2(options) : OdooJSONRPC(options)
    }

    @Test("A whole journey, each step twice, then undone twice", .timeLimit(.minutes(5)))
    func journey() async throws {
        let client = client()
        let opened = try await system.hold(client.opening())
        #expect(opened.outcome == .ok, "\(opened.detail ?? "")")
        var created = opened.created
        var order = BusinessOrder.sample
        order.reference = "REHEARSE-\(UInt64(Date().timeIntervalSince1970 * 1_000))"
        order.lines = [
            .init(sku: "REAL-1", quantity: 3, unitPrice: 1_240), .init(sku: "REAL-2", quantity: 1, unitPrice: 1_000),
        ]
        for operation in [
            "create order", "confirm order", "validate picking", "update tracking", "invoice", "read states",
        ] {
            for turn in 1...2 {
                if turn == 2 { order.facts = [:] }
                order.facts[FactName.tracking] = "1Z999AA10123456784"
                let start = Date()
                let result = try await system.hold(
                    client.conversation(operation, for: order, session: opened.session))
                print(
                    operation, turn, result.outcome, result.detail ?? "", Int(Date().timeIntervalSince(start) * 1_000),
                    "ms")
                #expect(result.outcome == .ok, "\(operation) \(turn): \(result.detail ?? "")")
                order.facts.merge(result.learnt) { $1 }
                created += result.created
            }
        }
        #expect(order.facts[FactName.saleOrder] == "sale")
        #expect(order.facts[FactName.picking] == "done")
        #expect(order.facts[FactName.invoice] == "posted")
        for _ in 1...2 {
            for record in created.reversed() {
                let result = try await system.hold(client.undoing(record, session: opened.session))
                print("undo", record.kind, record.id, result.outcome, result.detail ?? "")
                #expect(result.outcome == .ok, "\(record): \(result.detail ?? "")")
            }
        }
        let again = try await system.hold(client.opening())
        #expect(again.outcome == .ok)
        #expect(again.created.allSatisfy { $0.kind == "crm.tag" })
    }

    @Test("An order of more than is in stock is still delivered; an open one is cancelled", .timeLimit(.minutes(5)))
    func short() async throws {
        let client = client(skus: ["REAL-3"])
        let opened = try await system.hold(client.opening())
        var order = BusinessOrder.sample
        order.reference = "REHEARSE-\(UInt64(Date().timeIntervalSince1970 * 1_000))"
        order.lines = [.init(sku: "REAL-3", quantity: 1_000_007, unitPrice: 100)]
        for operation in ["create order", "confirm order", "validate picking"] {
            let result = try await system.hold(client.conversation(operation, for: order, session: opened.session))
            print(operation, result.outcome, result.detail ?? "")
            #expect(result.outcome == .ok, "\(operation): \(result.detail ?? "")")
            order.facts.merge(result.learnt) { $1 }
        }
        order.reference += "-2"
        order.facts = [:]
        for operation in ["create order", "confirm order", "cancel", "cancel"] {
            let result = try await system.hold(client.conversation(operation, for: order, session: opened.session))
            print(operation, result.outcome, result.detail ?? "")
            #expect(result.outcome == .ok, "\(operation): \(result.detail ?? "")")
            order.facts.merge(result.learnt) { $1 }
        }
    }

    @Test("What is wrong is said", .timeLimit(.minutes(5)))
    func wrong() async throws {
        let before = try await system.hold(client(secret: "wrong-secret-1").opening())
        print("wrong secret:", before.detail ?? "")
        #expect(before.outcome == .businessError)
        let database = try await system.hold(client(database: "nosuch").opening())
        print("wrong database:", database.detail ?? "")
        #expect(database.outcome == .businessError)
        var order = BusinessOrder.sample
        order.reference = "REHEARSE-NEVER"
        let opened = try await system.hold(client().opening())
        let unknown = try await system.hold(client().conversation("confirm order", for: order, session: opened.session))
        print("unknown order:", unknown.detail ?? "")
        #expect(unknown.outcome == .businessError)
        let options = OdooOptions(
            database: system.setting("DATABASE"), login: system.setting("LOGIN"),
            secret: Secret(system.setting("SECRET")))
        let other: any WireProtocol =
            system.setting("PROTOCOL") == OdooJSON2.name ? OdooJSONRPC(options) : OdooJSON2(options)
        let version = try await system.hold(other.opening())
        print("other protocol:", version.outcome, version.detail ?? "")
    }
}
