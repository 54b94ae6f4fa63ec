import Testing

@testable import Kernel

/// What the queue must do, in the plainest way: a sorted array, equal times in the order of scheduling.
private struct NaiveQueue {
    private var pending: [(time: Instant, payload: UInt64)] = []
    private var now = Instant.min

    mutating func schedule(_ payload: UInt64, at time: Instant) {
        let due = max(time, now)
        let place = pending.firstIndex { $0.time > due } ?? pending.count
        pending.insert((due, payload), at: place)
    }

    mutating func pop() -> (time: Instant, payload: UInt64)? {
        guard let first = pending.first else { return nil }
        pending.removeFirst()
        now = first.time
        return first
    }
}

@Suite("Event queue")
struct EventQueueTests {
    /// Runs a hold pattern on both queues and compares every pop.
    private func compare(
        seed: UInt64, steps: Int, pending: Int, from start: Instant = 0,
        delay: (inout SplitMix64) -> Int64, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var generator = RandomKey(seed).generator
        var queue = EventQueue()
        var naive = NaiveQueue()
        var payload: UInt64 = 0
        var now = start
        func due(_ now: Instant, _ generator: inout SplitMix64) -> Instant {
            let (sum, overflow) = now.addingReportingOverflow(delay(&generator))
            return overflow ? .never : sum
        }
        for step in 0..<steps {
            // The number pending wanders between zero and twice its aim.
            let more = Int(generator.next() % UInt64(2 * pending + 1)) >= queue.count
            if more {
                let time = due(now, &generator)
                queue.schedule(payload, at: time)
                naive.schedule(payload, at: time)
                payload += 1
            } else {
                let next = queue.nextTime
                let (got, expected) = (queue.pop(), naive.pop())
                guard got?.time == expected?.time, got?.payload == expected?.payload, next == got?.time else {
                    let message: Comment =
                        "step \(step): \(String(describing: got)), not \(String(describing: expected))"
                    Issue.record(message, sourceLocation: sourceLocation)
                    return
                }
                if let got { now = got.time }
            }
            if step % 997 == 0, let breach = queue.checkInvariants() {
                Issue.record("step \(step): \(breach)", sourceLocation: sourceLocation)
                return
            }
        }
        while let expected = naive.pop() {
            let got = queue.pop()
            guard got?.time == expected.time, got?.payload == expected.payload else {
                Issue.record("drain: \(String(describing: got)), not \(expected)", sourceLocation: sourceLocation)
                return
            }
        }
        #expect(queue.pop() == nil && queue.nextTime == nil && queue.count == 0, sourceLocation: sourceLocation)
    }

    @Test("An empty queue gives nothing")
    func empty() {
        var queue = EventQueue()
        #expect(queue.nextTime == nil)
        #expect(queue.pop() == nil)
        #expect(queue.count == 0)
    }

    @Test("Exponential delays of any scale", arguments: [1, 100, 10_000, 1_000_000, 1e9, 1e12, 1e15, 1e18])
    func exponentialDelays(mean: Double) {
        compare(seed: UInt64(mean), steps: 20_000, pending: 700) {
            Int64(min(-Elementary.log($0.uniform()) * mean, 4e18))
        }
    }

    @Test("Delays of very different scales at once", arguments: 1...4)
    func mixedScales(seed: UInt64) {
        compare(seed: seed, steps: 20_000, pending: 500) { generator in
            Int64(bitPattern: generator.next() >> (1 + generator.next() % 63))
        }
    }

    @Test("Bursts of equal times keep their order", arguments: [1, 3, 50])
    func equalTimes(distinct: UInt64) {
        compare(seed: distinct, steps: 20_000, pending: 900) { Int64($0.next() % distinct) * 1_000_000 }
    }

    @Test("Few pending, many steps")
    func fewPending() {
        compare(seed: 12, steps: 20_000, pending: 2) { Int64($0.next() % 5_000_000) }
    }

