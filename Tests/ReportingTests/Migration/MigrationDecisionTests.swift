import Kernel
import Reconciliation
import Testing

@testable import Analysis
@testable import Reporting

/// The first sentences of the report by what each partner has, for decisions of orders that are made for it.
@Suite("The decision by partners")
struct MigrationDecisionTests {
    /// Orders of a partner (nil: of nobody), so many of which the new side has twice.
    private typealias Share = (partner: String?, orders: Int, twice: Int)

    private static func story(_ shares: [Share], _ change: (inout GatePlan) -> Void = { _ in }) -> MigrationStory {
        var gate = GatePlan()
        change(&gate)
        let agreement = Agreement(kinds: [EventKind(name: "order", role: .order)], fields: [])
        let stores = [Side.old, .new].map { side in
            let store = SideStore(side, agreement: agreement)
            for share in shares {
                for number in 0..<share.orders {
                    // Spread over the day, so that each counts as a case of its own.
                    let isTwice = side == .new && number * share.twice % share.orders < share.twice
                    for _ in 0..<(isTwice ? 2 : 1) {
                        let name = "\(share.partner ?? "-")\(number)"
                        let event = BusinessEvent(
                            order: KeyHash.of(name), kind: 0, time: Int64(number) * 10 * .second, row: UInt64(number),
                            document: KeyHash.of(name) >> 16 | 1,
                            partner: share.partner.map(store.partners.number) ?? .max)
                        store.add(event, UnsafeBufferPointer(start: nil, count: 0))
                    }
                }
            }
            return store
        }
        let reconciler = Reconciler(EventStore(agreement, stores), asOf: 100 * .day)
        let findings = MigrationFindings(
            title: "new against old", names: (old: "old", new: "new"), reconciler: reconciler,
            tally: reconciler.tally(parts: 0..<SideStore.partCount), gate: gate, today: 0, reads: [])
        return MigrationStory(MigrationWords(findings, MigrationRows()))
    }

