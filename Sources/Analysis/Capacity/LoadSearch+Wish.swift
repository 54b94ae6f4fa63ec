internal import Kernel

extension LoadSearch {
    /// Standard errors from which a judgement that would end the search needs no longer hold.
    private static let firm = 3.0
    /// How far beyond the expected edge a level is tried, in widths of the bracket at first: the k1 of ITP.
    private static let nudge = 0.05
    /// The factor of a step that is not worth one of its own before the cap.
    private static let lastStep = 1.1
    /// Levels that chance hides, held as long as may be, after which one well away from them is tried.
    private static let enough = 3
    /// The factor of a step without a better idea.
    private static let stride = 5.0

    /// What to do next if neither time nor levels were short.
    func wish(_ known: JudgedLoads) -> Decision {
        guard let last = known.last else {
            return .step(to: min(max(guess, floor), cap ?? .infinity), for: hold)
        }
        if plateau(known) != nil { return .stop(.plateau) }
        if let probe = plateauProbe(known) { return .step(to: probe, for: hold) }
        if last.verdict == .undecided, let held = longer(last) { return held }
        // Of levels that contradict each other the one held least is held longer.
        let weakest = known.contradictions.filter { $0.duration < longestHold && $0.error != 0 }
            .min { ($0.duration, $0.load) < ($1.duration, $1.load) }
        if let weakest, let held = longer(weakest) { return held }
        switch (known.kept, known.broken) {
        case (let kept?, let broken?): return further(between(kept, broken, known), known)
        case (let kept?, nil):
            if let cap, kept.load >= cap { return confirmed(kept) ?? .stop(.capReached) }
            let next = above(kept, known)
            // A last step to the cap would be a small one.
            if let cap, next * LoadSearch.lastStep >= cap { return .step(to: cap, for: hold) }
            return .step(to: next, for: hold)
        case (nil, let broken?):
            if broken.load <= floor { return confirmed(broken) ?? .stop(.budgetExceeded) }
            return .step(to: max(below(broken, known), floor), for: hold)
        case (nil, nil): return .step(to: min(max(guess, floor), cap ?? .infinity), for: hold)
        }
    }

    /// Where chance hides the edge and no load is kept, or none is broken, with confidence, a load well away from it is: an end that is
    /// not sure says nothing.
    private func further(_ decision: Decision, _ known: JudgedLoads) -> Decision {
        let hidden = known.levels.count { $0.verdict == .undecided && $0.duration >= longestHold * (1 - 1e-9) }
        guard decision == .stop(.undecided) || hidden >= LoadSearch.enough, let lowest = known.levels.first?.load,
            let highest = known.levels.last?.load
        else { return decision }
        if known.surelyKept == nil, lowest > floor { return .step(to: max(floor, lowest / 2), for: longestHold) }
        if known.surelyBroken == nil, highest < cap ?? .infinity {
            return .step(to: min(cap ?? .infinity, highest * 1.5), for: longestHold)
        }
        return decision
    }

    /// Holds a level longer: as long as it should take to tell, between twice and eight times as long; nil where it was held
    /// as long as may be, or its margin is exact.
    private func longer(_ level: LoadLevel) -> Decision? {
        guard level.duration < longestHold * (1 - 1e-9), level.error != 0 else { return nil }
        let strength = max(level.strength ?? 0, 0.1)
        let factor = min(max((LoadSearch.firm / strength) * (LoadSearch.firm / strength), 2), 8)
        return .hold(at: level.load, total: min(level.duration * factor, longestHold))
    }

    /// A longer hold of a level on which the end of the search would rest, unless it is firm.
    private func confirmed(_ level: LoadLevel) -> Decision? {
        if let strength = level.strength, strength >= LoadSearch.firm { return nil }
        return longer(level)
    }

