// The machine's ports: attempts leave it, requests and events come in. Instants are rehearsal time; a driver translates.

extension Machine {
    /// Takes what is asked of the outside.
    /// - Parameter effects: gets the effects in order; its old contents go.
    public mutating func takeEffects(into effects: inout [PortEffect]) {
        effects.removeAll(keepingCapacity: true)
        swap(&effects, &outbox)
    }

    /// Whether an order is under way.
    public func isLive(order number: UInt64) -> Bool { liveOrders[number] != nil }

    // MARK: Attempts

    /// An attempt went out, perhaps later than intended: its service time counts from now.
    public mutating func sent(_ ticket: Ticket, at instant: Instant) {
        guard let f = live(ticket), frames[f].caller != Frame.none else { return }
        let caller = Int(frames[f].caller)
        late(by: max(0, instant - frames[caller].segment))
        frames[caller].segment = instant
        if frames[f].state == .departed { frames[f].arrived = instant }
    }

    /// Something was sent later than intended by so much, zero included.
    public mutating func late(by lag: Nanoseconds) { recorder.record(tracks.index(.scheduleLag), lag) }

    /// An attempt that went out arrives at a system of this machine: from here on the model has it.
    /// - Returns: whether it is still wanted there; else it is a stranger's request.
    public mutating func arrived(_ ticket: Ticket, at instant: Instant) -> Bool {
        guard let f = live(ticket), frames[f].state == .departed else { return false }
        reach(instant)
        frames[f].isServed = true
        arrive(f)
        drain()
        return true
    }

    /// An attempt has its answer, or has failed on the way.
    /// - Parameters:
    ///   - outcome: what the caller sees.
    ///   - retryAt: when the answer says to come back; `.never`: it does not say.
    public mutating func answered(_ ticket: Ticket, _ outcome: Outcome, retryAt: Instant = .never, at instant: Instant)
    {
        guard let f = live(ticket), frames[f].caller != Frame.none else { return }
        reach(instant)
        switch frames[f].state {
        case .departed, .returning:
            if frames[f].state == .departed { bookReal(f, outcome) }
            frames[f].retryAt = retryAt
            send(f, answer: outcome)
        default:
            // The connection failed while the served system still works on it: it works on for nobody.
            let caller = Int(frames[f].caller)
            ensureEffects(caller, f)
            frames[f].abandoned = true
            frames[f].caller = Frame.none
            attemptEnded(caller, outcome, retryAt: retryAt)
        }
        drain()
    }

    /// What an answer from outside says about the system there: nothing of it ran here.
    private mutating func bookReal(_ f: Int, _ outcome: Outcome) {
        guard outcome == .ok else { return }
        let id = Int(frames[f].owner)
        recorder.record(tracks.index(.operation(id)), now - frames[f].arrived)
        if operations[id].price > 0 { recorder.add(meters.spend(id), operations[id].price) }
        tookEffect(f)
    }

    /// An attempt leaves the machine.
    mutating func depart(_ f: Int) {
        // Given up while it was on the modelled network: it still arrives, and nobody waits for it.
        guard frames[f].caller != Frame.none else {
            frames[f].isServed = true
            return arrive(f)
        }
        frames[f].state = .departed
        frames[f].arrived = now
        let caller = Int(frames[f].caller)
        let link = edges[Int(frames[f].via)].link
        let timeout = links[link].timeout
        let deadline = min(frames[caller].deadline, timeout < .never - now ? now + timeout : .never)
        outbox.append(
            .send(
                Departure(
                    ticket: ticket(f), edge: Int(frames[f].via), order: order(Int(frames[f].order)),
                    attempt: Int(frames[caller].attempt), callKey: frames[caller].callKey, intended: now,
                    deadline: deadline)))
    }

    /// The caller of an attempt has given it up.
    mutating func callOff(_ child: Int) {
        switch frames[child].state {
        case .departed, .returning:
            outbox.append(.cancel(ticket(child)))
            releaseFrame(child)
        default:
            if frames[child].isServed { outbox.append(.cancel(ticket(child))) }
        }
    }

    // MARK: Requests

    /// A request comes in from outside.
    /// - Parameters:
    ///   - operation: what it asks for.
    ///   - order: whom it is about; if no order of that number is under way, a guest that counts nowhere.
    /// - Returns: by what its answer will be named.
    public mutating func receive(_ operation: OperationID, for order: Order, at instant: Instant) -> Ticket {
        reach(instant)
        let o: Int
        if let known = liveOrders[order.number] {
            o = Int(known)
            retain(o)
        } else {
            var guest = OrderRecord(order, cutoff: nil, entry: 0)
            guest.standing = .ended
            o = orders.take(guest)
            milestones.clear(o)
        }
        attemptSerial &+= 1
        if attemptSerial == 0 { attemptSerial = 1 }
        let f = frames.takeSlot()
        frames[f].start(
            kind: .request, order: o, owner: operation, pc: operations[operation].entry,
            key: order.key.child(UInt64(attemptSerial)), depth: 0, primary: true,
            traced: orders[o].trace >= 0, now: now)
        frames[f].callerSerial = attemptSerial
        frames[f].isServed = true
        let ticket = ticket(f)
        arrive(f)
        drain()
        return ticket
    }

    /// Whoever asked has gone: nobody waits for the answer.
    public mutating func callerGone(_ ticket: Ticket) {
        guard let f = live(ticket), frames[f].isServed, frames[f].caller == Frame.none else { return }
        frames[f].abandoned = true
    }

