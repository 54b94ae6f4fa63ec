import Kernel
import Reconciliation
import Testing

@testable import Analysis
@testable import Reporting

/// Units of a class in words, of everything and of a partner.
@Suite("Differences of a migration in words")
struct MigrationPhraseTests {
    /// Twelve orders of two partners; the invoice of each is one, or as the new side has it.
    /// - Parameter change: what the new side does with an order's status, amount and document; nil: as on the old side.
    private static func words(
        spansOrders: Bool = false, _ change: (Int) -> (status: String, net: Int64, document: UInt64)?
    ) -> MigrationWords {
        let agreement = Agreement(
            kinds: [EventKind(name: "invoice", role: .invoice, maySplit: true, spansOrders: spansOrders)],
            fields: [
                EventField(name: "status", form: .text, meaning: .status),
                EventField(name: "net", form: .number, meaning: .net),
            ])
        var rows = MigrationRows()
        let stores = [Side.old, .new].map { side in
            let store = SideStore(side, agreement: agreement)
            for order in 0..<12 {
                let own = (status: "sent", net: Int64(10), document: UInt64(order + 1))
                let told = side == .new ? change(order) ?? own : own
                let row = UInt64(order)
                store.add(
                    BusinessEvent(
                        order: KeyHash.of("\(order)"), kind: 0, time: Int64(order) * .minute, row: row,
                        document: told.document, partner: store.partners.number(order < 8 ? "dpd" : "ups")),
                    values: [KeyHash.text(KeyHash.of(told.status)), told.net * EventField.scale])
                rows[side, row] = MigrationRows.Row(
                    place: "x:\(row)", order: "\(order)", kind: "invoice", time: nil,
                    fields: [.init(name: "status", value: told.status)])
            }
            return store
        }
        let reconciler = Reconciler(EventStore(agreement, stores), asOf: 100 * .day)
        let findings = MigrationFindings(
            title: "t", names: (old: "hub", new: "odoo"), reconciler: reconciler,
            tally: reconciler.tally(parts: 0..<SideStore.partCount), gate: GatePlan(), today: 0, reads: [])
        return MigrationWords(findings, rows)
    }

    @Test("Of a partner the partner's own are counted, whatever the others have")
    func ofAPartner() throws {
        // Three of dpd and two of ups became waiting.
        let words = Self.words { [1, 3, 5, 9, 11].contains($0) ? ("waiting", 10, UInt64($0 + 1)) : nil }
        let dpd = try #require(words.partners.first { words.partner($0) == "dpd" })
        let ups = try #require(words.partners.first { words.partner($0) == "ups" })
        #expect(words.difference(.state, kind: 0) == "5 invoices in which status sent became waiting")
        #expect(words.difference(.state, kind: 0, partner: dpd) == "3 invoices in which status sent became waiting")
        #expect(words.difference(.state, kind: 0, partner: ups) == "2 invoices in which status sent became waiting")
    }

    @Test("Several that became one are merged, one that became several is split")
    func merged() {
        // Orders 0, 1 and 2 have one invoice of 31, and 3 and 4 one of 20.
        let words = Self.words(spansOrders: true) { order in
            order < 3 ? ("sent", 31, 101) : order < 5 ? ("sent", 20, 102) : nil
        }
        #expect(
            words.difference(.splitMismatch, kind: 0) == "1 invoice merged into what does not come to the same")
        let tables = MigrationTables(words: words)
        #expect(tables.tolerated.tables.first?.rows.first?[4].text == "several merged into fewer that come to the same")
        // Nothing is tolerated for being split where nothing is.
        #expect(Self.words { _ in nil }.sums[0].splits == 0)
    }
}

extension SideStore {
    /// Adds an event with its values.
    fileprivate func add(_ event: BusinessEvent, values: [Int64]) {
        values.withUnsafeBufferPointer { add(event, $0) }
    }
}
