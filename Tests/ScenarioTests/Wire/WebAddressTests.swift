import Testing

@testable import Scenario

/// URLs and hosts as a scenario writes them.
struct WebAddressTests {
    private static func problem(url: String) -> [String] {
        SmallLandscape(box: "    placement: real\n    url: \"\(url)\"").problems
    }

    @Test(
        "What may be a password or a key in a URL is refused and not repeated",
        arguments: [
            "http://us:canary@127.0.0.1:9", "htp://us:canary@127.0.0.1:9", "us:canary@127.0.0.1",
            "http://127.0.0.1:9/?key=canary", "http://127.0.0.1:9/x#canary", "htp://127.0.0.1?key=canary",
            "http://127.0.0.1:9/?user=us@canary",
        ])
    func secret(url: String) {
        let problems = Self.problem(url: url)
        #expect(
            problems.count == 1 && problems[0].hasPrefix("small.yaml:15:10: systems.box.url: expected a URL without"))
        #expect(!problems.joined().contains("canary"), "\(problems)")
    }

    @Test("Other mistakes in a URL are shown as they stand; an @ in a path is no user")
    func shown() {
        for url in ["htp://127.0.0.1", "http://", "http://127.0.0.1:99999", "http://a b"] {
            let problems = Self.problem(url: url)
            #expect(problems.count == 1 && problems[0].hasSuffix("found \"\(url)\""), "\(problems)")
        }
        #expect(Self.problem(url: "http://127.0.0.1:9/@us") == [])
    }

    @Test(
        "A host is a name or an address and nothing else",
        arguments: [
            ("odoo.example.com", true), ("10.0.0.7", true), ("2001:db8::1", true), ("a_b-c", true),
            ("https://odoo.example.com", false), ("odoo.example.com:8069", false), ("odoo.example.com/x", false),
            ("*", false), ("*.example.com", false), ("[::1]", false), ("", false), ("us@example.com", false),
            ("a b", false),
        ])
    func host(text: String, isOne: Bool) {
        #expect(WebAddress.isHost(text) == isOne)
    }

    @Test("A target that is no host would allow nothing, and is refused where it stands")
    func target() {
        let box = "    workers: 1\ntargets:\n  \"https://odoo.example.com\": { rate: 5/s, total: 10 }"
        let problems = SmallLandscape(box: box).problems
        #expect(problems.count == 1, "\(problems)")
        #expect(
            problems.first?.hasSuffix(
                "expected a host such as odoo.example.com, without scheme, port and path, found \"https://odoo.example.com\""
            ) == true)
    }
}
