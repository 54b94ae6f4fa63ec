import Testing

@testable import Wire

@Suite("Business events read from Odoo")
struct OdooExtractTests {
    /// An order of three and two and a half pieces: the first three and two are shipped, half a piece is to follow; one came back.
    private static func shelf(quantity: String = "quantity") -> ShelfOdoo {
        func move(_ id: Int, _ picking: Int, _ state: JSON, _ asked: JSON, _ done: JSON, of origin: JSON = false)
            -> JSON
        {
            .object([
                JSON.Member("id", .integer(id)), JSON.Member("picking_id", [.integer(picking), "WH"]),
                JSON.Member("state", state), JSON.Member("product_uom_qty", asked), JSON.Member(quantity, done),
                JSON.Member("origin_returned_move_id", origin),
            ])
        }
        func picking(
            _ id: Int, _ name: JSON, _ code: JSON, _ state: JSON, done: JSON, after: JSON = false,
            tracking: JSON = false
        ) -> JSON {
            [
                "id": .integer(id), "sale_id": [1, "S00001"], "name": name, "picking_type_code": code, "state": state,
                "date_done": done, "backorder_id": after, "carrier_id": [3, "DPD"],
                "carrier_tracking_ref": tracking, "location_id": [8, "WH/Stock"],
                "location_dest_id": [9, "WH/Returns"], "create_date": "2026-11-27 09:00:00",
                "write_date": "2026-11-27 12:00:00",
            ]
        }
        func invoice(_ id: Int, _ name: JSON, _ type: JSON, _ net: JSON, _ tax: JSON, _ total: JSON) -> JSON {
            [
                "id": .integer(id), "name": name, "move_type": type, "state": "posted",
                "create_date": "2026-11-27 13:00:00", "amount_untaxed": net, "amount_tax": tax, "amount_total": total,
            ]
        }
        return ShelfOdoo([
            "sale.order": [
                [
                    "id": 1, "name": "S00001", "client_order_ref": "WEB-1", "state": "done",
                    "create_date": "2026-11-27 08:00:00", "date_order": "2026-11-27 08:00:05",
                    "write_date": "2026-11-27 14:00:00", "amount_untaxed": .number("9007199254740.993"),
                    "amount_tax": .number("12.10"), "amount_total": .number("9007199254753.093"),
                    "invoice_ids": [21, 22], "carrier_id": [4, "UPS"],
                ],
                [
                    "id": 2, "name": "S00002", "client_order_ref": false, "state": "cancel",
                    "create_date": "2026-11-27 08:01:00", "date_order": "2026-11-27 08:01:00",
                    "write_date": "2026-11-27 10:00:00", "amount_untaxed": 10, "amount_tax": 0, "amount_total": 10,
                    "invoice_ids": [], "carrier_id": false,
                ],
            ],
            "sale.order.line": [
                ["id": 1, "order_id": [1, "S00001"], "product_uom_qty": 3],
                ["id": 2, "order_id": [1, "S00001"], "product_uom_qty": .number("2.5")],
                ["id": 3, "order_id": [2, "S00002"], "product_uom_qty": 4],
            ],
            "stock.picking": [
                picking(11, "WH/OUT/1", "outgoing", "done", done: "2026-11-27 11:00:00", tracking: "1Z1"),
                picking(12, "WH/OUT/2", "outgoing", "assigned", done: false, after: [11, "WH/OUT/1"]),
                picking(13, "WH/IN/1", "incoming", "done", done: "2026-11-28 11:00:00"),
            ],
            "stock.move": [
                move(1, 11, "done", 3, 3), move(2, 11, "done", 2, .number("2.0000000000000004")),
                move(3, 12, "assigned", .number("0.5"), 0), move(4, 13, "done", 1, 1, of: [1, "move"]),
            ],
            "account.move": [
                invoice(21, "INV/1", "out_invoice", .number("100.1"), .number("21.02"), .number("121.12")),
                invoice(22, "RINV/1", "out_refund", 10, .number("2.1"), .number("12.1")),
            ],
        ])
    }

    private static let expected = [
        #"{"event":"order","order":"WEB-1","time":"2026-11-27T08:00:00Z","partner":"UPS","document":"S00001","quantity":5.5,"net":9007199254740.993,"tax":12.1,"total":9007199254753.093,"status":"sale"}"#,
        #"{"event":"confirmation","order":"WEB-1","time":"2026-11-27T08:00:05Z","partner":"UPS","document":"S00001","quantity":5.5}"#,
        #"{"event":"shipment","order":"WEB-1","time":"2026-11-27T11:00:00Z","partner":"DPD","status":"done","document":"WH/OUT/1","quantity":5,"location":"WH/Stock"}"#,
        #"{"event":"tracking","order":"WEB-1","time":"2026-11-27T11:00:00Z","partner":"DPD","document":"1Z1"}"#,
        #"{"event":"back order","order":"WEB-1","time":"2026-11-27T09:00:00Z","partner":"DPD","document":"WH/OUT/2","quantity":0.5,"location":"WH/Stock"}"#,
        #"{"event":"return","order":"WEB-1","time":"2026-11-28T11:00:00Z","partner":"DPD","status":"done","document":"WH/IN/1","quantity":1,"location":"WH/Returns"}"#,
        #"{"event":"invoice","order":"WEB-1","time":"2026-11-27T13:00:00Z","partner":"UPS","document":"INV/1","net":100.1,"tax":21.02,"total":121.12,"status":"posted"}"#,
        #"{"event":"credit note","order":"WEB-1","time":"2026-11-27T13:00:00Z","partner":"UPS","document":"RINV/1","net":10,"tax":2.1,"total":12.1,"status":"posted"}"#,
        #"{"event":"order","order":"S00002","time":"2026-11-27T08:01:00Z","document":"S00002","quantity":4,"net":10,"tax":0,"total":10,"status":"cancel"}"#,
        #"{"event":"cancellation","order":"S00002","time":"2026-11-27T10:00:00Z","document":"S00002","quantity":4}"#,
    ]

