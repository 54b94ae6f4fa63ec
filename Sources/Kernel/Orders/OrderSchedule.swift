/// The orders of a demand plan, one after the other: a pure function of the plan and the seed.
///
/// Memory is constant, whatever the number of orders. All streams are merged by due time; ties go to the stream named
/// first. Numbers count through the whole schedule from 0 and do not change when only a shard or a stretch of time is
/// asked for. An order's key belongs to its stream (by name), slice and rank, so another stream beside it does not
/// change its attributes.
public struct OrderSchedule: OrderSource, Sendable {
    /// Slices of one stream that follow each other.
    private struct Lane {
        let key: RandomKey
        let spacing: DemandPlan.Spacing
        let channel: UInt8?
        let slices: [(index: Int, slice: DemandPlan.Slice)]
        var position = 0
        var sliceKey: RandomKey
        var cursor: SliceCursor

        init(key: RandomKey, stream: DemandPlan.Stream, slices: [(index: Int, slice: DemandPlan.Slice)]) {
            self.key = key
            spacing = stream.spacing
            channel = stream.channel.map { UInt8(clamping: $0) }
            self.slices = slices
            sliceKey = key
            cursor = SliceCursor(slice: .init(start: 0, end: 0, count: 0), spacing: .batch, key: key)
            position = -1
            enterNextSlice()
        }

        private mutating func enterNextSlice() {
            position += 1
            guard position < slices.count else { return }
            sliceKey = key.child(UInt64(slices[position].index))
            cursor = SliceCursor(slice: slices[position].slice, spacing: spacing, key: sliceKey.child(0))
        }

        /// The next due time and the order's key.
        mutating func next() -> (due: Instant, key: RandomKey)? {
            while position < slices.count {
                let rank = cursor.rank
                if let due = cursor.next() { return (due, sliceKey.child(UInt64(rank) + 1)) }
                enterNextSlice()
            }
            return nil
        }

        /// Passes by all orders due before `instant`; returns the first that is not, and how many were passed.
        mutating func advance(to instant: Instant) -> (next: (due: Instant, key: RandomKey)?, passed: UInt64) {
            var passed: UInt64 = 0
            while position < slices.count {
                let before = cursor.rank
                cursor.skip(before: instant)
                passed += UInt64(cursor.rank - before)
                while true {
                    let rank = cursor.rank
                    guard let due = cursor.next() else { break }
                    if due >= instant { return ((due, sliceKey.child(UInt64(rank) + 1)), passed) }
                    passed += 1
                }
                enterNextSlice()
            }
            return (nil, passed)
        }
    }

    /// The next order of a lane, in a binary heap by due time and lane.
    private struct Head {
        var due: Instant
        var key: RandomKey
        var lane: Int

        func precedes(_ other: Head) -> Bool { due != other.due ? due < other.due : lane < other.lane }
    }

    private let attributes: OrderAttributes
    private let shard: Shard
    private let until: Instant
    private var lanes: [Lane] = []
    private var heads: [Head] = []
    private var number: UInt64 = 0

    /// The generated orders of a plan.
    /// - Parameters:
    ///   - plan: a checked plan; its demand, tables and seed are used.
    ///   - shard: which part of the orders.
    ///   - from: orders due before this are passed by, in time that does not grow with their number beyond a 30th.
    ///   - until: orders due at or after this are left out.
    public init(_ plan: Plan, shard: Shard = .whole, from: Instant = .min, until: Instant = .max) {
        self.init(
            plan.demand, tables: plan.tables, seed: plan.seed, shard: shard, from: from, until: until)
    }

    /// The orders of a demand plan's streams (a replay is not included).
    /// - Parameters:
    ///   - demand: what the orders look like and when they come.
    ///   - tables: tables behind empirical distributions.
    ///   - seed: root of all randomness.
    ///   - shard: which part of the orders.
    ///   - from: orders due before this are passed by.
    ///   - until: orders due at or after this are left out.
    public init(
        _ demand: DemandPlan, tables: [EmpiricalTable], seed: UInt64, shard: Shard = .whole, from: Instant = .min,
        until: Instant = .max
    ) {
        attributes = OrderAttributes(demand, tables: tables)
        self.shard = shard
        self.until = until
        for (index, stream) in demand.streams.enumerated() {
            let namesake = demand.streams[..<index].count { $0.name == stream.name }
            let key = RandomKey(seed: seed, path: "orders." + stream.name).child(UInt64(namesake))
            for slices in OrderSchedule.chains(stream.slices) {
                lanes.append(Lane(key: key, stream: stream, slices: slices))
            }
        }
        for lane in lanes.indices {
            let (next, passed) = lanes[lane].advance(to: from)
            number += passed
            guard let next else { continue }
            heads.append(Head(due: next.due, key: next.key, lane: lane))
            siftUp(heads.count - 1)
        }
    }

    /// The next order of the shard.
    public mutating func next() -> Order? {
        while let head = heads.first, head.due < until {
            let number = number
            self.number += 1
            if let next = lanes[head.lane].next() {
                heads[0].due = next.due
                heads[0].key = next.key
            } else {
                heads[0] = heads[heads.count - 1]
                heads.removeLast()
            }
            if heads.count > 1 { siftDown() }
            if shard.owns(number) {
                return attributes.order(
                    number: number, key: head.key, due: head.due, channel: lanes[head.lane].channel)
            }
        }
        return nil
    }

    /// Cuts slices into chains in which each starts where or after the one before has ended: one chain, if a plan
    /// keeps the rule; slices that overlap all the same are merged in time like streams.
    private static func chains(
        _ slices: [DemandPlan.Slice]
    ) -> [[(index: Int, slice: DemandPlan.Slice)]] {
        var chains: [[(index: Int, slice: DemandPlan.Slice)]] = []
        var ends: [Instant] = []
        for (index, slice) in slices.enumerated() where slice.count > 0 {
            if let chain = ends.firstIndex(where: { $0 <= slice.start }) {
                chains[chain].append((index, slice))
                ends[chain] = max(slice.start, slice.end)
            } else {
                chains.append([(index, slice)])
                ends.append(max(slice.start, slice.end))
            }
        }
        return chains
    }

    private mutating func siftUp(_ start: Int) {
        var i = start
        while i > 0 {
            let parent = (i - 1) / 2
            guard heads[i].precedes(heads[parent]) else { return }
            heads.swapAt(i, parent)
            i = parent
        }
    }

    private mutating func siftDown() {
        var i = 0
        while true {
            var child = 2 * i + 1
            guard child < heads.count else { return }
            if child + 1 < heads.count && heads[child + 1].precedes(heads[child]) { child += 1 }
            guard heads[child].precedes(heads[i]) else { return }
            heads.swapAt(i, child)
            i = child
        }
    }
}
