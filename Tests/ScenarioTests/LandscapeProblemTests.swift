import Kernel
import Testing

@testable import Scenario

/// Mistakes in a landscape: what people read, to the word, with line and column.
struct LandscapeProblemTests {
    /// Problems of a whole scenario without presets.
    private func problems(_ body: String) -> [String] {
        let head = "rehearse: 1\nname: Small\nclock: { from: 2026-11-02 00:00, for: 24h }\n"
        return ScenarioFile.read(head + body, as: "small.yaml").problems.map(\.description)
    }

    /// Two carriers behind a hub; the second line of `carriers` is line 15.
    private func carriers(_ first: String, _ second: String) -> [String] {
        problems(
            """
            orders: { total: 10 }
            journey:
              steps:
                - call: hub.take
            systems:
              hub:
                operations:
                  take:
                    steps:
                      - call: carriers.label
              ups: \(first)
              dhl: \(second)
            """)
    }

    private let label = "operations: { label: { steps: [ work: 1s ] } }"

    @Test("an unknown system is answered with the nearest name")
    func unknownSystem() {
        var small = SmallLandscape()
        small.journey = "    - call: bix.ask"
        #expect(
            small.problems == [
                #"small.yaml:7:13: journey.steps[0].call: there is no system "bix"; did you mean "box"?"#
            ])
    }

    @Test("an unknown operation is answered with the nearest name")
    func unknownOperation() {
        var small = SmallLandscape()
        small.journey = "    - call: box.aks"
        #expect(
            small.problems == [
                #"small.yaml:7:13: journey.steps[0].call: box has no operation "aks"; did you mean "ask"?"#
            ])
    }

    @Test("an unknown queue, event and calendar are answered at their places, all in one pass")
    func several() {
        var small = SmallLandscape()
        small.box = "    queues: { orders: { steps: [ emit: done ] } }"
        small.journey = "    - enqueue: box.oders\n    - await: don\n    - wait until: opening"
        #expect(
            small.problems == [
                #"small.yaml:7:16: journey.steps[0].enqueue: box has no queue "oders"; did you mean "orders"?"#,
                #"small.yaml:8:14: journey.steps[1].await: nobody emits "don"; did you mean "done"?"#,
                #"small.yaml:9:19: journey.steps[2].wait until: there is no calendar "opening""#,
            ])
    }

    @Test("carriers' shares must make 100 % together")
    func shares() {
        #expect(
            carriers("{ role: carrier, share: 60%, \(label) }", "{ role: carrier, share: 30%, \(label) }") == [
                "small.yaml:15:3: systems.dhl: the carriers' shares make 90% together, expected 100%"
            ])
    }

    @Test("one carrier with a share and one without is a mistake at the one without")
    func lackingShare() {
        #expect(
            carriers("{ role: carrier, \(label) }", "{ role: carrier, share: 30%, \(label) }") == [
                #"small.yaml:14:3: systems.ups: "share" is missing: other carriers have one"#
            ])
    }

    @Test("a member of a group without the operation is named")
    func lackingOperation() {
        #expect(
            carriers("{ role: carrier, \(label) }", "{ role: carrier }") == [
                #"small.yaml:13:19: systems.hub.operations.take.steps[0].call: dhl, a member of carriers, has no operation "label""#
            ])
    }

    @Test("shares of channels must make 100 %")
    func channels() {
        var small = SmallLandscape()
        small.orders = "total: 10, channels: { shop: 60%, edi: 30% }"
        #expect(
            small.problems == [
                "small.yaml:4:32: orders.channels: the shares make 90% together, expected 100%"
            ])
    }

    @Test("operations that call each other in a circle are refused: they would hold each other's workers for ever")
    func circle() {
        var small = SmallLandscape()
        small.ask = "          - call: two.ask"
        small.systems = "  two: { operations: { ask: { steps: [ call: box.ask ] } } }"
        #expect(
            small.problems == [
                "small.yaml:13:19: systems.box.operations.ask.steps[0].call: calls in a circle: box.ask calls two.ask, which leads back to it"
            ])
    }

    @Test("nobody may be more patient inside than those outside who wait for him")
    func patience() {
        var small = SmallLandscape()
        small.ask = "          - call: two.ask"
        small.systems = "  two: { operations: { ask: { steps: [ work: 1s ] } } }"
        small.sections = "links:\n  journey -> box: { timeout: 5s }\n  box -> two: { timeout: 8s }"
        #expect(
            small.problems == [
                "small.yaml:17:26: links.box -> two.timeout: 8s is longer than journey → box waits for ask (5s)"
            ])
    }

    @Test("an attempt may not last longer than its call")
    func deadline() {
        var small = SmallLandscape()
        small.sections = "links:\n  journey -> box: { timeout: 8s, deadline: 5s }"
        #expect(
            small.problems == [
                "small.yaml:15:30: links.journey -> box.timeout: 8s is longer than the whole call may take (deadline 5s)"
            ])
    }

    @Test("what no one can reach is a mistake, not dead weight")
    func unreachable() {
        var small = SmallLandscape()
        small.journey = "    - finish\n    - call: box.ask"
        #expect(
            small.problems == [
                "small.yaml:8:7: journey.steps[1]: this step can never be reached: the one before ends the program"
            ])
    }

    @Test("a link needs two ends that exist")
    func ends() {
        var small = SmallLandscape()
        small.sections = "links:\n  journey: { timeout: 8s }\n  journey -> bok: { timeout: 8s }"
        #expect(
            small.problems == [
                #"small.yaml:15:3: links.journey: expected a caller and a callee such as middleware -> carriers, found "journey""#,
                #"small.yaml:16:3: links.journey -> bok: there is no system "bok"; did you mean "box"?"#,
            ])
    }
}
