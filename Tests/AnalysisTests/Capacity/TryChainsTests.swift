import Kernel
import Testing

@testable import Analysis

/// How tries multiply, on landscapes small enough to multiply by hand.
@Suite("Tries along the way")
struct TryChainsTests {
    /// A landscape of systems with one operation each, and what each of them does.
    private struct Sketch {
        var plan = Plan(title: "sketch", seed: 1, window: .hour, end: .hour)

        /// A system that offers one operation; its program is written by `program`.
        mutating func system(_ name: String) -> OperationID {
            plan.systems.append(SystemPlan(name: name, role: .other))
            plan.operations.append(OperationPlan(name: "ask", system: plan.systems.count - 1, pool: nil, entry: 0))
            return plan.operations.count - 1
        }

        /// A link with so many tries, and its edge.
        mutating func link(
            _ caller: OperationID?, _ callee: OperationID, tries: Int, _ policy: (inout LinkPlan) -> Void = { _ in }
        ) -> EdgeID {
            var link = LinkPlan(name: "link", caller: caller, callee: callee)
            link.attempts = tries
            policy(&link)
            plan.links.append(link)
            plan.edges.append(EdgePlan(name: "edge", link: plan.links.count - 1, operation: callee))
            return plan.edges.count - 1
        }

        mutating func queue(_ attempts: Int) -> QueueID {
            plan.queues.append(QueuePlan(name: "queue", system: 0, pool: nil, entry: 0, attempts: attempts))
            return plan.queues.count - 1
        }

        private mutating func write(_ steps: [Step]) -> ProgramCounter {
            let entry = plan.steps.count
            plan.steps += steps
            return entry
        }

        mutating func call(_ edge: EdgeID, onFailure: ProgramCounter? = nil) -> Step {
            plan.calls.append(CallPlan(target: .edge(edge), onFailure: onFailure))
            return .call(plan.calls.count - 1)
        }

        mutating func program(_ operation: OperationID, _ steps: [Step]) {
            plan.operations[operation].entry = write(steps + [.reply])
        }
        mutating func consumer(_ queue: QueueID, _ steps: [Step]) { plan.queues[queue].entry = write(steps + [.reply]) }
        mutating func journey(_ steps: [Step]) { plan.journey.entry = write(steps + [.finish(.completed)]) }

        var chains: [LinkID: TryChains.Chain] { TryChains(plan).links }
        var attempts: [LinkID: Double] { chains.mapValues(\.attempts) }
        var runs: [LinkID: Double] { chains.mapValues(\.runs) }
    }

    @Test("A chain: three at the gateway and three below it are nine, with a budget of half a retry a call 4.5")
    func chain() {
        var sketch = Sketch()
        let (gate, shop) = (sketch.system("gate"), sketch.system("shop"))
        let (first, second) = (sketch.link(nil, gate, tries: 3), sketch.link(gate, shop, tries: 3))
        sketch.program(shop, [])
        sketch.program(gate, [sketch.call(second)])
        sketch.journey([sketch.call(first)])
        #expect(sketch.attempts == [0: 3, 1: 9] && sketch.runs == sketch.attempts)
        sketch.plan.links[1].budget = LinkPlan.RetryBudget(ratio: 0.5)
        #expect(sketch.attempts == [0: 3, 1: 4.5])
        #expect(sketch.chains[1]?.isImpatient == false)
        // Whoever gives up above feeds the storm below.
        sketch.plan.links[0].timeout = .second
        #expect(sketch.chains[1]?.isImpatient == true && sketch.chains[1]?.queue == nil)
    }

    @Test("A queue between: behind it five deliveries of three tries are fifteen, whatever was tried before it")
    func queue() {
        var sketch = Sketch()
        let (gate, mid, box) = (sketch.system("gate"), sketch.system("mid"), sketch.system("box"))
        let first = sketch.link(nil, gate, tries: 9)
        let second = sketch.link(gate, mid, tries: 4)
        let third = sketch.link(mid, box, tries: 3)
        let queue = sketch.queue(5)
        sketch.program(box, [])
        sketch.program(mid, [.enqueue(queue)])
        sketch.program(gate, [sketch.call(second)])
        sketch.consumer(queue, [sketch.call(third)])
        sketch.journey([sketch.call(first)])
        #expect(sketch.attempts == [0: 9, 1: 36, 2: 15])
        #expect(sketch.chains[2]?.queue == queue && sketch.chains[1]?.queue == nil)
    }

