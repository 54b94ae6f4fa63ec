import Kernel
import Testing

@testable import Scenario

/// What can be read line by line but does not fit together: each mistake with its place and its words.
struct LandscapeCheckTests {
    // MARK: - Names

    @Test(
        "names that nobody has are told with the nearest that somebody has",
        arguments: [
            ("    - call: bax.ask", "7:13: journey.steps[0].call: there is no system \"bax\"; did you mean \"box\"?"),
            ("    - call: box.aks", "7:13: journey.steps[0].call: box has no operation \"aks\"; did you mean \"ask\"?"),
            ("    - enqueue: box.orders", "7:16: journey.steps[0].enqueue: box has no queue \"orders\""),
            (
                "    - wait until: nigth",
                "7:19: journey.steps[0].wait until: there is no calendar \"nigth\"; did you mean \"night\"?"
            ),
            ("    - set: { order: done }", "7:14: journey.steps[0].set.order: there is no document \"order\""),
            (
                "    - if: chanel is edi\n      then: [reply]",
                "7:11: journey.steps[0].if: orders have no \"chanel\"; did you mean \"channel\"?"
            ),
            ("    - await: packed", "7:14: journey.steps[0].await: nobody emits \"packed\"; there are: ordered"),
            ("    - work: 10ms", "7:7: journey.steps[0]: the journey has no workers; write wait, or call a system"),
            ("    - reply", "7:7: journey.steps[0]: the journey answers nobody; write finish"),
            (
                "    - finish\n    - call: box.ask",
                "8:7: journey.steps[1]: this step can never be reached: the one before ends the program"
            ),
            (
                "    - call: box.ask\n      review: box.cases",
                "8:7: journey.steps[0].review: \"review\" means nothing beside \"call\""
            ),
        ])
    func names(journey: String, message: String) {
        let small = SmallLandscape(journey: journey, sections: "calendars: { night: 22:00-23:00 }")
        #expect(small.problems == ["small.yaml:" + message])
    }

