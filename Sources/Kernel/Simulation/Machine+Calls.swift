extension Machine {
    /// Begins the call at a frame's program counter.
    mutating func beginCall(_ f: Int) {
        let order = Int(frames[f].order)
        let call = calls[Int(frames[f].call)]
        frames[f].tried = 0
        frames[f].callPrimary = frames[f].primary && !(frames[f].kind == .journey && orders[order].repeats)
        if frames[f].kind == .journey { orders[order].repeats = false }
        frames[f].callKey = draw(f)
        switch call.target {
        case .edge(let edge): beginEdge(f, edge)
        case .route(let route):
            let member = choose(plan.routes[route], f)
            frames[f].tried = 1 << UInt64(member)
            beginEdge(f, plan.routes[route].edges[member])
        }
    }

    /// The member of a route a call goes to first.
    private mutating func choose(_ route: RoutePlan, _ f: Int) -> Int {
        let order = Int(frames[f].order)
        switch route.choice {
        case .warehouse: return min(Int(orders[order].warehouse), route.edges.count - 1)
        case .weighted(let weights): return Machine.pick(weights, among: .max, key: frames[f].callKey)
        case .carrier(let weights):
            if orders[order].carrier != OrderRecord.none8 {
                return min(Int(orders[order].carrier), route.edges.count - 1)
            }
            // Keyed by the order alone: the same order prefers the same carrier in every landscape.
            let chosen = Machine.pick(weights, among: eligible(order), key: orders[order].key.child(0xca_0001))
            orders[order].carrier = UInt8(truncatingIfNeeded: chosen)
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
        let link = edges[edge].link
        frames[f].edge = UInt16(truncatingIfNeeded: edge)
        frames[f].attempt = 0
        frames[f].sent = false
        frames[f].cause = .ok
        frames[f].pause = 0
        frames[f].callStart = now
        frames[f].callEffects = Frame.none
        let deadline = links[link].deadline
        frames[f].deadline = deadline < .never - now ? now + deadline : .never
        if deadline != .never { armDeadline(link, f) }
        if frames[f].callPrimary { recorder.add(meters.primaryCalls(edge), 1) }
        if links[link].hasBudget, let budget = plan.links[link].budget {
            linkStates[link].budget.deposit(budget, at: now)
        }
        prepareAttempt(f)
    }

    /// Passes an attempt through the client's own protections: bulkhead, breaker, pacing.
    private mutating func prepareAttempt(_ f: Int) {
        let link = edges[Int(frames[f].edge)].link
        guard linkStates[link].inFlight >= links[link].bulkhead else { return enterLink(f) }
        // An open breaker answers at once, not after a wait for a place.
        if links[link].hasBreaker && !linkStates[link].breaker.wouldAllow(at: now) {
            return attemptRefused(f, .breakerOpen)
        }
        guard linkStates[link].waiting.count < links[link].bulkheadWaiting else { return attemptRefused(f, .shed) }
        frames[f].state = .throttled
        frames[f].segment = now
        linkStates[link].waiting.append(UInt32(truncatingIfNeeded: f))
    }

    /// Takes a place on the link and waits for the attempt's slot.
    private mutating func enterLink(_ f: Int) {
        let link = edges[Int(frames[f].edge)].link
        guard now < frames[f].deadline else { return attemptRefused(f, .timeout) }
        // A slot that comes too late is left to others.
        var slot = now
        if links[link].hasPacing, let pacing = plan.links[link].pacing {
            // Asked of the breaker first: a call that it refuses takes no slot.
            if links[link].hasBreaker && !linkStates[link].breaker.wouldAllow(at: now) {
                return attemptRefused(f, .breakerOpen)
            }
            guard let reserved = linkStates[link].pacer.reserve(pacing, at: now, before: frames[f].deadline) else {
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
            trace(Int(frames[f].order), .throttle(link), now, slot, depth: Int(frames[f].depth))
            frames[f].state = .throttled
            frames[f].segment = now
            return schedule(f, after: slot - now)
        }
        sendAttempt(f)
    }

    /// Sends an attempt.
    mutating func sendAttempt(_ f: Int) {
        let edge = Int(frames[f].edge)
        let link = edges[edge].link
        frames[f].attempt += 1
        frames[f].sent = true
        attemptSerial &+= 1
        if attemptSerial == 0 { attemptSerial = 1 }
        frames[f].attemptSerial = attemptSerial
        frames[f].attemptSent = now
        frames[f].state = .calling
        let operation = edges[edge].operation
        let effects = frames[f].callEffects
        if effects != Frame.none { self.effects[Int(effects)].references += 1 }
        retain(Int(frames[f].order))
        let c = frames.takeSlot()
        frames[c].start(
            kind: .request, order: Int(frames[f].order), owner: operation, pc: operations[operation].entry,
            key: frames[f].callKey.child(UInt64(frames[f].attempt) << 32 | UInt64(edge)), depth: frames[f].depth &+ 1,
            primary: frames[f].callPrimary && frames[f].attempt == 1, now: now)
        frames[c].caller = UInt32(truncatingIfNeeded: f)
        frames[c].callerSerial = attemptSerial
        frames[c].via = frames[f].edge
        frames[c].effects = effects
        frames[f].child = UInt32(truncatingIfNeeded: c)
        if links[link].timeout != .never { arm(link, f, now + links[link].timeout) }
        let latency = links[link].latency
        if latency >= 0 {
            frames[c].state = .outbound
            let delay = sample(latency, c)
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
            let live = frames[f].deadline == first.deadline && edges[Int(frames[f].edge)].link == link
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
        switch frames[f].state {
        case .calling: attemptTimedOut(f)
        case .throttled:
            guard linkStates[link].waiting.remove(UInt32(truncatingIfNeeded: f)) else { return }
            trace(Int(frames[f].order), .throttle(link), frames[f].segment, now, depth: Int(frames[f].depth))
            attemptRefused(f, .timeout)
        default: break
        }
    }

    /// The caller gives up on an attempt; the server does not know and works on.
    private mutating func attemptTimedOut(_ f: Int) {
        let child = Int(frames[f].child)
        let wasCounted = frames[child].effects != Frame.none
        ensureEffects(f, child)
        let isAnswered = frames[child].state == .inbound || frames[child].state == .returning
        if isAnswered && frames[child].answer == .ok {
            // The work is done, and its answer comes too late.
            if !wasCounted { effects[Int(frames[child].effects)].count += 1 }
            recorder.add(meters.wasted(Int(frames[f].edge)), 1)
        }
        frames[child].abandoned = true
        frames[child].caller = Frame.none
        if hasOutside { callOff(child) }
        attemptEnded(f, .timeout, retryAt: .never)
    }

    /// From now on the call's effects are counted: more than one may come.
    mutating func ensureEffects(_ f: Int, _ child: Int) {
        if frames[f].callEffects == Frame.none {
            frames[f].callEffects = UInt32(truncatingIfNeeded: effects.take(CallEffects(count: 0, references: 1)))
        }
        if frames[child].effects == Frame.none {
            frames[child].effects = frames[f].callEffects
            effects[Int(frames[f].callEffects)].references += 1
            if frames[child].hasBegun {
                effects[Int(frames[f].callEffects)].worker = UInt32(truncatingIfNeeded: child)
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
        let edge = Int(frames[f].edge)
        let link = edges[edge].link
        frames[f].attemptSerial = 0
        frames[f].child = Frame.none
        linkStates[link].inFlight -= 1
        recorder.add(meters.attempts(edge, outcome), 1)
        if frames[f].attempt > 1 { recorder.add(meters.extraAttempts(edge, cause: frames[f].cause), 1) }
        if outcome == .ok { recorder.record(tracks.index(.attempt(edge)), now - frames[f].attemptSent) }
        if orders[Int(frames[f].order)].trace >= 0 {
            trace(
                Int(frames[f].order), .attempt(edge), frames[f].attemptSent, now, attempt: Int(frames[f].attempt),
                outcome: outcome, depth: Int(frames[f].depth))
        }
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
        admitWaiting(link)
        guard outcome != .ok else { return callEnded(f, .ok) }
        frames[f].cause = outcome
        guard links[link].retries.contains(outcome), Int(frames[f].attempt) < links[link].attempts else {
            return callFailed(f, outcome)
        }
        var pause = Pause.next(
            links[link], k: Int(frames[f].attempt), previous: frames[f].pause,
            key: frames[f].callKey.child(0xbac0_0000 + UInt64(frames[f].attempt)))
        frames[f].pause = pause
        if links[link].honoursRetryAfter, retryAt != .never {
            // Told to stay away for longer than it would ever pause, a call goes to another member at once.
            if retryAt - now > Int64(links[link].cap), hasAnother(f) { return callFailed(f, outcome) }
            pause = max(pause, retryAt - now)
        }
        // No attempt starts at or after the deadline: do not wait for one that could not be sent.
        guard pause < frames[f].deadline - now else { return callFailed(f, outcome) }
        if links[link].hasBudget, let budget = plan.links[link].budget,
            !linkStates[link].budget.withdraw(budget, at: now)
        {
            recorder.add(meters.budgetDenied(link), 1)
            return callFailed(f, outcome)
        }
        frames[f].state = .pausing
        frames[f].segment = now
        if pause > 0 {
            trace(
                Int(frames[f].order), .backoff(edge), now, now + pause, attempt: Int(frames[f].attempt),
                depth: Int(frames[f].depth))
        }
        schedule(f, after: pause)
    }

    /// The pause before a retry is over.
    mutating func pauseOver(_ f: Int) {
        recorder.add(meters.backoffTime(Int(frames[f].edge), cause: frames[f].cause), now - frames[f].segment)
        prepareAttempt(f)
    }

    /// A place in a bulkhead has become free.
    ///
    /// Whoever is admitted may be refused at once and free the place again: the outermost call goes on then, so that a long
    /// line does not become a deep stack.
    private mutating func admitWaiting(_ link: Int) {
        guard !linkStates[link].admitting, !linkStates[link].waiting.isEmpty else { return }
        linkStates[link].admitting = true
        while linkStates[link].inFlight < links[link].bulkhead, let next = linkStates[link].waiting.popFirst() {
            let f = Int(next)
            trace(Int(frames[f].order), .throttle(link), frames[f].segment, now, depth: Int(frames[f].depth))
            enterLink(f)
        }
        linkStates[link].admitting = false
    }

    /// An attempt was not sent: the caller's own protection said no, or its deadline had passed.
    private mutating func attemptRefused(_ f: Int, _ outcome: Outcome) {
        // If an earlier attempt was sent, the call has failed for that one's reason.
        callFailed(f, frames[f].sent ? frames[f].cause : outcome)
    }

    /// A call has failed on its edge: another member of the route may take over.
    private mutating func callFailed(_ f: Int, _ outcome: Outcome) {
        guard case .route(let route) = calls[Int(frames[f].call)].target,
            let member = next(plan.routes[route], f)
        else { return callEnded(f, outcome) }
        closeEdge(f, outcome)
        recorder.add(meters.fallbacks(route), 1)
        let order = Int(frames[f].order)
        trace(order, .fallback(route), now, now, outcome: outcome, depth: Int(frames[f].depth))
        frames[f].tried |= 1 << UInt64(member)
        frames[f].callPrimary = false
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
        guard route.fallback != .none else { return nil }
        var allowed = ~frames[f].tried
        if case .carrier = route.choice { allowed &= eligible(Int(frames[f].order)) }
        var best: Int?
        for (member, edge) in route.edges.enumerated() where allowed & (1 << UInt64(member)) != 0 {
            if route.fallback == .next { return member }
            let operation = edges[edge].operation
            guard linkStates[edges[edge].link].breaker.wouldAllow(at: now), hasRoom(operation, Int(frames[f].order))
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
        let edge = Int(frames[f].edge)
        let spent = now - frames[f].callStart
        recorder.add(meters.calls(edge, outcome), 1)
        recorder.record(tracks.index(outcome == .ok ? .call(edge) : .failedCall(edge)), spent)
        let order = Int(frames[f].order)
        switch frames[f].kind {
        case .request: recorder.add(meters.operationTime(Int(frames[f].owner), edge: edge), spent)
        case .journey, .message: recorder.add(meters.phaseTime(Int(orders[order].phase), edge: edge), spent)
        }
        let pool = poolOf(f)
        if pool >= 0, frames[f].holdsWorker { recorder.add(meters.poolHeld(pool, edge: edge), spent) }
        if orders[order].trace >= 0 {
            trace(
                order, .call(edge), frames[f].callStart, now, attempt: Int(frames[f].attempt), outcome: outcome,
                depth: Int(frames[f].depth))
        }
        releaseEffects(frames[f].callEffects)
        frames[f].callEffects = Frame.none
        frames[f].deadline = .never
    }

    /// A call has ended for good: the program goes on.
    private mutating func callEnded(_ f: Int, _ outcome: Outcome) {
        closeEdge(f, outcome)
        if outcome == .ok {
            frames[f].pc += 1
            return makeReady(f)
        }
        if let target = calls[Int(frames[f].call)].onFailure {
            frames[f].pc = UInt32(truncatingIfNeeded: target)
            return makeReady(f)
        }
        end(f, outcome)
    }
}
