import Kernel
import Testing

@testable import Scenario

/// What budgets speak of, found in the landscape by name.
struct BudgetSubjectTests {
    private static func landscape(_ budgets: String) -> SmallLandscape {
        SmallLandscape(
            box: "    workers: 2",
            systems: """
                  bus: { workers: 3, queues: { orders: { steps: [call: carriers.label, emit: released] } } }
                  ups: { role: carrier, share: 50%, operations: { label: { steps: [reply] }, track: { steps: [reply] } } }
                  dhl: { role: carrier, share: 50%, operations: { label: { steps: [reply] } } }
                """,
            journey:
                "    - call: box.ask\n    - enqueue: bus.orders\n    - await: released\n    - call: ups.track\n    - emit: dispatched",
            about: """
                  legs: { order release: ordered -> released }
                  indicators: { awaiting shipment: released -> dispatched }
                  promise: { event: dispatched, by: carrier cut-off }
                """,
            sections:
                "calendars:\n  carrier cut-off: { at: 17:00 }\n  dispatch window: { from: 09:00, to: 17:00 }\nbudgets:\n"
                + budgets)
    }

    private static func subject(_ sentence: String) throws -> Budget.Subject {
        try #require(try landscape("  - \(sentence)").plan().budgets.first).subject
    }

    @Test(
        "a name stands for an operation, a system, a group, one of them at another, or a link",
        arguments: [
            ("label p99 < 2s", ["bus → ups: label", "bus → dhl: label"]),
            ("ups p99 < 2s", ["bus → ups: label", "journey → ups: track"]),
            ("carriers p99 < 2s", ["bus → ups: label", "bus → dhl: label", "journey → ups: track"]),
            ("ups.label p99 < 2s", ["bus → ups: label"]), ("label of ups p99 < 2s", ["bus → ups: label"]),
            ("carriers label p99 < 2s", ["bus → ups: label", "bus → dhl: label"]),
            ("journey -> carriers p99 < 2s", ["journey → ups: track"]),
            ("amplification bus -> ups < 1.3", ["bus → ups: label"]),
            ("amplification carrier < 1.3", ["bus → ups: label", "bus → dhl: label", "journey → ups: track"]),
            ("carrier.label p99 < 2s", ["bus → ups: label", "bus → dhl: label"]),
            ("p99 of label of carrier < 2s", ["bus → ups: label", "bus → dhl: label"]),
            ("errors of journey -> carrier < 2%", ["journey → ups: track"]),
            ("throughput of dhl > 1/h", ["bus → dhl: label"]),
        ])
    func edges(sentence: String, names: [String]) throws {
        let plan = try Self.landscape("  - \(sentence)").plan()
        guard case .edges(let edges)? = plan.budgets.first?.subject else {
            Issue.record("expected edges, found \(String(describing: plan.budgets.first?.subject))")
            return
        }
        #expect(Set(edges.map { plan.edges[$0].name }) == Set(names))
    }

    @Test("legs, the journey, orders, queues, lines of workers and indicators are found too")
    func others() throws {
        #expect(try Self.subject("p90 of order-release < 5s") == .leg(0))
        #expect(try Self.subject("p90 of journey < 5h") == .journey)
        #expect(try Self.subject("orders completed >= 99%") == .orders)
        #expect(try Self.subject("orders dispatched by carrier cut-off >= 99%") == .orders)
        #expect(try Self.subject("orders dispatched by cutoff >= 99%") == .orders)
        #expect(try Self.subject("depth of bus.orders < 5k") == .queue(0))
        #expect(try Self.subject("age of orders < 5m") == .queue(0))
        #expect(try Self.subject("depth of box workers < 50") == .pool(0))
        #expect(try Self.subject("depth of awaiting shipment < 50") == .indicator(0))
        #expect(try Self.subject("age of awaiting shipment < 5m") == .indicator(0))
        #expect(try Self.subject("throughput of orders > 1/h") == .orders)
        #expect(try Self.subject("throughput of journey > 1/h") == .journey)
    }