    @Test("keys and presets that nobody knows are told with the nearest")
    func keys() {
        #expect(
            SmallLandscape(box: "    worker: 4").problems == [
                "small.yaml:14:5: systems.box.worker: unknown key \"worker\"; did you mean \"workers\"?"
            ])
        #expect(
            SmallLandscape(systems: "  ups: { preset: upss }").problems == [
                "small.yaml:14:18: systems.ups.preset: no preset \"upss\" (rehearse landscape lists them)"
            ])
        #expect(
            SmallLandscape(sections: "links:\n  journey -> bax: { timeout: 1s }").problems == [
                "small.yaml:15:3: links.journey -> bax: there is no system \"bax\"; did you mean \"box\"?"
            ])
    }

    @Test("a number with commas inside braces is explained, not taken for a key")
    func commas() {
        #expect(
            SmallLandscape(orders: "total: 10, products: { count: 20,000 }").problems == [
                "small.yaml:4:44: orders.products.000: a comma within { } separates keys; write the number without it, such as 20k or 20000"
            ])
    }

    // MARK: - Patience

    @Test("an attempt must not take longer than the whole call may")
    func timeoutAndDeadline() {
        #expect(
            SmallLandscape(sections: "links:\n  journey -> box: { timeout: 8s, deadline: 5s }").problems == [
                "small.yaml:15:30: links.journey -> box.timeout: 8s is longer than the whole call may take (deadline 5s)"
            ])
    }

    @Test("attempts whose pauses alone exceed the deadline are refused; jitter that may shorten them is heeded")
    func attemptsAndDeadline() {
        func problems(_ jitter: String) -> [String] {
            SmallLandscape(
                sections:
                    "links:\n  journey -> box:\n    deadline: 10s\n    attempts: 5\n    backoff: { from: 1s, to: 8s, jitter: \(jitter) }"
            ).problems
        }
        // 1 + 2 + 4 + 8 seconds; equal jitter leaves half of it.
        #expect(
            problems("none") == [
                "small.yaml:17:15: links.journey -> box.attempts: 5 attempts cannot fit into the deadline of 10s: the pauses between them alone take 15s at least"
            ])
        #expect(problems("equal").isEmpty)
        #expect(problems("full").isEmpty)
        #expect(problems("decorrelated").isEmpty)
    }

    @Test("a nested call must not outlast the patience of those who wait for its caller")
    func nestedTimeout() {
        let small = SmallLandscape(
            box: "    workers: 2",
            systems: "  back: { operations: { look: { steps: [reply] } } }", ask: "          - call: back.look",
            sections: "links:\n  journey -> box: { timeout: 2s }\n  box -> back: { timeout: 5s }")
        #expect(
            small.problems == [
                "small.yaml:18:27: links.box -> back.timeout: 5s is longer than journey → box waits for ask (2s)"
            ])
    }

    @Test("an attempt must not take longer than the journey waits for what comes of it")
    func journeyPatience() {
        let small = SmallLandscape(
            systems: "  bus: { queues: { labels: { steps: [call: box.ask, emit: labelled] } } }",
            journey:
                "    - enqueue: bus.labels\n    - await: labelled\n      at most: 5s\n      otherwise: [finish: failed]",
            sections: "links:\n  bus -> box: { timeout: 8s }")
        #expect(
            small.problems == [
                "small.yaml:19:26: links.bus -> box.timeout: 8s is longer than the journey waits for \"labelled\" (5s, line 8)"
            ])
    }

    // MARK: - Shares

    @Test("shares of carriers, of a group and of orders make the whole")
    func shares() {
        func pair(_ role: String, _ one: String, _ two: String) -> SmallLandscape {
            SmallLandscape(
                systems:
                    "  one: { role: \(role), \(one)operations: { go: { steps: [reply] } } }\n  two: { role: \(role), \(two)operations: { go: { steps: [reply] } } }",
                journey: "    - call: box.ask\n    - call: pair.go", sections: "groups: { pair: [one, two] }")
        }
        #expect(
            pair("carrier", "share: 60%, ", "share: 30%, ").problems.first
                == "small.yaml:16:3: systems.two: the carriers' shares make 90% together, expected 100%")
        #expect(
            pair("other", "share: 60%, ", "share: 30%, ").problems == [
                "small.yaml:16:3: systems.two: the shares of pair make 90% together, expected 100%"
            ])
        #expect(
            pair("other", "share: 60%, ", "").problems == [
                "small.yaml:16:3: systems.two: \"share\" is missing: others of pair have one"
            ])
        #expect(
            SmallLandscape(orders: "total: 10, channels: { shop: 60%, edi: 30% }").problems == [
                "small.yaml:4:32: orders.channels: the shares make 90% together, expected 100%"
            ])
    }

    // MARK: - Circles

    @Test("operations that call each other in a circle are refused")
    func circle() {
        let small = SmallLandscape(
            systems: "  back: { operations: { look: { steps: [call: box.ask] } } }", ask: "          - call: back.look")
        #expect(
            small.problems == [
                "small.yaml:13:19: systems.box.operations.ask.steps[0].call: calls in a circle: box.ask calls back.look, which leads back to it"
            ])
    }

    @Test("people whom no operation asks would be missed by nobody: their work is done by any number at once")
    func idlePool() {
        var small = SmallLandscape(box: "    pickers: 20")
        #expect(
            small.problems == [
                "small.yaml:14:14: systems.box.pickers: nothing that box does is done by pickers: expected \"by: pickers\" in one of its operations or queues; what says nothing is done by \"workers\", or by any number at once where there are none"
            ])
        small.box = "      pick: { by: pickers, steps: [work: 1s] }\n    pickers: 20"
        #expect(small.problems.isEmpty)
    }

    @Test("workers must not wait for their own pool without a time limit")
    func ownPool() {
        var small = SmallLandscape(
            box: "      tell:\n        steps: [work: 5ms]\n    workers: 2", ask: "          - call: box.tell")
        #expect(
            small.problems == [
                "small.yaml:11:7: systems.box.operations.ask: may wait for itself for ever: box.ask -> box.tell needs the same box workers twice; give the call a timeout, or the work to others with \"by\""
            ])
        small.sections = "links:\n  box -> box: { timeout: 2s }"
        #expect(small.problems.isEmpty)
        small.sections = ""
        small.box = "      tell:\n        by: nobody\n        steps: [wait: 5ms]\n    workers: 2"
        #expect(small.problems.isEmpty)
    }

    @Test("a message that is given up, settled and put back at the same instant would go round for ever")
    func instantCircle() {
        var small = SmallLandscape(
            systems: """
                  bus:
                    queues:
                      orders: { dead letter: refused, review: desk.cases, steps: [fail] }
                  desk:
                    queues:
                      cases: { steps: [resolve] }
                """, journey: "    - enqueue: bus.orders")
        #expect(
            small.problems == [
                "small.yaml:16:7: systems.bus.queues.orders: an order can go round for ever without any time passing: bus.orders -> desk.cases -> bus.orders; let one of them work or wait"
            ])
        let settled = small.systems
        small.systems = settled.replacing("[resolve]", with: "[wait: 3m, resolve]")
        #expect(small.problems.isEmpty)
        small.systems = settled.replacing("[resolve]", with: "[wait: 0s, resolve]")
        #expect(small.problems.count == 1)
        small.systems = settled.replacing("[fail]", with: "[wait: 1s, fail]")
        #expect(small.problems.isEmpty)
        // Two tries with a pause between them take time too.
        small.systems = settled.replacing("{ dead", with: "{ attempts: 2, redelivery: 10s, dead")
        #expect(small.problems.isEmpty)
    }

    @Test("a queue that feeds itself at once would go round for ever")
    func selfFeeding() {
        let small = SmallLandscape(
            systems: "  bus: { queues: { orders: { steps: [enqueue: orders] } } }", journey: "    - enqueue: bus.orders"
        )
        #expect(
            small.problems == [
                "small.yaml:14:20: systems.bus.queues.orders: an order can go round for ever without any time passing: bus.orders -> bus.orders; let one of them work or wait"
            ])
    }

    @Test("a journey that parks, is settled and tries again at the same instant would go round for ever")
    func journeyCircle() {
        let small = SmallLandscape(
            box: "    rate limit: 1/h", systems: "  desk: { queues: { cases: { steps: [resolve] } } }",
            ask: "          - reply",
            journey: "    - call: box.ask\n      on failure:\n        - park: refused\n          review: desk.cases")
        #expect(
            small.problems == [
                "small.yaml:18:21: systems.desk.queues.cases: an order can go round for ever without any time passing: desk.cases -> the journey -> desk.cases; let one of them work or wait"
            ])
    }

    // MARK: - Nobody comes

    @Test("a queue of the scenario that nobody feeds is a slip")
    func dryQueue() {
        let small = SmallLandscape(
            systems: "  bus: { queues: { orders: { steps: [work: 1ms] }, order: { steps: [work: 1ms] } } }",
            journey: "    - enqueue: bus.orders")
        #expect(
            small.problems == [
                "small.yaml:14:52: systems.bus.queues.order: nobody ever puts a message on bus.order; is \"bus.orders\" meant?"
            ])
    }

    @Test("an event that only a program off every way emits never comes")
    func lostEvent() {
        let small = SmallLandscape(
            box: "      pack:\n        steps: [emit: packed]", journey: "    - call: box.ask\n    - await: packed")
        #expect(
            small.problems == [
                "small.yaml:8:14: journey.steps[1].await: \"packed\" never comes: no order's way leads to box.pack"
            ])
    }

    @Test("workers of whom there are none at any time are refused")
    func nobodyWorks() {
        #expect(
            SmallLandscape(box: "    workers: 0").problems == [
                "small.yaml:14:14: systems.box.workers: nobody ever works here"
            ])
    }
}