    @Test("A constant delay, so that every event goes to the end", arguments: [1, 5, 100, 5_000])
    func constantDelay(pending: Int) {
        var queue = EventQueue()
        for payload in 0..<UInt64(pending) { queue.schedule(payload, at: Int64(payload)) }
        for step in 0..<40_000 {
            let got = queue.pop()
            guard got?.time == Int64(step), got?.payload == UInt64(step % pending) else {
                Issue.record("step \(step): \(String(describing: got))")
                return
            }
            queue.schedule(UInt64(step % pending), at: Int64(step + pending))
        }
        #expect(queue.checkInvariants() == nil)
    }

    @Test("Bimodal: most events soon, some tomorrow")
    func bimodal() {
        compare(seed: 13, steps: 20_000, pending: 800) { generator in
            Int64(generator.next() % (generator.next() % 20 == 0 ? 86_400_000_000_000 : 2_000))
        }
    }

    @Test("Any time a number can say: before the origin, never, and the past", arguments: 1...4)
    func anyTime(seed: UInt64) {
        compare(seed: seed, steps: 10_000, pending: 300, from: .min) { generator in
            switch generator.next() % 6 {
            case 0: .max
            case 1: -Int64(generator.next() % 1_000_000)
            case 2: Int64(bitPattern: generator.next() >> 1)
            case 3: 0
            default: Int64(generator.next() % 1_000)
            }
        }
    }

    @Test("Events at the end of time pop in their order, and more may join them")
    func endOfTime() {
        var queue = EventQueue()
        for payload in 0..<5_000 as Range<UInt64> { queue.schedule(payload, at: .never) }
        for payload in 0..<5_000 as Range<UInt64> {
            queue.schedule(5_000 + payload, at: .never)
            #expect(queue.nextTime == .never)
            let got = queue.pop()
            #expect(got?.payload == payload && got?.time == .never)
        }
        #expect(queue.count == 5_000)
        #expect(queue.checkInvariants() == nil)
    }

    @Test("An event in the past is due now, behind those of this time")
    func past() {
        var queue = EventQueue()
        queue.schedule(1, at: 100)
        queue.schedule(2, at: 100)
        #expect(queue.pop()?.payload == 1)
        queue.schedule(3, at: 50)
        let second = queue.pop()
        let third = queue.pop()
        #expect(second?.payload == 2)
        #expect(third?.payload == 3 && third?.time == 100)
    }

    @Test("A crowd at one instant, then a crowd spread over it")
    func crowds() {
        var queue = EventQueue()
        for payload in 0..<100_000 as Range<UInt64> { queue.schedule(payload, at: 1_000_000) }
        for payload in 0..<100_000 as Range<UInt64> {
            queue.schedule(100_000 + payload, at: 1_000_000 + Int64(payload % 1_000))
        }
        var last: (time: Instant, payload: UInt64) = (-1, 0)
        var popped = 0
        while let next = queue.pop() {
            if (next.time, next.payload) <= last {
                Issue.record("\(next) after \(last)")
                return
            }
            last = next
            popped += 1
        }
        #expect(popped == 200_000)
    }

    @Test("Inserting before everything pending, again and again")
    func descending() {
        compare(seed: 21, steps: 8_000, pending: 1_000, from: 0) { generator in
            Int64(1_000_000 >> (generator.next() % 20))
        }
        var queue = EventQueue()
        for time in stride(from: 50_000, to: 0, by: -1) { queue.schedule(UInt64(time), at: Int64(time)) }
        for time in 1...50_000 { #expect(queue.pop()?.payload == UInt64(time)) }
    }

    @Test("Memory follows the number pending, not the number handled")
    func memory() {
        var queue = EventQueue()
        var generator = RandomKey(7).generator
        for payload in 0..<10_000 as Range<UInt64> {
            queue.schedule(payload, at: Int64(generator.next() % 1_000_000_000))
        }
        for _ in 0..<10_000 {
            guard let next = queue.pop() else { break }
            queue.schedule(next.payload, at: next.time + Int64(generator.next() % 1_000_000_000))
        }
        let before = queue.pooledBytes
        for _ in 0..<300_000 {
            guard let next = queue.pop() else { break }
            queue.schedule(next.payload, at: next.time + Int64(generator.next() % 1_000_000_000))
        }
        #expect(queue.pooledBytes <= before * 2)
        #expect(queue.count == 10_000)
    }
}
