import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// What real servers received and answered goes through the codecs and comes out as it was.
@Suite struct OdooCaptureTests {
    /// Exchanges over JSON-RPC. The third file is from the same Odoo 18 as the second, started with two worker processes as in
    /// production: it shows that the JSON is the same whichever server stands before it, that a picking is validated without
    /// the wizard for text messages once that was answered, and that each answer ends its connection, by HTTP/1.0.
    static let files = ["odoo-17-jsonrpc", "odoo-18-jsonrpc", "odoo-18-jsonrpc-two-workers"]

    static func codec(_ file: String) -> OdooRPCCodec {
        let version: OdooVersion = file.contains("17") ? .v17 : .v18
        let options = OdooOptions(
            database: version == .v17 ? "real17" : "real18", login: "admin", secret: Secret("admin"), version: version)
        return OdooRPCCodec(options: options, user: 2)
    }

    @Test("Every recorded JSON-RPC request is understood, and written again as it was", arguments: files)
    func requests(file: String) throws {
        var calls = 0
        for exchange in try RecordedExchange.all(file) where exchange.path == "/jsonrpc" {
            let codec = Self.codec(file)
            let request = WireRequest(.post, exchange.path, body: exchange.requestBody)
            switch codec.recognise(request) {
            case .call(let call, let credentials, let echo):
                calls += 1
                var other = codec
                other.user = credentials.login.flatMap { Int64($0) }
                let secret = credentials.secret ?? Secret("")
                let again = OdooRPCCodec(
                    options: OdooOptions(database: credentials.database ?? "", secret: secret), user: other.user)
                let written = again.request(call, number: Int(echo.integer ?? 0))
                #expect(try JSON(reading: written.body).canonical == exchange.request?.canonical, "\(exchange)")
            case .version(let echo): #expect(echo == exchange.request?["id"] ?? .null, "\(exchange)")
            case .openSession: Issue.record("\(exchange)")
            case .logIn(let credentials, _):
                let asked = exchange.request?["params"]?["args"]
                #expect(credentials.database == asked?[0]?.text)
                #expect(credentials.secret?.revealed == asked?[2]?.text)
            case .immediate(let response):
                // What Odoo refuses before it looks at a model is refused in the same words.
                #expect(response.status == exchange.status, "\(exchange)")
                if let text = exchange.json["response_text"]?.text {
                    #expect(String(decoding: response.body, as: UTF8.self) == text, "\(exchange)")
                } else {
                    let body = try JSON(reading: response.body).without("debug")
                    #expect(body.canonical == exchange.response?.canonical, "\(exchange)")
                }
            }
        }
        #expect(calls > 50)
    }

    @Test("Every recorded JSON-RPC answer is understood, and written again as it was", arguments: files)
    func answers(file: String) throws {
        let codec = Self.codec(file)
        for exchange in try RecordedExchange.all(file) {
            guard let json = exchange.response, let echo = json["id"] else { continue }
            let number = Int(echo.integer ?? 0)
            let reply = codec.reply(exchange.wireResponse, number: number)
            // An id that is not the request's number belongs to another request.
            guard echo.integer != nil || json["error"] != nil else {
                guard case .fault(let fault) = reply else {
                    Issue.record("\(exchange): \(reply)")
                    continue
                }
                #expect(fault.kind == .garbage, "\(exchange)")
                continue
            }
            if let error = json["error"], !exchange.step.hasSuffix("-session-expired-no-cookie") {
                guard case .fault(let fault) = reply else {
                    Issue.record("\(exchange): \(reply)")
                    continue
                }
                #expect(fault.name == error["data"]?["name"]?.text, "\(exchange)")
                let written = codec.refusal(
                    OdooError(fault.name ?? "", error["data"]?["message"]?.text ?? "", status: 500), echo: echo)
                let again = try JSON(reading: written.body).without("debug")
                #expect(again.canonical == json.canonical, "\(exchange)")
            } else if json["error"] == nil {
                guard case .value(let value) = reply else {
                    Issue.record("\(exchange): \(reply)")
                    continue
                }
                let isAbsent = json["result"] == nil
                let written = isAbsent ? codec.answer(Optional<JSON>.none, echo: echo) : codec.answer(value, echo: echo)
                #expect(try JSON(reading: written.body).canonical == json.canonical, "\(exchange)")
            }
        }
    }

