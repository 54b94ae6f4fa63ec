public import Kernel

extension TrialReading {
    /// What is to be kept of a trial.
    /// - Parameters:
    ///   - recording: of the trial's plan.
    ///   - trial: what was tried: of a steady load only the judged part counts.
    public init(_ recording: Recording, of trial: Trial) {
        let load = trial.load
        let readings = Readings(recording)
        let plan = recording.plan
        let axis = recording.axis
        let span: Range<Int>
        switch load {
        case .day:
            span = 0..<min(axis.count, recording.meters.count)
        case .steady(_, let hold):
            // Whole intervals within what is judged; at least one.
            let first = min(axis.count - 1, axis.index(of: hold.judged.start + axis.step - 1))
            span = first..<max(first + 1, min(axis.count, axis.index(of: hold.judged.end)))
        }
        due = recording.books.due
        // Of a day that which is done while its orders come: what is done of them later is left for the day after.
        let coming = span.filter { axis.lowerBound(of: $0) < plan.window }.count
        let rated = span.lowerBound..<(span.lowerBound + max(1, coming))
        let hours =
            Double(axis.lowerBound(of: rated.upperBound) - axis.lowerBound(of: rated.lowerBound))
            / Double(Nanoseconds.hour)
        // A day is about what was promised, a steady load about what machines do.
        let isDay = if case .day = load { true } else { false }
        let followed = readings.done(isDay ? plan.promise.event : plan.followedEvent)
        offeredPerHour = Double(recording.total(readings.meters.ordersDue, over: rated)) / hours
        donePerHour = Double(recording.total(followed, over: rated)) / hours
        var judged: [Judged] = []
        var silent: [Int] = []
        for verdict in BudgetJudge(readings: readings).verdicts(isTrusted: true) {
            let budget = plan.budgets[verdict.budget]
            guard budget.severity == .critical else { continue }
            guard let value = verdict.value, verdict.status == .pass || verdict.status == .fail else {
                silent.append(verdict.budget)
                continue
            }
            judged.append(
                Judged(
                    budget: verdict.budget, holds: verdict.status == .pass, value: value,
                    margin: budget.margin(of: value, samples: verdict.samples), fault: budget.fault(verdict)))
        }
        self.judged = judged
        self.silent = silent
        uses = Resource.all(of: plan).map { resource in
            var use = Use(resource, readings, span)
            if case .limit(let limiter) = resource {
                use.demand =
                    switch load {
                    case .steady(_, let hold): LongRunLimit.demand(on: limiter, readings, hold, span)
                    case .day: LongRunLimit.taken(of: limiter, readings)
                    }
            }
            return use
        }
        switch load {
        case .steady:
            lines = uses.compactMap { LineUse($0, readings, span) }
            isWorkedOff = TrialReading.isStill(readings, span)
            demand = uses.compactMap(\.demand).max()
        case .day:
            lines = []
            let isBounded = plan.boundsLateness
            let isCycle = plan.window % (24 * .hour) == 0
            isWorkedOff = isBounded || isCycle || TrialReading.isDone(readings)
            demand = isBounded || !isCycle ? nil : TrialReading.demand(readings)
        }
        latency = TrialReading.latency(recording, TrialReading.track(in: plan), span)
        amplifications = plan.links.indices.compactMap { Amplification($0, readings, span) }
        self.hours = Hours(readings)
        cutoff = Cutoff(recording.cutoffs)
        drained = TrialReading.drained(readings, self.hours)
        warmUp = TrialReading.warmUp(readings, load)
        stumble = TrialReading.stumble(readings, trial)
        events = recording.handledEvents
    }

    /// The rule is applied to orders under way as far as they are followed, at the end of each interval since orders came.
    private static func warmUp(_ readings: Readings, _ load: Trial.Load) -> Nanoseconds? {
        guard case .steady(_, let hold) = load else { return nil }
        let axis = readings.axis
        let first = axis.index(of: hold.from)
        let stock = readings.underWay(to: readings.plan.followedEvent)
        let end = min(stock.count, axis.index(of: hold.judged.end))
        let under = stock[first..<max(first, end)].map { Double($0) }
        guard first < end, let cut = WarmUp(under) else { return nil }
        // Where nothing settles any more the rule cuts where chance says. What a longer cut would not change has settled.
        let own = min(end - 1, axis.index(of: hold.judged.start)) - first
        func mean(from start: Int) -> Double { under[start...].reduce(0, +) / Double(max(1, under.count - start)) }
        if cut.isSettled, cut.count > own, (mean(from: own) / max(1e-9, mean(from: cut.count)) - 1).magnitude < 0.1 {
            return hold.warmUp
        }
        // One that has not settled by the middle takes longer than can be said.
        let count = cut.isSettled ? cut.count : end - first
        return axis.lowerBound(of: min(end, first + count)) - axis.lowerBound(of: first)
    }

