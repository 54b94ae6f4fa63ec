import Kernel

/// Judges a recording by its plan's budgets.
struct BudgetJudge: Sendable {
    let readings: Readings
    private var plan: Plan { readings.plan }

    /// A verdict for each of the plan's budgets.
    /// - Parameter isTrusted: whether the run's figures can be trusted at all.
    func verdicts(isTrusted: Bool) -> [Verdict] {
        plan.budgets.indices.map { index in
            var verdict = measured(index)
            guard verdict.status == .pass || verdict.status == .fail else { return verdict }
            if !isTrusted {
                verdict.status = .invalid
                return verdict
            }
            switch readings.recording.stop {
            case .finished: break
            case .interrupted: return Verdict(budget: index, status: .noData, gap: .stoppedEarly)
            case .aborted(let breached):
                // What is left of a run that was stopped settles only what no rest of it could have mended.
                let orders = plan.demand.replay == nil ? plan.demand.generatedOrders : nil
                let certain = index == breached || Breach(readings, orders: orders).isCertain(of: plan.budgets[index])
                verdict.status = certain ? .fail : .noData
                verdict.gap = certain ? nil : .stoppedEarly
            }
            return verdict
        }
    }

    /// The verdict of a run that came to its end and can be trusted.
    private func measured(_ index: Int) -> Verdict {
        let budget = plan.budgets[index]
        switch budget.measure {
        case .cutoffShare: return CutoffJudge(readings: readings).verdict(index)
        case .parkedShare: return parked(index)
        case .endingShare(let ending) where budget.during == nil && budget.anyWindow == nil:
            return ended(index, ending)
        default: break
        }
        guard budget.isJudgedByTime else { return read(index) }
        // Such a budget is refused when a scenario is read: there is nothing to judge it by.
        guard BudgetCuts(plan).refusals[index] == nil else {
            return Verdict(budget: index, status: .noData, gap: .notMeasured)
        }
        return BudgetJudge(readings: readings.near()).read(index)
    }

    /// The verdict by what is counted as the run goes on.
    private func read(_ index: Int) -> Verdict {
        let budget = plan.budgets[index]
        guard let gauge = Gauge(budget.measure, budget.subject, readings) else {
            return Verdict(budget: index, status: .noData, gap: .notMeasured)
        }
        let calendar = budget.during.map { plan.calendars[$0] }
        let stretches = Stretches(calendar, readings)
        guard !stretches.ranges.isEmpty else {
            return Verdict(budget: index, status: .noData, gap: calendar == nil ? .nothingHappened : .calendarClosed)
        }
        var verdict =
            if let window = budget.anyWindow {
                inAnyWindow(index, gauge, stretches, window)
            } else {
                atOnce(index, gauge, stretches)
            }
        if verdict.value != nil { verdict.members = members(budget, stretches) }
        if budget.measure == .amplification { verdict.beside = beside(budget, stretches) }
        return verdict
    }

    /// The measure over all intervals that count, taken together.
    private func atOnce(_ index: Int, _ gauge: Gauge, _ stretches: Stretches) -> Verdict {
        let budget = plan.budgets[index]
        let isWhole = budget.during == nil
        let reading = isWhole ? gauge.whole(readings) : gauge.reading(over: stretches.intervals, readings)
        guard let reading else { return Verdict(budget: index, status: .noData, gap: .nothingHappened) }
        var verdict = Verdict(
            budget: index, status: budget.comparison.holds(reading.value, budget.bound) ? .pass : .fail)
        verdict.value = reading.value
        verdict.samples = reading.samples
        verdict.error = gauge.error(whole: isWhole)
        verdict.beyond = gauge.beyond(
            Nanoseconds(min(max(budget.bound, 0), 9e18)), over: isWhole ? nil : stretches.intervals)
        verdict.worst = worst(budget, gauge, stretches)
        if isWhole, let span = gauge.span { verdict.measuredOver = readings.span(span) }
        return verdict
    }

    /// The measure in the worst window of a length.
    private func inAnyWindow(_ index: Int, _ gauge: Gauge, _ stretches: Stretches, _ length: Nanoseconds) -> Verdict {
        let budget = plan.budgets[index]
        var windows = stretches.windows(length, every: budget.windowStep(in: plan) ?? length)
        if let active = gauge.activeIntervals {
            // The first and the last interval with work may hold it for a part of their length only: a rate over them
            // would be too low. They count where no window lies between them.
            let full = active.count > 2 ? active.dropFirst().dropLast() : active
            let inside = [full, active].lazy.map { part in
                windows.filter { part.contains($0.lowerBound) && $0.upperBound <= part.upperBound }
            }
            windows = inside.first { !$0.isEmpty } ?? windows.filter { $0.overlaps(active) }
        }
        let least = gauge.leastSamples
        var most: Int64 = 0
        var found: (window: Range<Int>, reading: Gauge.Reading)?
        for (window, reading) in zip(windows, gauge.readings(over: windows, readings)) {
            guard let reading else { continue }
            most = max(most, reading.samples)
            guard reading.samples >= least else { continue }
            if let worst = found, !budget.comparison.isWorse(reading.value, than: worst.reading.value) { continue }
            found = (window, reading)
        }
        guard let found else {
            let gap: Verdict.Gap =
                most == 0 ? .nothingHappened : .tooFewSamples(most: most, needed: least)
            return Verdict(budget: index, status: .noData, gap: gap)
        }
        let holds = budget.comparison.holds(found.reading.value, budget.bound)
        var verdict = Verdict(budget: index, status: holds ? .pass : .fail)
        verdict.value = found.reading.value
        verdict.samples = found.reading.samples
        verdict.error = gauge.error(whole: false)
        verdict.worst = .init(span: readings.span(found.window), value: found.reading.value)
        return verdict
    }