    @Test("Every kind of event is told as it is in Odoo, in versions of either name for what a move has moved")
    func events() throws {
        for (field, other) in [("quantity", "quantity_done"), ("quantity_done", "quantity")] {
            let shelf = Self.shelf(quantity: field)
            shelf.missing = [other]
            #expect(try shelf.events().map(\.written).sorted() == Self.expected.sorted())
        }
    }

    @Test("Only what is asked for is read: no deliveries for orders alone, and no invoices")
    func kinds() throws {
        let shelf = Self.shelf()
        let events = try shelf.events(OdooTerms(kinds: [.order]))
        #expect(events.map(\.written) == [Self.expected[0], Self.expected[8]])
        #expect(Set(shelf.asked.map(\.model)) == ["sale.order", "sale.order.line"])
    }

    @Test("Orders come in pages by rising id, within the terms")
    func pages() throws {
        let shelf = ShelfOdoo([
            "sale.order": (1...5).map { ["id": .integer($0 * 10), "name": .string("S\($0)"), "state": "draft"] }
        ])
        let terms = OdooTerms(
            from: "2026-11-01 00:00:00", until: "2026-11-28 00:00:00", references: "50%_", tag: "peak", company: 2,
            kinds: [.order], page: 2)
        #expect(try shelf.events(terms).compactMap { $0["order"]?.text } == ["S1", "S2", "S3", "S4", "S5"])
        let domains = shelf.asked.compactMap { query -> String? in
            guard case .records("sale.order", let domain, _, 2) = query else { return nil }
            return domain.written
        }
        #expect(
            domains
                == [0, 20, 40].map {
                    #"[["create_date",">=","2026-11-01 00:00:00"],["create_date","<","2026-11-28 00:00:00"],["client_order_ref","=like","50\\%\\_%"],["tag_ids.name","=","peak"],["company_id","=",2],["id",">",\#($0)]]"#
                })
    }

    @Test("Stock moves are told at places of our own, out of them and into them")
    func moves() throws {
        let shelf = ShelfOdoo([
            "stock.move": [
                [
                    "id": 7, "date": "2026-11-27 11:00:00", "product_id": [5, "[A-1] Apple"],
                    "location_id": [8, "WH/Stock"], "location_dest_id": [9, "Customers"], "reference": "WH/OUT/1",
                    "quantity": 3, "state": "done",
                ],
                [
                    "id": 8, "date": "2026-11-27 12:00:00", "product_id": [6, "Pear"], "location_id": [8, "WH/Stock"],
                    "location_dest_id": [10, "WH/Shelf"], "reference": "WH/INT/1", "quantity": .number("0.1"),
                    "state": "done",
                ],
            ],
            "stock.location": [
                ["id": 8, "complete_name": "WH/Stock"], ["id": 10, "complete_name": "WH/Shelf"],
            ],
            "product.product": [
                ["id": 5, "default_code": "A-1", "name": "Apple"], ["id": 6, "default_code": false, "name": "Pear"],
            ],
        ])
        let events = try shelf.events(OdooTerms(kinds: [.inventoryMove]))
        #expect(
            events.map(\.written) == [
                #"{"event":"inventory move","time":"2026-11-27T11:00:00Z","place":"WH/Stock/A-1","document":"WH/OUT/1/7","quantity":-3,"article":"A-1","location":"WH/Stock"}"#,
                #"{"event":"inventory move","time":"2026-11-27T12:00:00Z","place":"WH/Stock/Pear","document":"WH/INT/1/8","quantity":-0.1,"article":"Pear","location":"WH/Stock"}"#,
                #"{"event":"inventory move","time":"2026-11-27T12:00:00Z","place":"WH/Shelf/Pear","document":"WH/INT/1/8","quantity":0.1,"article":"Pear","location":"WH/Shelf"}"#,
            ])
    }

    @Test("A field that is not there is told with its model, the module that brings it, and how to do without")
    func missingModule() throws {
        let shelf = Self.shelf()
        shelf.missing = ["sale_id"]
        let failure = #expect(throws: OdooExtract.Failure.self) { try shelf.events() }
        let words = failure?.description ?? ""
        #expect(words.contains("stock.picking: it has no field sale_id"), "\(words)")
        #expect(
            words.contains("sale_stock")
                && words.contains("leave out: [pick, shipment, back order, cancellation, tracking, return]"), "\(words)"
        )
        // Without the module for delivery methods there are no partners, and all else is there.
        shelf.missing = ["carrier_id", "carrier_tracking_ref"]
        #expect(try shelf.events().allSatisfy { $0["partner"] == nil && $0["event"] != "tracking" })
    }

    @Test(
        "Amounts are read digit by digit",
        arguments: [
            ("12.10", 12_100_000), ("0.30000000000000004", 300_000), ("1e-07", 0), ("5e-07", 1), ("3E2", 300_000_000),
            ("-1.9999995", -2_000_000), ("9007199254740.993", 9_007_199_254_740_993_000), ("0", 0),
            ("9223372036854.775807", Int64.max), ("9223372036854.775808", nil), ("1e999", nil), ("0e900", 0),
        ] as [(String, Int64?)])
    func amounts(_ text: String, _ millionths: Int64?) {
        #expect(ExactAmount.millionths(.number(text)) == millionths)
    }
}
