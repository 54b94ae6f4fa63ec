import Foundation
import Synchronization
import Testing

/// `rehearse reconcile` where a side is an Odoo: a server of the test that knows three orders.
@Suite("Reconciliation with Odoo", .serialized)
struct OdooReconcileTests {
    /// What the server has, by model; those beyond the id asked for, by `id`.
    private static let records: [String: [String]] = [
        "sale.order": (1...3).map {
            #"{"id": \#($0), "name": "S0000\#($0)", "client_order_ref": "WEB-\#($0)", "state": "sale", "create_date": "2026-11-27 08:0\#($0):00", "date_order": "2026-11-27 08:0\#($0):02", "write_date": "2026-11-27 09:00:00", "amount_untaxed": 100.1, "amount_tax": 21.02, "amount_total": 121.12, "invoice_ids": [], "carrier_id": [1, "DPD"]}"#
        },
        "sale.order.line": (1...3).map {
            #"{"id": \#($0), "order_id": [\#($0), "S0000\#($0)"], "product_uom_qty": \#($0)}"#
        },
        "stock.picking": (1...3).map {
            #"{"id": \#($0), "sale_id": [\#($0), "S"], "name": "WH/OUT/\#($0)", "state": "done", "picking_type_code": "outgoing", "date_done": "2026-11-27 09:0\#($0):00", "backorder_id": false, "location_id": [8, "WH/Stock"], "location_dest_id": [9, "Customers"], "create_date": "2026-11-27 08:10:00", "write_date": "2026-11-27 09:10:00", "carrier_id": false, "carrier_tracking_ref": false}"#
        },
        "stock.move": (1...3).map {
            #"{"id": \#($0), "picking_id": [\#($0), "WH"], "state": "done", "product_uom_qty": \#($0), "quantity": \#($0), "origin_returned_move_id": false}"#
        },
    ]

