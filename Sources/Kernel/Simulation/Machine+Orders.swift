extension Machine {
    /// Opens an order's record and starts its journey.
    /// - Parameter lag: how late the driver is.
    @inline(__always)
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
        if isFollowed(order.number) {
            orders[o].trace = Int32(truncatingIfNeeded: facts.begin(order.number, owner: o))
            trace(o, .event(0), now, now)
        }
        if hasChronicle { keep(0, of: o) }
        if hasOutside { liveOrders[order.number] = UInt32(truncatingIfNeeded: o) }
        startJourney(o)
    }

    private mutating func isFollowed(_ number: UInt64) -> Bool {
        switch tracing {
        case .none: false
        case .sample: facts.follows(number)
        case .only(let numbers): numbers.contains(number)
        }
    }

    /// Makes a frame for an order's journey at its program counter.
    private mutating func startJourney(_ o: Int) {
        let record = orders.at(o)
        retain(o)
        let f = frames.takeSlot()
        let frame = frames.at(f)
        frame.pointee.start(
            kind: .journey, order: o, owner: 0, pc: Int(record.pointee.pc), key: record.pointee.key, depth: 0,
            primary: true,
            traced: record.pointee.trace >= 0, now: now)
        frame.pointee.draws = record.pointee.draws
        makeReady(f)
    }

    /// Keeps an order's record in place.
    @inline(__always)
    func retain(_ o: Int) { orders[o].references &+= 1 }

    /// Lets go of an order's record; the last one out frees it.
    @inline(__always)
    mutating func release(_ o: Int) {
        let record = orders.at(o)
        record.pointee.references -= 1
        if record.pointee.references == 0 { orders.release(o) }
    }

    /// A delay or a calendar wait of a journey is over.
    mutating func suspensionOver(_ o: Int, serial: UInt32) {
        let record = orders.at(o)
        if record.pointee.serial == serial {
            switch record.pointee.standing {
            case .active: startJourney(o)
            case .parked: record.pointee.missed = .wakeUp
            case .ended: break
            }
        }
        release(o)
    }

    /// A journey was made ready by an event or by the settling of an exception.
    mutating func resumeJourney(_ o: Int, serial: UInt32) {
        let record = orders.at(o)
        if record.pointee.serial == serial {
            switch record.pointee.standing {
            case .active:
                record.pointee.serial = (record.pointee.serial &+ 1) & MachineEvent.serialMask
                startJourney(o)
            case .parked: record.pointee.missed = .wakeUp
            case .ended: break
            }
        }
        release(o)
    }

    /// An awaited event did not come in time.
    mutating func awaitTimedOut(_ o: Int, serial: UInt32) {
        let record = orders.at(o)
        if record.pointee.serial == serial && record.pointee.awaiting != OrderRecord.none8 {
            switch record.pointee.standing {
            case .active:
                giveUpAwait(o)
                record.pointee.serial = (record.pointee.serial &+ 1) & MachineEvent.serialMask
                startJourney(o)
            case .parked: record.pointee.missed = .awaitTimeout
            case .ended: break
            }
        }
        release(o)
    }

    /// A journey stops waiting for its event and goes on where its plan says.
    private mutating func giveUpAwait(_ o: Int) {
        let record = orders.at(o)
        traceAwait(o, .timeout)
        record.pointee.awaiting = OrderRecord.none8
        if case .await(let operand) = steps[Int(record.pointee.pc)] {
            record.pointee.pc = UInt32(truncatingIfNeeded: plan.awaits[operand].otherwise)
        }
    }

    /// Makes up for what befell a suspended journey while its order was parked by a message.
    private mutating func catchUp(_ o: Int) {
        let record = orders.at(o)
        let missed = record.pointee.missed
        record.pointee.missed = .nothing
        switch missed {
        case .wakeUp: makeReady(order: o)
        case .awaitTimeout:
            giveUpAwait(o)
            makeReady(order: o)
        case .nothing:
            guard record.pointee.awaiting != OrderRecord.none8 else { return }
            let bit = UInt32(1) << UInt32(record.pointee.awaiting)
            guard record.pointee.pending & bit != 0 else { return }
            record.pointee.pending &= ~bit
            traceAwait(o, .ok)
            if hasOutside { tellAwaitOver(o) }
            record.pointee.awaiting = OrderRecord.none8
            record.pointee.pc += 1
            makeReady(order: o)
        }
    }

    /// A business event of an order happens, and whoever awaits it learns of it.
    @inline(__always)
    mutating func emit(_ o: Int, _ event: Int, depth: Int) {
        note(o, event, depth: depth)
        hear(o, event)
    }

    /// A business event of an order happens: what is measured by it is booked.
    @inline(__always)
    mutating func note(_ o: Int, _ event: Int, depth: Int) {
        let record = orders.at(o)
        let bit = UInt32(1) << UInt32(event)
        if hasChronicle { keep(event, of: o) }
        if record.pointee.seen & bit == 0 && record.pointee.standing != .ended {
            record.pointee.seen |= bit
            record.pointee.phase = UInt8(truncatingIfNeeded: event)
            recorder.add(meters.events(event), 1)
            trace(o, .event(event), now, now, depth: depth)
            endLegs(o, event)
            let slot = eventSlots[event]
            if slot >= 0 { milestones[o, slot] = now }
            leaveIndicators(o, indicatorsOut[event])
            enterIndicators(o, indicatorsIn[event])
            if plan.promise.event == event { keepPromise(o) }
        }
    }

    /// Adds a business event to the chronicle.
    @inline(never)
    private func keep(_ event: Int, of o: Int) {
        let record = orders[o]
        chronicle?.add(
            BusinessRecord(
                number: record.number, key: record.key, time: now, units: record.units, lines: record.lines,
                documents: record.documents, event: UInt8(truncatingIfNeeded: event), channel: record.channel,
                destination: record.destination, service: record.service, warehouse: record.warehouse,
                carrier: record.carrier))
    }

    /// An order's journey learns of an event: it has awaited it, or it need not await it later.
    @inline(__always)
    mutating func hear(_ o: Int, _ event: Int) {
        let record = orders.at(o)
        let bit = UInt32(1) << UInt32(event)
        if record.pointee.awaiting == UInt8(truncatingIfNeeded: event) && record.pointee.standing == .active {
            traceAwait(o, .ok)
            if hasOutside { tellAwaitOver(o) }
            record.pointee.awaiting = OrderRecord.none8
            record.pointee.pc += 1
            makeReady(order: o)
        } else {
            record.pointee.pending |= bit
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
        let record = orders.at(o)
        var fresh = bits & ~record.pointee.indicators
        record.pointee.indicators |= bits
        while fresh != 0 {
            let indicator = fresh.trailingZeroBitCount
            recorder.add(meters.indicatorIn(indicator), 1)
            openAges.open(indicator, at: countedSince(o, indicator))
            fresh &= fresh - 1
        }
    }

    private mutating func leaveIndicators(_ o: Int, _ bits: UInt32) {
        let record = orders.at(o)
        var left = bits & record.pointee.indicators
        record.pointee.indicators &= ~bits
        while left != 0 {
            let indicator = left.trailingZeroBitCount
            recorder.add(meters.indicatorOut(indicator), 1)
            let since = countedSince(o, indicator)
            recorder.raise(peaks.indicatorAge(indicator), to: now - since)
            openAges.close(indicator, openedAt: since)
            left &= left - 1
        }
    }

    /// When an indicator began to count an order.
    private func countedSince(_ o: Int, _ indicator: Int) -> Instant {
        let slot = indicatorSlots[indicator]
        return slot < 0 ? orders[o].due : milestones[o, slot]
    }

    /// The promised event has happened: in time or late.
    private mutating func keepPromise(_ o: Int) {
        let record = orders.at(o)
        record.pointee.promised = true
        promised += 1
        milestones[o, promiseSlot] = now
        guard record.pointee.cutoff != OrderRecord.none16 else { return }
        let cutoff = Int(record.pointee.cutoff)
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
        let record = orders.at(o)
        let carrier =
            record.pointee.carrier == OrderRecord.none8 ? plan.demand.carriers.count : Int(record.pointee.carrier)
        return recorder.cutoffs.index(
            cutoff: Int(record.pointee.cutoff), warehouse: Int(record.pointee.warehouse),
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
        let record = orders.at(o)
        let shift = UInt16(document * 4)
        let before = Int(record.pointee.documents >> shift & 15)
        guard before != state else { return }
        record.pointee.documents =
            record.pointee.documents & ~(15 << shift) | UInt16(truncatingIfNeeded: state & 15) << shift
        if before != 0 { recorder.add(meters.documentOut(document, state: before), 1) }
        recorder.add(meters.documentIn(document, state: state), 1)
        trace(o, .document(document, state: state), now, now)
    }

    /// Puts an order aside as an exception. One that is parked already, or over, stays as it is.
    mutating func park(_ o: Int, _ park: Int) {
        let record = orders.at(o)
        guard record.pointee.standing == .active else { return }
        record.pointee.standing = .parked
        record.pointee.park = UInt16(truncatingIfNeeded: park)
        record.pointee.parks = record.pointee.parks == .max ? .max : record.pointee.parks + 1
        record.pointee.parkedCarrier = record.pointee.carrier
        record.pointee.suspended = now
        recorder.add(meters.parkedIn(park), 1)
        recorder.add(meters.warehouseExceptionsIn(Int(record.pointee.warehouse)), 1)
        recorder.add(meters.carrierExceptionsIn(parkedCarrier(o)), 1)
        if let review = plan.parks[park].review {
            let key = record.pointee.key.child(0xde5_0000 + UInt64(record.pointee.parks))
            _ = enqueue(o, review, key: key, primary: false)
        }
    }

    private mutating func parkedCarrier(_ o: Int) -> Int {
        let carrier = orders[o].parkedCarrier
        return carrier == OrderRecord.none8 ? plan.demand.carriers.count : Int(carrier)
    }

    /// Books that an order is no exception any more.
    private mutating func unpark(_ o: Int) {
        let record = orders.at(o)
        let park = Int(record.pointee.park)
        record.pointee.standing = .active
        recorder.add(meters.parkedOut(park), 1)
        recorder.add(meters.warehouseExceptionsOut(Int(record.pointee.warehouse)), 1)
        recorder.add(meters.carrierExceptionsOut(parkedCarrier(o)), 1)
        trace(o, .parked(park), record.pointee.suspended, now)
    }

    /// People have settled an order's exception: it goes on where the plan says.
    mutating func resolve(_ o: Int) {
        let record = orders.at(o)
        guard record.pointee.standing == .parked else { return }
        let park = Int(record.pointee.park)
        unpark(o)
        record.pointee.repeats = true
        switch plan.parks[park].resumption {
        case .journey(let pc):
            if hasOutside { tellAwaitOver(o) }
            record.pointee.awaiting = OrderRecord.none8
            record.pointee.missed = .nothing
            record.pointee.pc = UInt32(truncatingIfNeeded: pc)
            record.pointee.serial = (record.pointee.serial &+ 1) & MachineEvent.serialMask
            makeReady(order: o)
        case .queue(let queue):
            let key = record.pointee.key.child(0x9e_0000 + UInt64(record.pointee.parks))
            if enqueue(o, queue, key: key, primary: false) { catchUp(o) } else { self.park(o, park) }
        }
    }

    /// An order is over.
    mutating func endOrder(_ o: Int, _ ending: Ending) {
        let record = orders.at(o)
        guard record.pointee.standing != .ended else { return }
        if record.pointee.standing == .parked { unpark(o) }
        record.pointee.standing = .ended
        underWay -= 1
        recorder.add(meters.ordersEnded(ending), 1)
        trace(o, .ended(ending), now, now)
        leaveIndicators(o, .max)
        if !record.pointee.promised && record.pointee.cutoff != OrderRecord.none16 {
            outstanding[Int(record.pointee.cutoff)] -= 1
            recorder.cutoffs.cells[tallyCell(o)].missing += 1
            leaveDelayed(o)
        }
        let standing: OrderFacts.Standing
        switch ending {
        case .completed:
            books.completed += 1
            standing = .completed
            recorder.record(tracks.index(.journey), now - record.pointee.due)
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
        let record = orders.at(o)
        let slot = Int(record.pointee.trace)
        record.pointee.trace = -1
        if slot >= 0 { return facts.finish(slot, orderFacts(o, standing)) }
        var lateness: Nanoseconds = 0
        if record.pointee.promised && record.pointee.cutoff != OrderRecord.none16 {
            lateness = milestones[o, promiseSlot] - plan.promise.cutoffs.instants[Int(record.pointee.cutoff)]
        }
        guard
            facts.wants(
                due: record.pointee.due, until: now, standing: standing, lateness: lateness,
                parkedSince: standing == .parked ? record.pointee.suspended : nil)
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
        follow(o, OrderTrace.Span(kind: kind, start: start, end: end, attempt: attempt, outcome: outcome, depth: depth))
    }

    /// Adds to the trace of a frame's order, if it has one.
    @inline(__always)
    mutating func trace(
        _ frame: FramePointer, _ kind: OrderTrace.Kind, _ start: Instant, _ end: Instant, attempt: Int = 0,
        outcome: Outcome = .ok
    ) {
        guard frame.pointee.traced else { return }
        trace(
            Int(frame.pointee.order), kind, start, end, attempt: attempt, outcome: outcome,
            depth: Int(frame.pointee.depth))
    }

    /// Adds to the trace of a followed order; others may have to be followed no longer, so that there is room.
    @inline(never)
    private mutating func follow(_ o: Int, _ span: OrderTrace.Span) {
        for other in facts.append(Int(orders[o].trace), span) { orders[other].trace = -1 }
    }

    private mutating func traceAwait(_ o: Int, _ outcome: Outcome) {
        let record = orders[o]
        trace(o, .await(Int(record.awaiting)), record.suspended, now, outcome: outcome)
    }
}
