import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// What is wrong is said once, clearly, with the remedy and without the secret.
@Suite struct OdooRemedyTests {
    static func options(
        database: String = "peak", login: String = "rehearsal", secret: String = "correct horse battery",
        version: OdooVersion = .v18
    ) -> OdooOptions {
        OdooOptions(database: database, login: login, secret: Secret(secret), version: version)
    }

    static func opening(_ client: any WireProtocol, _ served: any WireProtocol) -> ConversationResult {
        var journey = Journey(client, served)
        return journey.open()
    }

    @Test("A wrong password")
    func password() {
        let result = Self.opening(
            OdooJSONRPC(Self.options(secret: "hunter22")), OdooJSONRPC(Self.options()))
        #expect(result.outcome == .businessError)
        #expect(result.detail?.contains("refused the login \"rehearsal\"") == true)
        #expect(result.detail?.contains("hunter22") == false)
    }

    @Test("A database that is not there")
    func database() {
        let result = Self.opening(OdooJSONRPC(Self.options(database: "pea")), OdooJSONRPC(Self.options()))
        #expect(result.outcome == .businessError)
        #expect(result.detail?.contains("database \"pea\" does not exist") == true)
        #expect(result.detail?.contains("Check the name under `database`") == true)
    }

    @Test("A key that has expired")
    func key() {
        let result = Self.opening(
            OdooJSON2(Self.options(secret: "old-key-0000", version: .v19)), OdooJSON2(Self.options(version: .v19)))
        #expect(result.outcome == .businessError)
        #expect(result.detail?.contains("Invalid apikey. The API key is wrong or has expired") == true)
        #expect(result.detail?.contains("old-key") == false)
    }

    @Test("JSON-2 against Odoo 18, JSON-RPC against a server without it")
    func version() {
        let json2 = Self.opening(OdooJSON2(Self.options(version: .v19)), OdooJSONRPC(Self.options()))
        #expect(json2.outcome == .businessError)
        #expect(json2.detail?.contains("it needs Odoo 19 or newer") == true)
        #expect(json2.detail?.contains("`odoo-json-rpc`") == true)
        let rpc = Self.opening(OdooJSONRPC(Self.options()), OdooJSON2(Self.options(version: .v19)))
        #expect(rpc.outcome == .businessError)
        #expect(rpc.detail?.contains("rpc.use_deprecated_services") == true)
    }

    @Test("An Odoo that is too old")
    func tooOld() {
        var conversation = OdooJSONRPC(Self.options()).opening()
        _ = conversation?.next(nil)
        let body =
            #"{"jsonrpc":"2.0","id":1,"result":{"server_version":"14.0","server_version_info":[14,0,0,"final",0,""]}}"#
        guard case .end(let result) = conversation?.next(WireResponse(200, body: Array(body.utf8))) else {
            Issue.record("goes on")
            return
        }
        #expect(result.detail?.contains("version 14.0; versions 16 to 19 are spoken") == true)
    }

    @Test(
        "Modules and rights that are missing, by Odoo's words",
        arguments: [
            (
                "odoo.exceptions.UserError", "Object sale.order doesn't exist",
                "Install the module that brings this model"
            ),
            ("builtins.KeyError", "sale.order", "Install the module that brings this model"),
            (
                "builtins.ValueError", "Invalid field 'carrier_tracking_ref' on model 'stock.picking'",
                "Install the module stock_delivery"
            ),
            ("builtins.ValueError", "Invalid field stock.picking.sale_id in leaf ('sale_id', '=', 7)", "sale_stock"),
            (
                "odoo.exceptions.UserError",
                "No journal could be found in company My Company for any of those types: sale",
                "no chart of accounts"
            ),
            ("odoo.exceptions.AccessError", "You are not allowed to access 'Sales Order'", "rights of a sales"),
        ])
    func modules(name: String, message: String, remedy: String) {
        let fault = OdooFault(exception: name, message: message)
        #expect(fault.words("sale.order.create").contains(remedy))
        #expect(fault.outcome == .businessError)
    }

    @Test("Trouble of the database passes, and is no refusal")
    func transient() {
        for name in [
            "psycopg2.errors.SerializationFailure", "psycopg2.OperationalError", "psycopg2.pool.PoolError",
            "psycopg2.errors.LockNotAvailable",
        ] {
            #expect(OdooFault(exception: name, message: "could not serialize access").outcome == .serverError)
        }
    }

    @Test("A secret that a server quotes back is blotted out")
    func secret() {
        let options = Self.options()
        let codec = OdooRPCCodec(options: options, user: 2)
        let body: JSON = [
            "jsonrpc": "2.0", "id": 1,
            "error": [
                "code": 200, "message": "Odoo Server Error",
                "data": ["name": "builtins.ValueError", "message": "args were ('peak', 2, 'correct horse battery')"],
            ],
        ]
        guard case .fault(let fault) = codec.reply(.json(200, body), number: 1) else {
            Issue.record("no fault")
            return
        }
        #expect(fault.message == "args were ('peak', 2, '•••')")
    }

    @Test(
        "What is not Odoo's answer is named for what it is",
        arguments: [
            (200, "text/html", "<html><title>Log in</title>Welcome</html>", Outcome.serverError, "\"Log in Welcome\""),
            (
                200, "text/html", "<script>var csrf_token = 'abc';</script><form action='/web/login'>Log in</form>",
                .businessError, "Odoo's log-in page"
            ), (200, "text/html", "<script>var token = 'abc';</script><p>Hi</p>", .serverError, "found \"Hi\""),
            (500, "text/html", "<h1>Internal Server Error</h1>", .serverError, "HTTP 500 text/html"),
            (502, "text/html", "", .serverError, "an empty body"),
            (429, "text/html", "<h1>429</h1>", .rateLimited, "429"),
            (303, "text/html", "", .businessError, "a redirection"),
            (404, "text/html", "x", .businessError, "HTTP 404"),
            (401, "text/plain", "no", .businessError, "HTTP 401"),
        ])
    func pages(status: Int, type: String, body: String, outcome: Outcome, words: String) {
        var fields = HTTPFields()
        fields[.contentType] = type
        let response = WireResponse(status, fields: fields, body: Array(body.utf8))
        for codec in [
            OdooRPCCodec(options: Self.options(), user: 2), OdooJSON2Codec(options: Self.options()),
        ] as [any OdooCodec] {
            guard case .fault(let fault) = codec.reply(response, number: 1) else {
                Issue.record("no fault")
                continue
            }
            #expect(fault.outcome == outcome)
            #expect(fault.words("sale.order.read").contains(words), "\(fault)")
        }
    }
}
