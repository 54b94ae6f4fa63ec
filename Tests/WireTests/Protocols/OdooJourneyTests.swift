import Kernel
import Testing

@testable import Wire

/// Client and served side of Odoo's protocols, in process, over whole journeys.
@Suite struct OdooJourneyTests {
    static let secret = Secret("correct horse battery")
    static let steps = [
        "create order", "confirm order", "validate picking", "update tracking", "invoice", "read states",
    ]

    static func options(_ version: OdooVersion, wizards: Set<OdooWizard> = []) -> OdooOptions {
        OdooOptions(
            database: "peak", login: "rehearsal", secret: secret, version: version,
            products: .synthetic(["P00031", "P00007"]), tag: "Rehearsal", servedWizards: wizards)
    }

    static func protocols(_ version: OdooVersion, wizards: Set<OdooWizard> = []) -> [any WireProtocol] {
        let options = options(version, wizards: wizards)
        var web = options
        web.isWebSession = true
        let both = [OdooJSONRPC(options), OdooJSONRPC(web)]
        return version == .v19 ? both + [OdooJSON2(options)] : both
    }

    @Test(
        "A journey from order to invoice succeeds in every version, whatever wizards come",
        arguments: OdooVersion.allCases,
        [[], [.sms], [.backorder], [.immediateTransfer], [.print], Set(OdooWizard.allCases)] as [Set<OdooWizard>])
    func journey(version: OdooVersion, wizards: Set<OdooWizard>) throws {
        for partner in Self.protocols(version, wizards: wizards) {
            var journey = Journey(partner, partner)
            let opened = journey.open()
            #expect(opened.outcome == .ok, "\(opened.detail ?? "")")
            journey.order.facts[FactName.tracking] = "1Z999AA10123456784"
            for step in Self.steps {
                let result = journey.do(step)
                #expect(result.outcome == .ok, "\(version) \(step): \(result.detail ?? "")")
            }
            #expect(journey.order.facts[FactName.saleOrder] == "sale")
            #expect(journey.order.facts[FactName.picking] == "done")
            #expect(journey.order.facts[FactName.invoice] == "posted")
            let record = try #require(OdooRecord(journey.partner.book.record(journey.order.reference)))
            #expect(record.tracking == "1Z999AA10123456784")
            #expect(record.total == 4_720)
            #expect(record.lines.map(\.quantity) == [3, 1])
            #expect(record.backorder.isEmpty)
            #expect(
                journey.partner.operations.map(\.operation) == [
                    "create order", "confirm order", "validate picking", "update tracking", "invoice",
                ])
            #expect(journey.partner.operations.allSatisfy { $0.reference == journey.order.reference })
            #expect(journey.partner.operations.first?.lines == 2)
            #expect(journey.partner.operations.first?.units == 4)
        }
    }

    @Test("Every operation can be repeated and does nothing more", arguments: OdooVersion.allCases)
    func repeated(version: OdooVersion) {
        for partner in Self.protocols(version) {
            var journey = Journey(partner, partner)
            _ = journey.open()
            for step in Self.steps {
                _ = journey.do(step)
                // As after a lost answer: nothing is remembered.
                journey.order.facts = [:]
                let again = journey.do(step)
                #expect(again.outcome == .ok, "\(version) \(step): \(again.detail ?? "")")
            }
            #expect(journey.partner.operations.filter { $0.operation == "create order" }.count == 1)
            #expect(journey.partner.operations.filter { $0.operation == "invoice" }.count == 1)
        }
    }

    @Test("Cancelling and undoing, twice over", arguments: OdooVersion.allCases)
    func undone(version: OdooVersion) throws {
        for partner in Self.protocols(version) {
            var journey = Journey(partner, partner)
            _ = journey.open()
            for step in Self.steps { _ = journey.do(step) }
            let kinds = Set(journey.created.map(\.kind))
            #expect(kinds == ["sale.order", "account.move", "res.partner", "crm.tag"])
            for _ in 0..<2 {
                for result in journey.undo() { #expect(result.outcome == .ok, "\(result.detail ?? "")") }
            }
            let record = try #require(OdooRecord(journey.partner.book.record(journey.order.reference)))
            #expect(record.state == "cancel")
            #expect(record.invoice == "cancel")
            #expect(record.picking == "done")

            var other = Journey(partner, partner)
            _ = other.open()
            _ = other.do("create order")
            _ = other.do("confirm order")
            #expect(other.do("cancel").outcome == .ok)
            #expect(other.order.facts[FactName.saleOrder] == "cancel")
            #expect(other.do("cancel").outcome == .ok)
        }
    }

    @Test("The opening makes the products that are missing, and finds them the next time")
    func products() {
        let first = OdooJSONRPC(Self.options(.v18))
        var journey = Journey(first, first)
        _ = journey.open()
        #expect(journey.session[OdooFact.product("P00031")] != nil)
        #expect(journey.session[OdooFact.version] == 18)
        #expect(journey.session[OdooFact.user] == 2)
        let again = journey.open()
        #expect(again.created.isEmpty)
    }

    @Test(
        "Classes of outcome come back as themselves, through what Odoo answers for them",
        arguments: [
            (Outcome.businessError, Outcome.businessError), (.rateLimited, .rateLimited), (.serverError, .serverError),
            (.shed, .serverError), (.timeout, .serverError),
        ])
    func outcomes(told: Outcome, seen: Outcome) {
        for version in OdooVersion.allCases {
            for partner in Self.protocols(version) {
                for reference in ["REHEARSE-1", "REHEARSE-2"] {
                    var order = BusinessOrder.sample
                    order.reference = reference
                    var journey = Journey(partner, partner, order: order)
                    _ = journey.open()
                    journey.partner.verdict = { _ in ServedVerdict(told) }
                    let result = journey.do("create order")
                    #expect(result.outcome == seen, "\(result.detail ?? "")")
                    #expect(result.detail?.isEmpty == false)
                    #expect(journey.partner.book.record(reference) == nil)
                }
            }
        }
    }

    @Test("A full book costs a request no more than an empty one", .timeLimit(.minutes(1)))
    func fullBook() {
        let partner = OdooJSONRPC(Self.options(.v18))
        var journey = Journey(partner, partner)
        _ = journey.open()
        for number in 0..<100_000 { journey.partner.book.enter("OTHER-\(number)") }
        // Were the book copied at each change, these would copy hundreds of millions of records.
        for number in 0..<300 {
            journey.order.reference = "REHEARSE-\(number)"
            journey.order.facts = [:]
            for operation in ["create order", "confirm order", "validate picking"] {
                #expect(journey.do(operation).outcome == .ok)
            }
        }
    }

    @Test("Products that the opening did not know are looked up on the way")
    func unknownProducts() {
        var options = Self.options(.v18)
        options.products = .existing(["P00031"])
        let strict = OdooJSONRPC(options)
        var journey = Journey(strict, strict)
        #expect(journey.open().outcome == .ok)
        // The served Odoo has every product that is asked for by its code.
        #expect(journey.do("create order").outcome == .ok)
        #expect(journey.session[OdooFact.product("P00007")] == nil)
    }
}
