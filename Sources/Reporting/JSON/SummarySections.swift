import Analysis
import Kernel

/// The parts of `summary.json` that come from the recording's counters and latencies.
struct SummarySections: Sendable {
    let recording: Recording
    let plan: Plan
    let meters: MeterLayout
    let peaks: PeakLayout
    let tracks: TrackLayout
    private let totals: [Int64]
    private let highest: [Int64]
    private let clock: WallClock

    init(_ recording: Recording) {
        self.recording = recording
        plan = recording.plan
        meters = MeterLayout(plan)
        peaks = PeakLayout(plan)
        tracks = TrackLayout(plan)
        clock = WallClock(plan)
        var totals = [Int64](repeating: 0, count: meters.count)
        for row in recording.meters {
            for (k, amount) in row.enumerated() { totals[k] &+= amount }
        }
        self.totals = totals
        var highest = [Int64](repeating: 0, count: peaks.count)
        for row in recording.peaks {
            for (k, height) in row.enumerated() { highest[k] = max(highest[k], height) }
        }
        self.highest = highest
    }

    private func total(_ meter: Int) -> JSONValue { .integer(totals[meter]) }
    func system(_ id: SystemID?) -> JSONValue { .optional(id.map { plan.systems[$0].name }) }

    private func latency(_ id: TrackID) -> JSONValue { latency(recording.tracks[tracks.index(id)].total) }

    private func latency(_ histogram: LatencyHistogram) -> JSONValue {
        guard histogram.count > 0 else { return .null }
        func quantile(_ q: Double) -> JSONValue { .optional(histogram.quantile(q)) }
        return [
            "count": .integer(Int64(clamping: histogram.count)),
            "mean_ns": .optional(histogram.mean.map { $0.rounded() }),
            "p50_ns": quantile(0.5), "p90_ns": quantile(0.9), "p95_ns": quantile(0.95), "p99_ns": quantile(0.99),
            "p999_ns": quantile(0.999), "max_ns": .integer(histogram.maximum),
        ]
    }

    /// Several tracks taken together: percentiles of all their samples, never an average of percentiles.
    private func latency(_ ids: [TrackID]) -> JSONValue {
        latency(ids.reduce(into: LatencyHistogram()) { $0.merge(recording.tracks[tracks.index($1)].total) })
    }

    private func outcomes(_ meter: (Outcome) -> Int) -> JSONValue {
        .object(Outcome.allCases.map { .init($0.key, total(meter($0))) })
    }

    private func ratio(_ above: Int64, _ below: Int64) -> JSONValue {
        below > 0 ? .number(Double(above) / Double(below)) : .null
    }

    /// What was run.
    var scenario: JSONValue {
        [
            "title": .string(plan.title), "seed": .string(String(plan.seed)), "from": .string(clock.iso(0)),
            "zone": .string(plan.zone.identifier), "window_ns": .integer(plan.window), "end_ns": .integer(plan.end),
        ]
    }

    /// How far it came.
    var run: JSONValue {
        var members: [JSONValue.Member] = []
        switch recording.stop {
        case .finished: members.append(.init("stop", "finished"))
        case .interrupted: members.append(.init("stop", "interrupted"))
        case .aborted(let budget):
            members.append(.init("stop", "aborted"))
            members.append(
                .init("aborted_by", .optional(plan.budgets.indices.contains(budget) ? plan.budgets[budget].text : nil)))
        }
        members.append(.init("reached_ns", .integer(recording.reached)))
        members.append(.init("events", .integer(Int64(clamping: recording.handledEvents))))
        return .object(members)
    }

    /// Conservation.
    var books: JSONValue {
        let books = recording.books
        return [
            "due": .integer(books.due), "completed": .integer(books.completed), "failed": .integer(books.failed),
            "cancelled": .integer(books.cancelled), "parked": .integer(books.parked),
            "in_flight": .integer(books.inFlight),
        ]
    }

    /// Rows of a replayed file.
    var rows: JSONValue {
        let rows = recording.badRows
        return [
            "read": .integer(rows.read), "outside": .integer(rows.outside),
            "outside_clock": .integer(rows.outsideClock), "bad": .integer(rows.bad),
            "first_bad": .array(
                rows.first.prefix(BadRows.limit).map {
                    ["line": .integer(Int64($0.line)), "problem": .string($0.problem)]
                }),
        ]
    }

    /// The legs of the journey, the whole of it, lateness and schedule lag.
    var journey: JSONValue {
        [
            "legs": .array(
                plan.journey.legs.enumerated().map { k, leg in
                    [
                        "name": .string(leg.name), "from": .string(plan.journey.events[leg.from].name),
                        "to": .string(plan.journey.events[leg.to].name), "latency": latency(.leg(k)),
                    ]
                }),
            "whole": latency(.journey), "lateness": latency(.lateness), "schedule_lag": latency(.scheduleLag),
        ]
    }