    /// The worst interval, widened to its neighbours that breach the bound by themselves.
    private func worst(_ budget: Budget, _ gauge: Gauge, _ stretches: Stretches) -> Verdict.Worst? {
        if case .rate = gauge { return nil }
        let least = gauge.leastSamples
        var found: (pieces: [Range<Int>], breaching: [Bool], piece: Int, value: Double)?
        for range in stretches.ranges {
            let pieces = stretches.pieces(of: range)
            let measured = gauge.readings(over: pieces, readings)
            let breaching = measured.map { reading in
                reading.map { $0.samples >= least && !budget.comparison.holds($0.value, budget.bound) } ?? false
            }
            for (piece, reading) in measured.enumerated() {
                guard let reading, reading.samples >= least else { continue }
                if let found, !budget.comparison.isWorse(reading.value, than: found.value) { continue }
                found = (pieces, breaching, piece, reading.value)
            }
        }
        guard let found else { return nil }
        var lower = found.piece
        var upper = found.piece + 1
        if found.breaching[found.piece] {
            while lower > 0 && found.breaching[lower - 1] { lower -= 1 }
            while upper < found.pieces.count && found.breaching[upper] { upper += 1 }
        }
        let span = found.pieces[lower].lowerBound..<found.pieces[upper - 1].upperBound
        let value = gauge.reading(over: span, readings)?.value ?? found.value
        return .init(span: readings.span(span), value: value)
    }

    /// The same measure by system, or by edge where all edges ask one system.
    private func members(_ budget: Budget, _ stretches: Stretches) -> [Verdict.Member] {
        guard case .edges(let edges) = budget.subject, edges.count > 1 else { return [] }
        var systems: [SystemID] = []
        for edge in edges where !systems.contains(readings.callee(edge)) { systems.append(readings.callee(edge)) }
        let parts: [(Verdict.Part, [EdgeID])] =
            systems.count > 1
            ? systems.map { system in (.system(system), edges.filter { readings.callee($0) == system }) }
            : edges.map { (.edge($0), [$0]) }
        let isWhole = budget.during == nil
        let found = parts.compactMap { part, edges -> Verdict.Member? in
            guard let gauge = Gauge(budget.measure, .edges(edges), readings),
                let reading = isWhole ? gauge.whole(readings) : gauge.reading(over: stretches.intervals, readings)
            else { return nil }
            return .init(part: part, value: reading.value, samples: reading.samples)
        }
        return Verdict.sorted(found, budget.comparison)
    }

    /// What stands beside an amplification: an open breaker and messages put back keep attempts away from a callee, and
    /// neither is seen in attempts per call.
    private func beside(_ budget: Budget, _ stretches: Stretches) -> Verdict.Beside? {
        guard case .edges(let edges) = budget.subject else { return nil }
        let intervals = stretches.intervals
        func count(_ wanted: [Int]) -> Int64 {
            let series = readings.series(wanted)
            return intervals.reduce(0) { $0 &+ series[$1] }
        }
        let queues = plan.queues.indices.filter { queue in
            ProgramWalk(from: plan.queues[queue].entry, in: plan).edges.contains { edges.contains($0) }
        }
        let beside = Verdict.Beside(
            refusedByBreaker: count(edges.map { readings.meters.calls($0, .breakerOpen) }),
            putBack: count(queues.map { readings.meters.queueRedelivered($0) }))
        return beside.refusedByBreaker + beside.putBack > 0 ? beside : nil
    }

    /// Orders that ended so, of all that came due.
    private func ended(_ index: Int, _ ending: Ending) -> Verdict {
        let count = readings.totals[readings.meters.ordersEnded(ending)]
        return share(index, count, wrong: ending == .completed ? readings.recording.books.due - count : count)
    }

    /// Orders put aside or under way at the end, of all that came due.
    private func parked(_ index: Int) -> Verdict {
        let budget = plan.budgets[index]
        guard budget.during == nil && budget.anyWindow == nil else {
            return Verdict(budget: index, status: .noData, gap: .onlyAtTheEnd)
        }
        let books = readings.recording.books
        return share(index, books.parked + books.inFlight, wrong: books.parked + books.inFlight)
    }

    private func share(_ index: Int, _ count: Int64, wrong: Int64) -> Verdict {
        let budget = plan.budgets[index]
        let due = readings.recording.books.due
        guard due > 0 else { return Verdict(budget: index, status: .noData, gap: .nothingHappened) }
        let value = Double(count) / Double(due)
        var verdict = Verdict(budget: index, status: budget.comparison.holds(value, budget.bound) ? .pass : .fail)
        verdict.value = value
        verdict.samples = due
        verdict.orders = wrong
        return verdict
    }
}

extension Verdict {
    /// Worst first; equal ones in their order.
    static func sorted(_ members: [Member], _ comparison: Budget.Comparison) -> [Member] {
        members.enumerated().sorted { one, other in
            one.element.value == other.element.value
                ? one.offset < other.offset : comparison.isWorse(one.element.value, than: other.element.value)
        }.map(\.element)
    }
}
