import Kernel
import Reconciliation
import Testing

@testable import Exports

@Suite("Names of events and columns, and how times are written")
struct NamesAndTimesTests {
    @Test(
        "Events are known by the words of people, EDIFACT, X12, IDoc and Odoo",
        arguments: [
            ("ORDERS", EventRole.order), ("ORDERS05", .order), ("850", .order), ("com.shop.order.created.v1", .order),
            ("ORDRSP", .confirmation), ("855", .confirmation), ("order_confirmed", .confirmation),
            ("Auftragsbestätigung", .confirmation), ("DESADV", .shipment), ("X12 856", .shipment),
            ("DELVRY07", .shipment), ("SHPMNT05", .shipment), ("stock.picking", .shipment), ("shipped_at", .shipment),
            ("Lieferschein", .shipment), ("INVOIC02", .invoice), ("810", .invoice), ("account.move", .invoice),
            ("Rechnung", .invoice), ("facture", .invoice), ("credit_invoice", .creditNote), ("Gutschrift", .creditNote),
            ("order_cancelled", .cancellation), ("Storno", .cancellation), ("order_returned", .goodsReturn),
            ("shipping_label", .label), ("parcel.delivered", .tracking), ("IFTSTA", .tracking),
            ("stock.move", .inventoryMove),
            ("INVRPT", .stockLevel), ("Rückstand", .backOrder), ("picked", .pick), ("940", .pick),
        ])
    func kinds(_ name: String, _ role: EventRole) { #expect(KindLexicon.role(name) == role) }

    @Test("Words that say nothing about an order are no kind, and receipts are known as such")
    func noKinds() {
        for name in ["E10", "heartbeat", "A", "42", ""] { #expect(KindLexicon.role(name) == nil, "\(name)") }
        for name in ["997", "CONTRL", "APERAK"] { #expect(KindLexicon.isReceipt(name)) }
        #expect(KindLexicon.isPlan("promised_delivery_date"))
        #expect(!KindLexicon.isPlan("shipped_at"))
    }

    @Test(
        "Columns are known by their usual names",
        arguments: [
            ("client_order_ref", ColumnRole.order), ("Auftragsnummer", .order), ("po_number", .order),
            ("data.order.ref", .order), ("noCommande", .order), ("bestelnr", .order), ("docType", .event),
            ("Belegart", .event), ("Spediteur", .partner), ("trading_partner", .partner), ("posnr", .line),
            ("SSCC", .parcel), ("product_uom_qty", .quantity), ("Menge", .quantity), ("amount_untaxed", .net),
            ("MwSt", .tax), ("montantTTC", .total), ("lgort", .location), ("default_code", .article),
            ("Währung", .currency),
        ])
    func columns(_ name: String, _ role: ColumnRole) {
        #expect(ColumnLexicon.best(name, of: ColumnRole.allCases)?.role == role)
        #expect(ColumnLexicon.score(role, name) >= 0.75)
    }

    @Test(
        "The form of times is told by all of them, not by the first",
        arguments: [
            (["2026-11-27T08:26:00+01:00", "2026-11-27 09:00:30Z"], "iso", nil as String?, true),
            (["2026-11-27 08:26", "2026-11-28 10:00"], "iso", nil, false),
            (["03/04/2026 10:00", "13/04/2026 10:00"], "dd/MM/yyyy HH:mm", nil, false),
            (["03/04/2026 10:00", "03/14/2026 10:00"], "M/d/yyyy H:mm", nil, false),
            (["03/04/2026 10:00", "05/06/2026 11:00"], "dd/MM/yyyy HH:mm", "M/d/yyyy H:mm", false),
            (["27.11.2026 08:26:11"], "dd.MM.yyyy HH:mm:ss", nil, false),
            (["20261127082611"], "yyyyMMddHHmmss", nil, false),
            (["1795768011"], "unix", nil, true), (["1795768011250"], "unix ms", nil, true),
            (["11/27/2026 8:26:11 PM"], "M/d/yyyy h:mm:ss a", nil, false),
        ])
    func times(_ values: [String], _ format: String, _ rival: String?, _ hasOffset: Bool) {
        let shape = TimeShape(values)
        #expect(shape?.format == format)
        #expect(shape?.rival == rival)
        #expect(shape?.hasOffset == hasOffset)
    }

    @Test("Values that are no times: amounts, order numbers of twelve digits that are no date, words")
    func noTimes() {
        for values in [["1250.00", "3.5"], ["209913450000"], ["order", "shipment"], ["2026-13-01"], []] {
            #expect(TimeShape(values) == nil, "\(values)")
        }
    }

    @Test("Cents and cases are factors; a factor that holds for half of the pairs is none")
    func factors() {
        func match(_ pairs: [(Int64, Int64)]) -> NumberMatch {
            NumberMatch(pairs.map { ($0.0 * 1_000_000, $0.1 * 1_000_000) }, old: "a", new: "b", units: [])
        }
        let cents = match([(3, 300), (5, 500), (7, 700), (11, 1_100)])
        #expect(cents.agree == 1 && cents.newRule.factor == 10_000 && cents.oldRule.factor == EventField.scale)
        let cases = match([(36, 3), (60, 5), (84, 7), (132, 11)])
        #expect(cases.agree == 1 && cases.newRule.factor == 12_000_000)
        let mixed = match([(3, 36), (5, 60), (7, 7), (11, 11)])
        #expect(mixed.agree == 0.5 && mixed.doubt == nil)
    }
}