    @Test(
        "Recorded failures are told apart",
        arguments: [
            ("access-denied", OdooFault.Kind.denied), ("unknown-model", .model), ("unknown-method", .member),
            ("private-method", .rights), ("unknown-field", .member), ("missing-required", .business),
            ("user-error", .business), ("domain", .member), ("wrong-db", .database), ("bad-json", .business),
            ("batch-array", .business), ("session-expired-no-cookie", .session), ("session-wrong-password", .denied),
            ("get-404", .wire),
        ])
    func kinds(step: String, kind: OdooFault.Kind) throws {
        for file in Self.files {
            let exchange = try #require(
                try RecordedExchange.all(file).first { $0.step.hasSuffix("-\(step)") }, "\(file) \(step)")
            let number = Int(exchange.response?["id"]?.integer ?? 0)
            guard case .fault(let fault) = Self.codec(file).reply(exchange.wireResponse, number: number) else {
                Issue.record("\(exchange) is no fault")
                continue
            }
            #expect(fault.kind == kind, "\(exchange)")
            #expect(fault.outcome == .businessError)
        }
    }

    @Test("With two workers Odoo answers what it answers with threads, call by call; only the wizard comes once")
    func workers() throws {
        func outcomes(_ file: String) throws -> [String: String] {
            var outcomes: [String: String] = [:]
            for exchange in try RecordedExchange.all(file) {
                let number = Int(exchange.response?["id"]?.integer ?? 0)
                // Steps are numbered, and one of the two has a step more.
                let name = String(exchange.step.drop { $0 != "-" })
                switch Self.codec(file).reply(exchange.wireResponse, number: number) {
                case .value(let value):
                    // A wizard that asks back, or the kind of value: ids differ from database to database.
                    outcomes[name] = value["res_model"]?.text ?? (value.array == nil ? "value" : "list")
                case .fault(let fault): outcomes[name] = "\(exchange.status) \(fault.kind)"
                }
            }
            return outcomes
        }
        var threads = try outcomes("odoo-18-jsonrpc")
        var workers = try outcomes("odoo-18-jsonrpc-two-workers")
        #expect(threads.removeValue(forKey: "-picking-button-validate-wizard-dont_send_sms") != nil)
        #expect(threads.removeValue(forKey: "-picking-button-validate") == "confirm.stock.sms")
        #expect(workers.removeValue(forKey: "-picking-button-validate") == "value")
        #expect(workers == threads && threads.count == 77)
    }

    @Test("Answers of Odoo with workers, by HTTP/1.0 and each the end of its connection, come through the client whole")
    func closing() throws {
        let exchanges = try RecordedExchange.all("odoo-18-jsonrpc-two-workers").filter {
            $0.path == "/jsonrpc" && $0.status == 200 && $0.response != nil
        }
        let server = try FaultServer { request in
            let body = exchanges[request.number].response?.written ?? ""
            // Status line and header fields as they were recorded.
            let head =
                "HTTP/1.0 200 OK\r\nServer: Werkzeug/2.2.2 Python/3.11.7\r\nContent-Length: \(body.utf8.count)\r\n"
                + "Content-Type: application/json; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
            return [.text(head + body), .close]
        }
        defer { server.stop() }
        let client = try ClientHarness(server.url)
        defer { client.client.close() }
        for exchange in exchanges {
            let transfer = try client.exchange(.post(exchange.path, json: exchange.request ?? [:]))
            let response = try #require(transfer.response, "\(exchange)")
            #expect(try JSON(reading: response.body) == exchange.response, "\(exchange)")
        }
        #expect(exchanges.count > 50)
        // None was reused.
        #expect(Set(server.requests.map(\.connection)).count == exchanges.count)
    }

    @Test("A method that returns nothing is null with and without the member")
    func absentResult() {
        let codec = Self.codec("18")
        let absent = WireResponse(200, body: Array(#"{"jsonrpc": "2.0", "id": 11}"#.utf8))
        let null = WireResponse(200, body: Array(#"{"jsonrpc": "2.0", "id": 11, "result": null}"#.utf8))
        #expect(codec.reply(absent, number: 11) == .value(.null))
        #expect(codec.reply(null, number: 11) == .value(.null))
    }

    static let paths = [
        "01-search-read": "res.partner/search_read", "02-create": "res.partner/create",
        "03-no-auth": "res.partner/search",
        "04-bad-key": "res.partner/search", "05-unknown-model": "no.such/search",
        "06-unknown-method": "res.partner/nosuch",
        "07-bad-json": "res.partner/search", "08-user-error": "res.partner/unlink",
        "09-unexpected-kwarg": "res.partner/search_read", "10-missing-record": "sale.order/action_confirm",
        "11-with-context": "res.company/read",
    ]

    @Test("Every recorded JSON-2 exchange is understood both ways, and written again as it was")
    func json2() throws {
        let options = OdooOptions(database: "real19", secret: Secret("0123456789abcdef"), version: .v19)
        let codec = OdooJSON2Codec(options: options)
        let kinds: [String: OdooFault.Kind] = [
            "03-no-auth": .denied, "04-bad-key": .denied, "05-unknown-model": .model, "06-unknown-method": .wire,
            "07-bad-json": .business, "08-user-error": .business, "09-unexpected-kwarg": .business,
            "10-missing-record": .missing,
        ]
        for exchange in try RecordedExchange.all("odoo-19-json2") {
            let path = try #require(Self.paths[exchange.step])
            var fields = HTTPFields()
            fields[.authorization] = "bearer 0123456789abcdef"
            let request = WireRequest(.post, "/json/2/\(path)", fields: fields, body: exchange.requestBody)
            switch codec.recognise(request) {
            case .call(let call, let credentials, _):
                #expect(credentials.secret == options.secret)
                let written = codec.request(call, number: 1)
                #expect(written.path == request.path)
                // Methods of records carry their ids even when they are none.
                let sent = try JSON(reading: written.body)
                #expect(sent.canonical == exchange.request?.canonical, "\(exchange)")
            case .immediate(let response): #expect(response.status == exchange.status, "\(exchange)")
            default: Issue.record("\(exchange)")
            }
            let json = try #require(exchange.response)
            switch codec.reply(exchange.wireResponse, number: 1) {
            case .value(let value):
                #expect(value == json)
                #expect(try JSON(reading: codec.answer(value, echo: .null).body) == json)
            case .fault(let fault):
                #expect(
                    fault.kind == kinds[exchange.step] || exchange.step == "06-unknown-method", "\(exchange): \(fault)")
                let error = OdooError(fault.name ?? "", json["message"]?.text ?? "", status: exchange.status)
                let written = codec.refusal(error, echo: .null)
                #expect(written.status == exchange.status)
                #expect(try JSON(reading: written.body).without("debug").canonical == json.canonical, "\(exchange)")
            }
        }
    }
}