    @Test("during names a calendar; severity and abort stand beside the sentence")
    func beside() throws {
        let plan = try Self.landscape(
            "  - label p99 < 2s during dispatch window\n  - { budget: label p99 < 9s, severity: warning, abort on breach: yes }"
        ).plan()
        #expect(plan.budgets[0].during.map { plan.calendars[$0].name } == "dispatch window")
        #expect(plan.budgets[0].severity == .critical)
        #expect(!plan.budgets[0].abortsOnBreach)
        #expect(plan.budgets[1].severity == .warning)
        #expect(plan.budgets[1].abortsOnBreach)
    }

    @Test("the only system of a role may be called by it, unless something bears the name itself")
    func roles() throws {
        func names(_ systems: String, _ journey: String) throws -> [String] {
            let plan = try SmallLandscape(
                systems: systems, journey: journey, sections: "budgets: [p99 of erp < 2s]"
            ).plan()
            guard case .edges(let edges)? = plan.budgets.first?.subject else { return [] }
            return edges.map { plan.edges[$0].name }
        }
        let odoo = "  odoo: { role: erp, operations: { write: { steps: [reply] } } }"
        #expect(try names(odoo, "    - call: box.ask\n    - call: odoo.write") == ["journey → odoo: write"])
        let both = odoo + "\n  hub: { operations: { erp: { steps: [reply] } } }"
        #expect(
            try names(both, "    - call: odoo.write\n    - call: hub.erp\n    - call: box.ask") == [
                "journey → hub: erp"
            ])
    }

    @Test("a stretch of the day may stand in place of a calendar's name; one that has a name is that calendar")
    func inPlace() throws {
        let plan = try Self.landscape(
            "  - label p99 < 2s during 10:00-11:00\n  - label p99 < 3s during 10:00 - 11:00 for any 5m\n  - ups p99 < 2s during 09:00-17:00"
        ).plan()
        let during = plan.budgets.compactMap(\.during)
        #expect(during.count == 3 && during[0] == during[1])
        let open = plan.calendars[during[0]].open
        #expect(open.contains(10 * .hour) && open.contains(11 * .hour - 1))
        #expect(!open.contains(10 * .hour - 1) && !open.contains(11 * .hour))
        #expect(plan.calendars[during[2]].name == "dispatch window")
        #expect(plan.budgets[1].anyWindow == 5 * .minute)
    }

    @Test(
        "a budget of something that is not there names what is near",
        arguments: [
            ("labl p99 < 2s", "nothing is called \"labl\"; did you mean \"label\"?"),
            ("amplification carrirs < 2", "nothing is called \"carrirs\"; did you mean \"carriers\"?"),
            ("depth of bus.ordrs < 2", "there is no queue or indicator \"bus.ordrs\"; did you mean \"bus.orders\"?"),
            (
                "label p99 < 2s during dispach window",
                "there is no calendar \"dispach window\"; did you mean \"dispatch window\"?"
            ),
            (
                "label p99 < 2s during carrier cut-off",
                "calendar \"carrier cut-off\" has moments only; \"during\" needs one that opens and closes"
            ),
            (
                "label p99 < 2s during 10:00",
                "expected a stretch of the day such as 09:00-17:00, found \"10:00\"; a moment is written { at: 10:00 }"
            ),
            ("orders released by carrier cut-off >= 99%", "the journey promises \"dispatched\", not \"released\""),
            ("orders dispatched by noon >= 99%", "the journey promises by \"carrier cut-off\", not by \"noon\""),
        ])
    func unknown(sentence: String, message: String) {
        let small = Self.landscape("  - \(sentence)")
        let line = small.text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
            $0.hasPrefix("budgets:")
        }
        #expect(small.problems == ["small.yaml:\((line ?? 0) + 2):5: budgets[0]: \(message)"])
    }
}
