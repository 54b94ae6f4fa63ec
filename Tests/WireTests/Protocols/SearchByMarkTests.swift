import Kernel
import Testing

@testable import Wire

/// What a run left is found by the mark in its references, also where no answer ever told of it.
@Suite("Search by mark")
struct SearchByMarkTests {
    private static let prefix = "REHEARSE-20261127-100045-"

    /// Creates orders under these references, whoever they are of.
    private static func create(_ references: [String], _ journey: inout Journey, _ operation: String) {
        for reference in references {
            journey.order.reference = reference
            journey.order.facts = [:]
            #expect(journey.do(operation).outcome == .ok)
        }
    }

    @Test(
        "Odoo: orders of the run and their invoices are found, those of others are not", arguments: OdooVersion.allCases
    )
    func odoo(version: OdooVersion) {
        for partner in OdooJourneyTests.protocols(version) {
            var journey = Journey(partner, partner)
            _ = journey.open()
            // Two of the run; one of another run, and one whose reference only contains the mark.
            let all = ["\(Self.prefix)1", "REHEARSE-20261127-100046-1", "\(Self.prefix)2", "X\(Self.prefix)3"]
            Self.create(all, &journey, "create order")
            journey.order.reference = "\(Self.prefix)2"
            journey.order.facts = [:]
            for step in ["confirm order", "validate picking", "invoice"] {
                #expect(journey.do(step).outcome == .ok)
            }
            func found() -> [String] {
                let result = journey.partner.hold(partner.searching(Self.prefix, session: journey.session))
                #expect(result.outcome == .ok, "\(result.detail ?? "")")
                return result.created.map { "\($0.kind) \($0.reference)" }
            }
            // In the order of their making: taken back the other way round, the invoice goes before its order.
            let expected = [
                "sale.order \(Self.prefix)1", "sale.order \(Self.prefix)2", "account.move \(Self.prefix)2",
            ]
            #expect(found() == expected)
            #expect(found() == expected)
        }
    }

    @Test("Odoo: more orders than one answer holds are found, each once")
    func pages() {
        let options = OdooJourneyTests.options(.v18)
        let partner = OdooJSON2(options)
        var journey = Journey(partner, partner)
        _ = journey.open()
        let references = (0..<7).map { "\(Self.prefix)\($0)" }
        Self.create(references, &journey, "create order")
        let before = journey.partner.requests.count
        let script = OdooScript(
            task: OdooSearch(prefix: Self.prefix, page: 3), codec: OdooJSON2Codec(options: options), options: options,
            facts: journey.session)
        let result = journey.partner.hold(ScriptedConversation(script))
        #expect(result.created.map(\.reference) == references)
        // Three, three and one.
        #expect(journey.partner.requests.count - before == 3)
    }

    @Test("karrio: shipments of the run are found over several answers, drafts as well, those of others are not")
    func karrio() {
        let partner = KarrioProtocol(KarrioOptions(access: .outside))
        var journey = Journey(partner, partner)
        let count = KarrioTask.page + 7
        // The filter of karrio finds what contains a text, in whatever case.
        let others = ["REHEARSE-20261127-100046-1", "X\(Self.prefix)3", "\(Self.prefix)4".lowercased()]
        Self.create(others + (0..<count).map { "\(Self.prefix)\($0)" }, &journey, "label")
        // One that could not be bought stays a draft.
        journey.partner.verdict = { _ in ServedVerdict(.businessError) }
        journey.order.reference = "\(Self.prefix)draft"
        #expect(journey.do("label").outcome == .businessError)
        let result = journey.partner.hold(partner.searching(Self.prefix, session: [:]))
        #expect(result.outcome == .ok)
        #expect(
            Set(result.created.map(\.reference))
                == Set((0..<count).map { "\(Self.prefix)\($0)" } + ["\(Self.prefix)draft"]))
        #expect(Set(result.created.map(\.id)).count == count + 1)
    }

    @Test("Carriers and others cannot be searched")
    func others() {
        #expect(UPSProtocol().searching(Self.prefix, session: [:]) == nil)
        #expect(PlainProtocol(operations: ["ask"]).searching(Self.prefix, session: [:]) == nil)
    }

    @Test("A mark in a pattern stands for itself only, by PostgreSQL's rules")
    func patterns() {
        #expect(OdooSearch.pattern("A-1-") == "A-1-%")
        // Each of the three characters with a meaning gets a backslash.
        #expect(OdooSearch.pattern(#"50%_\-"#) == #"50\%\_\\-%"#)
        let pattern = LikePattern(OdooSearch.pattern(#"50%_\-"#))
        #expect(pattern.matches(#"50%_\-7"#) && pattern.matches(#"50%_\-"#))
        #expect(!pattern.matches(#"50xx\-7"#) && !pattern.matches(#"x50%_\-7"#))
    }

    @Test(
        "Patterns match as in PostgreSQL's manual, chapter 9.7.1, and by hand",
        arguments: [
            ("abc", "abc", true), ("abc", "a%", true), ("abc", "_b_", true), ("abc", "c", false), ("abc", "", false),
            ("", "%", true), ("", "_", false), ("mississippi", "%iss%ip%i", true), ("mississippi", "%iss%ipx", false),
            ("a%c", #"a\%c"#, true), ("abc", #"a\%c"#, false), ("aab", "%ab", true), ("ABC", "abc", false),
        ])
    func like(text: String, pattern: String, isMatch: Bool) {
        #expect(LikePattern(pattern).matches(text) == isMatch)
    }

    @Test("A record is told of with the request after the answer that told of it")
    func eachTurn() throws {
        let partner = OdooJSONRPC(OdooJourneyTests.options(.v18))
        var journey = Journey(partner, partner)
        _ = journey.open()
        var conversation = try #require(
            partner.conversation("create order", for: journey.order, session: journey.session))
        var response: WireResponse?
        var told: [[String]] = []
        var methods: [String] = []
        loop: for _ in 0..<10 {
            switch conversation.next(response) {
            case .send(let request, let created):
                told.append(created.map(\.kind))
                let arguments = try JSON(reading: request.body)["params"]?["args"]
                methods.append(arguments?[4]?.text ?? "")
                response = journey.partner.answer(request)
            case .end(let result):
                told.append(result.created.map(\.kind))
                break loop
            }
        }
        // The order exists once `create` is answered: it is told of with the reading back, and at the end.
        #expect(methods == ["search_read", "create", "read"])
        #expect(told == [[], [], ["sale.order"], ["sale.order"]])
    }
}
