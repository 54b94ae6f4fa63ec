extension Machine {
    /// Puts a message for an order on a queue.
    /// - Returns: false when the queue is full.
    mutating func enqueue(_ order: Int, _ queue: Int, key: RandomKey, primary: Bool) -> Bool {
        guard queueWaiting[queue] < queues[queue].bound else {
            recorder.add(meters.queueRefused(queue), 1)
            return false
        }
        retain(order)
        let f = frames.takeSlot()
        frames[f].start(
            kind: .message, order: order, owner: queue, pc: queues[queue].entry, key: key, depth: 0, primary: primary,
            traced: orders[order].trace >= 0, now: now)
        recorder.add(meters.queueArrived(queue), 1)
        putInLine(f, queue)
        return true
    }

    private mutating func putInLine(_ f: Int, _ queue: Int) {
        queueWaiting[queue] += 1
        recorder.raise(peaks.queueDepth(queue), to: Int64(queueWaiting[queue]))
        guard queues[queue].pool >= 0 else {
            messageTaken(f, now - frames[f].arrived)
            return makeReady(f)
        }
        _ = submit(f, queues[queue].pool, bounded: false)
    }

    /// A consumer takes a message.
    mutating func messageTaken(_ f: Int, _ waited: Nanoseconds) {
        let frame = frames.at(f)
        let queue = Int(frame.pointee.owner)
        let order = Int(frame.pointee.order)
        queueWaiting[queue] -= 1
        frame.pointee.taken += 1
        frame.pointee.segment = now
        recorder.add(meters.phaseTime(Int(orders[order].phase), queue: queue), waited)
        guard frame.pointee.taken == 1 else { return }
        recorder.add(meters.queueTaken(queue), 1)
        recorder.record(tracks.index(.queueWait(queue)), waited)
        recorder.raise(peaks.queueAge(queue), to: waited)
        trace(frame, .queueWait(queue), frame.pointee.arrived, now)
    }

    /// A consumer's program has ended.
    mutating func endMessage(_ f: Int, _ outcome: Outcome) {
        let frame = frames.at(f)
        let queue = Int(frame.pointee.owner)
        guard outcome != .ok else {
            recorder.add(meters.queueDone(queue), 1)
            return finishMessage(f)
        }
        if frame.pointee.holdsWorker {
            frame.pointee.holdsWorker = false
            releaseWorker(queues[queue].pool)
        }
        // An order that has ended meanwhile needs its message no more.
        let ended = orders[Int(frame.pointee.order)].standing == .ended
        if !ended && Int(frame.pointee.taken) < queues[queue].attempts {
            recorder.add(meters.queueRedelivered(queue), 1)
            let pause = Pause.next(
                plan.queues[queue].redelivery, k: Int(frame.pointee.taken), previous: frame.pointee.pause,
                key: frame.pointee.key.child(0x9e_de11 + UInt64(frame.pointee.taken)))
            frame.pointee.pause = pause
            frame.pointee.state = .redelivering
            frame.pointee.arrived = now
            return schedule(f, after: pause)
        }
        recorder.add(meters.queueDead(queue), 1)
        let order = Int(frame.pointee.order)
        retain(order)
        finishMessage(f)
        if queues[queue].deadLetter >= 0 { park(order, queues[queue].deadLetter) }
        release(order)
    }

    /// Gives a message's worker and frame back.
    mutating func finishMessage(_ f: Int) {
        let frame = frames.at(f)
        let queue = Int(frame.pointee.owner)
        if frame.pointee.holdsWorker {
            frame.pointee.holdsWorker = false
            releaseWorker(queues[queue].pool)
        }
        releaseFrame(f)
    }

    /// A failed message goes back in line.
    mutating func takeAgain(_ f: Int) {
        let frame = frames.at(f)
        let queue = Int(frame.pointee.owner)
        frame.pointee.pc = UInt32(truncatingIfNeeded: queues[queue].entry)
        frame.pointee.primary = false
        frame.pointee.tries = 0
        putInLine(f, queue)
    }
}