    @Test("Cut over: for whom, in how many orders, and how rare what was not seen is")
    func cutOver() {
        let all = Self.story([("dpd", 3_000, 0), ("gls", 3_000, 0), ("ups", 3_000, 0)])
        #expect(all.headline == "CUT OVER for all 3 partners: dpd, gls and ups.")
        #expect(
            all.basis
                == "Nothing speaks against it in 9,000 orders; what was not seen is rarer than 0.1 % at 95 %.")
        let one = Self.story([("dpd", 3_000, 0)])
        #expect(one.headline == "CUT OVER for the only partner: dpd.")
        let many = Self.story((1...5).map { ("p\($0)", 3_000, 0) })
        #expect(many.headline == "CUT OVER for all 5 partners.")
    }

    @Test("Ramp: what is wanting, of everything or of the partners that lack it")
    func ramp() {
        let some = Self.story([("dpd", 3_000, 0), ("gls", 2_900, 0)])
        #expect(some.headline == "RAMP for 1 of 2 partners: gls. dpd could be cut over.")
        // 5,900 orders are enough for everything; 100 more of gls would do.
        #expect(
            some.basis == "Nothing speaks against it, and it is not shown yet: wanted are more orders of gls.")
        // ln 0.05 / ln 0.999 = 2,994.2: 2,995 orders without a find show that it is rarer than one in a thousand.
        let few = Self.story([("dpd", 1_000, 0)])
        #expect(few.headline == "RAMP for the only partner: dpd.")
        #expect(
            few.basis
                == "Nothing speaks against it, and it is not shown yet: wanted are 2,000 more orders and 1,995 more orders to show that what was not seen is rare."
        )
    }

    @Test("Roll back: what does harm, and what becomes of the others")
    func rollBack() {
        let story = Self.story([("dpd", 3_000, 0), ("gls", 3_000, 1_000), ("ups", 2_000, 0)]) {
            $0.classes = [GatePlan.ClassBudget(.duplicate, most: 0.001, rollBackAbove: 0.05)]
        }
        // 1,000 of 9,000 events are duplicates, far above one in twenty.
        #expect(
            story.headline == "ROLL BACK for 1 of 3 partners: gls. ups could be ramped, dpd could be cut over.")
        #expect(story.basis == "1,000 duplicate orders do harm beyond what was agreed.")
        #expect(story.decision == .rollBack)
    }

    @Test("Hold: one difference in the singular; of others who would have to be rolled back is told too")
    func hold() {
        let one = Self.story([("dpd", 3_000, 0), ("gls", 3_000, 1)])
        #expect(one.headline == "HOLD for 1 of 2 partners: gls. dpd could be cut over.")
        #expect(one.basis == "1 duplicate order speaks against it.")
        // Only dpd decides: it is one duplicate above none; gls is left to itself.
        let required = Self.story([("dpd", 30_000, 1), ("gls", 3_000, 400)]) {
            $0.required = ["dpd"]
            $0.classes = [GatePlan.ClassBudget(.duplicate, most: 0, rollBackAbove: 0.05)]
        }
        #expect(
            required.headline == "HOLD for 1 of 2 partners: dpd. gls would have to be rolled back.")
    }

    @Test("A partner that must take part and does not holds everything, though no partner by itself")
    func absent() {
        let story = Self.story([("dpd", 3_000, 0)]) { $0.required = ["dpd", "ups"] }
        #expect(
            story.headline
                == "HOLD for everything. ups must take part, and neither side has an event of it. dpd could be cut over."
        )
        let both = Self.story([("dpd", 3_000, 3)]) { $0.required = ["dpd", "ups", "gls"] }
        #expect(
            both.headline
                == "HOLD for the only partner: dpd. ups and gls must take part, and neither side has an event of them.")
        #expect(both.basis?.hasPrefix("The absence of ups, the absence of gls and 3 duplicate orders speak") == true)
        #expect(story.basis == "The absence of ups speaks against it.")
        #expect(story.lines.first { $0.name == "ups" }?.reasons == ["no event of it on either side"])
    }

    @Test("Without partners the orders are told")
    func noPartners() {
        let clean = Self.story([(nil, 3_000, 0)])
        #expect(clean.headline == "CUT OVER for all 3,000 orders compared.")
        let wrong = Self.story([(nil, 3_000, 2)])
        #expect(wrong.headline == "HOLD for all 3,000 orders compared.")
        #expect(wrong.basis == "2 duplicate orders speak against it.")
        let few = Self.story([(nil, 1, 0)])
        #expect(few.headline == "RAMP for all 1 order compared.")
    }

    @Test("Nothing compared: no decision, and nothing that it rests on")
    func nothing() {
        let story = Self.story([])
        #expect(story.headline == "NOTHING COMPARED: neither side has an event that could be compared.")
        #expect(story.decision == nil && story.basis == nil)
    }

    @Test("Two in a hundred that take ten times as long: told at p99 of the kind, though each by itself is bearable")
    func tail() throws {
        let agreement = Agreement(
            kinds: [
                EventKind(name: "order", role: .order),
                EventKind(name: "shipment", role: .shipment, lateAfter: 2 * .hour),
            ], fields: [])
        let stores = [Side.old, .new].map { side in
            let store = SideStore(side, agreement: agreement)
            for number in 0..<3_000 {
                let placed = Int64(number) * .minute
                let isLong = side == .new && number % 50 == 7
                for (kind, time) in [placed, placed + (isLong ? 100 : 10) * .minute].enumerated() {
                    let event = BusinessEvent(
                        order: KeyHash.of("\(number)"), kind: kind, time: time, row: UInt64(number),
                        document: UInt64(number + 1), partner: store.partners.number("dpd"))
                    store.add(event, UnsafeBufferPointer(start: nil, count: 0))
                }
            }
            return store
        }
        let reconciler = Reconciler(EventStore(agreement, stores), asOf: 100 * .day)
        let findings = MigrationFindings(
            title: "new against old", names: (old: "old", new: "new"), reconciler: reconciler,
            tally: reconciler.tally(parts: 0..<SideStore.partCount), gate: GatePlan(), today: 0, reads: [])
        let words = MigrationWords(findings, MigrationRows())
        #expect(findings.tally.total.defects == 0)
        // Ten minutes at the median and at p90 on either side; at p99 100 and 10.
        let quantiles = try #require(findings.leg(kind: 1)).quantiles
        #expect(quantiles.map { $0.new - $0.old } == [0, 0, 90 * Double(Nanoseconds.minute)])
        #expect(quantiles[2].difference.interval.map { $0.lower > 0 } == true)
        // Two hours are agreed, and 90 minutes are no reason for anything; they are told where times are.
        #expect(words.basis?.contains("As a whole") == false, "\(words.basis ?? "")")
        let told = try #require(words.slowerAsAgreed(.all).first)
        #expect(
            told.hasPrefix("shipment 1 h 30 min later at p99 (") && told.hasSuffix("within the 2 h that were agreed"))
    }

    @Test("A consolidated invoice that one side tells under its first order only: what is to be done is told")
    func underOneOrder() {
        let agreement = Agreement(
            kinds: [EventKind(name: "invoice", role: .invoice, spansOrders: true)],
            fields: [EventField(name: "net", form: .number, meaning: .net)])
        func cautions(_ orders: [String]) -> [String] {
            let (old, new) = (SideStore(.old, agreement: agreement), SideStore(.new, agreement: agreement))
            func add(_ store: SideStore, _ order: String, _ net: Int64, _ number: UInt64, _ row: UInt64) {
                let event = BusinessEvent(order: KeyHash.of(order), kind: 0, time: 0, row: row, document: number)
                [net * EventField.scale].withUnsafeBufferPointer { store.add(event, $0) }
            }
            for (row, order) in ["A", "B", "C"].enumerated() { add(old, order, 20, UInt64(row) + 1, UInt64(row)) }
            for (row, order) in orders.enumerated() { add(new, order, 60, 9, UInt64(row)) }
            let reconciler = Reconciler(EventStore(agreement, [old, new]), asOf: .day)
            let findings = MigrationFindings(
                title: "t", names: (old: "hub", new: "odoo"), reconciler: reconciler,
                tally: reconciler.tally(parts: 0..<SideStore.partCount), gate: GatePlan(), today: 0, reads: [])
            return MigrationWords(findings, MigrationRows()).cautions
        }
        // Under A alone: 60 for 20 there, nothing for B and C.
        #expect(
            cautions(["A"]).contains(
                "2 invoices of one side only, and 1 with other amounts: if odoo tells a document of several orders under one of them only, name a column with all of them in the mapping, as order: { column: ..., list: \",\" }."
            ), "\(cautions(["A"]))")
        #expect(!cautions(["A", "B", "C"]).contains { $0.contains("list") })
    }
}