    /// Each cut-off by warehouse and carrier; cells without orders are left out.
    var cutoffs: JSONValue {
        let tally = recording.cutoffs
        var list: [JSONValue] = []
        for cutoff in tally.moments.indices {
            for warehouse in 0..<tally.warehouses {
                for carrier in 0..<tally.carriers {
                    let cell = tally.cells[tally.index(cutoff: cutoff, warehouse: warehouse, carrier: carrier)]
                    guard cell.judged + cell.open > 0 else { continue }
                    let name = plan.demand.carriers.indices.contains(carrier) ? plan.demand.carriers[carrier] : nil
                    list.append([
                        "at": .string(clock.iso(tally.moments[cutoff])),
                        "warehouse": .string(plan.demand.warehouses.names[warehouse]), "carrier": .optional(name),
                        "met": .integer(cell.met), "late": .integer(cell.late), "missing": .integer(cell.missing),
                        "open": .integer(cell.open),
                    ])
                }
            }
        }
        return .array(list)
    }

    /// Caller to callee: calls, attempts, amplification, and why the extra attempts were made.
    var links: JSONValue {
        .array(
            plan.links.enumerated().map { id, link in
                let edges = plan.edges.indices.filter { plan.edges[$0].link == id }
                func sum(_ meter: (EdgeID, Outcome) -> Int) -> [Int64] {
                    Outcome.allCases.map { outcome in edges.reduce(0) { $0 &+ totals[meter($1, outcome)] } }
                }
                func named(_ counts: [Int64]) -> JSONValue {
                    .object(zip(Outcome.allCases, counts).map { .init($0.0.key, .integer($0.1)) })
                }
                let calls = sum(meters.calls)
                let attempts = sum(meters.attempts)
                let extra = sum { meters.extraAttempts($0, cause: $1) }
                let all = attempts.reduce(0, &+)
                let logical = calls.reduce(0, &+)
                var members: [JSONValue.Member] = [
                    .init("name", .string(link.name)), .init("caller", system(link.caller)),
                    .init("callee", system(link.callee)), .init("calls", .integer(logical)),
                    .init("attempts", .integer(all)),
                    .init("amplification", ratio(all, SentCalls(plan).total(edges, recording))),
                    .init("call_outcomes", named(calls)), .init("attempt_outcomes", named(attempts)),
                    .init("extra_attempts", named(extra)), .init("budget_denied", total(meters.budgetDenied(id))),
                    .init("breaker_opened", total(meters.breakerOpened(id))),
                    .init("breaker_closed", total(meters.breakerClosed(id))),
                    .init("response", latency(edges.map { .call($0) })),
                    .init("failed", latency(edges.map { .failedCall($0) })),
                    .init("service", latency(edges.map { .attempt($0) })),
                ]
                if link.cache != nil {
                    let hits = edges.reduce(Int64(0)) { $0 &+ totals[meters.cached($1)] }
                    members.append(.init("answered_by_cache", .integer(hits)))
                }
                return .object(members)
            })
    }

    /// Each operation as each caller uses it.
    var edges: JSONValue {
        .array(
            plan.edges.enumerated().map { id, edge in
                let attempts = Outcome.allCases.reduce(Int64(0)) { $0 &+ totals[meters.attempts(id, $1)] }
                return [
                    "name": .string(edge.name), "calls": outcomes { meters.calls(id, $0) },
                    "attempts": outcomes { meters.attempts(id, $0) },
                    "compounded_amplification": ratio(attempts, totals[meters.primaryCalls(id)]),
                    "duplicates": total(meters.duplicates(id)), "replays": total(meters.replays(id)),
                    "wasted": total(meters.wasted(id)), "response": latency(.call(id)),
                    "failed": latency(.failedCall(id)),
                    "service": latency(.attempt(id)),
                ]
            })
    }

    /// What systems offer, seen from inside.
    var operations: JSONValue {
        .array(
            plan.operations.enumerated().map { id, operation in
                [
                    "system": system(operation.system), "name": .string(operation.name),
                    "latency": latency(.operation(id)),
                    "spend_minor_units": total(meters.spend(id)),
                ]
            })
    }

    /// Workers and the lines in front of them.
    var pools: JSONValue {
        .array(
            plan.pools.enumerated().map { id, pool in
                [
                    "system": system(pool.system), "name": .string(pool.name),
                    "utilisation": ratio(totals[meters.poolBusyTime(id)], totals[meters.poolCapacityTime(id)]),
                    "served": total(meters.poolServed(id)), "shed": total(meters.poolShed(id)),
                    "expired": total(meters.poolExpired(id)), "longest_line": .integer(highest[peaks.poolWaiting(id)]),
                    "most_busy": .integer(highest[peaks.poolBusy(id)]), "wait": latency(.poolWait(id)),
                ]
            })
    }

