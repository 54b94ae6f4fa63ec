import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// What a real karrio received and answered.
@Suite struct KarrioCaptureTests {
    static let paths: [String: (HTTPRequest.Method, String)] = [
        "03-connections": (.get, "/v1/connections"), "04-rates": (.post, "/v1/proxy/rates"),
        "05-shipment-create": (.post, "/v1/shipments"),
        "09-bad-address": (.post, "/v1/shipments"), "10-unknown-carrier": (.post, "/v1/proxy/rates"),
        "13-noauth": (.get, "/v1/connections"), "15-tracker": (.post, "/v1/trackers"),
    ]

    static func karrio(key: String = "") -> KarrioProtocol {
        KarrioProtocol(
            KarrioOptions(
                access: .key(Secret(key)), connection: "probe-carrier", carrier: "generic", service: "standard_service")
        )
    }

    @Test("Requests to a real one are understood by the served one, and answered with the same members and statuses")
    func served() throws {
        for exchange in try RecordedExchange.all("karrio-2026") {
            guard let (method, path) = Self.paths[exchange.step] else { continue }
            let karrio = Self.karrio(key: exchange.step == "13-noauth" ? "other" : "")
            var partner = Counterpart(karrio)
            let answer = partner.answer(WireRequest(method, path, body: exchange.requestBody))
            if exchange.step == "10-unknown-carrier" {
                // Rates of an unknown carrier are the model's business.
                #expect(partner.operations.map(\.operation) == ["rate"])
                continue
            }
            #expect(answer.status == exchange.status, "\(exchange)")
            let json = try JSON(reading: answer.body)
            let real = try #require(exchange.response)
            if real["errors"] != nil {
                #expect(json.canonical == real.canonical, "\(exchange)")
            } else {
                let names = Set((real.members ?? []).map(\.name))
                for member in json.members ?? [] { #expect(names.contains(member.name), "\(exchange) \(member.name)") }
            }
        }
    }

    @Test("A real one's answers are understood")
    func client() throws {
        let all = try RecordedExchange.all("karrio-2026")
        func answer(_ step: String) throws -> WireResponse {
            try #require(all.first { $0.step.hasSuffix(step) }).wireResponse
        }
        func end(_ conversation: (any Conversation)?, _ steps: [String]) throws -> ConversationResult {
            var conversation = try #require(conversation)
            _ = conversation.next(nil)
            for step in steps {
                if case .end(let result) = conversation.next(try answer(step)) { return result }
            }
            return ConversationResult(.breakerOpen, detail: "goes on")
        }
        let karrio = Self.karrio()
        #expect(try end(karrio.opening(), ["03-connections"]).outcome == .ok)
        #expect(try end(karrio.opening(), ["13-noauth"]).detail?.contains("invalid_token") == true)
        var order = BusinessOrder.sample
        order.reference = "PROBE-SHIP-1"
        let rate = try end(karrio.conversation("rate", for: order, session: [:]), ["04-rates"])
        #expect(rate.outcome == .ok)
        #expect(rate.learnt["rate"] == "0.0")
        // The list holds the shipment of this reference, cancelled by then: a new one is made.
        let label = try end(karrio.conversation("label", for: order, session: [:]), ["08-shipments-list"])
        #expect(label.outcome == .ok)
        #expect(label.learnt[FactName.tracking] == "761be3efb069")
        order.facts = label.learnt
        let untracked = try end(
            karrio.conversation("track", for: order, session: [:]), ["15-tracker", "07-shipment-get"])
        #expect(untracked.outcome == .ok)
        #expect(untracked.learnt[FactName.shipmentState] == "created")
        order.facts[FactName.shipment] = Optional<JSON>.none
        let track = try end(karrio.conversation("track", for: order, session: [:]), ["15-tracker"])
        #expect(track.outcome == .businessError)
        #expect(track.detail?.contains("The carrier connection must be there") == true)
        order.facts = label.learnt
        for step in ["11-cancel", "12-cancel-again"] {
            let void = try end(karrio.conversation("void", for: order, session: [:]), [step])
            #expect(void.outcome == .ok)
            #expect(void.learnt[FactName.shipmentState] == "cancelled")
        }
        let refused = try end(karrio.conversation("label", for: order, session: [:]), ["09-bad-address"])
        #expect(refused.detail?.contains("shipper.country_code") == true)
    }
}