    @Test("A key: what cannot fail is done once a call; what calls others is done again when they fail")
    func idempotent() {
        var sketch = Sketch()
        let (gate, mid) = (sketch.system("gate"), sketch.system("mid"))
        let first = sketch.link(nil, gate, tries: 9) { $0.idempotent = true }
        let second = sketch.link(gate, mid, tries: 4) { $0.idempotent = true }
        sketch.program(mid, [])
        sketch.program(gate, [sketch.call(second)])
        sketch.journey([sketch.call(first)])
        // The gateway's call to mid may fail, and then its own is tried again with a new key for mid.
        #expect(sketch.attempts == [0: 9, 1: 36])
        #expect(sketch.runs == [0: 9, 1: 9])
        // A gateway that takes mid's failure for an answer has answered.
        let entry = sketch.plan.steps.count
        sketch.plan.steps.append(.reply)
        sketch.program(gate, [sketch.call(second, onFailure: entry)])
        #expect(sketch.attempts == [0: 9, 1: 4] && sketch.runs == [0: 1, 1: 1])
    }

    @Test("Fan-out: of several ways to a link the longest counts, and ways beside each other do not multiply")
    func fanOut() {
        var sketch = Sketch()
        let (a, b, store) = (sketch.system("a"), sketch.system("b"), sketch.system("store"))
        let (toA, toB) = (sketch.link(nil, a, tries: 2), sketch.link(nil, b, tries: 5))
        let (fromA, fromB) = (sketch.link(a, store, tries: 3), sketch.link(b, store, tries: 2))
        sketch.program(store, [])
        sketch.program(a, [sketch.call(fromA)])
        sketch.program(b, [sketch.call(fromB)])
        sketch.journey([sketch.call(toA), sketch.call(toB)])
        #expect(sketch.attempts == [0: 2, 1: 5, 2: 6, 3: 10])
    }

    @Test("Systems that answer each other by webhooks are no circle of calls, and a circle of calls ends")
    func circles() {
        var sketch = Sketch()
        let (shop, carrier) = (sketch.system("shop"), sketch.system("carrier"))
        let hear = sketch.system("shop's webhook")
        let (order, ship) = (sketch.link(nil, shop, tries: 2), sketch.link(shop, carrier, tries: 3))
        let tell = sketch.link(carrier, hear, tries: 4)
        let queue = sketch.queue(6)
        // The carrier tells of it by a message of its own; the shop's webhook only listens.
        sketch.program(hear, [])
        sketch.program(carrier, [.enqueue(queue)])
        sketch.consumer(queue, [sketch.call(tell)])
        sketch.program(shop, [sketch.call(ship)])
        sketch.journey([sketch.call(order)])
        #expect(sketch.attempts == [0: 2, 1: 6, 2: 24])
        // Now the webhook asks the shop again, which asks the carrier, and a message puts itself back.
        let again = sketch.link(hear, shop, tries: 7)
        sketch.program(hear, [sketch.call(again)])
        sketch.consumer(queue, [sketch.call(tell), .enqueue(queue)])
        #expect(sketch.attempts == [0: 2, 1: 504, 2: 24, 3: 168])
        // And the carrier asks the webhook itself: shop, carrier, webhook, shop. Each is passed once.
        sketch.program(carrier, [sketch.call(tell)])
        #expect(sketch.attempts == [0: 2, 1: 6, 2: 24, 3: 168])
    }

    @Test("What no order comes to has no tries; what people settle is begun anew")
    func reach() {
        var sketch = Sketch()
        let (shop, unused) = (sketch.system("shop"), sketch.system("unused"))
        let (order, never) = (sketch.link(nil, shop, tries: 2), sketch.link(unused, shop, tries: 5))
        let retry = sketch.link(nil, shop, tries: 3)
        sketch.program(shop, [])
        sketch.program(unused, [sketch.call(never)])
        let entry = sketch.plan.steps.count
        sketch.plan.steps += [sketch.call(retry), .finish(.completed)]
        sketch.plan.parks = [ParkPlan(reason: "refused", review: nil, resumption: .journey(entry))]
        sketch.journey([sketch.call(order), .park(0)])
        #expect(sketch.attempts == [0: 2, 2: 3])
    }
}
