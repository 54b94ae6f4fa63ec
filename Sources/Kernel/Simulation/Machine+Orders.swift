extension Machine {
    /// Opens an order's record and starts its journey.
    /// - Parameter lag: how late the driver is.
    mutating func begin(_ order: Order, lag: Nanoseconds) {
        var cutoff: Int?
        if plan.promise.event != nil {
            let service = Int(order.service)
            let lead = service < plan.promise.leads.count ? plan.promise.leads[service] : 0
            let index = plan.promise.cutoffs.index(from: order.due + lead)
            if index < plan.promise.cutoffs.instants.count { cutoff = index }
        }
        let o = orders.take(OrderRecord(order, cutoff: cutoff, entry: plan.journey.entry))
        milestones.clear(o)
        if let cutoff { outstanding[cutoff] += 1 }
        books.due += 1
        underWay += 1
        recorder.add(meters.ordersDue, 1)
        recorder.add(meters.events(0), 1)
        recorder.record(tracks.index(.scheduleLag), now - order.due + lag)
        recorder.raise(peaks.ordersUnderWay, to: underWay)
        enterIndicators(o, indicatorsIn[0])
        if isTraced(order) {
            orders[o].trace = Int32(truncatingIfNeeded: facts.traces.begin(order.number))
            trace(o, .event(0), now, now)
        }
        if hasOutside { liveOrders[order.number] = UInt32(truncatingIfNeeded: o) }
        startJourney(o)
    }

    private mutating func isTraced(_ order: Order) -> Bool {
        switch tracing {
        case .none: false
        case .sample: order.key.child(0x7ace).value <= traceShare
        case .only(let numbers): numbers.contains(order.number)
        }
    }

    /// Makes a frame for an order's journey at its program counter.
    private mutating func startJourney(_ o: Int) {
        retain(o)
        let f = frames.takeSlot()
        frames[f].start(
            kind: .journey, order: o, owner: 0, pc: Int(orders[o].pc), key: orders[o].key, depth: 0, primary: true,
            now: now)
        frames[f].draws = orders[o].draws
        makeReady(f)
    }

    /// Keeps an order's record in place.
    @inline(__always)
    mutating func retain(_ o: Int) { orders[o].references += 1 }

    /// Lets go of an order's record; the last one out frees it.
    @inline(__always)
    mutating func release(_ o: Int) {
        orders[o].references -= 1
        if orders[o].references == 0 { orders.release(o) }
    }

    /// A delay or a calendar wait of a journey is over.
    mutating func suspensionOver(_ o: Int, serial: UInt32) {
        if orders[o].serial == serial {
            switch orders[o].standing {
            case .active: startJourney(o)
            case .parked: orders[o].missed = .wakeUp
            case .ended: break
            }
        }
        release(o)
    }

    /// A journey was made ready by an event or by the settling of an exception.
    mutating func resumeJourney(_ o: Int, serial: UInt32) {
        if orders[o].serial == serial {
            switch orders[o].standing {
            case .active:
                orders[o].serial = (orders[o].serial &+ 1) & MachineEvent.serialMask
                startJourney(o)
            case .parked: orders[o].missed = .wakeUp
            case .ended: break
            }
        }
        release(o)
    }

    /// An awaited event did not come in time.
    mutating func awaitTimedOut(_ o: Int, serial: UInt32) {
        if orders[o].serial == serial && orders[o].awaiting != OrderRecord.none8 {
            switch orders[o].standing {
            case .active:
                giveUpAwait(o)
                orders[o].serial = (orders[o].serial &+ 1) & MachineEvent.serialMask
                startJourney(o)
            case .parked: orders[o].missed = .awaitTimeout
            case .ended: break
            }
        }
        release(o)
    }

    /// A journey stops waiting for its event and goes on where its plan says.
    private mutating func giveUpAwait(_ o: Int) {
        traceAwait(o, .timeout)
        orders[o].awaiting = OrderRecord.none8
        if case .await(let operand) = steps[Int(orders[o].pc)] {
            orders[o].pc = UInt32(truncatingIfNeeded: plan.awaits[operand].otherwise)
        }
    }

    /// Makes up for what befell a suspended journey while its order was parked by a message.
    private mutating func catchUp(_ o: Int) {
        let missed = orders[o].missed
        orders[o].missed = .nothing
        switch missed {
        case .wakeUp: makeReady(order: o)
        case .awaitTimeout:
            giveUpAwait(o)
            makeReady(order: o)
        case .nothing:
            guard orders[o].awaiting != OrderRecord.none8 else { return }
            let bit = UInt32(1) << UInt32(orders[o].awaiting)
            guard orders[o].pending & bit != 0 else { return }
            orders[o].pending &= ~bit
            traceAwait(o, .ok)
            orders[o].awaiting = OrderRecord.none8
            orders[o].pc += 1
            makeReady(order: o)
        }
    }

    /// A business event of an order happens.
    mutating func emit(_ o: Int, _ event: Int, depth: Int) {
        let bit = UInt32(1) << UInt32(event)
        if orders[o].seen & bit == 0 && orders[o].standing != .ended {
            orders[o].seen |= bit
            orders[o].phase = UInt8(truncatingIfNeeded: event)
            recorder.add(meters.events(event), 1)
            trace(o, .event(event), now, now, depth: depth)
            endLegs(o, event)
            let slot = eventSlots[event]
            if slot >= 0 { milestones[o, slot] = now }
            leaveIndicators(o, indicatorsOut[event])
            enterIndicators(o, indicatorsIn[event])
            if plan.promise.event == event { keepPromise(o) }
        }
        if orders[o].awaiting == UInt8(truncatingIfNeeded: event) && orders[o].standing == .active {
            traceAwait(o, .ok)
            orders[o].awaiting = OrderRecord.none8
            orders[o].pc += 1
            makeReady(order: o)
        } else {
            orders[o].pending |= bit
        }
    }

    private mutating func endLegs(_ o: Int, _ event: Int) {
        for leg in legsEnding[event] {
            let from = plan.journey.legs[leg].from
            var start = orders[o].due
            if from != 0 {
                let slot = eventSlots[from]
                guard slot >= 0 else { continue }
                start = milestones[o, slot]
                guard start >= 0 else { continue }
            }
            recorder.record(tracks.index(.leg(leg)), now - start)
        }
    }

    private mutating func enterIndicators(_ o: Int, _ bits: UInt32) {
        var fresh = bits & ~orders[o].indicators
        orders[o].indicators |= bits
        while fresh != 0 {
            recorder.add(meters.indicatorIn(fresh.trailingZeroBitCount), 1)
            fresh &= fresh - 1
        }
    }

    private mutating func leaveIndicators(_ o: Int, _ bits: UInt32) {
        var left = bits & orders[o].indicators
        orders[o].indicators &= ~bits
        while left != 0 {
            recorder.add(meters.indicatorOut(left.trailingZeroBitCount), 1)
            left &= left - 1
        }
    }

    /// The promised event has happened: in time or late.
    private mutating func keepPromise(_ o: Int) {
        orders[o].promised = true
        milestones[o, promiseSlot] = now
        guard orders[o].cutoff != OrderRecord.none16 else { return }
        let cutoff = Int(orders[o].cutoff)
        let moment = plan.promise.cutoffs.instants[cutoff]
        outstanding[cutoff] -= 1
        let cell = tallyCell(o)
        if now <= moment {
            recorder.cutoffs.cells[cell].met += 1
        } else {
            recorder.cutoffs.cells[cell].late += 1
            recorder.record(tracks.index(.lateness), now - moment)
        }
        leaveDelayed(o)
    }

    private mutating func tallyCell(_ o: Int) -> Int {
        let carrier = orders[o].carrier == OrderRecord.none8 ? plan.demand.carriers.count : Int(orders[o].carrier)
        return recorder.cutoffs.index(
            cutoff: Int(orders[o].cutoff), warehouse: Int(orders[o].warehouse),
            carrier: min(carrier, plan.demand.carriers.count))
    }

    /// A cut-off passes: what is not dispatched counts as delayed from now on.
    mutating func cutoffPasses(_ cutoff: Int) {
        recorder.add(meters.delayedIn, outstanding[cutoff])
    }

    /// An order that counted as delayed no longer does.
    private mutating func leaveDelayed(_ o: Int) {
        let cutoff = Int(orders[o].cutoff)
        if now > plan.promise.cutoffs.instants[cutoff] { recorder.add(meters.delayedOut, 1) }
    }

    /// A document of an order changes its state.
    mutating func set(_ o: Int, document: Int, state: Int) {
        let shift = UInt16(document * 4)
        let before = Int(orders[o].documents >> shift & 15)
        guard before != state else { return }
        orders[o].documents = orders[o].documents & ~(15 << shift) | UInt16(truncatingIfNeeded: state & 15) << shift
        if before != 0 { recorder.add(meters.documentOut(document, state: before), 1) }
        recorder.add(meters.documentIn(document, state: state), 1)
        trace(o, .document(document, state: state), now, now)
    }

    /// Puts an order aside as an exception. One that is parked already, or over, stays as it is.
    mutating func park(_ o: Int, _ park: Int) {
        guard orders[o].standing == .active else { return }
        orders[o].standing = .parked
        orders[o].park = UInt16(truncatingIfNeeded: park)
        orders[o].parks = orders[o].parks == .max ? .max : orders[o].parks + 1
        orders[o].parkedCarrier = orders[o].carrier
        orders[o].suspended = now
        recorder.add(meters.parkedIn(park), 1)
        recorder.add(meters.warehouseExceptionsIn(Int(orders[o].warehouse)), 1)
        recorder.add(meters.carrierExceptionsIn(parkedCarrier(o)), 1)
        if let review = plan.parks[park].review {
            let key = orders[o].key.child(0xde5_0000 + UInt64(orders[o].parks))
            _ = enqueue(o, review, key: key, primary: false)
        }
    }

    private mutating func parkedCarrier(_ o: Int) -> Int {
        orders[o].parkedCarrier == OrderRecord.none8 ? plan.demand.carriers.count : Int(orders[o].parkedCarrier)
    }

    /// Books that an order is no exception any more.
    private mutating func unpark(_ o: Int) {
        let park = Int(orders[o].park)
        orders[o].standing = .active
        recorder.add(meters.parkedOut(park), 1)
        recorder.add(meters.warehouseExceptionsOut(Int(orders[o].warehouse)), 1)
        recorder.add(meters.carrierExceptionsOut(parkedCarrier(o)), 1)
        trace(o, .parked(park), orders[o].suspended, now)
    }

    /// People have settled an order's exception: it goes on where the plan says.
    mutating func resolve(_ o: Int) {
        guard orders[o].standing == .parked else { return }
        let park = Int(orders[o].park)
        unpark(o)
        orders[o].repeats = true
        switch plan.parks[park].resumption {
        case .journey(let pc):
            orders[o].awaiting = OrderRecord.none8
            orders[o].missed = .nothing
            orders[o].pc = UInt32(truncatingIfNeeded: pc)
            orders[o].serial = (orders[o].serial &+ 1) & MachineEvent.serialMask
            makeReady(order: o)
        case .queue(let queue):
            let key = orders[o].key.child(0x9e_0000 + UInt64(orders[o].parks))
            if enqueue(o, queue, key: key, primary: false) { catchUp(o) } else { self.park(o, park) }
        }
    }

    /// An order is over.
    mutating func endOrder(_ o: Int, _ ending: Ending) {
        guard orders[o].standing != .ended else { return }
        if orders[o].standing == .parked { unpark(o) }
        orders[o].standing = .ended
        underWay -= 1
        recorder.add(meters.ordersEnded(ending), 1)
        trace(o, .ended(ending), now, now)
        leaveIndicators(o, .max)
        if !orders[o].promised && orders[o].cutoff != OrderRecord.none16 {
            outstanding[Int(orders[o].cutoff)] -= 1
            recorder.cutoffs.cells[tallyCell(o)].missing += 1
            leaveDelayed(o)
        }
        let standing: OrderFacts.Standing
        switch ending {
        case .completed:
            books.completed += 1
            standing = .completed
            recorder.record(tracks.index(.journey), now - orders[o].due)
        case .failed:
            books.failed += 1
            standing = .failed
        case .cancelled:
            books.cancelled += 1
            standing = .cancelled
        }
        keepExemplar(o, standing)
        if hasOutside { forget(o) }
        release(o)
    }

    /// At the end of the run: what is left is parked or in flight; cut-offs still to come are open.
    mutating func closeOrders() {
        var alive = [Bool](repeating: false, count: orders.reached)
        // Released slots keep a reference count of zero.
        for o in 0..<orders.reached { alive[o] = orders[o].references > 0 && orders[o].standing != .ended }
        for o in 0..<orders.reached where alive[o] {
            let parked = orders[o].standing == .parked
            if parked { books.parked += 1 } else { books.inFlight += 1 }
            let standing: OrderFacts.Standing = parked ? .parked : .inFlight
            if orders[o].trace >= 0 {
                let since = orders[o].suspended
                if parked { trace(o, .parked(Int(orders[o].park)), since, .never) }
                if !parked && orders[o].awaiting != OrderRecord.none8 {
                    trace(o, .await(Int(orders[o].awaiting)), since, .never)
                }
            }
            keepExemplar(o, standing)
            guard !orders[o].promised, orders[o].cutoff != OrderRecord.none16 else { continue }
            let cell = tallyCell(o)
            if plan.promise.cutoffs.instants[Int(orders[o].cutoff)] < now {
                recorder.cutoffs.cells[cell].missing += 1
            } else {
                recorder.cutoffs.cells[cell].open += 1
            }
        }
    }

    /// Offers an order that ends, or that the run's end finds, to the lists of exemplars.
    private mutating func keepExemplar(_ o: Int, _ standing: OrderFacts.Standing) {
        let slot = Int(orders[o].trace)
        orders[o].trace = -1
        if slot >= 0 { return facts.finish(slot, orderFacts(o, standing)) }
        var lateness: Nanoseconds = 0
        if orders[o].promised && orders[o].cutoff != OrderRecord.none16 {
            lateness = milestones[o, promiseSlot] - plan.promise.cutoffs.instants[Int(orders[o].cutoff)]
        }
        guard
            facts.wants(
                number: orders[o].number, due: orders[o].due, until: now, standing: standing, lateness: lateness,
                parkedSince: standing == .parked ? orders[o].suspended : nil)
        else { return }
        facts.add(orderFacts(o, standing))
    }

    /// What is known of an order now.
    private mutating func orderFacts(_ o: Int, _ standing: OrderFacts.Standing) -> OrderFacts {
        let record = orders[o]
        let promised = record.promised ? milestones[o, promiseSlot] : nil
        let cutoffs = plan.promise.cutoffs.instants
        return OrderFacts(
            number: record.number, due: record.due, until: now, standing: standing,
            cutoff: record.cutoff == OrderRecord.none16 ? nil : cutoffs[Int(record.cutoff)], promised: promised,
            channel: Int(record.channel), destination: Int(record.destination), service: Int(record.service),
            warehouse: Int(record.warehouse), carrier: record.carrier == OrderRecord.none8 ? nil : Int(record.carrier),
            lines: Int(record.lines), units: Int(record.units), grams: Int(record.grams),
            park: record.park == OrderRecord.none16 ? nil : Int(record.park),
            parkedSince: standing == .parked ? record.suspended : nil)
    }

    /// Adds to an order's trace, if it has one.
    @inline(__always)
    mutating func trace(
        _ o: Int, _ kind: OrderTrace.Kind, _ start: Instant, _ end: Instant, attempt: Int = 0,
        outcome: Outcome = .ok, depth: Int = 0
    ) {
        guard orders[o].trace >= 0 else { return }
        facts.traces.append(
            Int(orders[o].trace),
            OrderTrace.Span(kind: kind, start: start, end: end, attempt: attempt, outcome: outcome, depth: depth))
    }

    private mutating func traceAwait(_ o: Int, _ outcome: Outcome) {
        let record = orders[o]
        trace(o, .await(Int(record.awaiting)), record.suspended, now, outcome: outcome)
    }
}