    /// The next load above one that is kept, where none is broken yet.
    private func above(_ kept: LoadLevel, _ known: JudgedLoads) -> Double {
        if let saturation = kept.saturation, saturation > kept.load * (1 + 2 * precision), isSteady(saturation, known) {
            // A line in balance breaks most budgets a little below saturation: so either of the first two is broken.
            return kept.load < saturation * 0.9 ? saturation * 0.95 : saturation * 1.05
        }
        return kept.load * factor(kept, known)
    }

    /// Whether a saturation is the same as the level before said: where it rises with the load, as where people are always busy
    /// with something, it leads nowhere.
    private func isSteady(_ saturation: Double, _ known: JudgedLoads) -> Bool {
        guard let before = known.levels.dropLast().last?.saturation else { return true }
        return saturation < before * 1.1
    }

    /// The next load below one that is broken, where none is kept yet.
    private func below(_ broken: LoadLevel, _ known: JudgedLoads) -> Double {
        if let saturation = broken.saturation, saturation < broken.load * (1 - 2 * precision) {
            return saturation * 0.9
        }
        return broken.load / factor(broken, known)
    }

    /// How far to go in a direction: to where the margin would reach its bound if it went on as between the last two levels,
    /// or, of one level, if it grew as the load does. Near the edge it grows faster, so this goes beyond it. At most by the
    /// stride, its square from the third step on; the stride where the margin says nothing.
    private func factor(_ level: LoadLevel, _ known: JudgedLoads) -> Double {
        let steps = known.levels.count
        let most = max(steps < 3 ? LoadSearch.stride : LoadSearch.stride * LoadSearch.stride, 1 + precision)
        let target = Elementary.log1p(precision)
        let other = level.isKept ? known.levels.dropLast().last : known.levels.dropFirst().first
        // How far each budget is from its bound, on the logarithm of the load; one that hardly grows says nothing.
        let ways: [Double] =
            if let other {
                level.logParts(with: other).compactMap { here, there in
                    let elasticity = (here - there) / Elementary.log(level.load / other.load)
                    return (here < 0) == level.isKept && elasticity > 0.2 ? here.magnitude / elasticity : nil
                }
            } else {
                [level.logMargin.magnitude]
            }
        // Upward the first budget that breaks ends it, downward all must be kept.
        guard let way = level.isKept ? ways.min() : ways.max() else { return most }
        // Just beyond an edge that is about here the search ends.
        let isHere = level.error == 0 && way < 0.5 * target
        let least = isHere ? 0.99 * target : Double(steps) * 2 * target
        return min(max(Elementary.exp(way), Elementary.exp(least)), most)
    }

    /// The next load between a kept and a broken one, or the end.
    private func between(_ kept: LoadLevel, _ broken: LoadLevel, _ known: JudgedLoads) -> Decision {
        let width = Elementary.log(broken.load / kept.load)
        let target = Elementary.log1p(precision)
        let isClose = width <= target * (1 + 1e-9)
        // The flip at the edge is trusted when both sides of it are firm, or were held as long as may be.
        if isClose, let longer = confirmed(kept) ?? confirmed(broken) { return longer }
        if isClose || known.hasUndecided, let next = refined(known, target) { return next }
        if isClose { return .stop(.precisionReached) }
        let first = known.firstBracket ?? (width, 0)
        // ITP on the logarithm of the load, from the kept end. Its bound: within `most` levels of the first bracket, one more
        // than bisection needs, the width is at most the target.
        let most = (Elementary.log(max(first.width / target, 1)) / Elementary.log(2)).rounded(.up) + 1
        let crossing = Elementary.log(known.crossing(kept, broken) / kept.load)
        let centre = width / 2
        let toward: Double
        let end = kept.error == 0 && broken.error == 0 ? closing(crossing, width, target) : nil
        if let end {
            toward = end
        } else {
            // Beyond the crossing, toward the farther end, so that the next bracket is closed from there.
            let nudge = max(LoadSearch.nudge * width * width / first.width, 0.45 * target)
            toward = crossing < centre ? min(crossing + nudge, centre) : max(crossing - nudge, centre)
        }
        let reach = max(0.5 * target * Elementary.pow(2, most - Double(first.since)) - centre, 0)
        let chosen = min(max(toward, centre - reach), centre + reach)
        let duration = width < 12 * target ? min(2 * hold, longestHold) : hold
        return .step(to: kept.load * Elementary.exp(chosen), for: duration)
    }

