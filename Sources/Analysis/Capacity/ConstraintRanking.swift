import Kernel

/// Which resources hold the limit down, in the order in which they would bind.
///
/// Use says which to suspect; lifting one, all else equal, says whether it binds. The one that lets the limit rise furthest
/// binds first. Where none does alone, several may at the same load, as two warehouses that are equally full: then all are lifted,
/// and those taken back that are not needed. With what binds lifted the question is asked again.
public struct ConstraintRanking: Sendable, Codable, Hashable {
    /// Those that bind, first to last.
    public var constraints: [CapacityConstraint] = []
    /// Resources that were lifted in vain at the last limit, most used first.
    public var innocent: [TrialReading.Use] = []
    /// Whether no further one of those tried would bind before the last limit.
    public var isComplete = false

    /// - Returns: nil: trials are missing, and wanted.
    init?(
        of plan: Plan, _ limit: CapacityLimit, _ finder: LimitFinder, _ settings: CapacitySettings,
        _ table: inout TrialTable
    ) {
        // Like is compared with like: one seed with itself.
        var finder = finder.onSeed(0, after: limit)
        guard var limit = finder.limit(&table) else { return nil }
        if let factor = limit.factor {
            // As far as the forecast in any case, where a trial of it does not take too long: whether it would fit is the question.
            let events = table.reading(of: finder.trial(factor))?.events ?? 0
            let forecast = min(ConstraintRanking.beyondForecast, factor * WhatIf.longestTrial / Double(max(1, events)))
            finder.cap = min(finder.cap, max(factor * settings.reach, forecast))
        }
        while constraints.count < settings.constraints {
            let (kept, exceeded): (Double, Double)
            switch limit.found {
            case .between(let low, let high, _): (kept, exceeded) = (low, high)
            case .plateau(let done, let from): (kept, exceeded) = (done, from)
            case .atLeast, .below, .chance, .unjudged, .tooShort: return
            }
            // What is used is seen where it begins to give.
            guard let reading = table.reading(of: finder.trial(exceeded)) else { return nil }
            let known = Set(constraints.flatMap(\.resources))
            let suspects = reading.uses.filter { !known.contains($0.resource) && $0.isSuspect }
                .sorted { ($0.suspicion, $1.resource.order) > ($1.suspicion, $0.resource.order) }
                .prefix(settings.candidates)
            guard let found = ConstraintRanking.lift(Array(suspects), above: kept, finder, settings, &table) else {
                return nil
            }
            innocent = found.vain
            guard let best = found.best else {
                isComplete = true
                break
            }
            constraints.append(best)
            finder.changes += best.resources.map(\.lifted)
            limit = best.lifted
        }
    }

    /// How far the forecast is followed, in times of it.
    private static let beyondForecast = 1.25

    /// Lifts one after the other.
    private static func lift(
        _ suspects: [TrialReading.Use], above kept: Double, _ finder: LimitFinder, _ settings: CapacitySettings,
        _ table: inout TrialTable
    ) -> (best: CapacityConstraint?, vain: [TrialReading.Use])? {
        var lifted: [CapacityConstraint] = []
        var vain: [TrialReading.Use] = []
        var isMissing = false
        let probe = kept * (1 + 2 * settings.precision)
        for use in suspects {
            let with = lifting([use], probe, finder)
            guard let reading = table.reading(of: with.trial(probe)) else {
                isMissing = true
                continue
            }
            guard reading.isKept != false else {
                vain.append(use)
                continue
            }
            guard let limit = with.limit(&table) else {
                isMissing = true
                continue
            }
            // A gain that the search could not tell from none is none, and no limit that falls is one.
            if let factor = limit.factor, factor > probe {
                lifted.append(CapacityConstraint(resource: use.resource, use: use, lifted: limit))
            } else {
                vain.append(use)
            }
        }
        guard !isMissing else { return nil }
        if lifted.isEmpty {
            guard let joint = joint(suspects, probe, finder, &table) else { return nil }
            guard let constraint = joint.first else { return (nil, vain) }
            return (constraint, vain.filter { !constraint.resources.contains($0.resource) })
        }
        let ranked = lifted.sorted {
            ($0.lifted.factor ?? 0, $0.use.suspicion, $1.resource.order)
                > ($1.lifted.factor ?? 0, $1.use.suspicion, $0.resource.order)
        }
        guard var best = ranked.first else { return (nil, vain) }
        best.others = Array(ranked.dropFirst())
        return (best, vain)
    }

    /// A finder with some resources lifted, that begins where the limit would have risen.
    private static func lifting(_ uses: [TrialReading.Use], _ probe: Double, _ finder: LimitFinder) -> LimitFinder {
        var with = finder
        with.changes += uses.map(\.resource.lifted)
        with.known = [probe]
        with.isJudged = true
        return with
    }

    /// Those that bind at the same load; nil: trials are missing, and wanted. None: lifting all of them moves nothing.
    private static func joint(
        _ suspects: [TrialReading.Use], _ probe: Double, _ finder: LimitFinder, _ table: inout TrialTable
    ) -> [CapacityConstraint]? {
        func with(_ uses: [TrialReading.Use]) -> LimitFinder { lifting(uses, probe, finder) }
        guard suspects.count > 1 else { return [] }
        guard let all = table.reading(of: with(suspects).trial(probe)) else { return nil }
        guard all.isKept != false else { return [] }
        var needed = suspects
        for use in suspects.reversed() where needed.count > 1 {
            let rest = needed.filter { $0 != use }
            guard let reading = table.reading(of: with(rest).trial(probe)) else { return nil }
            if reading.isKept != false { needed = rest }
        }
        guard let limit = with(needed).limit(&table) else { return nil }
        guard let factor = limit.factor, factor > probe, let first = needed.first else { return [] }
        return [
            CapacityConstraint(
                resource: first.resource, use: first, together: Array(needed.dropFirst()), lifted: limit)
        ]
    }
}

extension TrialReading.Use {
    /// How much it looks like holding the limit down: busy shares of workers, refusals of limits (where a few say much).
    var suspicion: Double {
        switch resource {
        case .workers, .connections, .pace: peak
        case .window: peak
        case .limit, .hotRow, .hours: max(peak > 0 ? 0.5 + peak / 2 : 0, min(1, demand ?? 0))
        }
    }

    /// Whether lifting it is worth a trial.
    var isSuspect: Bool { suspicion >= 0.3 }
}

extension Resource {
    /// A stable order among equals.
    var order: Int {
        switch self {
        case .workers(let id), .limit(let id), .connections(let id), .pace(let id), .hotRow(let id), .hours(let id),
            .window(let id):
            id
        }
    }
}
