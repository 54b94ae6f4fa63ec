import Foundation
import Kernel
import Reconciliation
import Testing

@testable import Analysis
@testable import Reporting

@Suite("The story of a migration")
struct MigrationStoryTests {
    private static let words = MigrationWords(SampleMigration.findings, SampleMigration.rows)
    private static let story = MigrationStory(words)

    private static func section(_ place: String) throws -> MigrationStory.Section {
        try #require(story.sections.first { $0.place == place })
    }

    private static func texts(_ table: MigrationTable) -> [[String]] { table.rows.map { $0.map(\.text) } }

    @Test("The decision first, for whom it is, and who could be cut over; below it what there is most of first")
    func sentence() {
        #expect(Self.story.word == "HOLD")
        #expect(
            Self.story.headline
                == "HOLD for 2 of 3 partners: gls <b>&\"'| and ups. dpd could be cut over.")
        #expect(
            Self.story.basis
                == "4 shipments whose quantity is 12 times the old one, 3 shipments in which location BE-LGG became LGG and 5 differences of 3 other kinds speak against it."
        )
        // 300 orders, one of which waits for its invoice.
        #expect(
            Self.story.scope
                == "299 orders compared, 1 pending; 900 events of edi hub, 901 of odoo-19 <i>&</i>")
    }

    @Test("Classes by partner and event add up to all events of both sides")
    func classes() throws {
        let table = try #require(try Self.section("classes").tables.first)
        let names = [
            "match", "tolerated", "timing only", "pending", "late beyond agreement", "master-data drift", "value",
            "duplicate", "missing",
        ]
        #expect(table.heads == ["Partner", "Event"] + names + ["units", "old events", "new events"])
        // Orders 300; shipments 300 with 96 of ups later, 1 late, 3 of LGG, 4 of cases; 298 pairs of invoices, 30 of them
        // with a status that differs by nature, 3 duplicates, 1 missing, 1 pending.
        #expect(
            table.sum?.map(\.text)
                == ["all", ""] + ["764", "30", "96", "1", "1", "3", "4", "3", "1"] + ["903", "900", "901"])
        let rows = Self.texts(table)
        #expect(rows.count == 9)
        // gls has 3 duplicates and a missing one among its 100 invoices, and 10 whose status differs.
        #expect(
            rows.contains([
                "gls <b>&\"'|", "invoice", "89", "10", "-", "-", "-", "-", "-", "3", "1", "103", "100", "102",
            ]))
        for column in 2..<table.heads.count {
            let sum = rows.reduce(0) { $0 + (Int($1[column]) ?? 0) }
            #expect(String(sum) == table.sum?[column].text)
        }
    }

    @Test("Orders by their worst class add up to all orders")
    func orders() throws {
        let table = try #require(try Self.section("classes").tables.last)
        #expect(table.title == "Orders by their worst class")
        #expect(
            table.sum?.map(\.text) == ["all", "172", "20", "95", "1", "1", "3", "4", "3", "1", "300"])
        #expect(table.rows.first?.first?.text == "gls <b>&\"'|")
        // Every order is on the old side.
        #expect(table.note.isEmpty)
    }

    @Test("Rows beyond those that stand open are in a fold that says what is in it, each row once")
    func fold() {
        var table = MigrationTable(
            title: "Orders", heads: ["Partner", "orders"], rows: (1...10).map { ["P\($0)x", "\($0)"] })
        table.open = 8
        table.folded = "2 more partners"
        let parts = table.markup.text.components(separatedBy: "<summary>2 more partners</summary>")
        #expect(parts.count == 2)
        #expect(parts.first?.contains("P8x") == true && parts.first?.contains("P9x") == false)
        #expect(parts.last?.contains("P8x") == false && parts.last?.contains("P10x") == true)
        table.open = nil
        #expect(!table.markup.text.contains("<details"))
    }

    @Test("However little room there is, rows that differ are shown, with those around them")
    func essential() {
        var table = MigrationTable(
            title: "T", heads: ["Event"], rows: (0..<9).map { [MigrationTable.Cell("E\($0)x")] })
        table.essential = [6]
        func shown(_ most: Int) -> [Int] {
            let text = table.markdown(most, width: 100).joined(separator: "\n")
            return (0..<9).filter { text.contains("E\($0)x") }
        }
        #expect(shown(1) == [6])
        #expect(shown(3) == [5, 6, 7])
        #expect(shown(25) == Array(0..<9))
        #expect(table.markdown(3, width: 100).contains("6 more rows in parallel.json."))
        table.essential = [0, 4, 8]
        #expect(shown(2) == [0, 4, 8])
    }

    @Test("Fields that differ: counts, the most frequent changes with rows, the rule behind them")
    func fields() throws {
        let section = try Self.section("fields")
        #expect(
            section.statements == [
                "shipment, quantity: in all 4 that differ the new value is 12 times the old one: units, where the old side counts cases?",
                "shipment, location: BE-LGG became LGG in all 3 that differ.",
            ])
        let counts = Self.texts(section.tables[0])
        #expect(counts[0] == ["shipment", "quantity", "300", "4", "1.3 %", "-"])
        #expect(counts[1] == ["shipment", "location", "300", "3", "1 %", "-"])
        #expect(counts[2] == ["invoice", "status", "298", "-", "-", "30"])
        let changes = Self.texts(section.tables[1])
        // Orders 2, 5, 8, 11: quantities 3, 1, 4, 2.
        #expect(changes.contains(["shipment", "quantity", "1", "12", "1", "old.csv:510", "new.csv:510"]))
        #expect(changes.contains(["shipment", "location", "BE-LGG", "LGG", "3", "old.csv:1610", "new.csv:1610"]))
    }

    @Test("Noise: 30 to 30 is what chance does, so it is tolerated, and listed")
    func noise() throws {
        let section = try Self.section("noise")
        // Orders 2, 5, 8 and 11 are two blocks of neighbours, and so are 16, 19 and 22: one-sided 2^-2. Of invoices each is a
        // block of its own: McNemar's 30 of 60, (1 + P(30 of 60)) / 2 = 0.5513. Adjusted: 0.25 x 3 / 2. Nothing differs by
        // nature of which the old side never differs from itself. Excess: (4 + 1.645 sqrt(2^2 + 2^2)) / 300, (3 + 1.645
        // sqrt(2^2 + 1)) / 300 and 1.645 sqrt(60) / 295.
        let because = "because of the migration: the old side never differs from itself"
        #expect(
            Self.texts(section.tables[0]) == [
                ["shipment", "quantity", "300", "4", "0", "0", "0.25", "0.375", "2.9 %", because],
                ["shipment", "location", "300", "3", "0", "0", "0.25", "0.375", "2.2 %", because],
                ["invoice", "status", "295", "30", "30", "0", "0.5513", "0.5513", "4.3 %", "by nature: tolerated"],
            ])
        let fact = Self.story.facts.first { $0.subject == "Noise" }
        #expect(
            fact?.words.hasSuffix("of a kind; invoice status (30 tolerated) differs by nature; no time does") == true,
            "\(fact?.words ?? "")")
        let tolerated = Self.texts(try #require(try Self.section("tolerated").tables.first))
        #expect(
            tolerated.map { Array($0[0...2]) } == [
                ["shipment", "timing only", "96"], ["invoice", "tolerated", "30"], ["invoice", "pending", "1"],
            ])
        #expect(tolerated[0][4] == "more than 1 s apart; none more than 30 min later")
    }

    @Test("Latency: intervals where there are enough orders, else how many would do")
    func latency() throws {
        let table = try #require(try Self.section("latency").tables.first)
        let row = try #require(Self.texts(table).first)
        #expect(row[0...2] == ["shipment", "all", "300"])
        // Ten minutes on both sides; an upper rank for p99 takes ln 0.025 / ln 0.99 = 367 orders and more.
        #expect(table.rows[0][2].below.isEmpty)
        #expect(table.rows[0][3].below.first == "10 min → 10 min")
        #expect(row[5] == "too few")
        #expect(table.rows[0][5].below[1...].first == "of 300 orders")
        #expect(table.rows[0][5].below.last?.hasSuffix(" would do") == true)
    }

    @Test("What was never seen is bounded by orders, not by their events: none of 299 is at most 1 - 0.05^(1/299)")
    func bounds() throws {
        let section = try Self.section("bounds")
        // 300 orders less one that is pending; 1 - 0.05^(1/299) = 0.99691 %.
        #expect(
            section.statements == [
                "No out of order, state, unexpected or orphan in 299 orders: each is at most 0.997 % at 95 %.",
                "Nothing was split: nothing is known of split mismatches.",
                // Orders tell no quantity, and there are no amounts.
                "Nothing is known of conservation violation: no amounts that have to add up (ordered and shipped quantities; net, tax and total; stock) are told by both sides.",
            ])
    }

    @Test("What differs is not cut from a table, however little room there is")
    func kept() throws {
        let units = try #require(try Self.section("bounds").tables.first)
        #expect(Self.texts(units).prefix(5).allSatisfy { $0[1] != "0" } && Self.texts(units)[5][1] == "0")
        #expect(units.kept == 5)
        #expect(try Self.section("bounds").tables.last?.kept == 2)
        #expect(try Self.section("classes").tables.map(\.kept) == [3, 2])
        #expect(try Self.section("fields").tables.first?.kept == 2)
    }

    @Test("Times that differ by nature are told where fields are")
    func times() {
        var findings = SampleMigration.findings
        findings.noiseModel.times[1] = -2 * .second...3 * .hour
        let words = MigrationWords(findings, SampleMigration.rows)
        #expect(
            words.noise.hasSuffix(
                "invoice status (30 tolerated) differs by nature; so do times: shipment from 2 s earlier to 3 h later"),
            "\(words.noise)")
    }

    @Test("Why each partner and kind is where it is, with an owner")
    func lines() throws {
        let dpd = try #require(Self.story.lines.first { $0.name == "dpd" })
        #expect(dpd.decision == .cutOver)
        // 1 - 0.05^(1/100) = 2.95 %.
        #expect(dpd.reasons.first == "0 of 100 orders differ (at most 3 % at 95 %)")
        let invoices = try #require(Self.story.lines.first { $0.name == "invoice" })
        #expect(invoices.decision == .hold)
        #expect(invoices.owner == "billing <team>")
        #expect(
            invoices.reasons == [
                "3 duplicate invoices, all of gls <b>&\"'|, 10:21-10:27 UTC",
                "1 missing invoice, 10:33 UTC",
            ])
    }

    @Test("Who moved when, and how many orders did not")
    func onboarding() throws {
        var made = SampleMigration.made(orders: 30)
        made.findings.onboarding = [
            OnboardingShare(phase: .init(number: 0, from: 0, share: 0.1), partner: "dpd", orders: 1_000),
            OnboardingShare(phase: .init(number: 1, from: .hour, share: 1), partner: "dpd", orders: 8_000),
            OnboardingShare(phase: nil, partner: "dpd", orders: 3_000),
        ]
        let story = MigrationStory(MigrationWords(made.findings, made.rows))
        #expect(
            story.facts.first { $0.subject == "Moved" }?.words.hasPrefix("9,000 of 12,000 orders moved to odoo-19")
                == true)
        let section = try #require(story.sections.first { $0.place == "onboarding" })
        #expect(Self.texts(section.tables[0]).map(\.last) == ["1,000", "8,000", "3,000"])
        #expect(Self.texts(section.tables[0])[2][0] == "not moved")
    }

    @Test("An order of each class of difference is told whole: with the events that match as well")
    func stories() throws {
        let section = try #require(Self.story.sections.first { $0.place == "stories" })
        let missing = try #require(section.tables.first { $0.title.hasPrefix("missing: order S") })
        let events = Self.texts(missing)
        #expect(events.map(\.first) == ["order", "shipment", "invoice"])
        #expect(events[0][1] == "match")
        #expect(events[2][1].hasPrefix("missing"))
        #expect(events[2][3] == "none")
        #expect(events[0][2].contains("(old.csv:"))
    }

    @Test("Planted differences beside what was found, and rows that could not be read")
    func plantedAndRead() throws {
        let planted = [
            PlantedFinding(name: "invoices twice", expected: .duplicate, planted: 3, found: 3, otherwise: [:]),
            PlantedFinding(name: "cases", expected: .value, planted: 5, found: 4, otherwise: [.late: 1]),
        ]
        let made = SampleMigration.made(orders: 30, reads: SampleMigration.reads, planted: planted)
        let story = MigrationStory(MigrationWords(made.findings, made.rows))
        let section = try #require(story.sections.first { $0.place == "planted" })
        #expect(section.statements == ["7 of 8 planted differences were found as what they are."])
        #expect(Self.texts(section.tables[0])[1] == ["cases", "value", "5", "4", "1 as late beyond agreement"])
        let reading = try #require(story.sections.first { $0.place == "reading" })
        #expect(reading.tables.map(\.title).contains("Rows that cannot be read"))
        #expect(story.cautions.contains("odoo-19: 1 row cannot be read; any event may be in them."))
        #expect(story.answer.contains("1 row that cannot be read"))
    }
}
