import Kernel
import Reconciliation
import Testing

@testable import Analysis
@testable import Reporting

/// What cannot be found because one side alone tells what it takes, and what failed, which is never cut.
@Suite("What a migration report cannot know, and what it never leaves out")
struct MigrationCoverageTests {
    private static let agreement = Agreement(
        kinds: [EventKind(name: "order", role: .order), EventKind(name: "invoice", role: .invoice)],
        fields: [
            EventField(name: "status", form: .text, meaning: .status),
            EventField(name: "net", form: .number, meaning: .net),
            EventField(name: "partner", form: .text, meaning: .partner),
        ])

    /// A hundred orders with an invoice each that are the same on both sides.
    /// - Parameters:
    ///   - partners: by side whether events say whose they are.
    ///   - partnerCount: orders go round them.
    ///   - broken: orders whose invoice is missing.
    private static func findings(
        partners: [Bool] = [true, true], statuses: [[Bool]] = [[true, false], [false, true]], partnerCount: Int = 1,
        orders: Int = 100, broken: Set<Int> = []
    ) -> MigrationFindings {
        let stores = [Side.old, .new].enumerated().map { place, side in
            let store = SideStore(side, agreement: agreement)
            for order in 0..<orders {
                for kind in 0..<2 where !(side == .new && kind == 1 && broken.contains(order)) {
                    let event = BusinessEvent(
                        order: KeyHash.of("\(order)"), kind: kind, time: Int64(order) * .minute + Int64(kind) * .hour,
                        row: UInt64(order * 2 + kind),
                        partner: partners[place] ? store.partners.number("p\(order % partnerCount)") : .max)
                    let values = [
                        statuses[place][kind] ? KeyHash.text(KeyHash.of("open")) : EventField.absent,
                        kind == 1 ? 10 * EventField.scale : EventField.absent, EventField.absent,
                    ]
                    values.withUnsafeBufferPointer { store.add(event, $0) }
                }
            }
            return store
        }
        let reconciler = Reconciler(EventStore(agreement, stores), asOf: 100 * .day)
        return MigrationFindings(
            title: "odoo against hub", names: (old: "hub", new: "odoo"), reconciler: reconciler,
            tally: reconciler.tally(parts: 0..<SideStore.partCount), gate: GatePlan(), today: 0, reads: [])
    }

    /// What is advised about documents of several orders: two invoices of two orders each, and a third of one that is on the old side only.
    /// - Parameters:
    ///   - isWhole: whether the new side tells them under both of their orders.
    ///   - isOther: whether it has another net, or else another text.
    private static func advice(isWhole: Bool, isOther: Bool) -> [String] {
        let agreement = Agreement(
            kinds: [EventKind(name: "invoice", role: .invoice, spansOrders: true)],
            fields: [
                EventField(name: "net", form: .number, meaning: .net),
                EventField(name: "text", form: .text, meaning: .value),
            ])
        let stores = [Side.old, .new].map { side in
            let store = SideStore(side, agreement: agreement)
            for order in 0..<5 where side == .old || order < 4 && (isWhole || order % 2 == 0) {
                let event = BusinessEvent(
                    order: KeyHash.of("\(order)"), kind: 0, time: Int64(order / 2) * .hour, row: UInt64(order),
                    document: UInt64(100 + order / 2))
                let isChanged = side == .new
                let values = [
                    (isChanged && isOther ? 11 : 10) * EventField.scale,
                    KeyHash.text(KeyHash.of(isChanged && !isOther ? "b" : "a")),
                ]
                values.withUnsafeBufferPointer { store.add(event, $0) }
            }
            return store
        }
        let reconciler = Reconciler(EventStore(agreement, stores), asOf: 100 * .day)
        let findings = MigrationFindings(
            title: "odoo against hub", names: (old: "hub", new: "odoo"), reconciler: reconciler,
            tally: reconciler.tally(parts: 0..<SideStore.partCount), gate: GatePlan(), today: 0, reads: [])
        return MigrationWords(findings, MigrationRows()).cautions.filter { $0.contains("list:") }
    }

    @Test("A list of orders is advised where amounts differ and the side tells no document under several orders")
    func documentsOfSeveralOrders() {
        let told = Self.advice(isWhole: false, isOther: true)
        #expect(told.count == 1 && told[0].contains("and 2 with other amounts: if odoo tells"), "\(told)")
        #expect(Self.advice(isWhole: false, isOther: false).isEmpty)
        #expect(Self.advice(isWhole: true, isOther: true).isEmpty)
    }

