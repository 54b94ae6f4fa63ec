extension Machine {
    /// The pool whose worker runs the frame; -1: none.
    @inline(__always)
    func poolOf(_ frame: FramePointer) -> Int {
        switch frame.pointee.kind {
        case .request: operations[Int(frame.pointee.owner)].pool
        case .message: queues[Int(frame.pointee.owner)].pool
        case .journey: -1
        }
    }

    /// A request arrives at its system.
    mutating func arrive(_ f: Int) {
        let frame = frames.at(f)
        let operation = operations[Int(frame.pointee.owner)]
        if operation.isOutside && !frame.pointee.isServed { return depart(f) }
        frame.pointee.arrived = now
        if operation.hasFaults, meetsFault(f, operation.system, before: true) { return }
        if operation.limiterCount > 0 {
            let refusedUntil = passLimits(operation, Int(frame.pointee.owner), Int(frame.pointee.order))
            if let refusedUntil {
                frame.pointee.retryAt = refusedUntil
                return answer(f, .rateLimited)
            }
            frame.pointee.admitted = true
        }
        if operation.hasFaults, meetsFault(f, operation.system, before: false) { return }
        if sharesWork(f) { return }
        guard operation.pool >= 0 else { return begin(f) }
        guard submit(f, operation.pool, bounded: true) else {
            recorder.add(meters.poolShed(operation.pool), 1)
            return answer(f, .shed)
        }
    }

    /// Whether the idempotency key says that the work is done, or being done: then its result answers this request as well.
    private mutating func sharesWork(_ f: Int) -> Bool {
        let frame = frames.at(f)
        guard frame.pointee.kind == .request, frame.pointee.effects != Frame.none,
            links[edges[Int(frame.pointee.via)].link].idempotent
        else { return false }
        let record = Int(frame.pointee.effects)
        if effects[record].count > 0 {
            replay(f, .ok)
            return true
        }
        guard effects[record].worker != Frame.none else { return false }
        let earlier = effects[record].joined
        frame.pointee.state = .joined
        effects[record].joined = UInt32(truncatingIfNeeded: f)
        if earlier != Frame.none { replay(Int(earlier), .ok) }
        return true
    }

    /// Answers a request with the result of an earlier attempt; one whose caller has given up just goes.
    private mutating func replay(_ f: Int, _ outcome: Outcome) {
        let frame = frames.at(f)
        if frame.pointee.abandoned {
            if frame.pointee.admitted { leaveLimits(f) }
            return releaseFrame(f)
        }
        recorder.add(meters.replays(Int(frame.pointee.via)), 1)
        answer(f, outcome)
    }

    /// The work on a call has ended: whoever waits for its result has it.
    private mutating func shareResult(_ f: Int, _ outcome: Outcome) {
        let record = Int(frames[f].effects)
        guard effects[record].worker == UInt32(truncatingIfNeeded: f) else { return }
        effects[record].worker = Frame.none
        let waiting = effects[record].joined
        effects[record].joined = Frame.none
        if waiting != Frame.none { replay(Int(waiting), outcome) }
    }

    /// Puts a request through the faults that strike it.
    /// - Parameter before: whether the network's faults are asked (before the limits), or those behind them.
    /// - Returns: whether it has been answered.
    private mutating func meetsFault(_ f: Int, _ system: Int, before: Bool) -> Bool {
        let frame = frames.at(f)
        for fault in systemFaults[system] {
            let effect = faultPlans[fault].effect
            guard (effect == .refuse) == before, strikes(fault, f) else { continue }
            recorder.add(meters.faultsStruck(fault), 1)
            switch effect {
            case .refuse:
                answer(f, .connection)
                return true
            case .businessError:
                answer(f, .businessError)
                return true
            case .serverError:
                answer(f, .serverError)
                return true
            case .reset, .resetBeforeBody, .resetAmidBody, .truncated, .drip, .garbage, .moreThanAnnounced,
                .lessThanAnnounced, .interimFirst:
                frame.pointee.spoiledBy = UInt16(truncatingIfNeeded: fault + 1)
            case .hang(let length):
                frame.pointee.hangs = true
                frame.pointee.segment = length
            case .slow: break
            }
        }
        return false
    }

    /// Whether a fault is on and strikes this request; the same answer however often it is asked at one instant.
    mutating func strikes(_ fault: Int, _ f: Int) -> Bool {
        let frame = frames.at(f)
        if let only = faultPlans[fault].operations,
            frame.pointee.kind != .request || !only.contains(Int(frame.pointee.owner))
        {
            return false
        }
        guard faults[fault].isOn(faultPlans[fault], at: now) else { return false }
        let probability = faultPlans[fault].probability
        return probability >= 1 || frame.pointee.key.child(0xfa_0000_0000 + UInt64(fault)).uniform < probability
    }

    /// Asks all limits of an operation, then takes from all of them.
    /// - Returns: nil when there is room; else when to come back (`Instant.never` if the limit does not tell).
    private mutating func passLimits(_ operation: OperationCore, _ id: Int, _ order: Int) -> Instant? {
        let range = operation.firstLimiter..<(operation.firstLimiter + operation.limiterCount)
        for k in range {
            let limiter = operationLimiters[k]
            let state = limiterBase[limiter] + key(limiter, id, order)
            let permille = effectivePermille(limiter)
            guard
                case .full(let until) = limiters[state].peek(
                    limiterPlans.at(limiter), points: operation.points, at: now, permille: permille)
            else { continue }
            recorder.add(meters.limiterRefused(limiter), 1)
            var comeBack = until
            if limiterPlans[limiter].penalty > 0 {
                let locked = limiters[state].lock(for: limiterPlans[limiter].penalty, at: now)
                comeBack = until == .never ? locked : max(until, locked)
            }
            return limiterPlans[limiter].tells ? told(comeBack) : .never
        }
        for k in range {
            let limiter = operationLimiters[k]
            recorder.add(meters.limiterAdmitted(limiter), 1)
            limiters[limiterBase[limiter] + key(limiter, id, order)].take(
                limiterPlans.at(limiter), points: operation.points, at: now)
        }
        return nil
    }

    /// When a refusal says to come back: `Retry-After` knows whole seconds only (RFC 9110, section 10.2.3), and whoever keeps to
    /// it is to find room, so they are rounded up. Told in virtual time as over HTTP, retries come at the same times.
    private func told(_ comeBack: Instant) -> Instant {
        guard comeBack > now, comeBack < .never - .second else { return comeBack }
        return now + (comeBack - now + .second - 1) / .second * .second
    }

    /// Whether an operation's limits would let a request pass now.
    mutating func hasRoom(_ id: Int, _ order: Int) -> Bool {
        let operation = operations[id]
        for k in operation.firstLimiter..<(operation.firstLimiter + operation.limiterCount) {
            let limiter = operationLimiters[k]
            let permille = effectivePermille(limiter)
            let answer = limiters[limiterBase[limiter] + key(limiter, id, order)].peek(
                limiterPlans.at(limiter), points: operation.points, at: now, permille: permille)
            if answer != .room { return false }
        }
        return true
    }

    /// Which of a limiter's states counts for a request.
    private mutating func key(_ limiter: Int, _ operation: Int, _ order: Int) -> Int {
        if limiterKeys[limiter] == 1 { return 0 }
        return switch limiterPlans[limiter].scope {
        case .account: 0
        case .operation: operation
        case .channel: Int(orders[order].channel)
        case .warehouse: Int(orders[order].warehouse)
        }
    }

    /// The effective limit in thousandths of the documented one, by the clock and by load.
    private mutating func effectivePermille(_ limiter: Int) -> Int {
        var permille = 1000
        if !limiterPlans[limiter].tightenings.isEmpty {
            for tightening in limiterPlans[limiter].tightenings where tightening.during.contains(now) {
                permille = permille * tightening.permille / 1000
            }
        }
        if let above = limiterPlans[limiter].busyAbove, let pool = limiterPlans[limiter].busyPool,
            poolStates[pool].capacity > 0,
            Double(poolStates[pool].busy) >= above * Double(poolStates[pool].capacity)
        {
            permille = permille * limiterPlans[limiter].busyPermille / 1000
        }
        return permille
    }

    /// Brings a frame to a worker, or puts it in line.
    /// - Returns: false when the line is full and `bounded` says that this counts.
    mutating func submit(_ f: Int, _ pool: Int, bounded: Bool) -> Bool {
        let frame = frames.at(f)
        if poolStates[pool].busy < poolStates[pool].capacity && poolStates[pool].line.isEmpty {
            bookPool(pool, until: now)
            poolStates[pool].busy += 1
            recorder.raise(peaks.poolBusy(pool), to: Int64(poolStates[pool].busy))
            frame.pointee.holdsWorker = true
            begin(f)
            return true
        }
        if bounded && poolStates[pool].line.count >= poolStates[pool].bound { return false }
        frame.pointee.state = .inLine
        poolStates[pool].line.append(UInt32(truncatingIfNeeded: f))
        recorder.add(meters.poolArrived(pool), 1)
        recorder.raise(peaks.poolWaiting(pool), to: Int64(poolStates[pool].line.count))
        return true
    }

    /// A frame has what it needs to begin its program.
    private mutating func begin(_ f: Int) {
        let frame = frames.at(f)
        let pool = poolOf(frame)
        let waited = now - frame.pointee.arrived
        if pool >= 0 {
            recorder.add(meters.poolServed(pool), 1)
            recorder.record(tracks.index(.poolWait(pool)), waited)
            if waited > 0 {
                trace(frame, .poolWait(pool), frame.pointee.arrived, now)
            }
        }
        if frame.pointee.kind == .message {
            messageTaken(f, waited)
        } else {
            if waited > 0 { recorder.add(meters.operationWait(Int(frame.pointee.owner)), waited) }
            if frame.pointee.effects != Frame.none {
                effects[Int(frame.pointee.effects)].worker = UInt32(truncatingIfNeeded: f)
            }
        }
        makeReady(f)
    }

    /// A worker has become free: whoever is next gets it.
    mutating func releaseWorker(_ pool: Int) {
        bookPool(pool, until: now)
        poolStates[pool].busy -= 1
        serveLine(pool)
    }

    /// Gives free workers to those in line.
    private mutating func serveLine(_ pool: Int) {
        while poolStates[pool].busy < poolStates[pool].capacity {
            let next =
                poolStates[pool].discipline == .lifo
                ? poolStates[pool].line.popLast() : poolStates[pool].line.popFirst()
            guard let next else { return }
            if poolStates[pool].line.count & (Machine.lineFetchLength - 1) == 0 { fetchLine(pool) }
            let f = Int(next)
            let frame = frames.at(f)
            recorder.add(meters.poolTaken(pool), 1)
            if poolStates[pool].discipline == .dropExpired && frame.pointee.abandoned {
                recorder.add(meters.poolExpired(pool), 1)
                if frame.pointee.admitted { leaveLimits(f) }
                releaseFrame(f)
                continue
            }
            if sharesWork(f) { continue }
            poolStates[pool].busy += 1
            recorder.raise(peaks.poolBusy(pool), to: Int64(poolStates[pool].busy))
            frame.pointee.holdsWorker = true
            begin(f)
        }
    }

    /// A shift begins or ends.
    mutating func capacityChanges(_ pool: Int, change: Int) {
        bookPool(pool, until: now)
        poolStates[pool].capacity = plan.pools[pool].capacity[change].workers
        serveLine(pool)
    }

    /// Books busy and capacity time up to an instant.
    @inline(__always)
    mutating func bookPool(_ pool: Int, until instant: Instant) {
        let span = instant - poolStates[pool].bookedUntil
        guard span > 0 else { return }
        poolStates[pool].bookedUntil = instant
        recorder.add(meters.poolBusyTime(pool), Int64(poolStates[pool].busy) * span)
        recorder.add(meters.poolCapacityTime(pool), Int64(poolStates[pool].capacity) * span)
    }

    /// A request's program has ended.
    mutating func endRequest(_ f: Int, _ outcome: Outcome) {
        let frame = frames.at(f)
        let id = Int(frame.pointee.owner)
        if frame.pointee.holdsWorker {
            frame.pointee.holdsWorker = false
            releaseWorker(operations[id].pool)
        }
        if frame.pointee.admitted { leaveLimits(f) }
        if outcome == .ok {
            recorder.record(tracks.index(.operation(id)), now - frame.pointee.arrived)
            if operations[id].price > 0 { recorder.add(meters.spend(id), operations[id].price) }
            tookEffect(f)
        }
        if frame.pointee.effects != Frame.none { shareResult(f, outcome) }
        if frame.pointee.abandoned {
            releaseFrame(f)
        } else if outcome == .ok && frame.pointee.spoiledBy != 0 {
            answerSpoiled(f)
        } else {
            answer(f, outcome)
        }
    }

    /// Sends an answer that does not arrive as it was meant.
    @inline(never)
    private mutating func answerSpoiled(_ f: Int) {
        let frame = frames.at(f)
        let effect = faultPlans[Int(frame.pointee.spoiledBy) - 1].effect
        guard let seen = effect.spoils else { return answer(f, .ok) }
        if frame.pointee.isServed { return answerOutside(f, spoiledBy: effect) }
        guard frame.pointee.caller != Frame.none, seen.delay > 0 else { return answer(f, seen.outcome) }
        let latency = links[edges[Int(frame.pointee.via)].link].latency
        frame.pointee.answer = seen.outcome
        frame.pointee.state = .inbound
        schedule(f, after: seen.delay + (latency >= 0 ? max(0, sample(latency, frame)) : 0))
    }

    /// Counts a request's effect, and whether it is one too many.
    mutating func tookEffect(_ f: Int) {
        let frame = frames.at(f)
        if frame.pointee.effects == Frame.none {
            guard frame.pointee.spoiledBy != 0, frame.pointee.caller != Frame.none else { return }
            ensureEffects(Int(frame.pointee.caller), f)
        }
        let record = Int(frame.pointee.effects)
        effects[record].count += 1
        let edge = Int(frame.pointee.via)
        let joined = effects[record].joined
        if frame.pointee.abandoned && (joined == Frame.none || frames[Int(joined)].abandoned) {
            recorder.add(meters.wasted(edge), 1)
        }
        if effects[record].count > 1 { recorder.add(meters.duplicates(edge), 1) }
    }

    /// Gives concurrency places back.
    private mutating func leaveLimits(_ f: Int) {
        let frame = frames.at(f)
        guard frame.pointee.admitted else { return }
        frame.pointee.admitted = false
        let id = Int(frame.pointee.owner)
        let operation = operations[id]
        for k in operation.firstLimiter..<(operation.firstLimiter + operation.limiterCount) {
            let limiter = operationLimiters[k]
            guard case .concurrency = limiterPlans[limiter].kind else { continue }
            limiters[limiterBase[limiter] + key(limiter, id, Int(frame.pointee.order))].giveBack()
        }
    }

    /// Sends a request's answer on its way.
    private mutating func answer(_ f: Int, _ outcome: Outcome) {
        let frame = frames.at(f)
        if frame.pointee.admitted { leaveLimits(f) }
        if frame.pointee.isServed { return answerOutside(f, outcome) }
        guard frame.pointee.caller != Frame.none else { return releaseFrame(f) }
        send(f, answer: outcome)
    }

    /// Sends an answer back over the network.
    @inline(__always)
    mutating func send(_ f: Int, answer outcome: Outcome) {
        let frame = frames.at(f)
        frame.pointee.answer = outcome
        let latency = links[edges[Int(frame.pointee.via)].link].latency
        if latency >= 0 {
            let delay = sample(latency, frame)
            if delay > 0 {
                frame.pointee.state = .inbound
                return schedule(f, after: delay)
            }
        }
        deliver(f)
    }

    /// An answer reaches its caller, if that still waits for it.
    @inline(__always)
    mutating func deliver(_ f: Int) {
        let frame = frames.at(f)
        let caller = frame.pointee.caller
        let outcome = frame.pointee.answer
        let retryAt = frame.pointee.retryAt
        let current = caller != Frame.none && frames[Int(caller)].attemptSerial == frame.pointee.callerSerial
        releaseFrame(f)
        if current { attemptEnded(Int(caller), outcome, retryAt: retryAt) }
    }

    /// Gives a frame up.
    @inline(__always)
    mutating func releaseFrame(_ f: Int) {
        let frame = frames.at(f)
        if frame.pointee.effects != Frame.none { releaseEffects(frame.pointee.effects) }
        let order = Int(frame.pointee.order)
        frame.pointee.attemptSerial = 0
        frame.pointee.callerSerial = 0
        frames.release(f)
        release(order)
    }
}