    /// Message queues.
    var queues: JSONValue {
        .array(
            plan.queues.enumerated().map { id, queue in
                [
                    "system": system(queue.system), "name": .string(queue.name),
                    "arrived": total(meters.queueArrived(id)),
                    "done": total(meters.queueDone(id)), "redelivered": total(meters.queueRedelivered(id)),
                    "dead": total(meters.queueDead(id)), "refused": total(meters.queueRefused(id)),
                    "deepest": .integer(highest[peaks.queueDepth(id)]),
                    "oldest_ns": .integer(highest[peaks.queueAge(id)]),
                    "wait": latency(.queueWait(id)),
                ]
            })
    }

    /// Rate limits and quotas, counted at the limiter.
    var limiters: JSONValue {
        .array(
            plan.limiters.enumerated().map { id, limiter in
                [
                    "system": system(limiter.system), "name": .string(limiter.name),
                    "documented": .string(limiter.documented),
                    "admitted": total(meters.limiterAdmitted(id)), "refused": total(meters.limiterRefused(id)),
                ]
            })
    }

    /// Rate limits by system, from both sides: refused by its limiters, and answered 429 as its callers saw it.
    var rateLimits: JSONValue {
        .array(
            plan.systems.indices.compactMap { id -> JSONValue? in
                let edges = plan.edges.indices.filter { plan.operations[plan.edges[$0].operation].system == id }
                let limiters = plan.limiters.indices.filter { plan.limiters[$0].system == id }
                let refused = limiters.reduce(Int64(0)) { $0 &+ totals[meters.limiterRefused($1)] }
                let seen = edges.reduce(Int64(0)) { $0 &+ totals[meters.attempts($1, .rateLimited)] }
                guard !limiters.isEmpty || seen > 0 else { return nil }
                return [
                    "system": system(id), "refused_at_limiter": .integer(refused), "seen_by_callers": .integer(seen),
                ]
            })
    }

    /// Fallback routes, hot rows and faults: how often each struck.
    var incidents: JSONValue {
        [
            "fallbacks": .array(
                plan.routes.enumerated().map {
                    ["route": .string("\($1.name): \($1.operation)"), "count": total(meters.fallbacks($0))]
                }),
            "contentions": .array(
                plan.contentions.enumerated().map {
                    [
                        "name": .string($1.name), "conflicts": total(meters.contentionConflicts($0)),
                        "failures": total(meters.contentionFailures($0)),
                    ]
                }),
            "faults": .array(
                plan.faults.enumerated().map { ["name": .string($1.name), "struck": total(meters.faultsStruck($0))] }),
        ]
    }

    /// Exceptions by reason.
    var exceptions: JSONValue {
        .array(
            plan.parks.enumerated().map { id, park in
                let opened = totals[meters.parkedIn(id)]
                let settled = totals[meters.parkedOut(id)]
                return [
                    "reason": .string(park.reason), "opened": .integer(opened), "settled": .integer(settled),
                    "open_at_end": .integer(opened - settled),
                ]
            })
    }

    /// The scenario's indicators.
    var indicators: JSONValue {
        .array(
            plan.journey.indicators.enumerated().map { id, indicator in
                let stock = recording.stock(in: meters.indicatorIn(id), out: meters.indicatorOut(id))
                return [
                    "name": .string(indicator.name), "highest": .integer(stock.max() ?? 0),
                    "at_end": .integer(stock.last ?? 0), "oldest_ns": .integer(highest[peaks.indicatorAge(id)]),
                ]
            })
    }

    /// Orders worth a look, by number: followed ones, whose traces are in the recording, and the extremes among all.
    var exemplars: JSONValue {
        func numbers(_ facts: [OrderFacts]) -> JSONValue { .array(facts.map { .integer(Int64(clamping: $0.number)) }) }
        let exemplars = recording.exemplars
        return [
            "slowest": numbers(exemplars.slowest), "latest": numbers(exemplars.latest),
            "failed": numbers(exemplars.failed),
            "parked": numbers(exemplars.parked), "sample": numbers(exemplars.sample),
            "traced": .integer(exemplars.traced),
            "extremes": [
                "slowest": numbers(exemplars.extremes.slowest), "latest": numbers(exemplars.extremes.latest),
                "failed": numbers(exemplars.extremes.failed), "parked": numbers(exemplars.extremes.parked),
            ],
        ]
    }
}