    @Test("Fields that one side alone tells, or both for different kinds, are not compared, and that is said")
    func coverage() throws {
        let findings = Self.findings(partners: [false, true])
        #expect(findings.coverage(0) == .apart)
        #expect(findings.coverage(1) == .compared(kinds: [1]))
        #expect(findings.coverage(2) == .newOnly)
        #expect(Self.findings().coverage(2) == .compared(kinds: [0, 1]))
        let story = MigrationStory(MigrationWords(findings, MigrationRows()))
        let agreed = try #require(story.sections.first { $0.place == "agreed" })
        let fields = try #require(agreed.tables.first { $0.title == "Fields" })
        #expect(
            fields.rows.map { $0.last?.text } == [
                "told by both sides, but for no kind of event by both: not compared", "in invoice",
                "told by odoo only, not compared",
            ])
        #expect(
            story.cautions.contains(
                "partner is told by odoo only and was not compared: name its column for hub in the mapping, or nothing is known of differences in it."
            ), "\(story.cautions)")
        #expect(
            story.cautions.contains(
                "status is told by both sides, but for no kind of event by both: not compared, so that nothing is known of differences in it."
            ), "\(story.cautions)")
        let two = Self.findings(partners: [true, false], statuses: [[true, true], [false, false]])
        #expect(
            MigrationWords(two, MigrationRows()).uncompared == [
                "status and partner are told by hub only and were not compared: name their columns for odoo in the mapping, or nothing is known of differences in them."
            ])
        // A side without any event tells nothing at all: that is said elsewhere.
        #expect(MigrationWords(Self.findings(orders: 0), MigrationRows()).uncompared.isEmpty)
    }

    @Test("A cut-over says of which fields nothing is known")
    func cutOver() {
        let words = MigrationWords(
            Self.findings(partners: [false, true], statuses: [[true, true], [true, true]], orders: 3_000),
            MigrationRows())
        #expect(words.word == "CUT OVER")
        #expect(
            words.basis
                == "Nothing speaks against it in 3,000 orders; what was not seen is rarer than 0.1 % at 95 %; partner was not compared."
        )
        let both = MigrationWords(
            Self.findings(statuses: [[true, true], [true, true]], orders: 3_000), MigrationRows())
        #expect(both.basis?.hasSuffix("rarer than 0.1 % at 95 %.") == true, "\(both.basis ?? "")")
    }

    @Test("Of a class that could not have been found no absence is claimed")
    func blindness() throws {
        let findings = Self.findings(partners: [false, true])
        #expect(
            findings.blindSpots == [
                BlindSpot(verdict: .late, reason: .agreedLateness),
                BlindSpot(verdict: .masterDataDrift, reason: .field(oneSided: [2])),
                BlindSpot(verdict: .state, reason: .field(oneSided: [0])),
                BlindSpot(verdict: .conservation, reason: .amounts),
            ])
        let report = MigrationReport(findings, rows: MigrationRows())
        let story = MigrationStory(MigrationWords(findings, MigrationRows()))
        let said = story.sections.filter { ["bounds", "classes"].contains($0.place) }.flatMap(\.statements)
        for statement in said where statement.hasPrefix("No ") {
            #expect(!statement.contains("drift") && !statement.contains("state"), "\(statement)")
        }
        #expect(
            said.contains("Nothing is known of master-data drift: partner is told by odoo only, not compared."),
            "\(said)")
        let bounds = try #require(story.sections.first { $0.place == "bounds" }?.tables.first)
        #expect(bounds.rows.first { $0[0].text == "state" }?[1].text == "not to be seen")
        #expect(report.json.contains("\"told_by\": \"candidate\""))
        // Where both tell them, none in 100 orders is at most 1 - 0.05^(1/100) = 2.951 %.
        let told = Self.findings(statuses: [[true, true], [true, true]])
        #expect(!told.blindSpots.contains { $0.verdict == .state || $0.verdict == .masterDataDrift })
        #expect(abs(told.bound(.state).atMost - 0.02951) < 1e-5)
    }

    @Test("However many partners hold, each is told everywhere, with all that failed, before what passed")
    func neverCut() throws {
        // 40 partners of 25 orders; every second one lacks an invoice.
        let findings = Self.findings(
            partnerCount: 40, orders: 1_000, broken: Set((0..<40).filter { $0 % 2 == 1 }.map { 400 + $0 }))
        let report = MigrationReport(findings, rows: MigrationRows())
        let terminal = report.terminal(colour: false, width: 100)
        let tight = MigrationStory(MigrationWords(findings, MigrationRows()))
        let gate = try #require(tight.sections.first { $0.place == "gate" }?.tables.first)
        #expect(gate.kept == 21)  // 20 partners and the kind invoice
        #expect(gate.rows.prefix(21).allSatisfy { $0[2].text == "hold" })
        let one = gate.markdown(1, width: 100)
        for partner in stride(from: 1, to: 40, by: 2) {
            #expect(one.contains { $0.hasPrefix("| p\(partner) |") })
            #expect(report.markdown.contains("| p\(partner) | partner | hold | 1 missing invoice"))
            #expect(report.html.contains("Criteria for p\(partner): hold"))
            #expect(terminal.contains("  p\(partner) "))
        }
        #expect(one.contains("21 more rows in parallel.json."))
        #expect(!one.contains { $0.hasPrefix("| p2 |") })
    }

    @Test("Failed criteria stand first and are never cut, the one that the headline names first first of all")
    func criteria() throws {
        let story = MigrationStory(MigrationWords(SampleMigration.findings, SampleMigration.rows))
        let whole = try #require(story.lines.first { $0.what.isEmpty }).checklist
        let failed = whole.rows.count { $0[2].text == "failed" }
        #expect(failed == 5 && whole.kept == 5)
        #expect(whole.rows.first?[0].text == "value, shipment: none")
        #expect(whole.markdown(1, width: 300).count { $0.contains("| failed |") } == 5)
    }
}
