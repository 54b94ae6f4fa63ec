import Kernel
import Testing

@testable import Scenario

/// What stands between a run and a real system, TLS and a proxy, as a scenario writes it.
struct WaySectionTests {
    private static func box(_ keys: String...) -> SmallLandscape {
        SmallLandscape(box: (["placement: real"] + keys).map { "    \($0)" }.joined(separator: "\n"))
    }

    @Test("TLS and a proxy with all their keys; files are looked for beside the scenario")
    func whole() throws {
        let plan = try Self.box(
            "url: https://127.0.0.1:8443", "proxy: http://127.0.0.1:3128", "proxy user: us",
            "proxy password: \"${env:PROXY_PASSWORD}\"",
            "tls: { authorities: /etc/ca.pem, certificate: /etc/us.pem, key: /etc/us.key, "
                + "password: \"${file:/run/key}\", minimum: \"1.3\" }"
        ).plan()
        let endpoint = try #require(plan.wire?.endpoints.first)
        #expect(
            endpoint.tls
                == TLSPlan(
                    authorities: "/etc/ca.pem", certificate: "/etc/us.pem", key: "/etc/us.key",
                    password: .file("/run/key"), minimum: .three))
        #expect(endpoint.proxy == "http://127.0.0.1:3128" && endpoint.proxyUser == "us")
        #expect(endpoint.proxyPassword == .environment("PROXY_PASSWORD"))
    }

    @Test("Keys that would do nothing are refused where they stand, each once")
    func useless() {
        func problem(_ keys: String...) -> [String] {
            SmallLandscape(box: (["placement: real"] + keys).map { "    \($0)" }.joined(separator: "\n")).problems
        }
        let open = "url: http://127.0.0.1:9"
        #expect(
            problem(open, "tls: { minimum: \"1.3\" }") == [
                "small.yaml:16:5: systems.box.tls: \"tls\" belongs to https, and nothing here speaks it: expected a URL such as https://example.com, found \"http://127.0.0.1:9\""
            ])
        #expect(
            problem(open, "proxy: http://127.0.0.1:9", "proxy user: us") == [
                "small.yaml:17:5: systems.box.proxy user: \"proxy user\" and \"proxy password\" belong together: expected both, found one"
            ])
        #expect(
            problem(open, "proxy user: us", "proxy password: \"${env:P}\"") == [
                "small.yaml:16:5: systems.box.proxy user: \"proxy user\" belongs to a proxy, and there is none: expected \"proxy\" beside it"
            ])
        #expect(
            problem("url: https://127.0.0.1:9", "tls: { password: \"${env:P}\" }") == [
                "small.yaml:16:12: systems.box.tls.password: \"password\" belongs to a key"
            ])
        #expect(
            problem("url: https://127.0.0.1:9", "tls: { certificate: us.pem }") == [
                "small.yaml:16:10: systems.box.tls: a client's certificate and its key belong together: expected both, found one"
            ])
        // One that cannot be read is there all the same.
        let unreadable = problem(open, "tls: { minimum: \"1.3\" }", "proxy: ftp://127.0.0.1")
        #expect(unreadable.count == 1 && unreadable[0].contains("systems.box.proxy: "), "\(unreadable)")
        let written = problem(open, "proxy: http://127.0.0.1:9", "proxy user: us", "proxy password: hunter2")
        #expect(written.count == 1 && written[0].contains("a secret must not stand in a scenario"), "\(written)")
        #expect(!written.joined().contains("hunter2"))
        // The proxy or the token endpoint may be what speaks it.
        #expect(problem(open, "tls: { minimum: \"1.3\" }", "proxy: https://127.0.0.1:9") == [])
        #expect(
            problem(
                open, "tls: { minimum: \"1.3\" }",
                "auth: { client: a, secret: \"${env:S}\", token url: \"https://127.0.0.1:9/token\" }") == [])
    }

    @Test(
        "A credential may be named twice while it changes; empty lists and secrets themselves are refused where they stand"
    )
    func credentials() {
        let open = "url: http://127.0.0.1:9"
        func problem(_ keys: String...) -> [String] {
            SmallLandscape(box: (["placement: real"] + keys).map { "    \($0)" }.joined(separator: "\n")).problems
        }
        #expect(problem(open, "auth: { bearer: [\"${env:NEW}\", \"${file:/run/old}\"] }") == [])
        #expect(
            problem(open, "auth: { bearer: [] }") == [
                "small.yaml:16:21: systems.box.auth.bearer: expected ${env:NAME} or ${file:PATH}, the current one first, found an empty list: put one into it"
            ])
        let written = problem(open, "auth: { key: [\"${env:NEW}\", hunter2] }")
        #expect(
            written == [
                "small.yaml:16:33: systems.box.auth.key[1]: a secret must not stand in a scenario: write ${env:NAME} or ${file:PATH} and put it there"
            ])
        #expect(!written.joined().contains("hunter2"))
        let twice = problem(open, "auth: { user: me, password: [\"${env:A}\", \"${env:A}\"] }")
        #expect(twice.count == 1 && twice[0].contains("found one of them twice"), "\(twice)")
    }
}
