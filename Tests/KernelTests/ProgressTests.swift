import Testing

@testable import Kernel

@Suite("Progress of a run")
struct ProgressTests {
    @Test("Orders that came to the promised event are counted when they do, not when they are over")
    func promised() {
        var builder = PlanBuilder(window: 300 * .second)
        builder.orders(100, spacing: .even)
        builder.plan.journey.events = [.init(name: "ordered"), .init(name: "dispatched")]
        builder.plan.promise.event = 1
        // Dispatched after a second, on the road until long after the last order.
        builder.journey([builder.work(.fixed(.second)), .emit(1), builder.work(.fixed(30 * .minute))])
        var orders = OrderSchedule(builder.plan)
        var seen: [VirtualDriver.Progress] = []
        let recording = VirtualDriver.run(builder.plan, orders: &orders) { progress, _ in
            seen.append(progress)
            return .carryOn
        }
        #expect(recording.books.completed == 100)
        #expect(seen.allSatisfy { $0.promised <= $0.due })
        let before = seen.filter { $0.now < 30 * .minute }
        #expect(before.allSatisfy { $0.underWay == $0.due })
        #expect(before.last?.promised == 100)
        // One every three seconds from the first on, each dispatched a second later.
        #expect(seen.contains { $0.now > 140 * .second && $0.now < 160 * .second && (45...55).contains($0.promised) })
    }
}
