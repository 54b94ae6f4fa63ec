extension Machine {
    /// Begins the call at a frame's program counter.
    mutating func beginCall(_ f: Int) {
        let frame = frames.at(f)
        let order = Int(frame.pointee.order)
        let record = orders.at(order)
        let call = calls[Int(frame.pointee.call)]
        frame.pointee.tried = 0
        frame.pointee.callPrimary = frame.pointee.primary && !(frame.pointee.kind == .journey && record.pointee.repeats)
        if frame.pointee.kind == .journey { record.pointee.repeats = false }
        // The root of the draws of this call: see `Frame.callKey`.
        if !continuesCaller(frame) { _ = draw(frame) }
        switch call.target {
        case .edge(let edge): beginEdge(f, edge)
        case .route(let route): beginEdge(f, member(of: route, f))
        }
    }

    /// Whether a call is the one that a message in the background is there for: it draws what it would have drawn at its caller.
    /// Taken again, a message draws anew.
    @inline(__always)
    private func continuesCaller(_ frame: FramePointer) -> Bool {
        guard frame.pointee.kind == .message, frame.pointee.draws == 0, frame.pointee.taken == 1 else { return false }
        let queue = queues[Int(frame.pointee.owner)]
        return queue.isBackground && Int(frame.pointee.pc) == queue.entry
    }

    /// The edge of the member of a route that a call goes to first.
    @inline(never)
    private mutating func member(of route: RouteID, _ f: Int) -> EdgeID {
        let member = choose(plan.routes[route], f)
        frames[f].tried = 1 << UInt64(member)
        return plan.routes[route].edges[member]
    }

    /// The member of a route a call goes to first.
    private mutating func choose(_ route: RoutePlan, _ f: Int) -> Int {
        let frame = frames.at(f)
        let order = Int(frame.pointee.order)
        let record = orders.at(order)
        switch route.choice {
        case .warehouse: return min(Int(record.pointee.warehouse), route.edges.count - 1)
        case .weighted(let weights): return Machine.pick(weights, among: .max, key: frame.pointee.callKey)
        case .carrier(let weights):
            if record.pointee.carrier != OrderRecord.none8 {
                return min(Int(record.pointee.carrier), route.edges.count - 1)
            }
            // Keyed by the order alone: the same order prefers the same carrier in every landscape.
            let chosen = Machine.pick(weights, among: eligible(order), key: record.pointee.key.child(0xca_0001))
            record.pointee.carrier = UInt8(truncatingIfNeeded: chosen)
            return chosen
        }
    }

    /// The carriers that may take an order, as bits.
    private mutating func eligible(_ order: Int) -> UInt64 {
        guard !eligibleCarriers.isEmpty else { return .max }
        let index = Int(orders[order].service) * destinations + Int(orders[order].destination)
        guard index < eligibleCarriers.count, eligibleCarriers[index] != 0 else { return .max }
        return eligibleCarriers[index]
    }

    /// An index by weight among the allowed ones.
    private static func pick(_ weights: [Double], among allowed: UInt64, key: RandomKey) -> Int {
        var sum = 0.0
        for (k, weight) in weights.enumerated() where allowed & (1 << UInt64(k)) != 0 { sum += weight }
        var rest = key.uniform * sum
        var last = 0
        for (k, weight) in weights.enumerated() where allowed & (1 << UInt64(k)) != 0 && weight > 0 {
            rest -= weight
            last = k
            if rest < 0 { break }
        }
        return last
    }

    /// Begins a call on one edge.
    private mutating func beginEdge(_ f: Int, _ edge: Int) {
        let frame = frames.at(f)
        if edges[edge].hits > 0, hitsCache(f, edge) { return }
        let link = edges[edge].link
        frame.pointee.edge = UInt16(truncatingIfNeeded: edge)
        frame.pointee.attempt = 0
        frame.pointee.sent = false
        frame.pointee.cause = .ok
        frame.pointee.pause = 0
        frame.pointee.callStart = now
        frame.pointee.callEffects = Frame.none
        let deadline = links[link].deadline
        frame.pointee.deadline = deadline < .never - now ? now + deadline : .never
        if deadline != .never { armDeadline(link, f) }
        if frame.pointee.callPrimary { recorder.add(meters.primaryCalls(edge), 1) }
        if links[link].hasBudget, let budget = plan.links[link].budget {
            linkStates[link].budget.deposit(budget, at: now)
        }
        prepareAttempt(f)
    }

    /// Passes an attempt through the client's own protections: bulkhead, breaker, pacing.
    @inline(__always)
    private mutating func prepareAttempt(_ f: Int) {
        let frame = frames.at(f)
        let link = edges[Int(frame.pointee.edge)].link
        guard linkStates[link].inFlight >= links[link].bulkhead else { return enterLink(f) }
        // An open breaker answers at once, not after a wait for a place.
        if links[link].hasBreaker && !linkStates[link].breaker.wouldAllow(at: now) {
            return attemptRefused(f, .breakerOpen)
        }
        guard linkStates[link].waiting.count < links[link].bulkheadWaiting else { return attemptRefused(f, .shed) }
        frame.pointee.state = .throttled
        frame.pointee.segment = now
        linkStates[link].waiting.append(UInt32(truncatingIfNeeded: f))
    }

    /// Takes a place on the link and waits for the attempt's slot.
    @inline(__always)
    private mutating func enterLink(_ f: Int) {
        let frame = frames.at(f)
        let link = edges[Int(frame.pointee.edge)].link
        guard now < frame.pointee.deadline else { return attemptRefused(f, .timeout) }
        // A slot that comes too late is left to others.
        var slot = now
        if links[link].hasPacing, let pacing = plan.links[link].pacing {
            // Asked of the breaker first: a call that it refuses takes no slot.
            if links[link].hasBreaker && !linkStates[link].breaker.wouldAllow(at: now) {
                return attemptRefused(f, .breakerOpen)
            }
            guard let reserved = linkStates[link].pacer.reserve(pacing, at: now, before: frame.pointee.deadline) else {
                return attemptRefused(f, .timeout)
            }
            slot = reserved
        }
        if links[link].hasBreaker, let breaker = plan.links[link].breaker,
            !linkStates[link].breaker.allow(breaker, at: now)
        {
            return attemptRefused(f, .breakerOpen)
        }
        linkStates[link].inFlight += 1
        if slot > now {
            trace(frame, .throttle(link), now, slot)
            frame.pointee.state = .throttled
            frame.pointee.segment = now
            return schedule(f, after: slot - now)
        }
        send(f)
    }

    /// Sends an attempt that has waited for its slot.
    mutating func sendAttempt(_ f: Int) { send(f) }

    /// Sends an attempt.
    @inline(__always)
    private mutating func send(_ f: Int) {
        let frame = frames.at(f)
        let edge = Int(frame.pointee.edge)
        let link = edges[edge].link
        frame.pointee.attempt += 1
        frame.pointee.sent = true
        attemptSerial &+= 1
        if attemptSerial == 0 { attemptSerial = 1 }
        frame.pointee.attemptSerial = attemptSerial
        frame.pointee.segment = now
        frame.pointee.state = .calling
        let operation = edges[edge].operation
        let effects = frame.pointee.callEffects
        if effects != Frame.none { self.effects[Int(effects)].references += 1 }
        retain(Int(frame.pointee.order))
        let c = frames.takeSlot()
        let child = frames.at(c)
        child.pointee.start(
            kind: .request, order: Int(frame.pointee.order), owner: operation, pc: operations[operation].entry,
            key: frame.pointee.callKey.child(UInt64(frame.pointee.attempt) << 32 | UInt64(edge)),
            depth: frame.pointee.depth &+ 1,
            primary: frame.pointee.callPrimary && frame.pointee.attempt == 1, traced: frame.pointee.traced, now: now)
        child.pointee.caller = UInt32(truncatingIfNeeded: f)
        child.pointee.callerSerial = attemptSerial
        child.pointee.via = frame.pointee.edge
        child.pointee.effects = effects
        frame.pointee.child = UInt32(truncatingIfNeeded: c)
        if links[link].timeout != .never { arm(link, f, now + links[link].timeout) }
        let latency = links[link].latency
        if latency >= 0 {
            child.pointee.state = .outbound
            let delay = sample(latency, child)
            if delay > 0 { return schedule(c, after: delay) }
        }
        arrive(c)
    }

    /// Notes an attempt's deadline. One event a link is enough: deadlines come in order.
    private mutating func arm(_ link: Int, _ f: Int, _ deadline: Instant) {
        linkStates[link].timeouts.append(
            TimeoutEntry(deadline: deadline, frame: UInt32(truncatingIfNeeded: f), serial: frames[f].attemptSerial))
        guard !linkStates[link].timerArmed, deadline <= plan.end else { return }
        linkStates[link].timerArmed = true
        calendar.schedule(MachineEvent(kind: .linkTimer, index: link).payload, at: deadline)
    }

    /// The first attempt of a link may have timed out; stale entries are passed over.
    mutating func linkTimerDue(_ link: Int) {
        linkStates[link].timerArmed = false
        while let first = linkStates[link].timeouts.first {
            let f = Int(first.frame)
            let live = frames[f].attemptSerial == first.serial && first.serial != 0
            if live && first.deadline > now {
                guard first.deadline <= plan.end else { return }
                linkStates[link].timerArmed = true
                return calendar.schedule(MachineEvent(kind: .linkTimer, index: link).payload, at: first.deadline)
            }
            _ = linkStates[link].timeouts.popFirst()
            if live { attemptTimedOut(f) }
        }
    }

    /// Notes a call's deadline. One event a link is enough: deadlines come in order.
    private mutating func armDeadline(_ link: Int, _ f: Int) {
        let deadline = frames[f].deadline
        linkStates[link].deadlines.append(
            DeadlineEntry(deadline: deadline, frame: UInt32(truncatingIfNeeded: f)))
        guard !linkStates[link].deadlineArmed, deadline <= plan.end else { return }
        linkStates[link].deadlineArmed = true
        calendar.schedule(MachineEvent(kind: .linkDeadline, index: link).payload, at: deadline)
    }

    /// The first call of a link may have come to its deadline; stale entries are passed over.
    mutating func linkDeadlineDue(_ link: Int) {
        linkStates[link].deadlineArmed = false
        while let first = linkStates[link].deadlines.first {
            let f = Int(first.frame)
            let frame = frames.at(f)
            let live = frame.pointee.deadline == first.deadline && edges[Int(frame.pointee.edge)].link == link
            if live && first.deadline > now {
                guard first.deadline <= plan.end else { return }
                linkStates[link].deadlineArmed = true
                return calendar.schedule(
                    MachineEvent(kind: .linkDeadline, index: link).payload, at: first.deadline)
            }
            _ = linkStates[link].deadlines.popFirst()
            if live { callExpired(link, f) }
        }
    }

    /// A call's time is over. It is in flight, or waits for a place: pauses and slots beyond the deadline are never begun.
    private mutating func callExpired(_ link: Int, _ f: Int) {
        let frame = frames.at(f)
        switch frame.pointee.state {
        case .calling: attemptTimedOut(f)
        case .throttled:
            guard linkStates[link].waiting.remove(UInt32(truncatingIfNeeded: f)) else { return }
            trace(frame, .throttle(link), frame.pointee.segment, now)
            attemptRefused(f, .timeout)
        default: break
        }
    }

    /// The caller gives up on an attempt; the server does not know and works on.
    private mutating func attemptTimedOut(_ f: Int) {
        let frame = frames.at(f)
        let child = Int(frame.pointee.child)
        let wasCounted = frames[child].effects != Frame.none
        ensureEffects(f, child)
        let isAnswered = frames[child].state == .inbound || frames[child].state == .returning
        if isAnswered && frames[child].answer == .ok {
            // The work is done, and its answer comes too late.
            if !wasCounted { effects[Int(frames[child].effects)].count += 1 }
            recorder.add(meters.wasted(Int(frame.pointee.edge)), 1)
        }
        frames[child].abandoned = true
        frames[child].caller = Frame.none
        if hasOutside { callOff(child) }
        attemptEnded(f, .timeout, retryAt: .never)
    }

    /// From now on the call's effects are counted: more than one may come.
    mutating func ensureEffects(_ f: Int, _ child: Int) {
        let frame = frames.at(f)
        if frame.pointee.callEffects == Frame.none {
            frame.pointee.callEffects = UInt32(truncatingIfNeeded: effects.take(CallEffects(count: 0, references: 1)))
        }
        if frames[child].effects == Frame.none {
            frames[child].effects = frame.pointee.callEffects
            effects[Int(frame.pointee.callEffects)].references += 1
            if frames[child].hasBegun {
                effects[Int(frame.pointee.callEffects)].worker = UInt32(truncatingIfNeeded: child)
            }
        }
    }

    /// Forgets one reference to a call's effects.
    mutating func releaseEffects(_ reference: UInt32) {
        guard reference != Frame.none else { return }
        effects[Int(reference)].references -= 1
        if effects[Int(reference)].references == 0 { effects.release(Int(reference)) }
    }

    /// An attempt in flight has ended at the caller.
    mutating func attemptEnded(_ f: Int, _ outcome: Outcome, retryAt: Instant) {
        let frame = frames.at(f)
        let edge = Int(frame.pointee.edge)
        let link = edges[edge].link
        frame.pointee.attemptSerial = 0
        frame.pointee.child = Frame.none
        linkStates[link].inFlight -= 1
        recorder.add(meters.attempts(edge, outcome), 1)
        if frame.pointee.attempt > 1 { recorder.add(meters.extraAttempts(edge, cause: frame.pointee.cause), 1) }
        if outcome == .ok { recorder.record(tracks.index(.attempt(edge)), now - frame.pointee.segment) }
        trace(
            frame, .attempt(edge), frame.pointee.segment, now, attempt: Int(frame.pointee.attempt), outcome: outcome)
        if links[link].hasBreaker, let breaker = plan.links[link].breaker {
            let failure =
                switch outcome {
                case .ok, .businessError: false
                case .rateLimited: breaker.countsRateLimited
                default: true
                }
            switch linkStates[link].breaker.note(failure: failure, breaker, at: now) {
            case .opened: recorder.add(meters.breakerOpened(link), 1)
            case .closed: recorder.add(meters.breakerClosed(link), 1)
            case .none: break
            }
        }
        if !linkStates[link].waiting.isEmpty { admitWaiting(link) }
        guard outcome != .ok else {
            closeEdge(f, .ok)
            frame.pointee.pc += 1
            return makeReady(f)
        }
        frame.pointee.cause = outcome
        guard links[link].retries.contains(outcome), Int(frame.pointee.attempt) < links[link].attempts else {
            return callFailed(f, outcome)
        }
        var pause = Pause.next(
            links[link], k: Int(frame.pointee.attempt), previous: frame.pointee.pause,
            key: frame.pointee.callKey.child(0xbac0_0000 + UInt64(frame.pointee.attempt)))
        frame.pointee.pause = pause
        if links[link].honoursRetryAfter, retryAt != .never {
            // Told to stay away for longer than it would ever pause, a call goes to another member at once.
            if retryAt - now > Int64(links[link].cap), hasAnother(f) { return callFailed(f, outcome) }
            pause = max(pause, retryAt - now)
        }
        // No attempt starts at or after the deadline: do not wait for one that could not be sent.
        guard pause < frame.pointee.deadline - now else { return callFailed(f, outcome) }
        if links[link].hasBudget, let budget = plan.links[link].budget,
            !linkStates[link].budget.withdraw(budget, at: now)
        {
            recorder.add(meters.budgetDenied(link), 1)
            return callFailed(f, outcome)
        }
        frame.pointee.state = .pausing
        frame.pointee.segment = now
        if pause > 0 {
            trace(frame, .backoff(edge), now, now + pause, attempt: Int(frame.pointee.attempt))
        }
        schedule(f, after: pause)
    }

    /// The pause before a retry is over.
    mutating func pauseOver(_ f: Int) {
        let frame = frames.at(f)
        recorder.add(
            meters.backoffTime(Int(frame.pointee.edge), cause: frame.pointee.cause), now - frame.pointee.segment)
        prepareAttempt(f)
    }

    /// Enters a link after a wait in its line. A copy of its own, so that the usual way stays short.
    @inline(never)
    private mutating func enterLater(_ f: Int) { enterLink(f) }

    /// A place in a bulkhead has become free.
    ///
    /// Whoever is admitted may be refused at once and free the place again: the outermost call goes on then, so that a long
    /// line does not become a deep stack.
    private mutating func admitWaiting(_ link: Int) {
        guard !linkStates[link].admitting else { return }
        linkStates[link].admitting = true
        while linkStates[link].inFlight < links[link].bulkhead, let next = linkStates[link].waiting.popFirst() {
            let f = Int(next)
            let frame = frames.at(f)
            trace(frame, .throttle(link), frame.pointee.segment, now)
            enterLater(f)
        }
        linkStates[link].admitting = false
    }

    /// An attempt was not sent: the caller's own protection said no, or its deadline had passed.
    private mutating func attemptRefused(_ f: Int, _ outcome: Outcome) {
        let frame = frames.at(f)
        // If an earlier attempt was sent, the call has failed for that one's reason.
        callFailed(f, frame.pointee.sent ? frame.pointee.cause : outcome)
    }

    /// A call has failed on its edge: another member of the route may take over.
    private mutating func callFailed(_ f: Int, _ outcome: Outcome) {
        let frame = frames.at(f)
        guard case .route(let route) = calls[Int(frame.pointee.call)].target,
            let member = next(plan.routes[route], f)
        else { return callEnded(f, outcome) }
        closeEdge(f, outcome)
        recorder.add(meters.fallbacks(route), 1)
        let order = Int(frame.pointee.order)
        trace(frame, .fallback(route), now, now, outcome: outcome)
        frame.pointee.tried |= 1 << UInt64(member)
        frame.pointee.callPrimary = false
        if case .carrier = plan.routes[route].choice { orders[order].carrier = UInt8(truncatingIfNeeded: member) }
        beginEdge(f, plan.routes[route].edges[member])
    }

    /// Whether a failed call would be taken over by another member of its route.
    private mutating func hasAnother(_ f: Int) -> Bool {
        guard case .route(let route) = calls[Int(frames[f].call)].target else { return false }
        return next(plan.routes[route], f) != nil
    }

    /// The member a route falls back to, or nil.
    private mutating func next(_ route: RoutePlan, _ f: Int) -> Int? {
        let frame = frames.at(f)
        guard route.fallback != .none else { return nil }
        var allowed = ~frame.pointee.tried
        if case .carrier = route.choice { allowed &= eligible(Int(frame.pointee.order)) }
        var best: Int?
        for (member, edge) in route.edges.enumerated() where allowed & (1 << UInt64(member)) != 0 {
            if route.fallback == .next { return member }
            let operation = edges[edge].operation
            guard linkStates[edges[edge].link].breaker.wouldAllow(at: now), hasRoom(operation, Int(frame.pointee.order))
            else {
                continue
            }
            if let chosen = best, operations[edges[route.edges[chosen]].operation].price <= operations[operation].price
            {
                continue
            }
            best = member
        }
        return best
    }

    /// Books a call's end on its edge.
    private mutating func closeEdge(_ f: Int, _ outcome: Outcome) {
        let frame = frames.at(f)
        let edge = Int(frame.pointee.edge)
        let spent = now - frame.pointee.callStart
        recorder.add(meters.calls(edge, outcome), 1)
        recorder.record(tracks.index(outcome == .ok ? .call(edge) : .failedCall(edge)), spent)
        bookCallTime(frame, spent)
        trace(
            frame, .call(edge), frame.pointee.callStart, now, attempt: Int(frame.pointee.attempt), outcome: outcome)
        if frame.pointee.callEffects != Frame.none {
            releaseEffects(frame.pointee.callEffects)
            frame.pointee.callEffects = Frame.none
        }
        frame.pointee.deadline = .never
    }

    /// Books what a call took of its caller's time, and of the worker that it held.
    @inline(__always)
    mutating func bookCallTime(_ frame: FramePointer, _ spent: Nanoseconds) {
        let edge = Int(frame.pointee.edge)
        switch frame.pointee.kind {
        case .request: recorder.add(meters.operationTime(Int(frame.pointee.owner), edge: edge), spent)
        case .journey, .message:
            let phase = orders[Int(frame.pointee.order)].phase
            recorder.add(meters.phaseTime(Int(phase), edge: edge), spent)
        }
        let pool = poolOf(frame)
        if pool >= 0, frame.pointee.holdsWorker { recorder.add(meters.poolHeld(pool, edge: edge), spent) }
    }

    /// A call has failed for good: the program goes on elsewhere, or ends.
    private mutating func callEnded(_ f: Int, _ outcome: Outcome) {
        let frame = frames.at(f)
        closeEdge(f, outcome)
        if let target = calls[Int(frame.pointee.call)].onFailure {
            frame.pointee.pc = UInt32(truncatingIfNeeded: target)
            return makeReady(f)
        }
        end(f, outcome)
    }
}
