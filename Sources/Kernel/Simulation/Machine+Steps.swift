extension Machine {
    /// Steps a program may take at one instant before it is taken for an endless loop.
    private static var fuel: Int { 100_000 }

    /// Runs a frame until it waits for something or ends.
    mutating func run(_ f: Int) {
        if frames[f].hangs {
            frames[f].state = .hanging
            let length = frames[f].segment
            frames[f].segment = now
            schedule(f, after: length)
            return
        }
        for _ in 0..<Machine.fuel {
            let pc = Int(frames[f].pc)
            guard pc < steps.count else { return end(f, .ok) }
            switch steps[pc] {
            case .work(let work):
                frames[f].tries = 0
                if beginWork(f, works[work]) { return }
                frames[f].pc += 1
            case .call(let call):
                frames[f].call = UInt16(truncatingIfNeeded: call)
                return beginCall(f)
            case .enqueue(let queue):
                let order = Int(frames[f].order)
                guard enqueue(order, queue, key: draw(f), primary: frames[f].primary) else { return end(f, .shed) }
                frames[f].pc += 1
            case .wait(let distribution):
                let time = sample(distribution, f)
                frames[f].pc += 1
                if time > 0 { return wait(f, time, .wait) }
            case .waitUntil(let calendarID):
                let plan = plan.calendars[calendarID]
                let open = plan.open.stretches.isEmpty ? plan.moments.next(from: now) : plan.open.next(from: now)
                frames[f].pc += 1
                if let open, open > now { return wait(f, open - now, .calendar(calendarID)) }
            case .await(let operand):
                let event = plan.awaits[operand].event
                let order = Int(frames[f].order)
                if orders[order].pending & (1 << UInt32(event)) != 0 {
                    orders[order].pending &= ~(1 << UInt32(event))
                    frames[f].pc += 1
                } else if frames[f].kind == .journey {
                    return suspend(f, awaiting: operand)
                } else {
                    frames[f].pc += 1
                }
            case .emit(let event):
                frames[f].pc += 1
                emit(Int(frames[f].order), event, depth: Int(frames[f].depth))
                if hasOutside { tell(f, event) }
            case .set(let document, let state):
                set(Int(frames[f].order), document: document, state: state)
                frames[f].pc += 1
            case .branch(let condition, let otherwise):
                frames[f].pc =
                    holds(plan.conditions[condition], f) ? frames[f].pc + 1 : UInt32(truncatingIfNeeded: otherwise)
            case .jump(let target): frames[f].pc = UInt32(truncatingIfNeeded: target)
            case .fail(let outcome): return end(f, outcome == .ok ? .businessError : outcome)
            case .reply: return end(f, .ok)
            case .park(let park):
                let order = Int(frames[f].order)
                guard frames[f].kind != .request else { return end(f, .businessError) }
                retain(order)
                endQuietly(f)
                self.park(order, park)
                return release(order)
            case .resolve:
                frames[f].pc += 1
                resolve(Int(frames[f].order))
            case .finish(let ending):
                let order = Int(frames[f].order)
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
        switch frames[f].kind {
        case .request: endRequest(f, outcome)
        case .message: endMessage(f, outcome)
        case .journey:
            let order = Int(frames[f].order)
            retain(order)
            releaseFrame(f)
            // A journey that runs off its end without `finish` is complete; one that fails has failed.
            endOrder(order, outcome == .ok ? .completed : .failed)
            release(order)
        }
    }

    /// Ends a journey or message frame whose order is being dealt with by the caller.
    private mutating func endQuietly(_ f: Int) {
        guard frames[f].kind == .message else { return releaseFrame(f) }
        recorder.add(meters.queueDone(Int(frames[f].owner)), 1)
        finishMessage(f)
    }

    /// Lets time pass; a journey gives up its frame meanwhile.
    private mutating func wait(_ f: Int, _ time: Nanoseconds, _ kind: OrderTrace.Kind) {
        let order = Int(frames[f].order)
        trace(order, kind, now, now + time, depth: Int(frames[f].depth))
        guard frames[f].kind == .journey else {
            frames[f].state = .waiting
            frames[f].segment = now
            return schedule(f, after: time)
        }
        saveJourney(f)
        let until = now.addingReportingOverflow(time)
        guard !until.overflow, until.partialValue <= plan.end else { return }
        orders[order].references += 1
        calendar.schedule(
            MachineEvent(kind: .order, serial: orders[order].serial, index: order).payload, at: until.partialValue)
    }

    /// Suspends a journey until an event.
    private mutating func suspend(_ f: Int, awaiting operand: Int) {
        let order = Int(frames[f].order)
        let plan = plan.awaits[operand]
        saveJourney(f)
        // The program counter stays at the step: what follows depends on what ends the suspension.
        orders[order].awaiting = UInt8(truncatingIfNeeded: plan.event)
        guard let timeout = plan.timeout, now + timeout <= self.plan.end else { return }
        orders[order].references += 1
        calendar.schedule(
            MachineEvent(kind: .awaitTimeout, serial: orders[order].serial, index: order).payload, at: now + timeout)
    }

    /// Puts a journey's state into its order and gives the frame up.
    private mutating func saveJourney(_ f: Int) {
        let order = Int(frames[f].order)
        orders[order].pc = frames[f].pc
        orders[order].draws = frames[f].draws
        orders[order].suspended = now
        orders[order].serial = (orders[order].serial &+ 1) & MachineEvent.serialMask
        releaseFrame(f)
    }

    /// Begins a piece of work.
    /// - Returns: whether it takes time.
    mutating func beginWork(_ f: Int, _ work: WorkPlan) -> Bool {
        let order = Int(frames[f].order)
        var time = sample(work.base, f)
        if let perLine = work.perLine { time += sample(perLine, f) * Int64(orders[order].lines) }
        if let perUnit = work.perUnit { time += sample(perUnit, f) * Int64(orders[order].units) }
        let system = systemOf(f)
        if system >= 0, !slowFaults[system].isEmpty { time = slowed(time, f, system) }
        guard time > 0 || work.contention != nil else { return false }
        frames[f].state = .working
        frames[f].segment = now
        schedule(f, after: time)
        return true
    }

    /// The system whose worker runs the frame; -1 for the journey.
    @inline(__always)
    mutating func systemOf(_ f: Int) -> Int {
        switch frames[f].kind {
        case .request: operations[Int(frames[f].owner)].system
        case .message: queues[Int(frames[f].owner)].system
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
        let spent = now - frames[f].segment
        account(f, .work, spent)
        let order = Int(frames[f].order)
        if orders[order].trace >= 0 {
            let owner: OperationID? = frames[f].kind == .request ? Int(frames[f].owner) : nil
            trace(order, .work(owner), frames[f].segment, now, depth: Int(frames[f].depth))
        }
        guard case .work(let work) = steps[Int(frames[f].pc)], let contention = works[work].contention else {
            frames[f].pc += 1
            return run(f)
        }
        commit(f, contention, spent)
    }

    /// Tries to commit a transaction on hot rows.
    private mutating func commit(_ f: Int, _ contention: Int, _ spent: Nanoseconds) {
        let key = contentionPlans[contention].key
        let begun = now - Int64(Int128(spent) * Int128(contentionPlans[contention].spanPermille) / 1000)
        let order = Int(frames[f].order)
        let warehouse = Int(orders[order].warehouse)
        let count = key == .products ? min(Int(orders[order].lines), rows.count) : 1
        for line in 0..<count {
            rows[line] =
                switch key {
                case .products: picker.product(order: orders[order].key, line: line) * warehouses + warehouse
                case .warehouse: warehouse
                case .single: 0
                }
        }
        for line in 0..<count where commits[contention][rows[line]] > begun {
            recorder.add(meters.contentionConflicts(contention), 1)
            frames[f].tries &+= 1
            guard Int(frames[f].tries) < contentionPlans[contention].attempts else {
                recorder.add(meters.contentionFailures(contention), 1)
                return end(f, .serverError)
            }
            // Odoo: sleep uniform(0, 2^n) seconds after try n, with the worker held.
            let longest = Double(contentionPlans[contention].unit) * Double(1 << min(Int(frames[f].tries), 30))
            frames[f].state = .sleeping
            frames[f].segment = now
            return schedule(f, after: Int64(longest * draw(f).uniform))
        }
        for line in 0..<count { commits[contention][rows[line]] = now }
        frames[f].pc += 1
        run(f)
    }

    /// The sleep after a conflict is over: the transaction runs again.
    mutating func sleepDone(_ f: Int) {
        account(f, .contention, now - frames[f].segment)
        if case .work(let work) = steps[Int(frames[f].pc)] {
            if let contention = works[work].contention {
                trace(
                    Int(frames[f].order), .contention(contention), frames[f].segment, now,
                    attempt: Int(frames[f].tries),
                    depth: Int(frames[f].depth))
            }
            if beginWork(f, works[work]) { return }
        }
        frames[f].pc += 1
        run(f)
    }

    /// Books how a worker, and a request, spent time.
    @inline(__always)
    mutating func account(_ f: Int, _ kind: MeterLayout.HolderKind, _ time: Nanoseconds) {
        let pool = poolOf(f)
        if pool >= 0, frames[f].holdsWorker { recorder.add(meters.poolHeld(pool, kind), time) }
        if frames[f].kind == .request { recorder.add(meters.operationTime(Int(frames[f].owner), kind), time) }
    }

    /// Whether a condition holds for a frame's order.
    private mutating func holds(_ condition: Condition, _ f: Int) -> Bool {
        let order = Int(frames[f].order)
        switch condition {
        case .attribute(let attribute, let mask):
            let value =
                switch attribute {
                case .channel: orders[order].channel
                case .destination: orders[order].destination
                case .service: orders[order].service
                case .warehouse: orders[order].warehouse
                case .carrier: orders[order].carrier
                }
            return value < 64 && mask & (1 << UInt64(value)) != 0
        case .lines(let range): return range.contains(Int(orders[order].lines))
        case .units(let range): return range.contains(Int(orders[order].units))
        case .weight(let range): return range.contains(Int(orders[order].grams))
        case .chance(let probability): return draw(f).uniform < probability
        case .parkedAtMost(let times): return Int(orders[order].parks) <= times
        case .onTime:
            guard orders[order].cutoff != OrderRecord.none16 else { return true }
            return now <= plan.promise.cutoffs.instants[Int(orders[order].cutoff)]
        }
    }
}
