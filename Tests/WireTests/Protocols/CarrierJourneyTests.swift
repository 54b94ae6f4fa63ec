import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// Carriers, karrio and the warehouse: client and served side in process.
@Suite struct CarrierJourneyTests {
    static let carriers: [any WireProtocol] = [
        UPSProtocol(), FedExProtocol(), DHLExpressProtocol(),
        KarrioProtocol(KarrioOptions(access: .key(Secret("key_0123456789")), connection: "main", carrier: "generic")),
        KarrioProtocol(KarrioOptions(access: .user("a@example.com", Secret("password-1")), connection: "main")),
    ]

    @Test("A label is bought, rated, tracked and voided; voided again is as wanted", arguments: carriers.indices)
    func journey(index: Int) throws {
        let carrier = Self.carriers[index]
        var journey = Journey(carrier, carrier)
        if carrier.opening() != nil { #expect(journey.open().outcome == .ok) }
        for operation in ["rate", "label", "track", "void", "void"] {
            let result = journey.do(operation)
            #expect(result.outcome == .ok, "\(type(of: carrier).name) \(operation): \(result.detail ?? "")")
        }
        let tracking = try #require(journey.order.facts[FactName.tracking]?.text)
        #expect(journey.partner.book.record(tracking)?.reference == journey.order.reference)
        let label = try #require(journey.partner.operations.first { $0.operation == "label" })
        #expect(label.reference == journey.order.reference)
        // 1,250 g are sent as 1.3 kg.
        #expect(label.grams == 1_300)
        #expect(journey.partner.operations.contains { $0.operation == "track" })
        for result in journey.undo() { #expect(result.outcome == .ok, "\(result.detail ?? "")") }
    }

    @Test("Two labels for one order are two parcels, as with a real carrier", arguments: [0, 1, 2])
    func twice(index: Int) {
        let carrier = Self.carriers[index]
        var journey = Journey(carrier, carrier)
        _ = journey.do("label")
        let first = journey.order.facts[FactName.tracking]
        _ = journey.do("label")
        #expect(journey.order.facts[FactName.tracking] != first)
    }

    @Test("karrio's label is found by its reference instead of bought twice")
    func karrioTwice() {
        var journey = Journey(Self.carriers[3], Self.carriers[3])
        _ = journey.do("label")
        let first = journey.order.facts[FactName.tracking]
        journey.order.facts = [:]
        #expect(journey.do("label").outcome == .ok)
        #expect(journey.order.facts[FactName.tracking] == first)
        #expect(journey.partner.operations.filter { $0.operation == "label" }.count == 1)
    }

    @Test("Tracking before the label is refused without asking", arguments: carriers.indices)
    func tooEarly(index: Int) {
        var journey = Journey(Self.carriers[index], Self.carriers[index])
        let result = journey.do("track")
        #expect(result.outcome == .businessError)
        #expect(result.detail?.contains("\"label\" must come first") == true)
        #expect(journey.partner.requests.isEmpty)
    }

    @Test(
        "Classes of outcome come back as themselves",
        arguments: [
            (Outcome.businessError, Outcome.businessError), (.rateLimited, .rateLimited), (.serverError, .serverError),
            (.shed, .serverError), (.timeout, .serverError),
        ])
    func outcomes(told: Outcome, seen: Outcome) {
        for carrier in Self.carriers {
            var journey = Journey(carrier, carrier)
            _ = journey.open()
            journey.partner.verdict = { _ in ServedVerdict(told, retryAfter: 12) }
            for operation in ["label", "rate"] {
                let result = journey.do(operation)
                #expect(result.outcome == seen, "\(type(of: carrier).name) \(operation): \(result.detail ?? "")")
                #expect(result.detail?.contains("HTTP") == true)
            }
        }
    }

    @Test("UPS says nothing of when to come back, and its code is 10429")
    func upsLimit() throws {
        let ups = UPSProtocol()
        var book = ServedBook()
        let response = ups.answer(ServedCall("label"), ServedVerdict(.rateLimited, retryAfter: 20), in: &book)
        #expect(response.status == 429)
        #expect(response.fields[.retryAfter] == nil)
        let text = #"{"response":{"errors":[{"code":"10429","message":"Too Many Requests"}]}}"#
        #expect(String(decoding: response.body, as: UTF8.self) == text)
    }

    @Test("FedEx reports an unknown number with HTTP 200, and it is an error all the same")
    func fedExUnknown() {
        var journey = Journey(FedExProtocol(), FedExProtocol())
        journey.order.facts[FactName.tracking] = "986578788855"
        let result = journey.do("track")
        #expect(result.outcome == .businessError)
        #expect(result.detail?.contains("TRACKING.TRACKINGNUMBER.NOTFOUND") == true)
    }

    @Test("A real answer of UPS with several parcels is a list, with one an object")
    func upsParcels() {
        let one =
            #"{"ShipmentResponse":{"ShipmentResults":{"ShipmentIdentificationNumber":"1ZA","PackageResults":{"TrackingNumber":"1ZA"}}}}"#
        let many =
            #"{"ShipmentResponse":{"ShipmentResults":{"ShipmentIdentificationNumber":"1ZB","PackageResults":[{"TrackingNumber":"1ZB"},{"TrackingNumber":"1ZC"}]}}}"#
        for (body, tracking) in [(one, "1ZA"), (many, "1ZB")] {
            var conversation = UPSProtocol().conversation("label", for: .sample, session: [:])
            _ = conversation?.next(nil)
            guard case .end(let result) = conversation?.next(WireResponse(200, body: Array(body.utf8))) else {
                Issue.record("goes on")
                continue
            }
            #expect(result.learnt[FactName.tracking] == .string(tracking))
            #expect(result.created.first?.id == tracking)
        }
    }

    @Test("Credentials that are missing are asked for in each carrier's own words")
    func credentials() {
        let options = CarrierOptions(account: "999AA1", service: "11", demandsCredentials: true)
        for (carrier, words) in [
            (UPSProtocol(options), "250002"), (FedExProtocol(options), "NOT.AUTHORIZED.ERROR"),
            (DHLExpressProtocol(options), "Invalid Credentials"),
        ] as [(any WireProtocol, String)] {
            var journey = Journey(carrier, carrier)
            let result = journey.do("label")
            #expect(result.outcome == .businessError)
            #expect(result.detail?.contains(words) == true, "\(result.detail ?? "")")
        }
    }

    @Test("The warehouse takes an order once, tells its state, gives it back and knows its stock")
    func warehouse() {
        var journey = Journey(WMSProtocol(), WMSProtocol())
        for operation in ["stock", "release", "release", "status", "cancel", "cancel", "status"] {
            let result = journey.do(operation)
            #expect(result.outcome == .ok, "\(operation): \(result.detail ?? "")")
        }
        #expect(journey.partner.operations.filter { $0.operation == "release" }.count == 1)
        #expect(journey.order.facts[FactName.warehouseState] == "cancelled")
        #expect(journey.partner.operations.first { $0.operation == "release" }?.units == 4)
        #expect(journey.do("release").outcome == .businessError)
        var other = Journey(WMSProtocol(), WMSProtocol())
        _ = other.do("release")
        other.order.lines[0].quantity = 9
        let conflict = other.do("release")
        #expect(conflict.outcome == .businessError)
        #expect(conflict.detail?.contains("released before with other lines") == true)
        #expect(other.do("status").outcome == .ok)
    }
}
