import HTTPTypes
import Testing

@testable import Wire

@Suite("Secrets: redaction")
struct RedactorTests {
    /// "s3cr/t +kéy" in its forms, by Python's urllib, base64 and json.
    static let written = [
        "s3cr/t +k\u{e9}y", "s3cr%2Ft%20%2Bk%C3%A9y", "s3cr%2ft%20%2bk%c3%a9y", "s3cr%2Ft+%2Bk%C3%A9y",
        #"s3cr/t +k\u00e9y"#, #"s3cr\/t +k\u00e9y"#, #"s3cr\/t +kéy"#,
    ]

    @Test("A secret goes in each of its forms, the text around it stays", arguments: written)
    func forms(form: String) {
        let redactor = Redactor([Secret("s3cr/t +k\u{e9}y")])
        #expect(redactor.redacted("GET /x?k=\(form)&y=1") == "GET /x?k=•••&y=1")
        #expect(redactor.redacted("\(form)\(form)") == "••••••")
    }

    @Test(
        "Base64 of it goes wherever it stands behind other bytes, but for what its neighbours decide",
        arguments: [
            "czNjci90ICtrw6l5", "dXNlcjpzM2NyL3QgK2vDqXk=", "dTpzM2NyL3QgK2vDqXk=", "dXM6czNjci90ICtrw6l5",
            "czNjci90ICtrw6l5".replacing("+", with: "-"),
        ])
    func base64(form: String) {
        let redactor = Redactor([Secret("s3cr/t +k\u{e9}y")])
        let shown = redactor.redacted("Basic \(form) ok")
        #expect(shown.contains("•••"))
        #expect(shown.hasSuffix("ok"))
        // The user's name is left, and at most a character of base64 at each end.
        #expect(shown.utf8.count <= "Basic dXNlcjpz•••X= ok".utf8.count, "\(shown)")
    }

    @Test("Values behind names that hold secrets go though nobody knows them")
    func names() {
        let redactor = Redactor()
        let cases = [
            ("> Authorization: Bearer abc.def\r\n> Accept: */*", "> Authorization: •••\r\n> Accept: */*"),
            ("cookie: session_id=abc; x=y\nHost: a", "cookie: •••\nHost: a"),
            (#"{"access_token":"abc","expires_in":3600}"#, #"{"access_token":"•••","expires_in":3600}"#),
            (#"{"password": "a\"b", "x": 1}"#, #"{"password": "•••", "x": 1}"#),
            (#""body":"{\"client_secret\":\"abc\",\"a\":1}""#, #""body":"{\"client_secret\":\"•••\",\"a\":1}""#),
            ("grant_type=x&client_secret=abc&scope=y", "grant_type=x&client_secret=•••&scope=y"),
            ("X-API-Key:abc", "X-API-Key:•••"),
            ("wrong password: set ${env:ODOO_PASSWORD}", "wrong password: set ${env:ODOO_PASSWORD}"),
            ("the token endpoint said no", "the token endpoint said no"),
            (#"{"token":17}"#, #"{"token":•••}"#), ("password=", "password="), (#"{"password":"#, #"{"password":"#),
        ]
        for (text, expected) in cases { #expect(redactor.redacted(text) == expected) }
    }

    @Test("The longest of several goes first; short ones only as words of their own; empty ones not at all")
    func several() {
        var redactor = Redactor([Secret("canary"), Secret("canary-long"), Secret("ab"), Secret("")])
        #expect(redactor.redacted("canary-long canary ab abc cab (ab)") == "••• ••• ••• abc cab (•••)")
        redactor.add(Secret("fetched-token-1"))
        #expect(redactor.redacted("Bearer fetched-token-1") == "Bearer •••")
        var dumped = ""
        dump(redactor, to: &dumped)
        #expect(!"\(redactor)\(dumped)".contains("canary"))
    }

    @Test("Header fields for a log")
    func fields() {
        let redactor = Redactor([Secret("canary")])
        let shown = redactor.redacted([.authorization: "Basic x", .userAgent: "a canary b"] as HTTPFields)
        #expect(shown.map(\.value).sorted() == ["a ••• b", "•••"].sorted())
    }

    @Test("Nothing of a text without secrets changes, whatever bytes it has")
    func untouched() {
        let redactor = Redactor([Secret("canary")])
        for text in [
            "", "ünï😀", "\u{0}\u{7f}", "a: b = c \"", "\\\\\"", "authorization", "authorization:",
            "Authorization: \r\n",
        ] {
            #expect(redactor.redacted(text) == text)
        }
    }
}
