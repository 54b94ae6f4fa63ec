import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// Odoo's web session, client and served side, against what real servers of versions 16 to 19 received and answered.
@Suite struct OdooWebTests {
    static let versions = OdooVersion.allCases

    static func options(_ version: OdooVersion, others: [Secret] = []) -> OdooOptions {
        var options = OdooOptions(
            database: "real\(version.rawValue)", login: "admin", secret: Secret("admin"), version: version)
        options.isWebSession = true
        options.others = others
        return options
    }

    static func exchange(_ version: OdooVersion, _ step: String) throws -> RecordedExchange {
        try #require(try RecordedExchange.all("odoo-\(version.rawValue)-web").first { $0.step == step })
    }

    @Test("Recorded calls are understood, and written again as they were", arguments: versions)
    func requests(version: OdooVersion) throws {
        let codec = OdooWebCodec(options: Self.options(version))
        for exchange in try RecordedExchange.all("odoo-\(version.rawValue)-web") {
            let recorded = exchange.request?.canonical
            let id = Int(exchange.request?["id"]?.integer ?? 0)
            switch codec.recognise(WireRequest(.post, exchange.path, body: exchange.requestBody)) {
            case .call(let call, let credentials, let echo):
                #expect(credentials.session == "" && echo == .integer(id))
                // Odoo takes a path with model and method behind it as well as one without.
                let written = codec.request(call, number: id)
                #expect(
                    written.path
                        == "/web/dataset/call_kw/\(call.label.replacing(".\(call.method)", with: ""))/\(call.method)")
                guard call.method != "check_access_rule" else { continue }
                #expect(try JSON(reading: written.body).canonical == recorded, "\(exchange)")
            case .openSession(let credentials, _):
                let asked = exchange.request?["params"]
                #expect(credentials.database == asked?["db"]?.text && credentials.login == "admin")
                #expect(credentials.secret?.revealed == asked?["password"]?.text)
                guard exchange.step == "authenticate" else { continue }
                #expect(try JSON(reading: codec.logIn(number: id).body).canonical == recorded)
            case .version: #expect(exchange.step == "version-info")
            case .logIn, .immediate: Issue.record("\(exchange)")
            }
        }
    }

    @Test("Recorded answers are understood: failures told apart, the session found in its cookie", arguments: versions)
    func answers(version: OdooVersion) throws {
        let codec = OdooWebCodec(options: Self.options(version))
        let kinds: [(String, OdooFault.Kind)] = [
            ("wrong-password", .denied), ("wrong-database", .database), ("unknown-model", .model),
            ("unknown-method", .member), ("private", .rights), ("user-error", .missing), ("missing", .missing),
            ("expired", .session), ("no-cookie", .session),
        ]
        for (step, kind) in kinds {
            let exchange = try Self.exchange(version, step)
            let number = Int(exchange.request?["id"]?.integer ?? 0)
            guard case .fault(let fault) = codec.reply(exchange.wireResponse, number: number) else {
                Issue.record("\(exchange) is no fault")
                continue
            }
            #expect(fault.kind == kind, "\(exchange): \(fault)")
            #expect(fault.isDenied == [.denied, .session].contains(kind))
            // Not opened again and again for what has nothing to do with it.
            #expect(fault.outcome == .businessError)
        }
        let opened = try Self.exchange(version, "authenticate")
        guard case .value(let info) = codec.reply(opened.wireResponse, number: 3) else {
            Issue.record("not opened")
            return
        }
        #expect(info["uid"] == 2)
        #expect(info["session_id"]?.text?.count == (version < .v18 ? 40 : 84))
        #expect(OdooVersion.major(info["server_version_info"]?[0]) == version.rawValue)
        let nothing = try Self.exchange(version, "none")
        #expect(codec.reply(nothing.wireResponse, number: 10) == .value(.null))
        let rows = try Self.exchange(version, "search-read")
        #expect(codec.reply(rows.wireResponse, number: 4) == .value([["id": 3, "name": "Administrator"]]))
    }

    @Test(
        "A served Odoo answers log-ins, strangers and unknown models as the real one of its version",
        arguments: versions)
    func served(version: OdooVersion) throws {
        let partner = OdooJSONRPC(Self.options(version))
        var book = ServedBook()
        func ask(_ step: String, session: String? = nil) throws -> (WireResponse, RecordedExchange) {
            let exchange = try Self.exchange(version, step)
            var request = WireRequest(.post, exchange.path, body: exchange.requestBody)
            if let session { request.fields[.cookie] = "a=b; session_id=\(session)" }
            guard case .immediate(let response) = partner.recognise(request, in: &book) else {
                Issue.record("\(exchange) is no answer")
                return (WireResponse(0), exchange)
            }
            return (response, exchange)
        }
        func body(_ response: WireResponse) throws -> JSON {
            try JSON(reading: response.body).without("debug").canonical
        }
        for step in ["wrong-password", "wrong-database", "expired", "no-cookie"] {
            let (response, exchange) = try ask(step, session: step == "expired" ? "0123456789abcdef" : nil)
            #expect(response.status == exchange.status && response.fields[.setCookie] == nil)
            #expect(try body(response) == exchange.response?.canonical, "\(exchange)")
        }
        let (opened, recorded) = try ask("authenticate")
        let cookie = try #require(opened.fields[.setCookie])
        let id = try #require(cookie.split(separator: ";").first?.split(separator: "=").last.map(String.init))
        #expect(cookie.hasPrefix("session_id=") && cookie.hasSuffix("; Max-Age=604800; HttpOnly; Path=/"))
        #expect(recorded.wireResponse.fields[.setCookie]?.hasSuffix("; Max-Age=604800; HttpOnly; Path=/") == true)
        #expect(id.count == (version < .v18 ? 40 : 84))
        let info = try body(opened)["result"]
        let real = recorded.response?["result"]?.canonical
        for name in ["uid", "db", "user_context", "server_version_info"] {
            #expect(info?[name] == real?[name], "\(name)")
        }
        let (unknown, model) = try ask("unknown-model", session: id)
        let error = try body(unknown)["error"]
        for name in ["code", "message"] { #expect(error?[name] == model.response?.canonical["error"]?[name]) }
        for name in ["name", "message"] {
            #expect(error?["data"]?[name] == model.response?["error"]?["data"]?[name], "\(model)")
        }
        #expect(try body(unknown)["id"] == model.response?.canonical["id"])
        let (method, recordedMethod) = try ask("unknown-method", session: id)
        #expect(try body(method)["error"]?["code"] == recordedMethod.response?.canonical["error"]?["code"])
        book.endSessions()
        let (over, expired) = try ask("expired", session: id)
        #expect(try body(over) == expired.response?.canonical)
    }

    @Test(
        "A session says what is wrong: password, database, a second factor, a cookie that got lost", arguments: versions
    )
    func refused(version: OdooVersion) {
        func words(_ change: (inout OdooOptions) -> Void) -> ConversationResult {
            var options = Self.options(version)
            change(&options)
            var partner = Counterpart(OdooJSONRPC(Self.options(version)))
            return partner.hold(OdooJSONRPC(options).opening())
        }
        let password = words { $0.secret = Secret("wrong") }
        #expect(password.isDenied && password.outcome == .businessError)
        #expect(
            password.detail?.contains("Odoo refused the login \"admin\" on database \"real\(version.rawValue)\"")
                == true)
        #expect(password.detail?.contains("web sessions take no API key") == true)
        let database = words { $0.database = "nosuch" }
        #expect(database.detail?.contains("Database not found. Check the name under `database`") == true)
        func answered(_ body: String, _ fields: HTTPFields = [:]) -> ConversationResult? {
            guard var conversation = OdooJSONRPC(Self.options(version)).logIn() else { return nil }
            _ = conversation.next(nil)
            let response = WireResponse(200, fields: fields, body: Array(body.utf8))
            guard case .end(let result) = conversation.next(response) else { return nil }
            return result
        }
        let factor = answered(#"{"jsonrpc": "2.0", "id": 1, "result": {"uid": null}}"#, [.setCookie: "session_id=x"])
        #expect(factor?.detail?.contains("second factor") == true)
        let lost = answered(#"{"jsonrpc": "2.0", "id": 1, "result": {"uid": 2, "server_version_info": [18]}}"#)
        #expect(lost?.detail?.contains("expected a session's cookie") == true)
    }

    @Test("The served side takes each of the passwords that are good side by side", arguments: versions)
    func passwords(version: OdooVersion) {
        let served = OdooJSONRPC(Self.options(version, others: [Secret("next")]))
        for (password, isGood) in [("admin", true), ("next", true), ("other", false)] {
            for isWeb in [true, false] {
                var options = Self.options(version)
                options.secret = Secret(password)
                options.isWebSession = isWeb
                var partner = Counterpart(served)
                #expect((partner.hold(OdooJSONRPC(options).logIn()).outcome == .ok) == isGood)
            }
        }
    }

    @Test("A session that is over in the middle of an operation is told, and the operation goes on with the next one")
    func resumed() throws {
        let protocols = OdooJSONRPC(Self.options(.v18))
        var partner = Counterpart(protocols)
        let opened = partner.hold(protocols.opening())
        var session = opened.session
        var conversation = try #require(protocols.conversation("create order", for: .sample, session: session))
        guard case .send(let first, _) = conversation.next(nil) else { return }
        let answer = partner.answer(first)
        guard case .send(let second, _) = conversation.next(answer) else { return }
        partner.book.endSessions()
        guard case .end(let over) = conversation.next(partner.answer(second)) else {
            Issue.record("it went on")
            return
        }
        #expect(over.isDenied && over.outcome == .businessError)
        #expect(over.detail?.contains("Session expired") == true)
        session.merge(partner.hold(protocols.logIn()).session) { $1 }
        let fresh = try #require(protocols.conversation("create order", for: .sample, session: session))
        // The same request with another cookie, not the first one.
        guard case .send(let again, _) = conversation.resume(as: fresh) else { return }
        #expect(again.body == second.body && again.path == second.path)
        #expect(again.fields[.cookie] != second.fields[.cookie])
        var turn = conversation.next(partner.answer(again))
        while case .send(let request, _) = turn { turn = conversation.next(partner.answer(request)) }
        guard case .end(let result) = turn else { return }
        #expect(result.outcome == .ok && result.created.map(\.kind).contains("sale.order"))
    }
}
