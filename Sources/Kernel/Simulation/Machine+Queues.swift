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
            now: now)
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
        let queue = Int(frames[f].owner)
        let order = Int(frames[f].order)
        queueWaiting[queue] -= 1
        frames[f].taken += 1
        frames[f].segment = now
        recorder.add(meters.phaseTime(Int(orders[order].phase), queue: queue), waited)
        guard frames[f].taken == 1 else { return }
        recorder.add(meters.queueTaken(queue), 1)
        recorder.record(tracks.index(.queueWait(queue)), waited)
        recorder.raise(peaks.queueAge(queue), to: waited)
        trace(order, .queueWait(queue), frames[f].arrived, now)
    }

    /// A consumer's program has ended.
    mutating func endMessage(_ f: Int, _ outcome: Outcome) {
        let queue = Int(frames[f].owner)
        guard outcome != .ok else {
            recorder.add(meters.queueDone(queue), 1)
            return finishMessage(f)
        }
        if frames[f].holdsWorker {
            frames[f].holdsWorker = false
            releaseWorker(queues[queue].pool)
        }
        // An order that has ended meanwhile needs its message no more.
        let ended = orders[Int(frames[f].order)].standing == .ended
        if !ended && Int(frames[f].taken) < queues[queue].attempts {
            recorder.add(meters.queueRedelivered(queue), 1)
            let pause = Pause.next(
                plan.queues[queue].redelivery, k: Int(frames[f].taken), previous: frames[f].pause,
                key: frames[f].key.child(0x9e_de11 + UInt64(frames[f].taken)))
            frames[f].pause = pause
            frames[f].state = .redelivering
            frames[f].arrived = now
            return schedule(f, after: pause)
        }
        recorder.add(meters.queueDead(queue), 1)
        let order = Int(frames[f].order)
        retain(order)
        finishMessage(f)
        if queues[queue].deadLetter >= 0 { park(order, queues[queue].deadLetter) }
        release(order)
    }

    /// Gives a message's worker and frame back.
    mutating func finishMessage(_ f: Int) {
        let queue = Int(frames[f].owner)
        if frames[f].holdsWorker {
            frames[f].holdsWorker = false
            releaseWorker(queues[queue].pool)
        }
        releaseFrame(f)
    }

    /// A failed message goes back in line.
    mutating func takeAgain(_ f: Int) {
        let queue = Int(frames[f].owner)
        frames[f].pc = UInt32(truncatingIfNeeded: queues[queue].entry)
        frames[f].primary = false
        frames[f].tries = 0
        putInLine(f, queue)
    }
}