    private static func stumble(_ readings: Readings, _ trial: Trial) -> StumbleReading? {
        guard case .steady(_, let hold) = trial.load,
            case .dip(let pool, let start, let length, _)? = trial.stumble
        else { return nil }
        return StumbleReading(readings, pool, during: .init(start: start, end: start + length), hold)
    }

    /// The time it takes orders to come as far as they are followed.
    private static func track(in plan: Plan) -> TrackID {
        guard let release = plan.releaseEvent else { return .journey }
        let leg = plan.journey.legs.firstIndex { $0.to == release && $0.from == 0 }
        return leg.map { .leg($0) } ?? .journey
    }

    private static func latency(_ recording: Recording, _ track: TrackID, _ span: Range<Int>) -> [Nanoseconds]? {
        let histogram = recording.latency(track, over: span)
        let found = [0.5, 0.95, 0.99].compactMap { histogram.quantile($0) }
        return found.count == 3 ? found : nil
    }
}

extension TrialReading.Use {
    init(_ resource: Resource, _ readings: Readings, _ span: Range<Int>) {
        let (meters, recording, plan) = (readings.meters, readings.recording, readings.plan)
        self.resource = resource
        waiting = 0
        var used: [Int64] = []
        var there: [Int64] = []
        func take(_ numerator: [Int], _ denominator: [Int]) {
            for interval in span {
                let row = recording.meters[interval]
                used.append(numerator.reduce(0) { $0 &+ row[$1] })
                there.append(denominator.reduce(0) { $0 &+ row[$1] })
            }
        }
        switch resource {
        case .workers(let pool):
            take([meters.poolBusyTime(pool)], [meters.poolCapacityTime(pool)])
            waiting = recording.highest(readings.peaks.poolWaiting(pool), over: span)
        case .limit(let limiter):
            take([meters.limiterRefused(limiter)], [meters.limiterAdmitted(limiter), meters.limiterRefused(limiter)])
        case .connections(let link):
            let edges = readings.edges(of: link)
            let places = Double(plan.links[link].bulkhead?.limit ?? 1)
            for interval in span {
                let taken = readings.connectionTime(of: edges, over: interval..<(interval + 1))
                used.append(Int64(min(9e17, taken)))
                there.append(Int64(min(9e17, places * Double(readings.axis.length(of: interval)))))
            }
        case .pace(let link):
            let attempts = readings.attemptMeters(readings.edges(of: link))
            let pace = plan.links[link].pacing
            for interval in span {
                let row = recording.meters[interval]
                used.append(attempts.reduce(0) { $0 &+ row[$1] })
                let periods = Double(readings.axis.length(of: interval)) / Double(max(1, pace?.period ?? 1))
                there.append(Int64(min(9e17, (Double(pace?.count ?? 1) * periods).rounded(.up))))
            }
        case .hotRow(let row):
            let operations = plan.edges.indices.filter {
                plan.operations[plan.edges[$0].operation].system == plan.contentions[row].system
            }
            take([meters.contentionConflicts(row)], readings.attemptMeters(operations))
        case .hours(let pool):
            // What waits while nobody is there, against what comes in all.
            let closed = span.filter { recording.meters[$0][meters.poolCapacityTime(pool)] == 0 }
            waiting = closed.map { recording.highest(readings.peaks.poolWaiting(pool), over: $0..<($0 + 1)) }.max() ?? 0
            used = [waiting]
            there = [max(1, recording.total(meters.ordersDue, over: span))]
        case .window:
            // Nothing measures who waits for a calendar: lifting it says whether it counts.
            used = [1]
            there = [2]
        }
        // An interval with hardly anything in it says nothing of the busiest.
        let most = there.max() ?? 0
        let shares = zip(used, there).filter { $1 > 0 && $1 * 10 >= most }.map { Double($0) / Double($1) }
        peak = min(1, shares.max() ?? 0)
        let all = there.reduce(0, &+)
        mean = all > 0 ? min(1, Double(used.reduce(0, &+)) / Double(all)) : 0
    }
}

extension TrialReading.Amplification {
    init?(_ link: LinkID, _ readings: Readings, _ span: Range<Int>) {
        let edges = readings.edges(of: link)
        func total(_ wanted: [Int]) -> Int64 { wanted.reduce(0) { $0 &+ readings.recording.total($1, over: span) } }
        let sent = readings.sentCalls(edges)
        self.link = link
        calls = span.reduce(0) { $0 &+ sent[$1] }
        attempts = total(readings.attemptMeters(edges))
        first = total(edges.map { readings.meters.primaryCalls($0) })
        guard attempts > 0 else { return nil }
    }
}
