import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite("Auth: credentials")
struct AuthenticatorTests {
    private let request = WireRequest(.get, "/v1/track?id=1")

    @Test("Basic: the examples of RFC 7617")
    func basic() throws {
        let one = try Authenticator.basic(user: "Aladdin", password: Secret("open sesame")).authenticated(request)
        #expect(one.fields[.authorization] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        let two = try Authenticator.basic(user: "test", password: Secret("123\u{a3}")).authenticated(request)
        #expect(two.fields[.authorization] == "Basic dGVzdDoxMjPCow==")
        #expect(throws: Authenticator.Failure.self) {
            try Authenticator.basic(user: "a:b", password: Secret("c")).authenticated(request)
        }
    }

    @Test("Bearer: the example of RFC 6750")
    func bearer() throws {
        let made = try Authenticator.bearer(Secret("mF_9.B5f-4.1JqM")).authenticated(request)
        #expect(made.fields[.authorization] == "Bearer mF_9.B5f-4.1JqM")
    }

    @Test("A key goes into its field, or into the query, encoded")
    func key() throws {
        let name = HTTPField.Name(literally: "DHL-API-Key")
        #expect(
            try Authenticator.apiKey(Secret("k1"), .field(name, prefix: "")).authenticated(request).fields[name] == "k1"
        )
        #expect(
            try Authenticator.apiKey(Secret("k1"), .field(.authorization, prefix: "ShippoToken ")).authenticated(
                request
            )
            .fields[.authorization] == "ShippoToken k1")
        let query = Authenticator.apiKey(Secret("a&b =c"), .query("key"))
        #expect(try query.authenticated(request).path == "/v1/track?id=1&key=a%26b%20%3Dc")
        #expect(try query.authenticated(WireRequest(.get, "/v1")).path == "/v1?key=a%26b%20%3Dc")
        #expect(try query.authenticated(WireRequest(.get, "/v1?")).path == "/v1?key=a%26b%20%3Dc")
        #expect(try query.authenticated(WireRequest(.get, "/v1#top")).path == "/v1?key=a%26b%20%3Dc")
    }

    @Test(
        "A secret that would begin another header field is refused, unseen",
        arguments: ["canary\r\nX: y", "canary\n", " canary", "can\u{0}ary"])
    func injection(secret: String) {
        #expect {
            try Authenticator.bearer(Secret(secret)).authenticated(request)
        } throws: { $0 is Authenticator.Failure && !"\($0)".contains("canary") }
    }

    @Test("What a plan asks for")
    func plans() throws {
        let secret = Secret("k")
        let reference = CredentialReference.environment("K")
        #expect(
            try Authenticator(.basic(user: "u", password: reference), secret: secret)
                == .basic(user: "u", password: Secret("k")))
        #expect(
            try Authenticator(.key(field: "X-Api-Key", key: reference), secret: secret)
                == .apiKey(Secret("k"), .field(HTTPField.Name(literally: "X-Api-Key"), prefix: "")))
        #expect(throws: Authenticator.Failure.self) {
            try Authenticator(.key(field: "X Api", key: reference), secret: secret)
        }
        #expect(try Authenticator(.password(reference), secret: secret) == .none)
        for (url, path) in [
            ("https://auth.example.com:8443/oauth/token?x=1", "/oauth/token?x=1"), ("https://auth.example.com", "/"),
        ] {
            let plan = AuthPlan.clientCredentials(tokenURL: url, client: "c", secret: reference, scope: "s")
            #expect(
                OAuthClient(plan, secret: secret)
                    == OAuthClient(path: path, id: "c", secret: Secret("k"), scope: "s"))
        }
        #expect(OAuthClient(.bearer(reference), secret: secret) == nil)
    }

    @Test("Nothing shows a secret")
    func silent() {
        var dumped = ""
        let client = OAuthClient(path: "/t", id: "id", secret: Secret("canary"))
        for value in [Authenticator.basic(user: "u", password: Secret("canary")), .bearer(Secret("canary"))] {
            dump(value, to: &dumped)
        }
        dump(client, to: &dumped)
        let ring = CredentialRing(Secret("canary"), others: [Secret("canary 2")])
        dump(ring, to: &dumped)
        #expect(!dumped.contains("canary"))
        #expect(!"\(client) \(ring)".contains("canary"))
    }

    @Test("Token requests: Basic by RFC 6749's form-encoding, or in the form")
    func tokenRequests() {
        var client = OAuthClient(path: "/oauth/token", id: "my id", secret: Secret("se/cret x"), scope: "a b")
        // Python: base64.b64encode(b"my+id:se%2Fcret+x")
        #expect(client.tokenRequest.fields[.authorization] == "Basic bXkraWQ6c2UlMkZjcmV0K3g=")
        #expect(String(decoding: client.tokenRequest.body, as: UTF8.self) == "grant_type=client_credentials&scope=a+b")
        client.style = .form
        client.parameters = ["audience": "https://x"]
        #expect(client.tokenRequest.fields[.authorization] == nil)
        #expect(
            String(decoding: client.tokenRequest.body, as: UTF8.self)
                == "grant_type=client_credentials&scope=a+b&client_id=my+id&client_secret=se%2Fcret+x&audience=https%3A%2F%2Fx"
        )
        #expect(client.tokenRequest.fields[.contentType] == "application/x-www-form-urlencoded")
    }

    @Test("Token answers: RFC 6749's example, UPS's texts, errors that may hold what was sent")
    func tokenAnswers() {
        func answer(_ status: Int, _ body: String) -> TokenAnswer {
            TokenAnswer(WireResponse(status, body: Array(body.utf8)))
        }
        #expect(
            answer(200, #"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600}"#)
                == .denied("expected a token of type Bearer, found another type; this client sends bearer tokens only"))
        #expect(
            answer(200, #"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"bearer","expires_in":3600}"#)
                == .token(Secret("2YotnFZFEjr1zCsicMWpAA"), lifetime: 3600))
        #expect(
            answer(
                200, #"{"token_type":"Bearer","issued_at":"1685542319575","access_token":"abc","expires_in":"14399"}"#)
                == .token(Secret("abc"), lifetime: 14_399))
        #expect(answer(200, #"{"access_token":"abc"}"#) == .token(Secret("abc"), lifetime: nil))
        #expect(answer(200, #"{"access_token":"abc","expires_in":-5}"#) == .token(Secret("abc"), lifetime: nil))
        for (status, body) in [
            (400, #"{"error":"invalid_client","error_description":"canary"}"#), (401, "canary"), (403, ""),
        ] {
            guard case .denied(let words) = answer(status, body) else {
                Issue.record("\(status)")
                continue
            }
            #expect(!words.contains("canary"))
            #expect(words.contains("invalid_client") == (status == 400))
        }
        for status in [200, 302, 404, 429, 500, 503] {
            guard case .unavailable = answer(status, "<html>canary") else {
                Issue.record("\(status)")
                continue
            }
        }
    }
}