    /// Where the bracket is closed by one more level, if the edge is well within that of one of its ends.
    private func closing(_ crossing: Double, _ width: Double, _ target: Double) -> Double? {
        if crossing < 0.75 * target { return 0.99 * target }
        return width - crossing < 0.75 * target ? width - 0.99 * target : nil
    }

    /// Where the edge lies within the noise of the longest hold, no verdict ends the search but the place where a line
    /// through the levels around crosses the bound: enough if its two standard errors are within the precision, else one
    /// more level on the side whose sure end is farther, just far enough to be decided.
    private func refined(_ known: JudgedLoads, _ target: Double) -> Decision? {
        guard let fit = EdgeFit(known, reach: reach) else { return widened(known, target) }
        if 2 * fit.error <= target && known.surelyKept != nil && known.surelyBroken != nil {
            return .stop(.precisionReached)
        }
        let low = known.surelyKept.map { Elementary.log(fit.load / $0.load) } ?? .infinity
        let high = known.surelyBroken.map { Elementary.log($0.load / fit.load) } ?? .infinity
        let away = min(max(fit.decidable, target / 2), reach / 2)
        let shares = [1, 0.75, 0.5, 1.25, 0.25, 1.5, 0.1, 1.75]
        return fresh(shares.map { fit.load * Elementary.exp(low >= high ? -$0 * away : $0 * away) }, known, target)
    }

    /// Where noise hides the slope: a level farther off. Nil where margins carry no error, so that nothing is hidden.
    private func widened(_ known: JudgedLoads, _ target: Double) -> Decision? {
        guard let kept = known.kept, let broken = known.broken, kept.error ?? 0 > 0, broken.error ?? 0 > 0 else {
            return nil
        }
        let centre = known.crossing(kept, broken)
        let shares = [-0.8, 0.8, -0.5, 0.5, -0.9, 0.9, -0.65, 0.65]
        return fresh(shares.map { centre * Elementary.exp($0 * reach) }, known, target)
    }

    /// The first of some loads where no level is yet.
    private func fresh(_ loads: [Double], _ known: JudgedLoads, _ target: Double) -> Decision {
        let free = loads.first { load in
            !known.levels.contains { ($0.load / load - 1).magnitude < 0.05 * target }
                && load >= floor && load <= cap ?? .infinity
        }
        return free.map { .step(to: $0, for: longestHold) } ?? .stop(.undecided)
    }

    /// The most that is completed where the two largest loads say that more load completes no more.
    private func flat(_ known: JudgedLoads) -> Double? {
        guard known.broken == nil, known.levels.count >= 2, let top = known.levels.last, let most = top.completed
        else { return nil }
        let before = known.levels[known.levels.count - 2]
        guard let less = before.completed, top.load >= before.load * 1.1,
            most - less < 0.1 * (top.load - before.load)
        else { return nil }
        let peak = max(most, less)
        return peak > 0 ? peak : nil
    }

    /// A load just below what completes where more completes no more: if it is completed, that is a plateau; if not, what is
    /// completed has another reason than the load.
    private func plateauProbe(_ known: JudgedLoads) -> Double? {
        guard let peak = flat(known), !known.levels.contains(where: { $0.load >= 0.5 * peak && $0.load <= peak }) else {
            return nil
        }
        return max(0.9 * peak, floor)
    }

    /// Whether more load completes no more, though less is completed.
    func plateau(_ known: JudgedLoads) -> LoadLimit? {
        guard let peak = flat(known),
            known.levels.contains(where: { $0.load <= peak && ($0.completed ?? 0) >= 0.9 * $0.load })
        else { return nil }
        let from = known.levels.first { ($0.completed ?? 0) >= peak * (1 - precision) }
        return .plateau(completed: peak, from: (from ?? known.levels[0]).load)
    }
}
