import Kernel
import Testing

@testable import Scenario

/// Webhooks out of served systems and into a run, as a scenario writes them.
struct WebhookSectionTests {
    private static func inbox(_ webhook: String) -> SmallLandscape {
        SmallLandscape(
            box: "    placement: served", journey: "    - call: box.ask\n    - emit: delivered",
            sections: "inbox:\n  webhooks:\n    - \(webhook)")
    }

    @Test("A vendor's topic, body and ways of delivering; what tells incoming ones apart")
    func whole() throws {
        let box = """
                placement: served
                webhooks:
                  to: http://127.0.0.1:9/hooks
                  events: delivered
                  delivered like: trackingmore
                  topic: TRACK_UPDATE
                  json: '{"data": {"id": "{event.id}", "number": "{facts.tracking or "none"}"}}'
            """
        let webhook = try #require(
            try SmallLandscape(box: box, journey: "    - call: box.ask\n    - emit: delivered").plan().wire?.endpoints
                .first?.webhooks.first)
        #expect(webhook.vendor == .trackingMore && webhook.scheme == .none && webhook.topic == "TRACK_UPDATE")
        #expect(webhook.body?.source.hasPrefix("{\"data\"") == true)
        let source = try #require(
            try Self.inbox(
                "{ event: delivered, path: /in, topic: a b, when: { body: { /status: [delivered, done] } } }"
            )
            .plan().wire?.inbox?.sources.first)
        #expect(source.topic == "a b" && source.conditions.count == 1)
        #expect(source.conditions.first?.subject == .body(JSONPointer(["status"])))
    }

    @Test(
        "What could tell nothing apart, or names what is not there, is refused where it stands",
        arguments: [
            ("{ event: delivered, path: /in, when: {} }", "when: expected body or headers"),
            (
                "{ event: delivered, path: /in, when: { body: { /id: \"{facts.tracking}\" } } }",
                "when: a webhook is compared with fixed values; write them without placeholders"
            ),
            ("{ event: delivered, path: /in, when: { boddy: { /id: 1 } } }", "unknown key \"boddy\""),
            ("{ event: delivered, path: /in, topic: \"\" }", "topic: expected a text on one line"),
        ])
    func refused(webhook: String, problem: String) {
        let problems = Self.inbox(webhook).problems
        #expect(problems.count == 1 && problems[0].contains(problem), "\(problems)")
    }

    @Test("A body may name what an event has, and nothing else")
    func placeholders() {
        let box = """
                placement: served
                webhooks: { to: "http://127.0.0.1:9", events: delivered, json: '{"a": "{order.total}"}' }
            """
        let problems = SmallLandscape(box: box, journey: "    - call: box.ask\n    - emit: delivered").problems
        #expect(
            problems.count == 1 && problems[0].contains("there is nothing called \"order\" here"), "\(problems)")
    }
}
