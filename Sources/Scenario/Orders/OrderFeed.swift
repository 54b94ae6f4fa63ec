internal import Foundation
public import Kernel

/// Orders made ahead on a second thread, in batches: the same orders in the same sequence as without.
///
/// Memory is bounded by a few batches. The thread ends when the orders do, or when the feed is stopped or forgotten.
public struct OrderFeed: OrderSource {
    private static let batchSize = 4_096
    private static let batchLimit = 8

    /// What both threads see, under the lock of `condition`.
    private final class Desk: @unchecked Sendable {
        let condition = NSCondition()
        var batches: [[Order]] = []
        var isOver = false
        var isStopped = false
        var badRows = BadRows()
        var failure: ReplayError?
    }

    /// Carries the source to the thread, which alone uses it from then on.
    private final class Handover: @unchecked Sendable {
        let orders: ScenarioOrders
        init(_ orders: ScenarioOrders) { self.orders = orders }
    }

    /// Ends the thread when the last copy of the feed is gone.
    private final class Owner: Sendable {
        let desk: Desk
        init(_ desk: Desk) { self.desk = desk }
        deinit { OrderFeed.stop(desk) }
    }

    private let owner: Owner
    private var batch: [Order] = []
    private var position = 0

    /// Starts making orders.
    public init(_ orders: ScenarioOrders) {
        let desk = Desk()
        owner = Owner(desk)
        let handover = Handover(orders)
        let thread = Thread { OrderFeed.produce(handover.orders, desk) }
        thread.name = "orders"
        thread.start()
    }

    private static func produce(_ source: ScenarioOrders, _ desk: Desk) {
        var orders = source
        while true {
            var batch: [Order] = []
            batch.reserveCapacity(batchSize)
            while batch.count < batchSize, let order = orders.next() { batch.append(order) }
            desk.condition.lock()
            while desk.batches.count >= batchLimit && !desk.isStopped { desk.condition.wait() }
            if !batch.isEmpty { desk.batches.append(batch) }
            desk.isOver = batch.count < batchSize
            desk.badRows = orders.badRows
            desk.failure = orders.failure
            let isDone = desk.isOver || desk.isStopped
            desk.condition.signal()
            desk.condition.unlock()
            if isDone { return }
        }
    }

    private static func stop(_ desk: Desk) {
        desk.condition.lock()
        desk.isStopped = true
        desk.condition.signal()
        desk.condition.unlock()
    }

    /// The next order; waits for it if need be.
    public mutating func next() -> Order? {
        if position == batch.count, !take() { return nil }
        let order = batch[position]
        position += 1
        return order
    }

    private mutating func take() -> Bool {
        let desk = owner.desk
        desk.condition.lock()
        while desk.batches.isEmpty && !desk.isOver && !desk.isStopped { desk.condition.wait() }
        defer { desk.condition.unlock() }
        guard !desk.batches.isEmpty else { return false }
        batch = desk.batches.removeFirst()
        position = 0
        desk.condition.signal()
        return true
    }

    /// Ends the thread; no more orders come but those already made.
    public mutating func stop() { OrderFeed.stop(owner.desk) }

    /// Rows of the file that could not be used, as far as the thread has read; final once `next` has given nil.
    public var badRows: BadRows {
        owner.desk.condition.lock()
        defer { owner.desk.condition.unlock() }
        return owner.desk.badRows
    }

    /// Why the file could not be read to its end; final once `next` has given nil.
    public var failure: ReplayError? {
        owner.desk.condition.lock()
        defer { owner.desk.condition.unlock() }
        return owner.desk.failure
    }
}