    /// An answer over JSON-RPC, or of JSON-2 where the path says so.
    private static func answer(_ request: SmallServer.Request, denied: String? = nil) -> (status: String, body: String)
    {
        let isJSON2 = request.path.hasPrefix("/json/2/")
        func wrapped(_ result: String) -> (String, String) {
            ("200 OK", isJSON2 ? result : #"{"jsonrpc": "2.0", "result": \#(result)}"#)
        }
        if request.body.contains(#""version""#) {
            return wrapped(#"{"server_version": "18.0", "server_version_info": [18, 0, 0, "final", 0, ""]}"#)
        }
        if request.body.contains(#""authenticate""#) { return wrapped("2") }
        let models = ["sale.order.line", "sale.order", "stock.picking", "stock.move", "account.move"]
        let model =
            models.first { isJSON2 ? request.path.contains("/\($0)/") : request.body.contains(#""\#($0)""#) } ?? ""
        if model == denied {
            let error =
                #"{"name": "odoo.exceptions.AccessError", "message": "You are not allowed to access \#(model)"}"#
            return isJSON2
                ? ("403 FORBIDDEN", error)
                : ("200 OK", #"{"jsonrpc": "2.0", "error": {"code": 200, "message": "Odoo", "data": \#(error)}}"#)
        }
        guard request.path.contains("search_read") || request.body.contains(#""search_read""#) else {
            let names = request.body.matches(of: /"([a-z_]+)"/).map { #""\#($0.output.1)": {"type": "char"}"# }
            return wrapped("{\(names.joined(separator: ", "))}")
        }
        let isFirst = request.body.contains(#"["id",">",0]"#)
        return wrapped("[\((isFirst ? records[model] ?? [] : []).joined(separator: ", "))]")
    }

    private static func source(_ port: UInt16, _ more: String = "") -> String {
        """
        # The landscape that may take over.
        rehearse odoo: 1
        url: http://127.0.0.1:\(port)
        options: { database: prod, login: reader }
        auth: { password: "${env:ODOO_SECRET}" }
        rate: 1000/s
        \(more)
        """
    }

    private static func reconcile(
        _ more: String = "", denied: String? = nil, arguments: [String] = [], old: String = "odoo.yaml",
        files: [String: String] = [:], _ check: (Program.Result, SmallServer, URL) throws -> Void
    ) throws {
        try withFolder { folder in
            let server = try SmallServer { answer($0, denied: denied) }
            defer { server.stop() }
            for (name, text) in files.merging(["odoo.yaml": source(server.port, more)], uniquingKeysWith: { a, _ in a })
            {
                try Data(text.utf8).write(to: folder.appending(path: name))
            }
            let (process, output, errors) = try Program.debug.start(
                ["reconcile", old, "odoo.yaml", "--out", "out"] + arguments, in: folder,
                environment: ["ODOO_SECRET": "not-to-be-told"])
            process.waitUntilExit()
            let result = try Program.result(process, output, errors)
            #expect(!(result.output + result.errors).contains("not-to-be-told"))
            try check(result, server, folder)
        }
    }

    /// An export: the first order agrees, the second has another total, the third was not shipped, and another one is only there.
    private static let hub = """
        event,order,time,partner,quantity,net,tax,total,status,location
        order,WEB-1,2026-11-27T08:01:00Z,DPD,1,100.10,21.02,121.12,sale,
        order,WEB-2,2026-11-27T08:02:00Z,DPD,2,100.10,21.02,121.13,sale,
        order,WEB-3,2026-11-27T08:03:00Z,DPD,3,100.10,21.02,121.12,sale,
        order,WEB-4,2026-11-27T07:00:00Z,DPD,3,100.10,21.02,121.12,sale,
        shipment,WEB-1,2026-11-27T09:01:00Z,DPD,1,,,,done,WH/Stock
        shipment,WEB-2,2026-11-27T09:02:00Z,DPD,2,,,,done,WH/Stock

        """

    /// A gate that three orders can pass.
    private static let gate = ["gate.yaml": "rehearse gate: 1\norders: 3\nrarer than: 99%\n"]

    /// What is told of each event of an order: `shipment: match`.
    private static func verdicts(_ result: Program.Result) -> [Substring] {
        result.output.split(separator: "\n").filter { $0.first?.isLetter ?? false && $0.contains(": ") }
    }

    @Test(
        "An Odoo compared with itself matches in every event, and is only read",
        arguments: ["odoo-json-rpc", "odoo-json-2"])
    func itself(_ dialect: String) throws {
        try Self.reconcile(
            "protocol: \(dialect)", arguments: ["--gate", "gate.yaml"], files: Self.gate
        ) { result, server, folder in
            #expect(result.status == 0, "\(result.output) \(result.errors)")
            for name in ["old", "new"] {
                let lines = try String(contentsOf: folder.appending(path: "out/\(name).jsonl"), encoding: .utf8)
                #expect(lines.split(separator: "\n").count == 9)
                #expect(
                    lines.contains(
                        #"{"event":"order","order":"WEB-2","time":"2026-11-27T08:02:00Z","partner":"DPD","document":"S00002","quantity":2,"net":100.1,"tax":21.02,"total":121.12,"status":"sale"}"#
                    ))
            }
            for request in server.seen {
                let words = request.path + request.body
                #expect(
                    ["search_read", "fields_get", #""authenticate""#, #""version""#].contains { words.contains($0) },
                    "\(words)")
            }
        }
    }

    @Test("Against an export each planted difference is found, and told of an order as well")
    func planted() throws {
        let files = ["hub.csv": Self.hub]
        try Self.reconcile(
            arguments: ["--gate", "gate.yaml"], old: "hub.csv",
            files: files.merging(Self.gate) { first, _ in first }
        ) { result, _, folder in
            #expect(result.status == 3, "\(result.output) \(result.errors)")
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "out/new.jsonl").path))
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out/old.jsonl").path))
        }
        for (order, expected) in [
            ("WEB-1", ["order: match", "shipment: match"]),
            ("WEB-2", ["order: value, differs in total", "shipment: match"]),
            ("WEB-3", ["order: match", "shipment: unexpected"]), ("WEB-4", ["order: missing"]),
        ] {
            try Self.reconcile(
                "leave out: confirmation", arguments: ["--explain", order, "--as-of", "2026-11-28T00:00:00Z"],
                old: "hub.csv", files: files
            ) { result, _, folder in
                #expect(result.status == 0, "\(result.errors)")
                let told = Self.verdicts(result).map { String($0).replacing(";", with: ",") }
                #expect(told.sorted() == expected, "\(order): \(result.output)")
                #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out").path))
            }
        }
    }

    @Test("What the user may not read is an error with what to do; it is gone once it is left out")
    func denied() throws {
        try Self.reconcile(denied: "stock.picking") { result, _, folder in
            #expect(result.status == 2)
            #expect(
                result.errors.contains("odoo.yaml: Odoo, stock.picking.fields_get: AccessError"), "\(result.errors)")
            #expect(result.errors.contains("`leave out: [pick, shipment, back order"), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out/old.jsonl").path))
        }
        let without = "leave out: [pick, shipment, back order, cancellation, tracking, return]"
        try Self.reconcile(
            without, denied: "stock.picking", arguments: ["--gate", "gate.yaml"], files: Self.gate
        ) { result, _, folder in
            #expect(result.status == 0, "\(result.output) \(result.errors)")
            let lines = try String(contentsOf: folder.appending(path: "out/new.jsonl"), encoding: .utf8)
            #expect(lines.split(separator: "\n").count == 6)
        }
    }

    @Test("A server that is busy for a moment is asked again, and one that stays so is told")
    func busy() throws {
        for (refusals, status) in [(2, Int32(0)), (.max, 2)] {
            try withFolder { folder in
                let left = Mutex(refusals)
                let server = try SmallServer { request in
                    let isRefused =
                        request.body.contains("search_read")
                        && left.withLock { left in
                            left -= 1
                            return left >= 0
                        }
                    return isRefused ? ("429 Too Many Requests", "{}") : Self.answer(request)
                }
                defer { server.stop() }
                for (name, text) in Self.gate.merging(
                    ["odoo.yaml": Self.source(server.port), "old.csv": Self.hub], uniquingKeysWith: { a, _ in a })
                {
                    try Data(text.utf8).write(to: folder.appending(path: name))
                }
                let result = try Program.debug.run(
                    "reconcile", "old.csv", "odoo.yaml", "--gate", "gate.yaml", "--out", "out", in: folder,
                    environment: ["ODOO_SECRET": "x"])
                // Whether the sides agree is another matter: what was read is there, or why not is told.
                let isRead = FileManager.default.fileExists(atPath: folder.appending(path: "out/new.jsonl").path)
                #expect(isRead == (status == 0), "\(result.errors)")
                if status == 2 {
                    #expect(result.status == 2)
                    #expect(
                        result.errors.contains("odoo.yaml: Odoo, sale.order.search_read: HTTP 429"), "\(result.errors)")
                    #expect(server.seen.count { $0.body.contains("search_read") } == 4)
                }
            }
        }
    }

    @Test("Mistakes are told before anything is asked: another machine, a secret in the file, unknown keys, no end")
    func mistakes() throws {
        func refused(_ text: String, _ words: String..., arguments: [String] = []) throws {
            try Self.reconcile(arguments: arguments, files: ["odoo.yaml": text]) { result, server, _ in
                #expect(result.status == 2, "\(result.output)")
                for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
                #expect(server.seen.isEmpty)
            }
        }
        let elsewhere = Self.source(80).replacing("127.0.0.1:80", with: "odoo.example")
        try refused(elsewhere, "odoo.yaml: url: odoo.example is not this machine", "--allow-target odoo.example")
        try refused(
            Self.source(80).replacing("${env:ODOO_SECRET}", with: "hunter2"), "odoo.yaml:5", "a secret must not stand")
        try refused(Self.source(80, "from: 2026-11-02\nuntil: 2026-11-01"), "expected a time after \"from\"")
        try refused(Self.source(80, "leave out: shipmnt"), "did you mean \"shipment\"")
        try refused(Self.source(80).replacing("login", with: "user"), "options.login is missing")
        try Self.reconcile("total: 4") { result, server, _ in
            #expect(result.errors.contains("not read to the end with 4 requests"), "\(result.errors)")
            #expect(server.seen.count == 6)
        }
    }
}