    /// The answer to a request that came in.
    mutating func answerOutside(_ f: Int, _ outcome: Outcome) {
        outbox.append(.answer(ticket(f), outcome, retryAt: frames[f].retryAt))
        guard frames[f].caller != Frame.none else { return releaseFrame(f) }
        frames[f].answer = outcome
        frames[f].state = .returning
    }

    /// The answer to a request that came in, which a fault spoils on its way.
    mutating func answerOutside(_ f: Int, spoiledBy effect: FaultPlan.Effect) {
        outbox.append(.spoiled(ticket(f), effect))
        guard frames[f].caller != Frame.none else { return releaseFrame(f) }
        frames[f].answer = effect.spoils?.outcome ?? .ok
        frames[f].state = .returning
    }

    // MARK: Faults

    /// Switches a fault on or off by hand; from now on the plan's times and spells do not count for it.
    /// - Parameters:
    ///   - fault: its index in `Plan.faults`.
    ///   - isOn: nil: its own times count again.
    public mutating func override(fault: Int, isOn: Bool?) {
        guard faults.indices.contains(fault) else { return }
        faults[fault].forced = isOn
    }

    /// What a fault was switched to by hand (nil: it was not), and whether it is on now.
    public mutating func standing(ofFault fault: Int, at instant: Instant) -> (forced: Bool?, isOn: Bool) {
        guard faults.indices.contains(fault) else { return (nil, false) }
        return (faults[fault].forced, faults[fault].isOn(faultPlans[fault], at: max(now, instant)))
    }

    // MARK: Stocks

    /// Workers of a pool that hold something, and how many wait for one.
    public func stock(ofPool pool: Int) -> (busy: Int, capacity: Int, waiting: Int) {
        guard poolStates.indices.contains(pool) else { return (0, 0, 0) }
        return (poolStates[pool].busy, poolStates[pool].capacity, poolStates[pool].line.count)
    }

    /// Messages on a queue that nobody has taken yet.
    public func waiting(onQueue queue: Int) -> Int { queueWaiting.indices.contains(queue) ? queueWaiting[queue] : 0 }

    // MARK: Events

    /// A business event of an order happened outside.
    /// - Returns: whether the order is under way.
    public mutating func happened(_ event: EventID, order number: UInt64, at instant: Instant) -> Bool {
        guard let o = liveOrders[number] else { return false }
        reach(instant)
        emit(Int(o), event, depth: 0)
        drain()
        return true
    }

    /// A program publishes an event, and something of the landscape is outside.
    mutating func publish(_ f: Int, _ event: EventID) {
        let system = systemOf(frames.at(f))
        let o = Int(frames[f].order)
        let depth = Int(frames[f].depth)
        guard system >= 0 else { return emit(o, event, depth: depth) }
        outbox.append(.event(event, order: orders[o].number, system: system))
        if told[system] & 1 << UInt32(event) == 0 {
            emit(o, event, depth: depth)
        } else {
            // It happens now; those who await it learn of it when the webhook comes, if it comes.
            note(o, event, depth: depth)
        }
    }

    /// A journey begins to wait for an event.
    mutating func tellAwait(_ o: Int, _ event: EventID, timeout: Nanoseconds?) {
        guard heard & 1 << UInt32(event) != 0 else { return }
        let until = timeout.map { $0 < .never - now ? now + $0 : .never } ?? .never
        outbox.append(.awaits(event, order: orders[o].number, until: until))
    }

    /// A journey came to wait for an event that is there already.
    mutating func tellAwaitMet(_ o: Int, _ event: EventID) {
        guard heard & 1 << UInt32(event) != 0 else { return }
        outbox.append(.awaits(event, order: orders[o].number, until: .never))
        outbox.append(.awaitOver(event, order: orders[o].number))
    }

    /// A journey waits no longer for what it awaits, if it does.
    mutating func tellAwaitOver(_ o: Int) {
        let event = orders[o].awaiting
        guard event < 32, heard & 1 << UInt32(event) != 0 else { return }
        outbox.append(.awaitOver(EventID(event), order: orders[o].number))
    }

    /// An order is over.
    mutating func forget(_ o: Int) {
        tellAwaitOver(o)
        liveOrders[orders[o].number] = nil
        outbox.append(.ended(order: orders[o].number))
    }

    // MARK: Parts

    /// Time passes by itself: what comes in never comes before what was handled.
    private mutating func reach(_ instant: Instant) {
        handled &+= 1
        if instant > now { advance(to: instant) }
    }

    private func ticket(_ f: Int) -> Ticket {
        Ticket(frame: UInt32(truncatingIfNeeded: f), serial: frames[f].callerSerial)
    }

    /// The frame of a ticket, if what it named still goes on.
    private func live(_ ticket: Ticket) -> Int? {
        let f = Int(ticket.frame)
        guard ticket.serial != 0, f < frames.reached, frames[f].callerSerial == ticket.serial else { return nil }
        return f
    }

    /// An order's record as the order it was.
    private func order(_ o: Int) -> Order {
        let record = orders[o]
        return Order(
            number: record.number, key: record.key, due: record.due, channel: record.channel,
            destination: record.destination, service: record.service, warehouse: record.warehouse,
            lines: record.lines, units: record.units, grams: record.grams)
    }
}
