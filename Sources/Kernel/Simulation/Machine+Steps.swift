extension Machine {
    /// Steps a program may take at one instant before it is taken for an endless loop.
    private static var fuel: Int { 100_000 }

    /// Runs a frame until it waits for something or ends.
    mutating func run(_ f: Int) {
        let frame = frames.at(f)
        if frame.pointee.hangs {
            frame.pointee.state = .hanging
            let length = frame.pointee.segment
            frame.pointee.segment = now
            schedule(f, after: length)
            return
        }
        for _ in 0..<Machine.fuel {
            let pc = Int(frame.pointee.pc)
            guard pc < steps.count else { return end(f, .ok) }
            switch steps[pc] {
            case .work(let work):
                frame.pointee.tries = 0
                if beginWork(f, work) { return }
                frame.pointee.pc += 1
            case .call(let call):
                frame.pointee.call = UInt16(truncatingIfNeeded: call)
                return beginCall(f)
            case .enqueue(let queue):
                let order = Int(frame.pointee.order)
                guard enqueue(order, queue, key: draw(frame), primary: frame.pointee.primary) else {
                    return end(f, .shed)
                }
                frame.pointee.pc += 1
            case .wait(let distribution):
                let time = sample(distribution, frame)
                frame.pointee.pc += 1
                if time > 0 { return wait(f, time, .wait) }
            case .waitUntil(let calendarID):
                let plan = plan.calendars[calendarID]
                let open = plan.open.stretches.isEmpty ? plan.moments.next(from: now) : plan.open.next(from: now)
                frame.pointee.pc += 1
                if let open, open > now { return wait(f, open - now, .calendar(calendarID)) }
            case .await(let operand):
                let event = plan.awaits[operand].event
                let order = Int(frame.pointee.order)
                if orders[order].pending & (1 << UInt32(event)) != 0 {
                    orders[order].pending &= ~(1 << UInt32(event))
                    frame.pointee.pc += 1
                    if hasOutside, frame.pointee.kind == .journey { tellAwaitMet(order, event) }
                } else if frame.pointee.kind == .journey {
                    return suspend(f, awaiting: operand)
                } else {
                    frame.pointee.pc += 1
                }
            case .emit(let event):
                frame.pointee.pc += 1
                if hasOutside {
                    publish(f, event)
                } else {
                    emit(Int(frame.pointee.order), event, depth: Int(frame.pointee.depth))
                }
            case .set(let document, let state):
                set(Int(frame.pointee.order), document: document, state: state)
                frame.pointee.pc += 1
            case .branch(let condition, let otherwise):
                frame.pointee.pc =
                    holds(conditions[condition], frame) ? frame.pointee.pc + 1 : UInt32(truncatingIfNeeded: otherwise)
            case .jump(let target): frame.pointee.pc = UInt32(truncatingIfNeeded: target)
            case .fail(let outcome): return end(f, outcome == .ok ? .businessError : outcome)
            case .reply: return end(f, .ok)
            case .park(let park):
                let order = Int(frame.pointee.order)
                guard frame.pointee.kind != .request else { return end(f, .businessError) }
                retain(order)
                endQuietly(f)
                self.park(order, park)
                return release(order)
            case .resolve:
                frame.pointee.pc += 1
                resolve(Int(frame.pointee.order))
            case .finish(let ending):
                let order = Int(frame.pointee.order)
                retain(order)
                endQuietly(f)
                endOrder(order, ending)
                return release(order)
            }
        }
        end(f, .serverError)
    }

    /// Ends a frame's program with an outcome.
    mutating func end(_ f: Int, _ outcome: Outcome) {
        let frame = frames.at(f)
        switch frame.pointee.kind {
        case .request: endRequest(f, outcome)
        case .message: endMessage(f, outcome)
        case .journey:
            let order = Int(frame.pointee.order)
            retain(order)
            releaseFrame(f)
            // A journey that runs off its end without `finish` is complete; one that fails has failed.
            endOrder(order, outcome == .ok ? .completed : .failed)
            release(order)
        }
    }

    /// Ends a journey or message frame whose order is being dealt with by the caller.
    private mutating func endQuietly(_ f: Int) {
        let frame = frames.at(f)
        guard frame.pointee.kind == .message else { return releaseFrame(f) }
        recorder.add(meters.queueDone(Int(frame.pointee.owner)), 1)
        finishMessage(f)
    }

    /// Lets time pass; a journey gives up its frame meanwhile.
    private mutating func wait(_ f: Int, _ time: Nanoseconds, _ kind: OrderTrace.Kind) {
        let frame = frames.at(f)
        let order = Int(frame.pointee.order)
        let record = orders.at(order)
        trace(frame, kind, now, now + time)
        guard frame.pointee.kind == .journey else {
            frame.pointee.state = .waiting
            frame.pointee.segment = now
            return schedule(f, after: time)
        }
        saveJourney(f)
        let until = now.addingReportingOverflow(time)
        guard !until.overflow, until.partialValue <= plan.end else { return }
        record.pointee.references += 1
        calendar.schedule(
            MachineEvent(kind: .order, serial: record.pointee.serial, index: order).payload, at: until.partialValue)
    }

    /// Suspends a journey until an event.
    private mutating func suspend(_ f: Int, awaiting operand: Int) {
        let order = Int(frames[f].order)
        let plan = plan.awaits[operand]
        saveJourney(f)
        // The program counter stays at the step: what follows depends on what ends the suspension.
        orders[order].awaiting = UInt8(truncatingIfNeeded: plan.event)
        if hasOutside { tellAwait(order, plan.event, timeout: plan.timeout) }
        guard let timeout = plan.timeout, now + timeout <= self.plan.end else { return }
        orders[order].references += 1
        calendar.schedule(
            MachineEvent(kind: .awaitTimeout, serial: orders[order].serial, index: order).payload, at: now + timeout)
    }

    /// Puts a journey's state into its order and gives the frame up.
    private mutating func saveJourney(_ f: Int) {
        let frame = frames.at(f)
        let order = Int(frame.pointee.order)
        let record = orders.at(order)
        record.pointee.pc = frame.pointee.pc
        record.pointee.draws = frame.pointee.draws
        record.pointee.suspended = now
        record.pointee.serial = (record.pointee.serial &+ 1) & MachineEvent.serialMask
        releaseFrame(f)
    }

    /// Begins a piece of work.
    /// - Returns: whether it takes time.
    mutating func beginWork(_ f: Int, _ index: Int) -> Bool {
        let work = works[index]
        let frame = frames.at(f)
        let order = Int(frame.pointee.order)
        let record = orders.at(order)
        var time = sample(work.base, frame)
        if work.perLine >= 0 { time += sample(work.perLine, frame) * Int64(record.pointee.lines) }
        if work.perUnit >= 0 { time += sample(work.perUnit, frame) * Int64(record.pointee.units) }
        let system = systemOf(frame)
        if system >= 0, !slowFaults[system].isEmpty { time = slowed(time, f, system) }
        guard time > 0 || work.contention >= 0 else { return false }
        frame.pointee.state = .working
        frame.pointee.segment = now
        schedule(f, after: time)
        return true
    }

    /// The system whose worker runs the frame; -1 for the journey.
    @inline(__always)
    func systemOf(_ frame: FramePointer) -> Int {
        switch frame.pointee.kind {
        case .request: operations[Int(frame.pointee.owner)].system
        case .message: queues[Int(frame.pointee.owner)].system
        case .journey: -1
        }
    }

    /// A service time under the brown-outs that hold now.
    private mutating func slowed(_ time: Nanoseconds, _ f: Int, _ system: Int) -> Nanoseconds {
        var result = time
        for fault in slowFaults[system] {
            guard case .slow(let permille) = faultPlans[fault].effect, strikes(fault, f) else { continue }
            recorder.add(meters.faultsStruck(fault), 1)
            let product = Int128(result) * Int128(permille) / 1000
            result = product < Int128(Int64.max / 4) ? Int64(product) : Int64.max / 4
        }
        return result
    }

    /// A service time is over.
    mutating func workDone(_ f: Int) {
        let frame = frames.at(f)
        let spent = now - frame.pointee.segment
        account(frame, .work, spent)
        if frame.pointee.traced {
            let owner: OperationID? = frame.pointee.kind == .request ? Int(frame.pointee.owner) : nil
            trace(frame, .work(owner), frame.pointee.segment, now)
        }
        guard case .work(let work) = steps[Int(frame.pointee.pc)], works[work].contention >= 0 else {
            frame.pointee.pc += 1
            return run(f)
        }
        commit(f, works[work].contention, spent)
    }

    /// Tries to commit a transaction on hot rows.
    private mutating func commit(_ f: Int, _ contention: Int, _ spent: Nanoseconds) {
        let frame = frames.at(f)
        let key = contentionPlans[contention].key
        let begun = now - Int64(Int128(spent) * Int128(contentionPlans[contention].spanPermille) / 1000)
        let order = Int(frame.pointee.order)
        let record = orders.at(order)
        let warehouse = Int(record.pointee.warehouse)
        let count = key == .products ? min(Int(record.pointee.lines), rows.count) : 1
        for line in 0..<count {
            rows[line] =
                switch key {
                case .products: picker.product(order: record.pointee.key, line: line) * warehouses + warehouse
                case .warehouse: warehouse
                case .single: 0
                }
        }
        for line in 0..<count where commits[contention][rows[line]] > begun {
            recorder.add(meters.contentionConflicts(contention), 1)
            frame.pointee.tries &+= 1
            guard Int(frame.pointee.tries) < contentionPlans[contention].attempts else {
                recorder.add(meters.contentionFailures(contention), 1)
                return end(f, .serverError)
            }
            // Odoo: sleep uniform(0, 2^n) seconds after try n, with the worker held.
            let longest = Double(contentionPlans[contention].unit) * Double(1 << min(Int(frame.pointee.tries), 30))
            frame.pointee.state = .sleeping
            frame.pointee.segment = now
            return schedule(f, after: Int64(longest * draw(frame).uniform))
        }
        for line in 0..<count { commits[contention][rows[line]] = now }
        frame.pointee.pc += 1
        run(f)
    }

    /// The sleep after a conflict is over: the transaction runs again.
    mutating func sleepDone(_ f: Int) {
        let frame = frames.at(f)
        account(frame, .contention, now - frame.pointee.segment)
        if case .work(let work) = steps[Int(frame.pointee.pc)] {
            if case let contention = works[work].contention, contention >= 0 {
                trace(
                    Int(frame.pointee.order), .contention(contention), frame.pointee.segment, now,
                    attempt: Int(frame.pointee.tries),
                    depth: Int(frame.pointee.depth))
            }
            if beginWork(f, work) { return }
        }
        frame.pointee.pc += 1
        run(f)
    }

    /// Books how a worker, and a request, spent time.
    @inline(__always)
    mutating func account(_ frame: FramePointer, _ kind: MeterLayout.HolderKind, _ time: Nanoseconds) {
        let pool = poolOf(frame)
        if pool >= 0, frame.pointee.holdsWorker { recorder.add(meters.poolHeld(pool, kind), time) }
        if frame.pointee.kind == .request {
            recorder.add(meters.operationTime(Int(frame.pointee.owner), kind), time)
        }
    }

    /// Whether a condition holds for a frame's order.
    private func holds(_ condition: Condition, _ frame: FramePointer) -> Bool {
        let record = orders.at(Int(frame.pointee.order))
        switch condition {
        case .attribute(let attribute, let mask):
            let value =
                switch attribute {
                case .channel: record.pointee.channel
                case .destination: record.pointee.destination
                case .service: record.pointee.service
                case .warehouse: record.pointee.warehouse
                case .carrier: record.pointee.carrier
                }
            return value < 64 && mask & (1 << UInt64(value)) != 0
        case .lines(let range): return range.contains(Int(record.pointee.lines))
        case .units(let range): return range.contains(Int(record.pointee.units))
        case .weight(let range): return range.contains(Int(record.pointee.grams))
        case .chance(let probability): return draw(frame).uniform < probability
        case .parkedAtMost(let times): return Int(record.pointee.parks) <= times
        case .onTime:
            guard record.pointee.cutoff != OrderRecord.none16 else { return true }
            return now <= plan.promise.cutoffs.instants[Int(record.pointee.cutoff)]
        }
    }
}
